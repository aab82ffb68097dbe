"""A picture rots on the disk: the real foyer shows the drawn cover in its place and says so in
status/, the real foyer-sync fetches it again, and the screen shows it as before. xibo-linux #132: a
broken cache was never healed."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from server import Server  # noqa: E402
from world import TOOL, Broken, expect  # noqa: E402

PICTURE = pathlib.Path(os.environ["FOYER_SOURCE"]) / "assets/packs/steam-albania/media/three-parts.png"
VISIT = "settle\ntap Touch to begin\nsettle\ntap Activities\nsettle\ntap Line robot\nsettle\nshot {}\n"
WAIT_S = 120


def CONFORMANCE(*ids):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a") as file:
            file.write("".join(f"{i}\n" for i in ids))


def run(*words):
    ran = subprocess.run([*map(str, words)], capture_output=True, text=True, timeout=240)
    expect(ran.returncode == 0, f"{words[0]} {words[1]}: {ran.stdout}{ran.stderr}")


class Venue:
    def __init__(self, folder):
        self.folder, self.data = folder, folder / "data"
        pack = folder / "pack"
        (pack / "activity").mkdir(parents=True)
        (pack / "media").mkdir()
        shutil.copy(PICTURE, pack / "media/robot.png")
        (pack / "pack.yaml").write_text("id: little-center\nlanguages: [en]\ntimezone: Europe/Tirane\n")
        (pack / "activity/line-robot.md").write_text(
            "---\nid: line-robot\ntitle: Line robot\nsummary: A robot that follows a line.\n"
            "fields: [T]\naudiences: [pupil]\nformat: workshop\njoin: open\nduration_min: 60\n"
            "licence: CC-BY-4.0\nsource: test\n"
            'media:\n  - {file: media/robot.png, alt: A robot, credit: Foyer, licence: "CC0-1.0"}\n'
            "---\nBuild it from cardboard.\n")
        (pack / "activity/sessions.csv").write_text(
            "activity,weekday,start,end\n" + "".join(f"line-robot,{day},15:00,16:00\n" for day in
                                                    ("mon", "tue", "wed", "thu", "fri", "sat", "sun")))
        run(TOOL, "keygen", folder / "key")
        run(TOOL, "publish", pack, folder / "feed", "--key", folder / "key")
        self.server = Server({str(p.relative_to(folder / "feed")): p.read_bytes()
                              for p in (folder / "feed").rglob("*") if p.is_file()})
        self.config = folder / "foyer.yaml"
        self.config.write_text(
            f"data: {self.data}\nlanguages: [en]\nfeeds:\n  - id: little-center\n"
            f"    url: http://127.0.0.1:{self.server.port}\n    trust: [key.pub]\n"
            "    allow_private: true\n    interval_s: 3600\n")

    def visit(self, name):
        """The page of the activity, as a picture."""
        script = self.folder / "visit.script"
        script.write_text(VISIT.format(name))
        run(TOOL.parent / "foyer", "--headless", "--size", "1280x800", "--data", self.data, "--now",
            "2026-11-22T10:00:00Z", "--script", script, "--shots", self.folder)
        return (self.folder / f"{name}.png").read_bytes()

    def picture(self):
        found = [p for p in self.data.glob("feeds/*/o/*/*") if p.stat().st_size == PICTURE.stat().st_size]
        expect(len(found) == 1, f"the picture is kept once: {found}")
        return found[0]

    def heal(self, path):
        """The service runs until the picture is whole."""
        service = subprocess.Popen([TOOL.parent / "foyer-sync", "--config", self.config])
        try:
            end = time.monotonic() + WAIT_S
            while not (path.exists() and path.read_bytes() == PICTURE.read_bytes()):
                expect(time.monotonic() < end and service.poll() is None, "it is not healed")
                time.sleep(0.1)
        finally:
            service.terminate()
            service.wait(60)


def rot(path):
    facts = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.chmod(0o644)
    with open(path, "r+b") as file:
        file.write(data)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def play(folder):
    venue = Venue(folder)
    run(TOOL.parent / "foyer-sync", "--config", venue.config, "--once")
    report = venue.data / "status/broken"
    good = venue.visit("good")
    expect(not report.exists(), "nothing to complain of")
    picture = venue.picture()
    rot(picture)
    cover = venue.visit("cover")
    expect(cover != good, "the control: the picture is not shown any more, its cover is")
    expect(report.read_text() == picture.name + "\n", "the screen complains")
    venue.heal(picture)
    expect(venue.visit("healed") == good, "the screen shows it as before")
    picture.unlink()
    expect(venue.visit("lost") == cover, "a picture that is gone has the same cover")
    venue.heal(picture)
    expect(venue.visit("found") == good, "and comes back")
    CONFORMANCE("C06")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-screen-"))
    try:
        play(folder)
        print("a rotten picture and a lost one: covered, reported, healed, shown")
    except Broken as broken:
        print(f"FAIL {broken}")
        sys.exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
