"""`foyerctl copy` and `foyerctl outbox` as staff type them: a feed with a new publisher and a
candidate goes on a stick, a kiosk takes it from there and says so, an older stick is refused; what
a kiosk has to send is added and listed."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

TOOL = pathlib.Path(os.environ["FOYER_BIN"]) / "foyerctl"


class Copy(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="foyer-copy-"))
        self.addCleanup(shutil.rmtree, self.work)
        self.pack = self.work / "pack"
        (self.pack / "activity").mkdir(parents=True)
        (self.pack / "pack.yaml").write_text(
            "id: center\nlanguages: [en]\ntimezone: Europe/Tirane\n")
        self.write("One")
        self.run_tool("keygen", "k1")
        self.run_tool("publish", "pack", "feed", "--key", "k1")

    def write(self, title):
        (self.pack / "activity/a.md").write_text(
            f"---\nid: a\ntitle: {title}\nsummary: A robot.\nfields: [T]\naudiences: [pupil]\n"
            "format: workshop\njoin: open\nduration_min: 60\nlicence: CC-BY-4.0\nsource: test\n"
            "---\nBuild it.\n")

    def run_tool(self, *words, code=0):
        done = subprocess.run([TOOL, *map(str, words)], capture_output=True, text=True,
                              timeout=60, cwd=self.work)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def copy(self, place="stick/foyer/center", feed="./feed", code=0):
        return self.run_tool("copy", feed, place, "--trust", "k1.pub", code=code)

    def sync(self, place="./stick/foyer/center", code=0):
        return self.run_tool("sync", "--feed", place, "--trust", "k1.pub", "--data", "data",
                             code=code)

    def test_a_stick_carries_new_publishers_and_a_candidate(self):
        self.run_tool("keygen", "k2")
        self.run_tool("keys", "feed", "--member", "k2.pub", "--key", "k1", "--key", "k2")
        self.write("Tried")
        self.run_tool("publish", "pack", "feed", "--key", "k2", "--rollout", 0, "--tag", "lab")
        self.assertIn("copied to ", self.copy())
        stick = self.work / "stick/foyer/center"
        names = {p.relative_to(stick).as_posix() for p in stick.rglob("*") if p.is_file()}
        self.assertTrue({"latest", "k/1.json", "k/1.json.minisig"} <= names, names)
        self.assertEqual(sum(name.startswith("i/") for name in names), 4, "stable and candidate")
        self.assertIn("current in ", self.copy())
        self.assertTrue(self.sync().endswith("done\n"))
        self.assertIn("One\n", self.run_tool("list", "--data", "data", "--kind", "activity"))
        self.assertIn(f"source: center from {stick.resolve()}\n",
                      self.run_tool("status", "--data", "data"))
        self.run_tool("sync", "--feed", "./stick/foyer/center", "--trust", "k1.pub", "--data",
                      "lab", "--tag", "lab")
        self.assertIn("Tried\n", self.run_tool("list", "--data", "lab", "--kind", "activity"))

    def test_an_older_stick_is_named(self):
        self.copy("older")
        self.write("Two")
        self.run_tool("publish", "pack", "feed", "--key", "k1")
        self.copy()
        self.assertTrue(self.sync().endswith("done\n"))
        said = self.sync("./older", code=3)
        self.assertIn("reason: rollback\n", said)
        self.assertIn("is older", said)
        self.assertIn("reason: rollback\n", self.copy("stick/foyer/center", "./older", code=3))
        self.assertIn("Two\n", self.run_tool("list", "--data", "data", "--kind", "activity"))

    def test_wrong_words_say_what_would_be_right(self):
        self.assertIn("--trust", self.run_tool("copy", "./feed", "stick", code=2))
        self.assertIn("cannot be read", self.run_tool("copy", "center", "stick", code=2))
        self.assertIn("reason: unreachable", self.copy(feed="./nowhere", code=3))
        self.assertIn("add, list, drain or requeue",
                      self.run_tool("outbox", "send", "--data", "data", code=2))
        self.assertIn("FILE", self.run_tool("outbox", "add", "--data", "data", code=2))

    def test_the_outbox_is_added_to_and_listed(self):
        (self.work / "object").write_text('{"a":1}')
        (self.work / "page").write_text("<html>")
        self.assertEqual(self.run_tool("outbox", "add", "object", "--data", "data"), "00000001\n")
        self.assertEqual(self.run_tool("outbox", "add", "object", "--data", "data"), "00000001\n")
        self.assertIn("reason: unfit",
                      self.run_tool("outbox", "add", "page", "--data", "data", code=1))
        self.assertRegex(self.run_tool("outbox", "list", "--data", "data"),
                         r"^00000001  waiting +7 bytes  [0-9a-f]{64}\n$")


if __name__ == "__main__":
    unittest.main()
