#!/usr/bin/env python3
"""Prints a port of loopback that is free now: by chance one of those that the system gives to
nobody by itself, so that no connection takes it before the server does."""
import random
import socket

while True:
    port = random.randrange(12000, 32000)
    try:
        socket.create_server(("127.0.0.1", port)).close()
        break
    except OSError:
        pass
print(port)
