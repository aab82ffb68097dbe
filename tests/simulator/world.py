"""One kiosk and one server: what an attack is played on, and what must hold after it."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import time

from press import Key, Lies, Press
from server import Server

TOOL = pathlib.Path(os.environ["FOYER_BIN"]) / "foyerctl"
MEMORY_KB, BYTES = 160 * 1024, 6 << 20  # of one sync under attack
PATIENCE_S = 240  # a sync that takes longer than this hangs
SANITIZED = bool(os.environ.get("FOYER_SANITIZE"))


class Broken(Exception):
    """The kiosk did what it must not do."""


def expect(good, words):
    if not good:
        raise Broken(words)


class Ran:
    """A command that has come to its end: its exit code, lines and memory."""

    def __init__(self, words, folder, tool=TOOL, env=None):
        path = folder / "said"
        with open(path, "wb") as out:
            child = subprocess.Popen([tool, *map(str, words)], stdin=subprocess.DEVNULL, stdout=out,
                                     stderr=subprocess.STDOUT, env={**os.environ, **(env or {})})
            try:
                self.code, self.memory_kb = self.wait(child)
            finally:
                if child.returncode is None:
                    child.kill()
                    child.wait()
        self.text = path.read_text(errors="replace")
        self.lines = self.text.strip().splitlines() or [""]

    @staticmethod
    def wait(child):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                child.returncode = os.waitstatus_to_exitcode(status)
                return child.returncode, usage.ru_maxrss
            time.sleep(0.004)
        raise Broken("the sync hangs")

    def number(self, name):
        found = [line.split(": ")[1] for line in self.lines if line.startswith(name + ": ")]
        return int(found[0].split()[0]) if found else 0

    def reason(self):
        last = self.lines[-1]
        return last[len("reason: "):] if last.startswith("reason: ") else last


class World:
    def __init__(self, folder, now, template=None):
        self.folder, self.now = pathlib.Path(folder), now
        self.folder.mkdir(exist_ok=True)
        self.data = self.folder / "data"
        self.press = Press(now)
        self.trust = [self.press.keys[0]]
        self.revision, self.url, self.extra = 1, None, []
        self.press.publish(1)
        self.server = Server(self.press.files)
        if template:
            shutil.copytree(template.data, self.data)
        else:
            ran = self.sync()
            expect(ran.code == 0, f"the first sync: {ran.text}")

    def close(self):
        self.server.stop()

    def keys(self):
        words = []
        for i, key in enumerate(self.trust):
            path = self.folder / f"trusted-{i}.pub"
            path.write_text(key.file())
            words += ["--trust", path]
        return words

    def sync(self, env=None):
        url = self.url or f"http://127.0.0.1:{self.server.port}/"
        return Ran(["sync", "--feed", url, "--data", self.data, "--feed-id", self.press.feed,
                    *self.keys(), *self.extra], self.folder, env=env)

    def offer(self, lies=None, **more):
        """A new edition on the server, with or without lies in it."""
        self.revision += 1
        self.press.publish(self.revision, Lies(**(lies or {})), **more)

    def update(self):
        """An honest edition that the kiosk takes before the attack begins."""
        self.offer()
        ran = self.sync()
        expect(ran.code == 0 and ran.lines[-1] == "done", f"an honest update: {ran.text}")

    # ---- what can be seen of the kiosk ----
    def state(self):
        status = Ran(["status", "--data", self.data, "--json"], self.folder)
        shown = Ran(["list", "--data", self.data, "--kind", "story", "--json"], self.folder)
        expect(status.code == 0 and shown.code == 0, f"it cannot be asked: {status.text}{shown.text}")
        file = self.data / "feeds" / self.press.feed / "state"
        trust = [line for line in file.read_text().splitlines() if line.startswith("trusted-")]
        sets = self.data / "feeds" / self.press.feed / "k"
        return {"trusted": trust, "current": (self.data / "current").read_bytes(),
                "version": json.loads(status.text)["version"], "shown": shown.text,
                "sets": sorted(os.listdir(sets)) if sets.is_dir() else []}

    def shown(self):
        text = self.state()["shown"]
        return sorted({word for word in text.replace('"', "\n").splitlines()
                       if word.startswith("revision ")})

    def check_disk(self):
        """Whatever lies on the disk under a hash has that hash, and nothing lies beside the folder."""
        home = self.data / "feeds" / self.press.feed
        for path in [*home.glob("o/*/*"), *home.glob("i/*.json")]:
            name = path.name.removesuffix(".json")
            if not name.endswith(".part"):
                found = hashlib.sha256(path.read_bytes()).hexdigest()
                expect(found == name, f"{path.name} is not what its name says")
        beside = {p.name for p in self.folder.iterdir()} - {"data", "said"}
        expect(all(name.startswith("trusted-") for name in beside), f"written outside: {beside}")


def check_cost(ran):
    expect(ran.number("bytes") <= BYTES, f"{ran.number('bytes')} bytes were taken")
    expect(SANITIZED or ran.memory_kb <= MEMORY_KB, f"{ran.memory_kb} KB of memory")


def check_refused(world, attack, before):
    """Exit code and reason, and that nothing else has moved."""
    ran = world.sync()
    after = world.state()
    expect(ran.code == 3, f"exit {ran.code}: {ran.text}")
    expect(ran.reason() in attack.reasons, f"reason {ran.reason()}, not {attack.reasons}: {ran.text}")
    for what in before:
        if what != "sets" or not attack.moves_sets:
            expect(before[what] == after[what], f"{what} moved")
    world.check_disk()
    check_cost(ran)


def check_shrugged(world, attack, before):
    """The release is sound and is taken; what was attacked costs itself only."""
    ran = world.sync()
    expect(ran.code == 0, f"exit {ran.code}: {ran.text}")
    expect(any(attack.costs in line for line in ran.lines), f"{attack.costs} is not said: {ran.text}")
    expect(world.shown() == [f"revision {world.revision}"], f"shown {world.shown()}")
    world.check_disk()
    check_cost(ran)


def check_honest(world):
    """The control: the same kiosk takes the next edition of an honest server."""
    world.server.honest()
    world.server.files, world.url = world.press.files, None
    world.offer()
    ran = world.sync()
    expect(ran.code == 0 and ran.lines[-1] == "done", f"the control, an honest server: {ran.text}")
    expect(world.shown() == [f"revision {world.revision}"], f"the control shows {world.shown()}")
    world.check_disk()
