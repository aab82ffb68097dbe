"""A small HTTP/1.1 server on loopback that serves a dict of files honestly (ETag, ranges,
keep-alive) until a trick says what else to do with a request."""
import hashlib
import socket
import threading


class Gone(Exception):
    """The client has had enough, or the trick ends the connection."""


class Request:
    def __init__(self, connection, path, headers):
        self.connection, self.path, self.headers = connection, path, headers

    def send(self, data):
        try:
            self.connection.sendall(data)
        except OSError:
            raise Gone from None

    def answer(self, status, body=b"", **headers):
        lines = [f"HTTP/1.1 {status}"]
        headers.setdefault("Content_Length", len(body))
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()
                  if value is not None]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        raise Gone


class Server:
    def __init__(self, files):
        self.files, self.tricks, self.requests = files, [], []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.listener.getsockname()[1]
        self.stopped = threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()

    def trick(self, part, play):
        """`play(request)` for every request whose path contains `part`; it returns True when the
        honest answer shall be given after all."""
        self.tricks.append((part, play))

    def honest(self):
        self.tricks = []

    def stop(self):
        self.stopped.set()
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()

    def accept(self):
        while not self.stopped.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with connection:
            try:
                stream = connection.makefile("rb")
                while self.serve(connection, stream):
                    pass
            except (Gone, OSError):
                pass

    def serve(self, connection, stream):
        words = stream.readline(65536).split()
        if len(words) != 3:
            return False
        headers = {}
        while (line := stream.readline(65536).strip()):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        request = Request(connection, words[1].decode("latin-1").lstrip("/"), headers)
        self.requests.append(request.path)
        for part, play in list(self.tricks):
            if part in request.path and play(request) is not True:
                return False
        self.give(request)
        return True

    def give(self, request):
        body = self.files.get(request.path)
        if body is None:
            return request.answer("404 Not Found")
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if request.headers.get("if-none-match") == etag:
            return request.answer("304 Not Modified", ETag=etag, Content_Length=None)
        wanted = request.headers.get("range", "")
        if wanted.startswith("bytes=") and wanted.endswith("-") and int(wanted[6:-1]) < len(body):
            start = int(wanted[6:-1])
            return request.answer("206 Partial Content", body[start:], ETag=etag,
                                  Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}")
        return request.answer("200 OK", body, ETag=etag)
