"""Attacks by the server or by whoever stands between: nothing of it is signed."""
import gzip
import time

from attacks import attack

HEAD = b"HTTP/1.1 200 OK\r\n"
FLOOD = b"0" * 65536


def endless(w, kind, head=HEAD + b"\r\n"):
    def play(request):
        request.send(head)
        while not w.server.stopped.is_set():
            request.send(FLOOD)
    w.offer()
    w.server.trick(w.press.paths[kind], play)


def raw(w, kind, data):
    w.offer()
    w.server.trick(w.press.paths[kind], lambda request: request.send(data))


def answer(w, kind, status, body=b"", **headers):
    w.offer()
    w.server.trick(w.press.paths[kind], lambda request: request.answer(status, body, **headers))


# ---- too much ----
@attack("http", "endless-latest", "large")
def _(w):
    """`latest` has no end."""
    endless(w, "latest")


@attack("http", "endless-index", "large")
def _(w):
    """The index has no end."""
    endless(w, "index")


@attack("http", "endless-signature", "large")
def _(w):
    """The signature has no end."""
    endless(w, "signature")


@attack("http", "endless-node", "large")
def _(w):
    """A node has no end."""
    endless(w, "node")


@attack("http", "endless-chunk", "large")
def _(w):
    """A chunk comes in HTTP chunks without end."""
    def play(request):
        request.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        while not w.server.stopped.is_set():
            request.send(b"10000\r\n" + FLOOD + b"\r\n")
    w.offer()
    w.server.trick(w.press.paths["chunk"], play)


@attack("http", "endless-headers", "header")
def _(w):
    """Header lines without end."""
    def play(request):
        request.send(HEAD)
        while not w.server.stopped.is_set():
            request.send(b"X-More: " + b"x" * 1000 + b"\r\n")
    w.offer()
    w.server.trick("latest", play)


@attack("http", "endless-informational", "header")
def _(w):
    """Answers of status 103 without end."""
    def play(request):
        while not w.server.stopped.is_set():
            request.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    w.offer()
    w.server.trick("latest", play)


@attack("http", "length-of-terabytes", "large")
def _(w):
    """Content-Length says a terabyte."""
    answer(w, "index", "200 OK", b"x", Content_Length=1 << 40)


@attack("http", "compression-bomb", "header")
def _(w):
    """A gzip body that nobody asked for, a thousand times as large unpacked."""
    answer(w, "index", "200 OK", gzip.compress(b"0" * (1 << 22)), Content_Encoding="gzip")


# ---- too little, too late ----
@attack("http", "cut-index", "short")
def _(w):
    """The connection ends in the middle of the index."""
    w.offer()
    size = len(w.press.files[w.press.paths["index"]])
    raw(w, "index", HEAD + b"Content-Length: %d\r\n\r\n{" % size)


@attack("http", "cut-node", "short")
def _(w):
    """The connection ends in the middle of a node."""
    def play(request):
        body = w.press.files[request.path]
        request.send(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body[:20])
    w.offer()
    w.server.trick(w.press.paths["node"], play)


@attack("http", "short-object", "short")
def _(w):
    """A whole and honest answer of fewer bytes than the node lists."""
    w.offer()
    w.press.files[w.press.paths["chunk"]] = w.press.files[w.press.paths["chunk"]][:-9]


@attack("http", "reset", "unreachable short")
def _(w):
    """The connection is reset at each request for an object."""
    w.offer()
    w.server.trick("o/", lambda request: request.reset())


@attack("slow", "slow-head", "slow timeout")
def _(w):
    """Slowloris from the other side: a header byte every second."""
    def play(request):
        request.send(HEAD + b"X-Slow: ")
        while not w.server.stopped.is_set():
            request.send(b"x")
            time.sleep(1)
    w.offer()
    w.server.trick("latest", play)


@attack("slow", "slow-body", "slow")
def _(w):
    """A chunk at a byte every second."""
    def play(request):
        body = w.press.files[request.path]
        request.send(HEAD + b"Content-Length: %d\r\n\r\n" % len(body))
        for i in range(len(body)):
            request.send(body[i:i + 1])
            time.sleep(1)
    w.offer()
    w.server.trick(w.press.paths["chunk"], play)


@attack("slow", "silence", "timeout slow")
def _(w):
    """The request is taken and never answered."""
    w.offer()
    w.server.trick(w.press.paths["index"], lambda request: w.server.stopped.wait())


# ---- something else ----
@attack("http", "flipped-bit", "hash")
def _(w):
    """One bit of a chunk is another."""
    w.offer()
    body = bytearray(w.press.files[w.press.paths["chunk"]])
    body[40] ^= 1
    w.press.files[w.press.paths["chunk"]] = bytes(body)


@attack("http", "flipped-index", "hash")
def _(w):
    """One bit of the index is another."""
    w.offer()
    body = bytearray(w.press.files[w.press.paths["index"]])
    body[40] ^= 1
    w.press.files[w.press.paths["index"]] = bytes(body)


@attack("http", "portal-page", "portal")
def _(w):
    """A captive portal answers everything with its page."""
    w.offer()
    page = b"<!DOCTYPE html><title>Please log in</title>"
    w.server.trick("", lambda request: request.answer("200 OK", page, Content_Type="text/html"))


@attack("http", "portal-without-type", "portal")
def _(w):
    """A captive portal that does not say that it answers with a page."""
    w.offer()
    w.server.trick("", lambda request: request.answer("200 OK", b"  <html><body>Log in"))


@attack("http", "portal-511", "portal")
def _(w):
    """Status 511 of an honest captive portal."""
    answer(w, "latest", "511 Network Authentication Required", b"log in")


@attack("http", "redirect-to-other-host", "portal redirect")
def _(w):
    """A redirect to another server, which has everything, soundly signed."""
    w.offer()
    other = f"http://localhost:{w.server.port}/"
    w.server.trick("latest", lambda request: request.answer(
        "302 Found", Location=other + request.path) if request.headers["host"][0] == "1" else True)


@attack("http", "redirect-to-file", "redirect portal")
def _(w):
    """A redirect to a file of the kiosk's own disk."""
    answer(w, "latest", "301 Moved", Location="file:///etc/hostname")


@attack("http", "redirect-inwards", "portal redirect private")
def _(w):
    """A redirect to a machine inside the venue's network."""
    answer(w, "latest", "307 Temporary Redirect", Location="http://192.168.0.1/admin?reboot=1")


@attack("http", "redirect-loop", "redirect")
def _(w):
    """A redirect to itself."""
    answer(w, "latest", "308 Permanent Redirect", Location="/latest")


@attack("http", "name-leads-inwards", "private unreachable")
def _(w):
    """The feed's name leads to an address of the machine itself."""
    w.offer()
    w.url = f"http://feed.localhost:{w.server.port}/"


@attack("http", "partial-unasked", "header")
def _(w):
    """206 with a part of the file where all of it was asked for."""
    answer(w, "index", "206 Partial Content", b"{}", Content_Range="bytes 0-1/900")


@attack("http", "same-unasked", "status")
def _(w):
    """304 to a request that named no ETag."""
    answer(w, "index", "304 Not Modified", Content_Length=None)


@attack("http", "two-lengths", "header")
def _(w):
    """Two lengths, of which two readers would take one each."""
    raw(w, "index", HEAD + b"Content-Length: 5\r\nContent-Length: 900\r\n\r\nhello")


@attack("http", "length-and-chunks", "header")
def _(w):
    """A length beside chunked coding, as request smugglers like it."""
    raw(w, "index", HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")


@attack("http", "header-nul", "header")
def _(w):
    """A NUL in a header line."""
    raw(w, "latest", HEAD + b"ETag: \"a\0b\"\r\nContent-Length: 1\r\n\r\nx")


@attack("http", "not-http", "header unreachable short")
def _(w):
    """Another protocol answers."""
    raw(w, "latest", b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")


@attack("http", "smuggled-answer", "hash header short")
def _(w):
    """Behind the body a second answer, which is meant to pass for that of the next request."""
    w.offer()
    body = w.press.files[w.press.paths["signature"]]
    forged = HEAD + b"Content-Length: 10\r\n\r\n0123456789"
    w.server.trick(w.press.paths["index"], lambda request: request.send(
        HEAD + b"Content-Length: 2\r\n\r\n{}" + forged + body))


@attack("http", "server-error", "status")
def _(w):
    """Status 500 at the index."""
    answer(w, "index", "500 Internal Server Error", b"oops")


@attack("http", "proxy-login", "proxy")
def _(w):
    """A proxy wants a login."""
    answer(w, "latest", "407 Proxy Authentication Required", Proxy_Authenticate="Basic")


@attack("http", "object-withheld", "missing")
def _(w):
    """The index is there and one chunk is not."""
    w.offer()
    del w.press.files[w.press.paths["chunk"]]


# ---- media: costs its picture and nothing else ----
def media(name, costs, about, change):
    def play(w):
        w.press.picture = b"another picture " * 100 + name.encode()
        w.offer()
        change(w, w.press.paths["media"])
    play.__doc__ = about
    attack("media", name, costs="pictures missing: 1 (" + costs + ")")(play)


def put(data):
    return lambda w, path: w.press.files.__setitem__(path, data(w.press.files[path]))


media("media-other-bytes", "hash", "Another picture of the same length.", put(lambda data: b"x" * len(data)))
media("media-short", "short", "Half a picture.", put(lambda data: data[:100]))
media("media-long", "short", "A picture with something behind it.", put(lambda data: data + b"evil"))
media("media-missing", "missing", "No picture at all.", lambda w, path: w.press.files.pop(path))
media("media-endless", "large", "A picture without end.",
      lambda w, path: w.server.trick(path, lambda request: [request.send(HEAD + b"\r\n"),
                                                            *iter(lambda: request.send(FLOOD), 1)]))
