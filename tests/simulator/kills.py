"""kill -9 at moments of a sync spread evenly over its system calls: the real foyer-sync with two
layered feeds dies as it enters its k-th call. What each layer shows is old or new, never a mix, and
the next sync brings the new one. kills.py [MOMENTS] (60; the long form is 1000); see README.md.
Exit 77: this machine does not allow ptrace."""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from press import Lies, Press  # noqa: E402
from server import Server  # noqa: E402
from world import TOOL, Broken, Ran, expect  # noqa: E402

SYNC, TRACER = TOOL.parent / "foyer-sync", os.environ["FOYER_TRACER"]
COUNT = {"national": 40, "venue": 12}  # records of each layer


def CONFORMANCE(*ids):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a") as file:
            file.write("".join(f"{i}\n" for i in ids))


class Kiosk:
    def __init__(self, folder):
        self.folder, self.data, self.kept = folder, folder / "data", folder / "kept"
        self.presses = [Press(int(time.time()), feed) for feed in COUNT]
        self.servers = [Server(press.files) for press in self.presses]
        config = f"data: {self.data}\nfeeds:\n"
        for press, server in zip(self.presses, self.servers):
            (folder / f"{press.feed}.pub").write_text(press.keys[0].file())
            config += (f"  - id: {press.feed}\n    url: http://127.0.0.1:{server.port}\n"
                       f"    trust: [{press.feed}.pub]\n    allow_private: true\n")
        (folder / "foyer.yaml").write_text(config)
        self.publish(1)
        expect(self.sync().code == 0, "the first sync")
        shutil.copytree(self.data, self.kept)

    def publish(self, revision, **lies):
        for press in self.presses:
            press.publish(revision, prefix=press.feed, count=COUNT[press.feed], **lies)

    def words(self):
        return ["--config", self.folder / "foyer.yaml", "--once"]

    def sync(self):
        return Ran(self.words(), self.folder, tool=SYNC)

    def rewind(self):
        shutil.rmtree(self.data)
        shutil.copytree(self.kept, self.data)

    def traced(self, number, names=None):
        """What the tracer says last: the call it was killed at, or None."""
        env = {**os.environ, **({"TRACER_LIST": str(names)} if names else {})}
        # Leaks cannot be looked for under ptrace.
        env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        ran = subprocess.run([TRACER, str(number), str(SYNC), *map(str, self.words())], env=env,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True, timeout=240)
        if ran.returncode == 126:
            print("ptrace is not allowed here")
            sys.exit(77)
        said = ran.stderr.strip().splitlines()[-1].split()
        expect(said[0] in ("killed", "ended"), ran.stderr)
        expect(said[0] == "killed" or ran.returncode == 0, ran.stderr)
        return said[1] if said[0] == "killed" else None

    def shown(self, where):
        """{feed: revision}, or Broken when a layer is not whole."""
        ran = Ran(["list", "--data", self.data, "--kind", "story", "--json"], self.folder)
        expect(ran.code == 0, f"{where}: {ran.text}")
        found = {}
        for feed, count in COUNT.items():
            records = re.findall(rf'"{feed}-(\d+)"[^\n]*?revision (\d+)', ran.text)
            revisions = {revision for _, revision in records}
            expect(len({number for number, _ in records}) == count and len(revisions) == 1,
                   f"{where}: a mix in {feed}, {len(records)} records of {sorted(revisions)}")
            found[feed] = int(revisions.pop())
        return found


def must_break(kiosk, what):
    """The control: the checker sees what it is there to see."""
    try:
        found = kiosk.shown(what)
    except Broken:
        return
    raise Broken(f"the control: {what} passes for {found}")


def controls(kiosk):
    half = {"lines": lambda lines: lines.replace(b"revision 2", b"revision 1")}
    kiosk.publish(2, lies=Lies(**half))
    expect(kiosk.sync().code == 0, "a mixed edition is published")
    must_break(kiosk, "an edition that is a mix itself")
    kiosk.rewind()
    # A switch that is not atomic: the new snapshot copied over the old one, halfway.
    kiosk.publish(2)
    old = {path.name for path in (kiosk.data / "snapshots").glob("*.db")}
    expect(kiosk.sync().code == 0, "an honest update")
    expect(set(kiosk.shown("an honest update").values()) == {2}, "an honest update")
    new = [path for path in (kiosk.data / "snapshots").glob("*.db") if path.name not in old]
    images = {path.stat().st_size: path.read_bytes() for path in new}
    kiosk.rewind()
    for path in (kiosk.data / "snapshots").glob("*.db"):
        image = min(images.values(), key=lambda data: abs(len(data) - path.stat().st_size))
        with open(path, "r+b") as file:
            file.write(image[:len(image) * 3 // 4])
    must_break(kiosk, "a snapshot overwritten in place, halfway")
    kiosk.rewind()


def campaign(kiosk, moments):
    names = kiosk.folder / "names"
    kiosk.publish(2)
    expect(kiosk.traced(0, names) is None, "it comes to its end")
    total = len(names.read_text().splitlines())
    calls, seen = collections.Counter(), collections.Counter()
    for moment in range(moments):
        number = 1 + moment * total // moments
        call = None
        while not call:  # a run may make a few calls less than the one that was counted
            kiosk.rewind()
            call = kiosk.traced(number)
            number -= 0 if call else 5
        calls[call] += 1
        where = f"killed at call {number} of {total}, {call}"
        shown = kiosk.shown(where)
        expect(set(shown.values()) <= {1, 2}, f"{where}: {shown}")
        seen[" ".join(f"{feed} {'old' if revision == 1 else 'new'}"
                      for feed, revision in shown.items())] += 1
        ran = kiosk.sync()
        expect(ran.code == 0, f"{where}: the next sync: {ran.text}")
        expect(set(kiosk.shown(where).values()) == {2}, f"{where}: and then not the new one")
        left = [p.name for p in kiosk.data.rglob("*") if p.suffix in (".tmp", ".part")]
        expect(len(left) <= 1, f"{where}: {left} stay behind")  # at most a `current` under way
    return total, calls, seen


def show(moments, total, calls, seen):
    print(f"{moments} moments spread over {total} system calls; where they fell:")
    most = max(calls.values())
    for call, count in calls.most_common():
        print(f"  {call:18} {count:5}  {'#' * (1 + count * 50 // most)}")
    print("what was shown afterwards:")
    for what, count in seen.most_common():
        print(f"  {what:28} {count:5}")
    print(f"{moments} of {moments}: old or new, never a mix, and the next sync completes")


def main():
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-kills-"))
    try:
        kiosk = Kiosk(folder)
        controls(kiosk)
        total, calls, seen = campaign(kiosk, moments)
        show(moments, total, calls, seen)
        expect(len(seen) > 1, "the control: both old and new were seen")
    except Broken as broken:
        print(f"FAIL {broken}")
        sys.exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    CONFORMANCE("C13", "N20")


main()
