"""Attacks on key sets, thresholds and candidates: by a stranger, by a publisher alone where several
must agree, by the thief of a key that was left behind."""
from attacks import attack
from press import Key

STRANGER, NEXT, OTHER = Key("stranger"), Key("next"), Key("other")


def serve(w, files):
    """Evil files that are gone once the server is honest."""
    for path, body in files.items():
        def play(request, path=path, body=body):
            return True if request.path != path else request.answer("200 OK", body)
        w.server.trick(path, play)


def under(signers):
    return {"signature": lambda data: b"".join(key.sign(data) for key in signers)}


def evil_set(w, keys, signers, number=1, by=None, **change):
    """A set and an edition that claims to be signed by it."""
    serve(w, w.press.key_set(number, keys, signers, **change))
    w.offer(under(by or keys), keys=number)


def rotated(w, keys=(NEXT,), **change):
    """A kiosk that has followed an honest rotation."""
    w.press.rotate(list(keys), **change)
    w.update()


def both_must_sign(w, threshold=2, keys=(NEXT,)):
    """A kiosk whose settings want several publishers."""
    w.trust += keys
    w.press.keys = list(w.trust)
    w.extra = ["--threshold", str(threshold)]
    w.update()


# ---- who signs the set ----
@attack("keys", "set-by-stranger", "key")
def _(w):
    """A new key set that only its own key has signed, and an edition under it."""
    evil_set(w, [STRANGER], [STRANGER])


@attack("keys", "set-not-by-itself", "key signature")
def _(w):
    """A new key set signed by the old key, whose own key never agreed."""
    evil_set(w, [STRANGER], w.press.keys, by=[STRANGER])


@attack("keys", "set-unsigned", "missing")
def _(w):
    """A new key set without a signature."""
    files = w.press.key_set(1, [STRANGER], [])
    del files["k/1.json.minisig"]
    serve(w, files)
    w.offer(under([STRANGER]), keys=1)


@attack("keys", "set-tampered", "signature")
def _(w):
    """An honest key set with a stranger's key put in afterwards."""
    files = w.press.key_set(1, [NEXT], [*w.press.keys, NEXT])
    files["k/1.json"] = files["k/1.json"].replace(NEXT.line().encode(), STRANGER.line().encode())
    serve(w, files)
    w.offer(under([STRANGER]), keys=1)


@attack("keys", "set-withheld", "missing")
def _(w):
    """An edition under a set that is not there."""
    w.offer(under([STRANGER]), keys=3)


@attack("keys", "set-far-away", "missing format key")
def _(w):
    """An edition under set 999,999, to keep the kiosk asking."""
    w.offer(under([STRANGER]), keys=999999)


@attack("keys", "set-flood", "key")
def _(w):
    """Hundreds of sets by a stranger, one above the other."""
    files = {}
    for number in range(1, 300):
        files.update(w.press.key_set(number, [STRANGER], [STRANGER]))
    w.server.trick("k/", lambda request: request.answer("200 OK", files[request.path]))
    w.offer(under([STRANGER]), keys=299)


@attack("keys", "set-beyond-the-last", "format")
def _(w):
    """An edition under a set with a number that is none."""
    w.offer(keys=10**12)


@attack("keys", "set-misnumbered", "format key")
def _(w):
    """An honest signature on set 2, offered as set 1."""
    files = w.press.key_set(2, [NEXT], [*w.press.keys, NEXT])
    serve(w, {path.replace("/2", "/1"): data for path, data in files.items()})
    w.offer(under([NEXT]), keys=1)


@attack("keys", "set-of-other-feed", "feed")
def _(w):
    """A sound key set of the same publisher's other feed."""
    evil_set(w, [NEXT], [*w.press.keys, NEXT], feed="another-feed")


@attack("keys", "set-endless", "large")
def _(w):
    """A key set without end."""
    def play(request):
        request.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while not w.server.stopped.is_set():
            request.send(b" " * 65536)
    w.server.trick("k/1.json", play)
    w.offer(under([NEXT]), keys=1)


@attack("keys", "set-nobody-can-sign", "format")
def _(w):
    """A set whose threshold is above the number of its keys: nothing could ever follow it."""
    evil_set(w, [NEXT], [*w.press.keys, NEXT], threshold=2)


@attack("keys", "set-threshold-zero", "format")
def _(w):
    """A set that wants no signature at all."""
    evil_set(w, [NEXT], [*w.press.keys, NEXT], threshold=0)


@attack("keys", "set-key-twice", "format")
def _(w):
    """One key listed twice, to stand for two publishers."""
    evil_set(w, [NEXT, NEXT], [*w.press.keys, NEXT], threshold=2)


@attack("keys", "set-key-under-two-ids", "format")
def _(w):
    """One key under two ids, to stand for two publishers."""
    twin = Key("next", key_id=b"\1" * 8)
    evil_set(w, [NEXT, twin], [*w.press.keys, NEXT, twin], threshold=2)


@attack("keys", "set-id-for-two-keys", "format")
def _(w):
    """Two keys that call themselves by one id."""
    twin = Key("stranger", key_id=NEXT.key_id)
    evil_set(w, [NEXT, twin], [*w.press.keys, NEXT, twin], threshold=2)


# ---- after a rotation ----
@attack("keys", "revoked-key", "key")
def _(w):
    """The key that was left behind signs on, under the settings' own set."""
    old = w.press.keys
    rotated(w)
    w.offer(under(old), keys=None)


@attack("keys", "revoked-key-under-new-set", "key")
def _(w):
    """The key that was left behind signs under the set that left it out."""
    old = w.press.keys
    rotated(w)
    w.offer(under(old))


@attack("keys", "revoked-key-makes-a-set", "key")
def _(w):
    """The key that was left behind makes a set of its own above the trusted one."""
    old = w.press.keys
    rotated(w)
    evil_set(w, old, old, number=2)


@attack("keys", "set-rollback", "key")
def _(w):
    """A set adopted long ago is said to be the newest, with editions soundly signed under it."""
    rotated(w)
    first = w.press.keys
    rotated(w, keys=(OTHER,))
    w.offer(under(first), keys=1)


@attack("keys", "rollback-across-sets", "key")
def _(w):
    """An old edition from before the rotation is offered again."""
    old = w.press.hex
    rotated(w)
    w.press.files["latest"] = (old + "\n").encode()


@attack("keys", "rollback-within-set", "rollback")
def _(w):
    """A lower version under the new set, which began its versions anew."""
    rotated(w)
    w.update()
    w.offer(version=w.press.version - 15)


@attack("keys", "fast-forward-by-thief", "key")
def _(w):
    """A thief with the key has published the last version there can be; the rotation begins the
    versions anew, and the thief offers the last one again."""
    w.offer(version=2**63 - 1)
    stolen = w.press.files["latest"]
    assert w.sync().code == 0
    rotated(w)
    w.press.files["latest"] = stolen


# ---- thresholds ----
@attack("keys", "below-threshold", "key")
def _(w):
    """One of the two publishers who must sign."""
    both_must_sign(w)
    w.offer(under([w.trust[0]]))


@attack("keys", "signature-twice", "key")
def _(w):
    """One publisher's signature twice where two publishers must sign."""
    both_must_sign(w)
    w.offer(under([w.trust[0], w.trust[0]]))


@attack("keys", "two-signatures-of-one-key", "key")
def _(w):
    """Two different signatures by one publisher, where two publishers must sign."""
    both_must_sign(w)
    one = w.trust[0]
    w.offer({"signature": lambda data: one.sign(data) + one.sign(data, comment=b"another")})


@attack("keys", "threshold-with-stranger", "key")
def _(w):
    """One publisher and a stranger where two publishers must sign."""
    both_must_sign(w)
    w.offer(under([w.trust[0], STRANGER]))


@attack("keys", "set-below-threshold", "key")
def _(w):
    """A new key set that one of two publishers has signed."""
    both_must_sign(w)
    evil_set(w, [STRANGER], [w.trust[0], STRANGER])


@attack("keys", "set-lowers-threshold-alone", "key")
def _(w):
    """One of two publishers makes a set in which one is enough."""
    both_must_sign(w)
    evil_set(w, [w.trust[0]], [w.trust[0]])


@attack("keys", "signatures-flood", "signature large")
def _(w):
    """Hundreds of signatures, to use up time."""
    one = w.trust[0]
    w.offer({"signature": lambda data: one.sign(data) * 60})


# ---- candidates: what cannot be used costs itself, and the stable edition is shown ----
def candidate(name, reason, about, lies, rollout=None, **head):
    def play(w):
        stable = w.press.files["latest"]
        w.extra = ["--kiosk", "desk-1", "--tag", "early"]
        w.offer(lies(w), rollout=rollout or {"percent": 100, "tags": []}, **head)
        w.press.files["latest"] = stable + b"candidate " + w.press.files["latest"]
        w.revision -= 1  # the stable one is what must be shown
    play.__doc__ = about
    costs = f"candidate: not usable ({reason})" if reason else "current"
    attack("candidate", name, costs=costs)(play)


candidate("candidate-unsigned", "missing", "A candidate nobody has signed.",
          lambda w: {"signature": lambda data: None})
candidate("candidate-by-stranger", "key", "A candidate signed by a key nobody trusts.",
          lambda w: under([STRANGER]))
candidate("candidate-of-other-feed", "feed", "A candidate of another feed.", lambda w: {}, feed="another-feed")
candidate("candidate-rolls-back", "rollback", "A candidate below the stable version.", lambda w: {}, version=1000)
candidate("candidate-expired", "expired", "A candidate that had its time.", lambda w: {},
          published=1000, expires=2000)
candidate("candidate-over-the-top", "format", "A candidate for 101 % of all kiosks.", lambda w: {},
          rollout={"percent": 101, "tags": []})
candidate("candidate-tags-flood", "format", "A candidate with a thousand tags.", lambda w: {},
          rollout={"percent": 1, "tags": ["early"] * 1000})
candidate("candidate-mad-inside", "format", "A candidate, soundly signed, whose chunk is none.",
          lambda w: {"chunk": lambda lines: lines})
candidate("candidate-for-others", None, "A candidate that is for other kiosks, 0 % and another tag.",
          lambda w: {}, rollout={"percent": 0, "tags": ["late"]})
