"""foyer's options and scripts: wrong ones say what would be right and end with the right code; a
script stops at its first failing step. Off-screen, on an empty data folder."""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import time
import unittest

FOYER = pathlib.Path(os.environ["FOYER_BIN"]) / "foyer"


class Command(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="foyer-"))
        self.addCleanup(shutil.rmtree, self.work)

    def run_foyer(self, *words):
        return subprocess.run([FOYER, *map(str, words)], capture_output=True, text=True, timeout=60)

    def run_script(self, text, *words):
        script = self.work / "visit.script"
        script.write_text(text)
        return self.run_foyer("--headless", "--size", "1280x800", "--data", self.work / "data",
                              "--script", script, "--shots", self.work / "shots", *words)

    def assert_refused(self, result, code, *words):
        self.assertEqual(result.returncode, code, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)


class Options(Command):
    def test_help_and_version_are_done(self):
        self.assertIn("--headless", self.run_foyer("--help").stdout)
        self.assertRegex(self.run_foyer("--version").stdout, r"^foyer \d+\.\d+\.\d+$")

    def test_a_wrong_option_says_what_would_be_right(self):
        self.assert_refused(self.run_foyer("--sise", "1x1"), 2, "--sise", "--help")
        self.assert_refused(self.run_foyer("--size"), 2, "needs WxH")
        self.assert_refused(self.run_foyer("--size", "12x99999"), 2, "1920x1080")
        self.assert_refused(self.run_script("", "--now", "yesterday"), 1, "2026-11-21T13:32:00Z")
        self.assert_refused(self.run_script("", "--start", "nowhere"), 1, "careers")

    def test_wrong_settings_name_file_and_line(self):
        settings = self.work / "foyer.yaml"
        settings.write_text("languages: [en]\nlanguage: sq\n")
        self.assert_refused(self.run_foyer("--headless", "--config", settings), 2, "foyer.yaml:2:")

    def test_a_wrong_theme_names_file_and_line(self):
        theme = self.work / "night.yaml"
        theme.write_text('ink: "#12193a"\npaper: "yellow"\n')
        self.assert_refused(self.run_script("", "--theme", theme), 1, "night.yaml:2:", "#12193a")
        theme.write_text('inkk: "#12193a"\n')
        self.assert_refused(self.run_script("", "--theme", theme), 1, "night.yaml:1:", "paper.yaml")

    def test_a_theme_changes_the_colours(self):
        theme = self.work / "night.yaml"
        theme.write_text('paper: "#102030"\ncard: "#102030"\n')
        steps = "settle\nshot plain\n"
        self.assertEqual(self.run_script(steps).returncode, 0)
        plain = (self.work / "shots/plain.png").read_bytes()
        self.assertEqual(self.run_script(steps, "--theme", theme).returncode, 0)
        self.assertNotEqual(plain, (self.work / "shots/plain.png").read_bytes())


class Script(Command):
    def test_steps_are_done_in_order_and_a_picture_has_the_window_s_size(self):
        result = self.run_script("# a comment\n\nsettle\nresize 1080x1920\nsettle\nshot tall\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        header = (self.work / "shots/tall.png").read_bytes()[:24]
        self.assertEqual(struct.unpack(">II", header[16:24]), (1080, 1920))

    def test_the_first_failing_step_names_its_line(self):
        steps = "settle\nexpect There is no such text\nshot never\n"
        self.assert_refused(self.run_script(steps), 1, "visit.script:2:", "There is no such text")
        self.assertFalse((self.work / "shots/never.png").exists())

    def test_a_label_that_is_not_there_cannot_be_tapped(self):
        self.assert_refused(self.run_script("settle\ntap Nobody\n"), 1, "visit.script:2:", "Nobody")

    def test_absent_fails_on_what_is_there(self):
        shown = self.run_script("settle\nexpect zzz\n").stderr
        text = next(line.split(": ", 1)[1] for line in shown.splitlines() if "on screen" in line)
        self.assertEqual(self.run_script(f"settle\nexpect {text}\n").returncode, 0)
        self.assert_refused(self.run_script(f"settle\nabsent {text}\n"), 1, ":2:")

    def test_wrong_steps_say_what_they_want(self):
        for step, wish in (("jump 3", "no such step"), ("wait soon", "milliseconds"),
                           ("drag 1,1", "X,Y X,Y MS"), ("resize 5x5", "320"), ("shot a/b", "name"),
                           ("down one 1,1", "FINGER X,Y"), ("key Nokey", "no such key"),
                           ("settle now", "takes nothing")):
            self.assert_refused(self.run_script(step + "\n"), 1, "visit.script:1:", wish)

    def test_skip_jumps_the_clock_without_waiting(self):
        began = time.monotonic()
        result = self.run_script("settle\nskip 86400000\nsettle\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertLess(time.monotonic() - began, 3600)

    def test_a_missing_script_is_said(self):
        result = self.run_foyer("--headless", "--data", self.work / "data", "--script",
                                self.work / "none.script")
        self.assert_refused(result, 1, "none.script", "No such file")


if __name__ == "__main__":
    unittest.main()
