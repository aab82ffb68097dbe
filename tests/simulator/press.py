"""A second publisher of Foyer's feed format (include/feed/README.md), written from that text alone:
it shares no line with the program under test, and every step of it can be told to lie."""
import base64
import ctypes
import ctypes.util
import hashlib
import json
import struct

sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
if sodium.sodium_init() < 0:
    raise SystemExit("libsodium does not start")

COMMENT = b"untrusted comment: signature from minisign secret key\n"
DAY = 86400


def canonical(value):
    return (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def object_path(name):
    return f"o/{name[:2]}/{name}"


def index_path(name):
    return f"i/{name}.json"


class Key:
    """An Ed25519 key in minisign's clothes; the same name gives the same key."""

    def __init__(self, name, key_id=None):
        seed = hashlib.sha256(b"foyer simulator " + name.encode()).digest()
        public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        sodium.crypto_sign_ed25519_seed_keypair(public, secret, seed)
        self.public, self.secret = public.raw, secret.raw
        self.key_id = key_id or hashlib.sha256(seed).digest()[:8]

    def line(self):
        return base64.b64encode(b"Ed" + self.key_id + self.public).decode()

    def file(self):
        return f"untrusted comment: minisign public key\n{self.line()}\n"

    def raw(self, message):
        out = ctypes.create_string_buffer(64)
        sodium.crypto_sign_ed25519_detached(out, None, message, ctypes.c_ulonglong(len(message)),
                                            self.secret)
        return out.raw

    def sign(self, data, comment=b"timestamp:1", algorithm=b"ED"):
        hashed = hashlib.blake2b(data).digest() if algorithm == b"ED" else data
        signature = self.raw(hashed)
        blob = base64.b64encode(algorithm + self.key_id + signature)
        proof = base64.b64encode(self.raw(signature + comment))
        return COMMENT + blob + b"\ntrusted comment: " + comment + b"\n" + proof + b"\n"


# ---- zstd frames by hand (RFC 8878): blocks of raw bytes or of one byte repeated ----
MAGIC = struct.pack("<I", 0xFD2FB528)
BLOCK = 128 * 1024


def block(kind, size, body, last):
    return struct.pack("<I", size << 3 | kind << 1 | last)[:3] + body


def frame(data, said=None, dictionary=None):
    """One frame of raw blocks that says its content's size, or lies about it."""
    flags = 0xC0 | 0x20 | (1 if dictionary else 0)  # 8 bytes of size, single segment
    head = MAGIC + bytes([flags]) + (bytes([dictionary]) if dictionary else b"")
    head += struct.pack("<Q", len(data) if said is None else said)
    parts = [data[i:i + BLOCK] for i in range(0, len(data), BLOCK)] or [b""]
    return head + b"".join(block(0, len(p), p, i == len(parts) - 1) for i, p in enumerate(parts))


def frame_without_size(data):
    return MAGIC + bytes([0x00, 0x58]) + block(0, len(data), data, 1)  # a window, no size


def frame_bomb(blocks, said):
    """`blocks` times 128 KiB out of four bytes each."""
    head = MAGIC + bytes([0xE0]) + struct.pack("<Q", said)
    return head + b"".join(block(1, BLOCK, b"\n", i == blocks - 1) for i in range(blocks))


def story(number, revision, media=None, prefix="story"):
    record = {"id": f"{prefix}-{number:04}", "kind": "story", "title": {"en": f"Story {number}"},
              "summary": {"en": f"revision {revision}"}}
    if media:
        record["media"] = [{"sha256": sha(media), "size_bytes": len(media), "type": "image/png",
                            "width_px": 4, "height_px": 4, "alt": {"en": "A picture"}}]
    return record


class Lies:
    """What an edition may say wrongly: each a function from the honest thing to another, or None."""
    lines = chunk = chunk_ref = node = node_frame = node_ref = index = index_bytes = signature = latest = None

    def __init__(self, **changes):
        for name, change in changes.items():
            assert hasattr(Lies, name), name
            setattr(self, name, change)

    def of(self, name, honest):
        change = getattr(self, name)
        return change(honest) if change else honest


class Press:
    """The files of a feed, path -> bytes, as they stand on its server."""

    def __init__(self, now, feed="simulated", keys=None):
        self.feed, self.files, self.version = feed, {}, now - DAY
        self.keys = keys or [Key("publisher")]
        self.set = 0  # of keys, that signs
        self.picture = b"a picture that nobody decodes, 1" * 90
        self.hex = None  # of the newest index
        self.paths = {}  # kind -> path, of the newest edition

    def put(self, data, kind=None):
        path = object_path(sha(data))
        self.files[path] = data
        if kind:
            self.paths[kind] = path
        return {"hash": sha(data), "size": len(data)}

    def chunk(self, records, lies):
        lines = lies.of("lines", b"".join(canonical(record) for record in records))
        stored = lies.chunk(lines) if lies.chunk else frame(lines)
        return lies.of("chunk_ref", {**self.put(stored, "chunk"), "records": len(records)})

    def sign(self, data, lies):
        if lies.signature:
            return lies.signature(data)
        return b"".join(key.sign(data) for key in self.keys)

    def publish(self, revision, lies=None, count=8, prefix="story", **head):
        """An edition of `count` stories of that revision in two chunks under one node."""
        lies = lies or Lies()
        self.version += 10
        self.put(self.picture, "media")
        records = [story(n, revision, self.picture if n == 1 else None, prefix)
                   for n in range(1, count + 1)]
        half = count // 2
        # The first half never changes between editions but for its revision.
        refs = [self.chunk(records[half:], Lies()), self.chunk(records[:half], lies)][::-1]
        node = lies.of("node", {"chunks": refs})
        stored = (lies.node_frame or frame)(canonical(node))
        root = lies.of("node_ref", {**self.put(stored, "node"), "records": count})
        index = {"spec": 1, "feed": self.feed, "version": self.version, "published": self.version,
                 "expires": self.version + 90 * DAY, "roots": [root],
                 "media": {"count": 1, "bytes": len(self.picture)},
                 "keys": self.set or None, **head}
        index = {key: value for key, value in index.items() if value is not None}
        self.index(canonical(lies.of("index", index)), lies)
        return self

    def key_set(self, number, keys, signers, **change):
        """The two files of a key set: path -> bytes."""
        data = canonical({"spec": 1, "feed": self.feed, "set": number, "threshold": 1,
                          "keys": [key.line() for key in keys], **change})
        return {f"k/{number}.json": data,
                f"k/{number}.json.minisig": b"".join(key.sign(data) for key in signers)}

    def rotate(self, keys, **change):
        """Honestly: the new set is signed by the old keys and by its own."""
        self.set += 1
        self.files.update(self.key_set(self.set, keys, self.keys + keys, **change))
        self.keys = keys

    def index(self, data, lies=None):
        lies = lies or Lies()
        data = lies.of("index_bytes", data)
        self.hex = sha(data)
        self.paths["index"] = index_path(self.hex)
        self.paths["signature"] = self.paths["index"] + ".minisig"
        self.paths["latest"] = "latest"
        self.files[self.paths["index"]] = data
        signature = self.sign(data, lies)
        self.files.pop(self.paths["signature"], None)
        if signature is not None:
            self.files[self.paths["signature"]] = signature
        self.files["latest"] = lies.of("latest", (self.hex + "\n").encode())
