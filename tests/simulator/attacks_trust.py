"""Attacks on what is trusted: signatures, keys, versions, time."""
import time

from attacks import attack
from press import DAY, Key, canonical, sha

STRANGER = Key("stranger")


def tampered(data, old, new):
    assert old in data
    return data.replace(old, new, 1)


# ---- signatures ----
@attack("trust", "unsigned", "missing")
def _(w):
    """No signature stands beside the index."""
    w.offer({"signature": lambda data: None})


@attack("trust", "empty-signature", "short signature")
def _(w):
    """The signature file has no bytes."""
    w.offer({"signature": lambda data: b""})


@attack("trust", "wrong-key", "key")
def _(w):
    """Signed well, by a key nobody trusts."""
    w.offer({"signature": STRANGER.sign})


@attack("trust", "borrowed-key-id", "signature key")
def _(w):
    """Signed by a stranger whose key calls itself by the trusted key's id."""
    w.offer({"signature": Key("stranger", key_id=w.trust[0].key_id).sign})


@attack("trust", "legacy-signature", "signature")
def _(w):
    """Minisign's old form without the hash, by the right key."""
    w.offer({"signature": lambda data: w.trust[0].sign(data, algorithm=b"Ed")})


@attack("trust", "trusted-comment", "signature")
def _(w):
    """The trusted comment was changed after signing."""
    w.offer({"signature": lambda data: tampered(w.trust[0].sign(data), b"timestamp:1", b"timestamp:9")})


@attack("trust", "untrusted-comment", "signature")
def _(w):
    """The first line, which nothing signs, says something else than minisign writes."""
    w.offer({"signature": lambda data: tampered(w.trust[0].sign(data), b"minisign secret", b"somebody's")})


@attack("trust", "transplanted-signature", "signature")
def _(w):
    """The good signature of an earlier index beside a new one."""
    earlier = w.press.files[w.press.paths["signature"]]
    w.offer({"signature": lambda data: earlier})


@attack("trust", "garbage-behind-signature", "signature")
def _(w):
    """A good signature with a line of something else behind it."""
    w.offer({"signature": lambda data: w.trust[0].sign(data) + b"and more\n"})


@attack("trust", "huge-signature", "large")
def _(w):
    """A signature file of a megabyte."""
    w.offer({"signature": lambda data: w.trust[0].sign(data) * 5000})


@attack("trust", "altered-after-signing", "signature")
def _(w):
    """The index was changed after signing and named anew."""
    w.offer()
    index = w.press.files[w.press.paths["index"]]
    signature = w.press.files[w.press.paths["signature"]]
    w.press.index(tampered(index, b'"count":1', b'"count":2'))
    w.press.files[w.press.paths["signature"]] = signature


# ---- versions and time ----
@attack("version", "rollback", "rollback")
def _(w):
    """`latest` names an older edition again, soundly signed as it was."""
    old = w.press.hex
    w.update()
    w.press.files["latest"] = (old + "\n").encode()


@attack("version", "rollback-renumbered", "rollback")
def _(w):
    """New content, signed now, under a lower version than the trusted one."""
    w.update()
    w.offer(version=w.press.version - 500)


@attack("version", "conflict", "conflict")
def _(w):
    """The trusted version again, with other content."""
    w.offer(version=w.press.version)


@attack("version", "fast-forward", "key")
def _(w):
    """The last version there can be, so that nothing can follow; not signed by the publisher."""
    w.offer({"signature": STRANGER.sign}, version=2**63 - 1)


@attack("version", "beyond-the-last", "format")
def _(w):
    """A version one above the largest number."""
    w.offer(version=2**63)


@attack("version", "version-zero", "format")
def _(w):
    """Version 0, the one before the first."""
    w.offer(version=0)


@attack("version", "expired", "expired")
def _(w):
    """A newer edition, held back until it had expired."""
    w.offer(published=w.now - 40 * DAY, expires=w.now - 100)


@attack("slow", "freeze", "expired")
def _(w):
    """The kiosk's own edition for ever, after it has expired, with the newer one held back."""
    expires = int(time.time()) + 25  # long enough for the sync on a busy machine
    w.offer(expires=expires)
    frozen = dict(w.press.files)
    ran = w.sync()
    assert ran.code == 0, ran.text
    w.offer()
    w.server.files = frozen
    time.sleep(max(0, expires + 1 - time.time()))


@attack("version", "expires-first", "format")
def _(w):
    """An edition that expires before it was published."""
    w.offer(expires=w.press.version - DAY)


@attack("version", "other-feed", "feed")
def _(w):
    """Another feed of the same publisher."""
    w.offer(feed="another-feed")


@attack("version", "unknown-spec", "newer")
def _(w):
    """A format that is yet to be."""
    w.offer(spec=2)


@attack("version", "spec-as-text", "format")
def _(w):
    """The spec's number as a string."""
    w.offer(spec="1")


@attack("version", "mixed-editions", "hash large short")
def _(w):
    """The newest index with the node of the edition before it under the new node's name."""
    w.offer()
    old = w.press.files[w.press.paths["node"]]
    w.offer()
    w.press.files[w.press.paths["node"]] = old


@attack("version", "index-under-other-name", "hash")
def _(w):
    """`latest` names one index and the server gives another, soundly signed."""
    w.offer()
    good = w.press.files[w.press.paths["index"]]
    wrong = sha(b"another")
    w.press.files[f"i/{wrong}.json"] = good
    w.press.files[f"i/{wrong}.json.minisig"] = w.trust[0].sign(good)
    w.press.files["latest"] = (wrong + "\n").encode()


# ---- latest ----
@attack("pointer", "pointer-traversal", "format")
def _(w):
    """`latest` is a path out of the feed instead of a hash."""
    w.offer({"latest": lambda honest: b"../../../etc/passwd" + b"0" * 45 + b"\n"})


@attack("pointer", "pointer-upper-case", "format")
def _(w):
    """The hash in capitals, a second name for the same file."""
    w.offer({"index": lambda i: {**i, "ignored": "b"}, "latest": lambda honest: honest.upper()})


@attack("pointer", "pointer-without-end", "format")
def _(w):
    """The hash without its newline, as a torn write leaves it."""
    w.offer({"latest": lambda honest: honest[:-1]})


@attack("pointer", "pointer-control-bytes", "format")
def _(w):
    """A second line of escape sequences for the terminal of whoever looks."""
    w.offer({"latest": lambda honest: honest + b"\x1b[2J\x07\n"})


@attack("pointer", "pointer-to-nothing", "missing")
def _(w):
    """`latest` names an index that is not there."""
    w.offer({"latest": lambda honest: sha(b"nothing").encode() + b"\n"})
