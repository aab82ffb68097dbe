#!/usr/bin/env python3
"""Waits until somebody listens: wait_port.py PORT PID. 1 when the process PID ended before."""
import os
import socket
import sys
import time

port, pid = int(sys.argv[1]), int(sys.argv[2])
while True:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        break
    except OSError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            sys.exit("the server ended before it listened")
        time.sleep(0.02)
