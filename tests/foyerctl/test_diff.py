"""foyerctl diff: packs, feeds and data folders against each other, told in an author's words."""
import json
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
from test_commands import Feed  # noqa: E402
from test_preview import red_png  # noqa: E402


class Diff(Feed):
    def setUp(self):
        super().setUp()
        self.old = self.work / "old"
        shutil.copytree(self.pack, self.old)

    def diff(self, old, new, *more, code=1):
        return self.failed(code, "diff", old, new, *more).stdout

    def rewrite(self, name, *pairs):
        path = self.pack / name
        text = path.read_text()
        for old, new in pairs:
            self.assertIn(old, text)
            text = text.replace(old, new)
        path.write_text(text)


class Words(Diff):
    def test_the_same_is_the_same(self):
        said = self.diff(self.old, self.pack, code=0)
        self.assertIn("0 added, 0 removed, 0 changed\n", said)

    def test_texts_are_told_by_language(self):
        self.rewrite("activity/line-robot.md", ("Line robot", "Maze robot"))
        self.rewrite("activity/line-robot.sq.md", ("summary: Një robot që ndjek vijën.\n", ""))
        self.rewrite("activity/soap.sq.md", ("Bëj sapun", "Bëje sapunin"))
        said = self.diff(self.old, self.pack)
        self.assertIn("changed (2)\n  activity line-robot: Maze robot\n", said)
        self.assertIn('    title (en): "Line robot" -> "Maze robot"\n', said)
        self.assertIn('    summary (sq): removed "Një robot që ndjek vijën."\n', said)
        self.assertIn('    summary (sq): "Bëj sapun." -> "Bëje sapunin."\n', said)
        self.assertIn('    summary (sq): added "Një robot që ndjek vijën."\n',
                      self.diff(self.pack, self.old))
        self.assertIn("activity line-robot: Roboti i vijës\n",
                      self.diff(self.pack, self.old, "--lang", "sq"))

    def test_records_come_and_go_with_their_titles(self):
        (self.pack / "activity/soap.md").unlink()
        (self.pack / "activity/soap.sq.md").unlink()
        (self.pack / "story").mkdir()
        (self.pack / "story/news.md").write_text(
            "---\nid: news\ntitle: {en: The news, sq: Lajmet}\nsummary: Sum.\n"
            "licence: CC-BY-4.0\nsource: test\n---\nT.\n")
        said = self.diff(self.old, self.pack)
        self.assertIn("added (1)\n  story news: The news\n", said)
        self.assertIn("removed (1)\n  activity soap: ", said)
        self.assertIn("1 added, 1 removed, 0 changed\nrecords: 2 -> 2 (", said)

    def test_sessions_are_told_as_days_and_hours(self):
        self.rewrite("activity/line-robot.md", (
            "join: open\n", "join: open\nsessions:\n"
            "  - {weekday: tue, start: \"16:00\", end: \"17:30\", from: 2026-09-01}\n"))
        self.assertIn('    sessions: added "Tuesdays 16:00-17:30 from 2026-09-01"\n',
                      self.diff(self.old, self.pack))
        shutil.copy(self.pack / "activity/line-robot.md", self.old / "activity/line-robot.md")
        self.rewrite("activity/line-robot.md", ("weekday: tue", "weekday: wed"),
                     ("17:30", "18:00"))
        said = self.diff(self.old, self.pack)
        self.assertIn('    sessions: removed "Tuesdays 16:00-17:30 from 2026-09-01"\n', said)
        self.assertIn('    sessions: added "Wednesdays 16:00-18:00 from 2026-09-01"\n', said)

    def test_pictures_are_told_with_their_size(self):
        for folder in (self.old, self.pack):
            (folder / "media").mkdir()
            (folder / "media/red.png").write_bytes(red_png())
        media = "media:\n  - file: media/red.png\n    alt: A red square\n    credit: test\n" \
                "    licence: CC0-1.0\n"
        self.rewrite("activity/line-robot.md", ("join: open\n", f"join: open\n{media}"))
        said = self.diff(self.old, self.pack)
        size = len(red_png())
        self.assertIn(f'    media: added "A red square (64 x 64, {size} bytes)"\n', said)
        self.assertIn(f"pictures: 0 -> 1 (0 -> {size} bytes)\n", said)
        shutil.copy(self.pack / "activity/line-robot.md", self.old / "activity/line-robot.md")
        self.rewrite("activity/line-robot.md", ("A red square", "Red"))
        self.assertIn('    media 1 alt (en): "A red square" -> "Red"\n', self.diff(self.old, self.pack))

    def test_lists_and_numbers(self):
        self.rewrite("activity/soap.md", ("duration_min: 30", "duration_min: 45"),
                     ("audiences: [pupil]", "audiences: [pupil, teacher]"))
        said = self.diff(self.old, self.pack)
        self.assertIn('    audiences: added "teacher"\n    duration_min: "30" -> "45"\n', said)

    def test_of_a_long_text_the_place_is_shown(self):
        words = " ".join(f"word{i}" for i in range(500))
        self.rewrite("activity/soap.md", ("Mix.", words))
        shutil.copy(self.pack / "activity/soap.md", self.old / "activity/soap.md")
        self.rewrite("activity/soap.md", ("word250 ", "another "))
        line = next(line for line in self.diff(self.old, self.pack).splitlines() if "body" in line)
        self.assertIn("another", line)
        self.assertIn("word250", line)
        self.assertLess(len(line), 500)
        full = json.loads(self.diff(self.old, self.pack, "--json"))
        self.assertEqual(full["changed"][0]["changes"][0]["old"].strip(), words)

    def test_no_text_steers_the_terminal(self):
        self.rewrite("activity/soap.md", ("Make soap.", "\"Make\u202e soap.\""))
        self.assertNotIn("\u202e", self.diff(self.old, self.pack))


class Places(Diff):
    def test_a_pack_is_what_its_feed_says(self):
        self.publish()
        self.assertIn("little-center, version ", self.diff(self.feed, self.pack, code=0))

    def test_a_feed_against_what_a_kiosk_shows(self):
        self.serve()
        self.publish()
        self.sync()
        self.diff(self.feed, self.data, code=0)
        self.retitle("Maze robot")
        self.publish()
        self.assertIn('title (en): "Line robot" -> "Maze robot"', self.diff(self.data, self.feed))
        self.sync()
        self.diff(self.data, self.pack, code=0)

    def test_an_older_version_of_a_feed(self):
        first = int(self.publish().split("published version ")[1].split()[0])
        self.retitle("Maze robot")
        second = int(self.publish().split("published version ")[1].split()[0])
        said = self.diff(f"{self.feed}@{first}", f"{self.feed}@{second}")
        self.assertIn('title (en): "Line robot" -> "Maze robot"', said)
        self.diff(f"{self.feed}@{second}", self.feed, code=0)
        self.assertIn("keeps no such version",
                      self.failed(2, "diff", f"{self.feed}@7", self.feed).stderr)

    def test_of_large_feeds_only_what_differs_is_looked_into(self):
        # Two feeds are compared chunk by chunk; a pack has none, so it tells the same at length.
        for i in range(400):
            (self.pack / f"activity/a-{i}.md").write_text(
                f"---\nid: a-{i}\ntitle: {{en: Activity {i}, sq: Veprimtari {i}}}\nsummary: Sum.\n"
                "fields: [T]\naudiences: [pupil]\nformat: workshop\njoin: open\n"
                "duration_min: 60\nlicence: CC-BY-4.0\nsource: test\n---\nText.\n")
        first = int(self.publish().split("published version ")[1].split()[0])
        self.rewrite("activity/a-7.md", ("Activity 7", "Seven"))
        (self.pack / "activity/a-8.md").unlink()
        words = self.diff(self.feed, self.pack).splitlines()[2:]
        self.assertIn("records: 402 -> 401 (", "\n".join(words))
        self.publish()
        self.assertEqual(self.diff(f"{self.feed}@{first}", self.feed).splitlines()[2:], words)

    def test_publish_dry_run_says_the_same_words(self):
        self.publish()
        self.retitle("Maze robot")
        words = self.diff(self.feed, self.pack)
        dry = self.publish("--dry-run")
        self.assertTrue(dry.endswith(words), dry)
        self.assertIn("would publish", dry)
        self.diff(self.feed, self.pack)

    def test_json_is_one_object(self):
        (self.pack / "activity/soap.md").unlink()
        (self.pack / "activity/soap.sq.md").unlink()
        self.retitle("Maze robot")
        said = json.loads(self.diff(self.old, self.pack, "--json"))
        self.assertEqual([entry["id"] for entry in said["removed"]], ["soap"])
        self.assertEqual(said["added"], [])
        self.assertEqual(said["changed"][0]["changes"], [
            {"member": "title", "lang": "en", "old": "Line robot", "new": "Maze robot"}])
        self.assertEqual((said["old"]["records"], said["new"]["records"]), (2, 1))
        same = json.loads(self.diff(self.old, self.old, "--json", code=0))
        self.assertEqual((same["added"], same["removed"], same["changed"]), ([], [], []))

    def test_trouble_is_not_a_difference(self):
        self.publish()
        empty = self.work / "empty"
        empty.mkdir()
        for wrong, hint in ((self.work / "nowhere", "no such folder"), (empty, "neither a pack")):
            self.assertIn(hint, self.failed(2, "diff", wrong, self.pack).stderr)
            self.assertIn(hint, self.failed(2, "diff", self.pack, wrong).stderr)
        for path in (self.feed / "o").rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes()[:-1] + b"\0")
        self.assertIn("damaged", self.failed(2, "diff", self.feed, self.pack).stderr)
        (self.feed / "latest").write_text("../../etc/passwd\n")
        self.failed(2, "diff", self.feed, self.pack)
        (self.pack / "activity/bad.md").write_text("---\nid: bad\n---\n")
        self.failed(2, "diff", self.old, self.pack)
        self.assertIn("0 the same, 1 something differs, 2 trouble", self.done("diff", "--help"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
