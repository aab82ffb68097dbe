"""The same kiosk on a bad disk: disk.py space|small|interrupted [--all]; see README.md.
FOYER_FAULT names the shim fault.c as a library. Exit 77: this machine does not allow the test."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from world import Broken, Ran, World, expect  # noqa: E402

SHIM = os.environ.get("FOYER_FAULT", "")
SPREAD = 16 if os.environ.get("FOYER_SANITIZE") else 40  # moments of a short run


def CONFORMANCE(*ids):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a") as file:
            file.write("".join(f"{i}\n" for i in ids))


def shim(world, **settings):
    # The sanitizer wants to come first and need not.
    options = os.environ.get("ASAN_OPTIONS", "")
    return {"LD_PRELOAD": SHIM, "FAULT_FOLDER": str(world.data), "FAULT_COUNT": str(world.folder / "count"),
            "ASAN_OPTIONS": (options + ":" if options else "") + "verify_asan_link_order=0",
            **{f"FAULT_{name.upper()}": str(value) for name, value in settings.items()}}


def counted(world):
    return [int(word) for word in (world.folder / "count").read_text().split()]


class Edition:
    """A kiosk with one edition and a server with the next, to be put back as often as needed."""

    def __init__(self, folder):
        self.world = World(folder, int(time.time()))
        self.kept = folder / "kept"
        shutil.copytree(self.world.data, self.kept)
        self.world.offer(count=60)

    def rewind(self):
        shutil.rmtree(self.world.data)
        shutil.copytree(self.kept, self.world.data)

    def expect_whole(self, where):
        """Old or new; then what a sync on a good disk brings."""
        shown = self.world.shown()
        expect(shown in (["revision 1"], ["revision 2"]), f"{where}: shows {shown}")
        ran = self.world.sync()
        expect(ran.code == 0, f"{where}: resumes with {ran.text}")
        expect(self.world.shown() == ["revision 2"], f"{where}: then shows {self.world.shown()}")
        temps = [p.name for p in self.world.data.rglob("*") if p.name.endswith((".tmp", ".part"))]
        expect(not temps, f"{where}: {temps} stay behind")
        return shown


def space(folder, every):
    """S03: ENOSPC at the n-th call that wants room, and at all after it."""
    edition = Edition(folder)
    world = edition.world
    expect(world.sync(shim(world)).code == 0, "the control: without a fault")
    total = counted(world)[0]
    step = 1 if every else max(1, total // SPREAD)
    outcomes = {}
    for n in range(1, total + 1, step):
        edition.rewind()
        ran = world.sync(shim(world, space=n))
        word = ran.reason()
        outcomes[word] = outcomes.get(word, 0) + 1
        expect(ran.code == 3 and word in ("space", "storage") or ran.code == 0, f"n = {n}: {ran.text}")
        shown = edition.expect_whole(f"n = {n}")
        expect(ran.code == 3 or shown == ["revision 2"], f"n = {n}: done, and shows {shown}")
    edition.rewind()
    expect(world.sync(shim(world, space=total + 1)).code == 0, "the control: behind the last call")
    expect(outcomes.get("space", 0) > total // step // 2, f"the control: it bites, {outcomes}")
    CONFORMANCE("S03")
    print(f"{total} calls want room; failed from every {step}. on: {outcomes}")


def tree(folder):
    """All content; what is known of the last attempt may change."""
    return {str(p.relative_to(folder)): p.stat().st_ino for p in folder.rglob("*")
            if p.is_file() and p.name not in ("state", "source", "last_error")}


def snapshots(data):
    return len(list(data.glob("snapshots/*.db")))


def small(folder, every):
    """S03 on a real disk of 304 KB. xibo-dotnetclient #177: a full disk ended every update."""
    if os.environ.get("FOYER_INSIDE") != "1":
        if subprocess.run(["unshare", "-rm", "true"]).returncode:
            sys.exit(77)
        inside = subprocess.run(["unshare", "-rm", sys.executable, __file__, "small"],
                                env={**os.environ, "FOYER_INSIDE": "1"})
        sys.exit(inside.returncode)
    data = folder / "data"
    data.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=304k", "none", str(data)]).returncode:
        sys.exit(77)
    world = World(folder, int(time.time()))
    for _ in range(6):  # older snapshots make room for newer ones
        world.update()
        print(f"{shutil.disk_usage(data).used // 1024} KB used, {snapshots(data)} snapshots")
    expect(snapshots(data) == 2, "the third was dropped for the newest, the one on show never")
    world.press.picture = os.urandom(300 * 1024)
    before, shown = tree(data), world.shown()
    world.offer()
    ran = world.sync()
    expect(ran.code == 3 and ran.reason() == "space", f"a picture of 300 KB: {ran.text}")
    after = tree(data)
    expect(set(after.items()) <= set(before.items()), f"something was written: {set(after) - set(before)}")
    expect(world.shown() == shown, "what is shown stays")
    expect(ran.number("requests") <= 3, "nothing is fetched in vain")
    subprocess.run(["mount", "-o", "remount,size=4m", str(data)], check=True)
    ran = world.sync()
    expect(ran.code == 0, f"the control, space is back: {ran.text}")
    expect(world.shown() == [f"revision {world.revision}"], "the new edition")
    world.update()
    world.update()
    expect(snapshots(data) == 3, "the control: three are kept where there is room")
    # Full to the last byte while it is being written: other programs need room too.
    world.press.picture = os.urandom(30 * 1024)
    world.offer(count=40)
    with open(data / "others", "wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
    ran = world.sync()
    expect(ran.code == 3 and ran.reason() in ("space", "storage"), f"a full disk: {ran.text}")
    expect(world.shown() == [f"revision {world.revision - 1}"], "what is shown stays")
    (data / "others").unlink()
    ran = world.sync()
    expect(ran.code == 0 and world.shown() == [f"revision {world.revision}"], f"resumed: {ran.text}")
    subprocess.run(["umount", "-l", str(data)])
    CONFORMANCE("S03")


def interrupted(folder, every):
    """S05: short reads and writes, and EINTR."""
    edition = Edition(folder)
    world = edition.world
    naive = "import os; f = os.open('%s', os.O_RDWR | os.O_CREAT); os.write(f, b'x' * 100)" % (world.data / "n")
    subprocess.run([sys.executable, "-c", naive], env={**os.environ, **shim(world, short=1)}, check=True)
    expect((world.data / "n").stat().st_size == 50, "the control: who does not look loses half")
    (world.data / "n").unlink()
    for settings in ({"short": 1}, {"eintr": 2}, {"eintr": 3}, {"eintr": 7}, {"short": 1, "eintr": 2},
                     {"short": 1, "eintr": 5}):
        edition.rewind()
        ran = world.sync(shim(world, **settings))
        expect(ran.code == 0, f"{settings}: {ran.text}")
        expect(not any(line.startswith(("error", "warn")) for line in ran.lines), f"{settings}: {ran.text}")
        expect(world.shown() == ["revision 2"], f"{settings}: {world.shown()}")
        told = counted(world)[1]
        expect(told > 20, f"the control: {told} faults")
        print(f"{settings}: {told} faults, and nobody noticed")
        again = Ran(["list", "--data", world.data, "--kind", "story"], world.folder,
                    env=shim(world, **settings))
        expect(again.code == 0 and "story-0060" in again.text, f"{settings}: read {again.text}")
    CONFORMANCE("S05")


PARTS = {"space": space, "small": small, "interrupted": interrupted}


def main():
    part = sys.argv[1]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-disk-"))
    try:
        PARTS[part](folder, "--all" in sys.argv)
    except Broken as broken:
        print(f"FAIL {broken}")
        sys.exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
