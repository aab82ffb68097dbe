"""Starts a server of this folder, and counts what goes over its wire."""
import pathlib
import socket
import subprocess
import threading

HERE = pathlib.Path(__file__).parent


class Server:
    """`facts` are the name=value lines of the script; stop() ends it."""

    def __init__(self, name, work, env=None):
        self.script = subprocess.Popen([HERE / f"{name}.sh", work], env=env, text=True,
                                       stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.facts = {}
        for line in self.script.stdout:
            if line == "ready\n":
                return
            name, _, value = line.rstrip("\n").partition("=")
            self.facts[name] = value
        raise RuntimeError(f"the server ended with {self.script.wait()} before it was ready")

    def stop(self):
        self.script.terminate()
        self.script.wait()
        self.script.stdout.close()


class Meter:
    """A port that hands everything on to another and counts bytes and requests."""

    def __init__(self, port):
        self.port, self.bytes, self.requests = port, 0, 0
        self.lock = threading.Lock()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.port))
            ends = threading.Semaphore(0)
            for source, sink, asks in ((client, server, True), (server, client, False)):
                threading.Thread(target=self.pump, args=(source, sink, asks, ends),
                                 daemon=True).start()
            threading.Thread(target=self.close_both, args=(client, server, ends),
                             daemon=True).start()

    def pump(self, source, sink, asks, ends):
        try:
            while data := source.recv(65536):
                # The client asks in one piece, and next when it has the answer.
                with self.lock:
                    self.bytes += len(data)
                    self.requests += asks and data.startswith((b"GET ", b"HEAD ", b"PUT "))
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        ends.release()

    @staticmethod
    def close_both(client, server, ends):
        ends.acquire()
        ends.acquire()
        client.close()
        server.close()

    def take(self):
        """(requests, bytes both ways) since the last take."""
        with self.lock:
            counts, self.requests, self.bytes = (self.requests, self.bytes), 0, 0
        return counts

    def close(self):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
