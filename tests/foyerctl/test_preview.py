"""foyerctl preview: the real screen of each kind of record, and nothing left behind whatever
happens."""
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import time
import unittest
import zlib

sys.dont_write_bytecode = True
from test_commands import EVIL, TOOL, Feed, run  # noqa: E402

NOW = "2026-11-21T13:32:00Z"
COMMON = "licence: CC-BY-4.0\nsource: test\n"


def png_size(path):
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n", head
    return struct.unpack(">II", head[16:24])


def red_png():
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + b"\xff\0\0" * 64 for _ in range(64))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Preview(Feed):
    def setUp(self):
        super().setUp()
        self.tmp = self.work / "tmp"
        self.tmp.mkdir()
        self.environment = {"TMPDIR": str(self.tmp), "SDL_VIDEODRIVER": "dummy"}
        self.out = self.work / "out.png"

    def tearDown(self):
        self.assertEqual(list(self.tmp.iterdir()), [], "temporary files stay")

    def only_english(self):
        (self.pack / "pack.yaml").write_text("id: c\nlanguages: [en]\ntimezone: Europe/Tirane\n")
        for path in self.pack.rglob("*.sq.md"):
            path.unlink()

    def add(self, kind, name, text, body="Text."):
        self.only_english()
        path = self.pack / kind / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\nid: {name}\n{text}{COMMON}---\n{body}\n")

    def preview(self, *words, out=None):
        return self.done("preview", self.pack, "--now", NOW, "--out", out or self.out, *words,
                         env=self.environment)

    def refused(self, code, *words):
        result = self.failed(code, "preview", *words, env=self.environment)
        self.assertFalse(self.out.exists())
        return result.stderr


class Pictures(Preview):
    def test_the_home_screen(self):
        self.preview()
        self.assertEqual(png_size(self.out), (1920, 1080))
        landscape = self.out.read_bytes()
        self.preview("--size", "1080x1920")
        self.assertEqual(png_size(self.out), (1080, 1920))
        self.preview()
        self.assertEqual(self.out.read_bytes(), landscape)

    def test_a_record_in_each_language(self):
        pictures = []
        for lang in ("en", "sq"):
            self.preview("--record", "line-robot", "--lang", lang)
            pictures.append(self.out.read_bytes())
        self.preview("--record", "soap")
        pictures.append(self.out.read_bytes())
        self.preview()
        pictures.append(self.out.read_bytes())
        self.assertEqual(len(set(pictures)), 4)

    def test_an_edit_is_seen_at_once(self):
        self.preview("--record", "line-robot")
        before = self.out.read_bytes()
        self.retitle("Maze robot")
        self.preview("--record", "line-robot")
        self.assertNotEqual(self.out.read_bytes(), before)

    def test_a_picture_of_the_pack_is_on_it(self):
        text = ('title: Titled\nsummary: Sum.\nfields: [S]\naudiences: [pupil]\nformat: workshop\n'
                "join: open\nduration_min: 30\n")
        self.add("activity", "seen", text)
        self.preview("--record", "seen")
        without = self.out.read_bytes()
        (self.pack / "media").mkdir()
        (self.pack / "media/red.png").write_bytes(red_png())
        self.add("activity", "seen", text + "media:\n  - file: media/red.png\n    alt: Red\n"
                 "    licence: CC0-1.0\n    credit: test\n")
        self.preview("--record", "seen")
        self.assertNotEqual(self.out.read_bytes(), without)

    def test_several_records_are_several_pictures(self):
        folder = self.work / "pictures"
        said = self.preview("--record", "line-robot", "--record", "soap", out=folder)
        self.assertEqual(sorted(p.name for p in folder.iterdir()), ["line-robot.png", "soap.png"])
        self.assertEqual(said.splitlines(), [f"{folder}/line-robot.png", f"{folder}/soap.png"])

    def test_what_has_no_screen_is_shown_where_it_appears(self):
        self.add("contest", "cup", "title: The Cup\nsummary: Sum.\nfields: [S]\nstate: running\n"
                 "starts: 2026-11-01\nends: 2026-12-01\n")
        self.add("question", "q1", "title: How long is it?\ncontest: cup\ntype: single\n"
                 "options: [One, Two]\nright: [1]\n")
        self.add("organisation", "house", "title: The House\nsummary: Sum.\n")
        self.add("figure", "pupils", 'title: Pupils\nvalue: "1200"\nunit: pupils a year\nof: house\n')
        self.assertIn("q1 is seen with contest cup", self.preview("--record", "q1"))
        question = self.out.read_bytes()
        self.preview("--record", "cup")
        self.assertEqual(self.out.read_bytes(), question)
        self.preview("--record", "pupils")
        self.assertNotEqual(self.out.read_bytes(), question)

    def test_what_lies_below_is_seen_as_it_is_amended(self):
        over = self.work / "over"
        (over / "amendment").mkdir(parents=True)
        (over / "pack.yaml").write_text("id: over\nlanguages: [en]\ntimezone: Europe/Tirane\n")
        (over / "amendment/line-robot.md").write_text(
            "---\nid: line-robot\nfeed: little-center\nrecord: line-robot\nchange:\n"
            '  title: "The venue\'s own robot"\n---\n')
        (over / "amendment/soap.md").write_text(
            "---\nid: soap\nfeed: little-center\nrecord: soap\nhide: true\n---\n")
        self.done("amend", over, "--over", self.pack)
        words = ["preview", over, "--over", self.pack, "--now", NOW, "--out", self.out]
        self.preview("--record", "line-robot", "--lang", "en")
        below = self.out.read_bytes()
        said = self.done(*words, "--record", "line-robot", env=self.environment)
        self.assertIn("line-robot is seen with activity line-robot", said)
        self.assertNotEqual(self.out.read_bytes(), below)
        self.done(*words, env=self.environment)
        self.out.unlink()
        self.assertIn("hides a record", self.refused(2, *words[1:], "--record", "soap"))

    def test_every_record_of_a_real_pack_has_its_picture(self):
        pack = pathlib.Path(os.environ["FOYER_SOURCE"]) / "assets/packs/super-stem"
        ids = {}
        for path in sorted(pack.rglob("*.md")):
            if path.name.count(".") == 1:
                head = path.read_text().split("\nid: ")
                if len(head) > 1:
                    ids.setdefault(path.parent.name, head[1].split("\n")[0].strip())
        self.assertGreater(len(ids), 4)
        words = [word for i in list(ids.values())[:6] for word in ("--record", i)]
        folder = self.work / "pictures"
        self.done("preview", pack, "--now", NOW, "--out", folder, *words, env=self.environment)
        self.assertEqual({p.stem for p in folder.iterdir()}, set(list(ids.values())[:6]))

    def test_a_title_cannot_give_orders(self):
        # The script's lines are made of titles.
        self.retitle("Robot shot ../../x")
        self.preview("--record", "line-robot")
        self.assertIn("%n", EVIL)
        self.preview("--record", "soap")


class Refusals(Preview):
    def test_wrong_words_say_what_would_be_right(self):
        out = ["--out", self.out]
        self.assertIn("did you mean line-robot?",
                      self.refused(2, self.pack, "--record", "line-robt", *out))
        self.assertIn("not written in `fr' but in en sq",
                      self.refused(2, self.pack, "--lang", "fr", *out))
        self.assertIn("1920x1080", self.refused(2, self.pack, "--size", "huge", *out))
        self.assertIn("2026-11-21T13:32:00Z", self.refused(2, self.pack, "--now", "noon", *out))
        self.assertIn("--out is missing", self.refused(2, self.pack))
        self.assertIn("nowhere", self.refused(1, self.pack, "--out", self.work / "nowhere/x.png"))

    def test_a_pack_with_an_error_says_where(self):
        (self.pack / "activity/bad.md").write_text("---\nid: bad\n---\n")
        self.assertRegex(self.refused(1, self.pack, "--out", self.out), r"activity/bad\.md:\d+: error")

    def test_a_record_that_nobody_sees_now_says_when(self):
        self.add("slide", "later", "title: Not yet shown\nsummary: Sum.\ntarget: line-robot\n"
                 "visible_from: 2027-01-01\n")
        for now, known in ((NOW, False), ("2026-12-31T22:59:00Z", False),
                           ("2026-12-31T23:00:00Z", True)):  # midnight in Tirana
            result = run("preview", self.pack, "--record", "later", "--now", now, "--out", self.out,
                         env=self.environment)
            said = "later: visitors do not see it at this time (--now), but from 2027-01-01"
            self.assertEqual(said not in result.stderr, known, result.stderr)

    def test_what_no_screen_shows_is_said(self):
        # The control of every picture above: it is only drawn when the title can be read on it.
        self.add("contest", "cup", "title: The Cup\nsummary: Sum.\nfields: [S]\nstate: running\n"
                 "starts: 2026-11-01\nends: 2026-12-01\n")
        self.add("notice", "old", "title: Closed that day\nlevel: closed\nvisible_to: 2020-01-01\n")
        said = self.refused(1, self.pack, "--record", "old", "--now", NOW, "--out", self.out)
        self.assertIn("old: no screen shows this notice", said)


class Interrupted(Preview):
    def setUp(self):
        """A foyer beside the tool that says it has begun and then never ends."""
        super().setUp()
        (self.work / "bin").mkdir()
        shutil.copy(TOOL, self.work / "bin/foyerctl")
        foyer = self.work / "bin/foyer"
        foyer.write_text(f"#!/bin/sh\necho $$ >{self.work}/pid.new\n"
                         f"mv {self.work}/pid.new {self.work}/pid\nexec sleep 600\n")
        foyer.chmod(0o755)

    def start(self):
        return subprocess.Popen([self.work / "bin/foyerctl", "preview", self.pack, "--out", self.out],
                                env={**os.environ, **self.environment}, stderr=subprocess.DEVNULL)

    def test_a_signal_leaves_no_file_and_no_program(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            running = self.start()
            while not (self.work / "pid").exists():
                self.assertIsNone(running.poll())
                time.sleep(0.01)
            self.assertEqual(len(list(self.tmp.iterdir())), 1)  # the control: there is something
            pid = int((self.work / "pid").read_text())
            running.send_signal(number)
            self.assertEqual(running.wait(60), -number)
            self.assertEqual(list(self.tmp.iterdir()), [])
            self.assertRaises(ProcessLookupError, os.kill, pid, 0)
            self.assertFalse(self.out.exists())
            (self.work / "pid").unlink()

    def test_a_signal_at_any_other_time_leaves_nothing(self):
        for pause_ms in range(0, 50, 10):
            running = self.start()
            time.sleep(pause_ms / 1000)
            running.send_signal(signal.SIGTERM)
            self.assertEqual(running.wait(60), -signal.SIGTERM)
            self.assertEqual(list(self.tmp.iterdir()), [])

    def test_a_foyer_that_is_missing_or_fails_is_said(self):
        (self.work / "bin/foyer").unlink()
        for make in (lambda: None, lambda: self.broken()):
            make()
            done = subprocess.run([self.work / "bin/foyerctl", "preview", self.pack, "--out", self.out],
                                  env={**os.environ, **self.environment}, capture_output=True, text=True)
            self.assertEqual(done.returncode, 1)
            self.assertIn("foyer", done.stderr)
            self.assertFalse(self.out.exists())

    def broken(self):
        (self.work / "bin/foyer").write_text("#!/bin/sh\necho 'foyer: no font' >&2\nexit 1\n")
        (self.work / "bin/foyer").chmod(0o755)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
