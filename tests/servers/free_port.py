#!/usr/bin/env python3
"""Prints a port of loopback that is free now."""
import socket

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    print(probe.getsockname()[1])
