"""Every command of foyerctl as staff would type it: the happy path, wrong usage, bad input.
The real binary from $FOYER_BIN, a real feed on loopback, a pack of its own."""
import functools
import http.server
import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import unittest

TOOL = pathlib.Path(os.environ["FOYER_BIN"]) / "foyerctl"
EVIL = "'); DROP TABLE record; -- %n <script>"
CONTROL = "\x1b[2J"


def conformance(*ids):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a") as file:
            file.write("".join(f"{i}\n" for i in ids))


def run(*words, env=None, **more):
    return subprocess.run([TOOL, *map(str, words)], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **(env or {})}, **more)


def write_pack(folder, title="Line robot"):
    (folder / "activity").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        "id: little-center\nlanguages: [en, sq]\ntimezone: Europe/Tirane\n")
    (folder / "activity/line-robot.md").write_text(
        f'---\nid: line-robot\ntitle: "{title}"\nsummary: A robot that follows a line.\n'
        "fields: [T, E]\naudiences: [pupil]\nformat: workshop\njoin: open\n"
        "duration_min: 60\nlicence: CC-BY-4.0\nsource: test\n---\nBuild it from cardboard.\n")
    (folder / "activity/line-robot.sq.md").write_text(
        "---\ntitle: Roboti i vijës\nsummary: Një robot që ndjek vijën.\n---\nNdërtoje vetë.\n")
    (folder / "activity/soap.md").write_text(
        f'---\nid: soap\ntitle: "{EVIL}"\nsummary: Make soap.\n'
        "fields: [S]\naudiences: [pupil]\nformat: workshop\njoin: open\n"
        "duration_min: 30\nlicence: CC-BY-4.0\nsource: test\n---\nMix.\n")
    (folder / "activity/soap.sq.md").write_text(
        "---\ntitle: Sapun\nsummary: Bëj sapun.\n---\nPërzieje.\n")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Feed(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="foyerctl-"))
        self.addCleanup(shutil.rmtree, self.work)
        self.pack, self.feed = self.work / "pack", self.work / "feed"
        self.key, self.data = self.work / "key", self.work / "data"
        write_pack(self.pack)

    def done(self, *words, **more):
        result = run(*words, **more)
        self.assertEqual(result.returncode, 0, result.stderr + result.stdout)
        return result.stdout

    def failed(self, code, *words, **more):
        result = run(*words, **more)
        self.assertEqual(result.returncode, code, result.stderr + result.stdout)
        return result

    def publish(self, *more):
        if not self.key.exists():
            self.done("keygen", self.key)
        return self.done("publish", self.pack, self.feed, "--key", self.key, *more)

    def serve(self):
        self.feed.mkdir(exist_ok=True)
        handler = functools.partial(Quiet, directory=self.feed)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.address = f"http://127.0.0.1:{server.server_port}"

    def sync_words(self, key=None):
        return ["sync", "--feed", self.address, "--trust", key or f"{self.key}.pub",
                "--data", self.data]

    def sync(self):
        return self.done(*self.sync_words())

    def status(self):
        return json.loads(self.done("status", "--data", self.data, "--json"))

    def retitle(self, title):
        path = self.pack / "activity/line-robot.md"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(f'title: "{title}"\n' if line.startswith("title:") else line
                                for line in lines))


class Usage(Feed):
    COMMANDS = ("check", "keygen", "publish", "keys", "sign", "promote", "recall", "sync",
                "status", "list", "search", "snapshots", "rollback", "import", "export", "preview")

    def test_every_command_explains_itself(self):
        overview = self.done("--help")
        for command in self.COMMANDS:
            text = self.done(command, "--help")
            self.assertIn(f"usage: foyerctl {command}", text)
            self.assertIn("exit status: 0 done, 1 failed, 2 wrong usage", text)
            self.assertIn(command, overview)
            self.assertEqual(self.done("help", command), text)
        self.assertRegex(self.done("--version"), r"^foyerctl \d+\.\d+\.\d+\n$")

    def test_wrong_usage_says_what_would_be_right(self):
        for words, hint in (
                ([], "usage: foyerctl COMMAND"),
                (["chek", "x"], "did you mean check?"),
                (["xyzzy"], "commands:"),
                (["check"], "too few words"),
                (["check", "a", "b"], "one word too many"),
                (["check", ""], "an empty word"),
                (["check", "--jsn", "x"], "unknown option"),
                (["status", "--dat", "x"], "did you mean --data?"),
                (["status", "--datum=x"], "unknown option"),
                (["status"], "--data is missing"),
                (["status", "--data"], "a value is missing"),
                (["status", "--data="], "an empty value"),
                (["status", "--data", "a", "--data", "b"], "given too often"),
                (["status", "--data", "a", "--json=yes"], "takes no value"),
                (["status", "-x"], "unknown option"),
                (["list", "--data", self.work, "--kind", "activities"], "activity, contest"),
                (["list", "--data", self.work, "--kind", "career", "--limit", "0"],
                 "whole number"),
                (["search", "--data", self.work], "too few words"),
                (["publish", "a", "b"], "--key is missing"),
                (["publish", "a", "b", "--key", "k", "--expires", "0"], "from 1 to 3650"),
                (["publish", "a", "b", "--key", "k", "--expires", "ten"], "from 1 to 3650"),
                (["sync", "--feed", "http://127.0.0.1:9"], "--trust"),
                (["sync", "--config", self.work / "none.yaml"], "none.yaml"),
                (["rollback", "--data", self.work, "--feed-id", "../x"], "a-z, 0-9"),
        ):
            with self.subTest(words=words):
                result = self.failed(2, *words)
                self.assertIn(hint, result.stderr)
                self.assertEqual(result.stdout, "")

    def test_no_word_steers_the_terminal(self):
        conformance("D07")
        for words in ([CONTROL], ["check", CONTROL], ["check", f"--{CONTROL}"],
                      ["status", "--data", CONTROL],
                      ["list", "--data", self.work, "--kind", CONTROL],
                      ["keygen", f"/nonexistent/{CONTROL}"]):
            with self.subTest(words=words):
                result = run(*words)
                self.assertIn(result.returncode, (1, 2))
                self.assertNotIn("\x1b", result.stderr + result.stdout)
                self.assertIn("\\x1b[2J", result.stderr + result.stdout)

    def test_a_full_disk_is_not_success(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([TOOL, "--help"], stdout=full, stderr=subprocess.PIPE,
                                    timeout=60)
        self.assertEqual(result.returncode, 1)


class Author(Feed):
    def test_check_counts_a_good_pack(self):
        text = self.done("check", self.pack)
        self.assertIn("2 activity", text)
        self.assertIn("0 errors", text)
        self.assertEqual(text, self.done("check", f"{self.pack}/"))

    def test_check_names_file_and_line_of_a_fault(self):
        path = self.pack / "activity/soap.md"
        path.write_text(path.read_text().replace("format: workshop", "format: wrokshop"))
        result = self.failed(1, "check", self.pack)
        self.assertRegex(result.stderr, r"pack/activity/soap\.md:7: error: ")
        self.assertIn("workshop", result.stderr)
        self.assertNotIn("\n0 errors", result.stdout)
        self.failed(1, "check", self.work / "nowhere")

    def test_keygen_writes_a_secret_and_never_over_one(self):
        self.done("keygen", self.key)
        self.assertEqual(stat.S_IMODE(self.key.stat().st_mode), 0o600)
        public = pathlib.Path(f"{self.key}.pub").read_text()
        self.assertIn("minisign public key", public)
        before = self.key.read_bytes()
        self.failed(1, "keygen", self.key)
        self.assertEqual(self.key.read_bytes(), before)
        self.failed(1, "keygen", self.work / "no/such/folder/key")

    def test_publish_says_what_it_wrote_and_leaves_the_unchanged(self):
        text = self.publish("--expires", "30")
        self.assertIn("published version ", text)
        latest = (self.feed / "latest").read_text()
        self.assertRegex(latest, r"^[0-9a-f]{64}\n$")
        self.assertIn("unchanged", self.publish())
        self.assertEqual((self.feed / "latest").read_text(), latest)
        self.retitle("Another robot")
        self.assertIn("would publish", self.publish("--dry-run"))
        self.assertEqual((self.feed / "latest").read_text(), latest)
        self.publish()
        self.assertNotEqual((self.feed / "latest").read_text(), latest)

    def test_publish_gives_the_same_bytes_for_the_same_epoch(self):
        self.done("keygen", self.key)
        for name in ("one", "two"):
            self.done("publish", self.pack, self.work / name, "--key", self.key,
                      env={"SOURCE_DATE_EPOCH": "1763769600"})
        files = [{p.relative_to(self.work / n): p.read_bytes()
                  for p in (self.work / n).rglob("*") if p.is_file()} for n in ("one", "two")]
        self.assertTrue(files[0])
        self.assertEqual(*files)
        self.failed(2, "publish", self.pack, self.feed, "--key", self.key,
                    env={"SOURCE_DATE_EPOCH": "yesterday"})

    def test_publish_refuses_a_bad_key_or_pack_whole(self):
        self.done("keygen", self.key)
        bad = self.work / "bad"
        bad.write_text("not a key\n")
        bad.chmod(0o600)
        for key in (bad, self.work / "nowhere", f"{self.key}.pub"):
            result = self.failed(1, "publish", self.pack, self.feed, "--key", key)
            self.assertIn("foyerctl publish:", result.stderr)
            self.assertFalse((self.feed / "latest").exists())
        (self.pack / "activity/soap.md").write_text("---\nid: soap\n")
        self.failed(1, "publish", self.pack, self.feed, "--key", self.key)
        self.assertFalse((self.feed / "latest").exists())


class Publishers(Feed):
    """Several publishers, keys that change, candidates and recall, as staff would type it."""

    def setUp(self):
        super().setUp()
        for name in "abc":
            self.done("keygen", self.work / name)
        self.done("publish", self.pack, self.feed, *self.keys("a"))
        self.serve()

    def keys(self, names, option="--key", suffix=""):
        return [word for name in names for word in (option, f"{self.work / name}{suffix}")]

    def members(self, names):
        return self.keys(names, "--member", ".pub")

    def publish_again(self, title, *more):
        self.retitle(title)
        return self.done("publish", self.pack, self.feed, *more)

    def shown(self, *more):
        self.done(*self.sync_words(f"{self.work}/a.pub"), *more)
        return self.done("list", "--data", self.data, "--kind", "activity").split("\n")[0]

    def test_a_stolen_key_is_revoked_from_afar(self):
        conformance("C09")
        self.assertEqual(self.shown(), "line-robot\tLine robot")
        self.assertIn("key set 0", self.done("keys", self.feed))
        text = self.done("keys", self.feed, *self.members("b"), *self.keys("ab"))
        self.assertIn("published version", text)
        self.assertIn("key set 1, 1 of 1 sign together", self.done("keys", self.feed))
        self.publish_again("Second robot", *self.keys("b"))
        self.assertEqual(self.shown(), "line-robot\tSecond robot")
        result = self.failed(1, "publish", self.pack, self.feed, *self.keys("a"), "--force")
        self.assertIn("not one of this feed's publishers", result.stderr)

    def test_two_sign_on_computers_of_their_own(self):
        conformance("C08")
        self.done("keys", self.feed, *self.members("ab"), "--threshold", "2", *self.keys("ab"))
        text = self.publish_again("Second robot", *self.keys("a"))
        self.assertIn("holding back version", text)
        self.assertIn("1 more of the publishers must sign", text)
        self.assertIn("1 more of the publishers must sign", self.done("keys", self.feed))
        self.assertEqual(self.shown(), "line-robot\tLine robot")
        self.failed(1, "sign", self.feed, *self.keys("c"))
        copy = self.work / "stick"
        shutil.copytree(self.feed, copy)
        self.assertIn("published version", self.done("sign", copy, *self.keys("b")))
        shutil.copytree(copy, self.feed, dirs_exist_ok=True)
        self.assertEqual(self.shown(), "line-robot\tSecond robot")
        (self.feed / "pending").unlink()
        result = self.failed(1, "sign", self.feed, *self.keys("b"))
        self.assertIn("nothing waits", result.stderr)

    def test_a_candidate_is_tried_promoted_and_recalled(self):
        text = self.publish_again("Trial robot", *self.keys("a"), "--rollout", "0", "--tag",
                                  "fablab")
        self.assertIn("published candidate version", text)
        self.assertIn("tagged fablab", text)
        self.assertIn("candidate: version", self.done("keys", self.feed))
        self.assertEqual(self.shown("--kiosk", "hall-1"), "line-robot\tLine robot")
        self.assertEqual(self.shown("--tag", "fablab"), "line-robot\tTrial robot")
        latest = (self.feed / "latest").read_text()
        self.done("promote", self.feed, "--dry-run")
        self.assertEqual((self.feed / "latest").read_text(), latest)
        self.assertIn("is for every kiosk", self.done("promote", self.feed))
        self.assertEqual(self.shown(), "line-robot\tTrial robot")
        self.failed(1, "promote", self.feed)
        self.assertIn("would publish", self.done("recall", self.feed, *self.keys("a"),
                                                 "--dry-run"))
        self.assertIn("with the content of version", self.done("recall", self.feed,
                                                               *self.keys("a")))
        self.assertEqual(self.shown(), "line-robot\tLine robot")

    def test_settings_want_two_signatures_and_say_who_a_kiosk_is(self):
        self.publish_again("Second robot", *self.keys("ab"))
        self.publish_again("Trial robot", *self.keys("ab"), "--tag", "fablab")
        settings = self.work / "foyer.yaml"

        def shown(tags):
            settings.write_text(
                f"data: {self.data}\nkiosk: {{id: hall-1, tags: [{tags}]}}\nfeeds:\n"
                f"  - id: little-center\n    url: {self.address}\n    trust: [a.pub, b.pub]\n"
                "    threshold: 2\n    allow_private: true\n")
            result = subprocess.run([TOOL.parent / "foyer-sync", "--config", settings, "--once"],
                                    capture_output=True, text=True, timeout=60)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.done("sync", "--config", settings)
            return self.done("list", "--data", self.data, "--kind", "activity").split("\n")[0]
        self.assertEqual(shown("school"), "line-robot\tSecond robot")
        self.assertEqual(shown("school, fablab"), "line-robot\tTrial robot")
        self.publish_again("Third robot", *self.keys("a"))
        result = self.failed(3, "sync", "--config", settings)
        self.assertEqual(result.stdout.splitlines()[-1], "reason: key")

    def test_wrong_words_are_answered(self):
        for code, words, hint in (
                (2, ["keys", self.feed, *self.keys("a")], "--member"),
                (2, ["keys", self.feed, *self.members("b")], "must be signed"),
                (2, ["keys", self.feed, *self.members("b"), "--threshold", "2",
                     *self.keys("a")], "from 1 to 1"),
                (1, ["keys", self.feed, *self.members("bb"), *self.keys("ab")], "different"),
                (1, ["keys", self.feed, *self.members("b"), *self.keys("b")],
                 "no kiosk would follow"),
                (1, ["keys", self.work / "nowhere"], "holds no feed"),
                (1, ["sign", self.feed, *self.keys("a")], "nothing waits"),
                (1, ["promote", self.feed], "no candidate"),
                (1, ["recall", self.feed, *self.keys("a")], "no older content"),
                (1, ["recall", self.feed, *self.keys("a"), "--to", "5"], "no version 5"),
                (2, ["publish", self.pack, self.feed, *self.keys("a"), "--rollout", "101"],
                 "from 0 to 100"),
                (2, ["publish", self.pack, self.feed, *self.keys("a"), "--tag", "Fab Lab"],
                 "a-z, 0-9"),
                (2, [*self.sync_words(f"{self.work}/a.pub"), "--threshold", "2"],
                 "from 1 to 1"),
                (2, [*self.sync_words(f"{self.work}/a.pub"), "--kiosk", "Hall 1"],
                 "a-z, 0-9"),
        ):
            with self.subTest(words=words):
                self.assertIn(hint, self.failed(code, *words).stderr)


class Kiosk(Feed):
    def setUp(self):
        super().setUp()
        self.serve()
        self.publish()

    def test_sync_shows_what_was_published(self):
        self.assertTrue(self.sync().endswith("done\n"))
        self.assertTrue(self.sync().endswith("current\n"))
        status = self.status()
        self.assertIsInstance(status["version"], int)
        self.assertRegex(status["content_hash"], r"^[0-9a-f]{64}$")
        self.assertLess(status["age_s"], 60)
        self.assertIsNone(status["last_error"])
        self.assertIs(status["pinned"], False)
        self.assertIn(f"version: {status['version']}", self.done("status", "--data", self.data))

    def test_list_prints_one_record_a_line(self):
        conformance("D07")
        self.sync()
        words = ["list", "--data", self.data, "--kind", "activity"]
        self.assertEqual(self.done(*words), f"line-robot\tLine robot\nsoap\t{EVIL}\n")
        self.assertIn("Roboti i vijës", self.done(*words, "--lang", "sq"))
        text = self.done(*words, "--json")
        self.assertEqual([r["id"] for r in json.loads(text)], ["line-robot", "soap"])
        self.assertEqual(len(text.splitlines()), 2)
        self.assertEqual(json.loads(text)[1]["title"]["en"], EVIL)
        self.assertEqual(self.done(*words, "--limit", "1").count("\n"), 1)
        self.assertEqual(self.done("list", "--data", self.data, "--kind", "career"), "")
        empty = self.done("list", "--data", self.data, "--kind", "career", "--json")
        self.assertEqual(json.loads(empty), [])

    def test_search_finds_in_all_languages_or_one(self):
        self.sync()
        hit = "line-robot\tactivity\t"
        for words in (["cardboard"], ["ROBO"], ["vijes"], ["a", "robot"], ["a robot"],
                      ["--lang", "en", "line"], ["--lang", "sq", "vijën"]):
            self.assertTrue(self.done("search", "--data", self.data, *words).startswith(hit),
                            words)
        for words in (["zebra"], ["--lang", "sq", "cardboard"], ["--lang", "bg", "robot"],
                      ["\"'*()"]):
            self.assertEqual(self.done("search", "--data", self.data, *words), "", words)
        self.assertIn(EVIL, self.done("search", "--data", self.data, "DROP TABLE"))
        self.assertIn("soap", self.done("search", "--data", self.data, "--", "--"
                                        " DROP"))

    def test_rollback_pins_and_unpin_follows(self):
        self.sync()
        first = self.status()["version"]
        self.failed(1, "rollback", "--data", self.data)
        self.retitle("Second robot")
        self.publish()
        self.sync()
        second = self.status()["version"]
        self.assertGreater(second, first)
        self.assertIn(f"version {first}, pinned", self.done("rollback", "--data", self.data))
        self.assertEqual((self.status()["version"], self.status()["pinned"]), (first, True))
        self.assertIn("Line robot", self.done("list", "--data", self.data, "--kind", "activity"))
        self.retitle("Third robot")
        self.publish()
        self.sync()
        self.assertEqual(self.status()["version"], first)
        lines = self.done("snapshots", "--data", self.data).splitlines()
        self.assertEqual(len(lines), 3)
        self.assertTrue(lines[2].startswith("* ") and lines[2].endswith("pinned"))
        table = json.loads(self.done("snapshots", "--data", self.data, "--json"))
        self.assertEqual([row["shown"] for row in table], [False, False, True])
        self.done("rollback", "--data", self.data, "--unpin")
        self.assertGreater(self.status()["version"], second)
        self.assertIs(self.status()["pinned"], False)
        self.assertIn("Third robot", self.done("list", "--data", self.data, "--kind", "activity"))
        self.failed(1, "rollback", "--data", self.data, "--unpin")

    def test_sync_enters_a_private_network_only_when_allowed(self):
        # Names below localhost lead to this machine without any DNS.
        conformance("N18")
        self.address = self.address.replace("127.0.0.1", "feed.localhost")
        result = self.failed(3, *self.sync_words())
        self.assertEqual(result.stdout.splitlines()[-1], "reason: private")
        self.assertTrue(self.done(*self.sync_words(), "--allow-private").endswith("done\n"))

    def test_sync_that_keeps_says_why_on_its_last_line(self):
        self.sync()
        before = self.status()
        self.done("keygen", self.work / "other")
        self.retitle("Changed")
        self.publish()
        latest = self.feed / "latest"
        for words, reason in ((self.sync_words(f"{self.work}/other.pub"), "key"),
                              (self.sync_words(), "missing")):
            if reason == "missing":
                latest.rename(self.feed / "hidden")
            result = self.failed(3, *words)
            self.assertEqual(result.stdout.splitlines()[-1], f"reason: {reason}")
            self.assertEqual(self.status()["last_error"], reason)
            self.assertEqual(self.status()["version"], before["version"])
        (self.feed / "hidden").rename(latest)
        result = self.failed(3, "sync", "--feed", "http://127.0.0.1:9", *self.sync_words()[3:])
        self.assertEqual(result.stdout.splitlines()[-1], "reason: unreachable")
        self.assertIsNotNone(self.status()["last_error"])
        self.sync()
        self.assertIsNone(self.status()["last_error"])
        self.failed(2, *self.sync_words(self.work / "nowhere.pub"))
        self.failed(2, *self.sync_words(self.pack / "pack.yaml"))

    def test_first_sync_that_fails_leaves_nothing(self):
        (self.feed / "latest").unlink()
        result = self.failed(3, *self.sync_words())
        self.assertRegex(result.stdout.splitlines()[-1], r"^reason: [a-z]+$")
        status = self.status()
        self.assertEqual((status["version"], status["last_error"]), (0, "missing"))

    def test_an_empty_data_folder_is_no_fault(self):
        empty = self.work / "empty"
        empty.mkdir()
        status = json.loads(self.done("status", "--data", empty, "--json"))
        self.assertEqual((status["version"], status["content_hash"], status["age_s"]),
                         (0, None, None))
        self.assertEqual(self.done("list", "--data", empty, "--kind", "activity"), "")
        self.assertEqual(self.done("search", "--data", empty, "robot"), "")
        self.assertEqual(self.done("snapshots", "--data", empty), "")
        self.failed(1, "rollback", "--data", empty)
        for words in (["status"], ["list", "--kind", "activity"], ["snapshots"], ["rollback"]):
            self.failed(1, *words, "--data", self.work / "nowhere")

    def test_a_damaged_snapshot_is_healed_by_the_next_sync(self):
        conformance("S07")
        self.sync()
        shown = self.done("list", "--data", self.data, "--kind", "activity")
        snapshot = next((self.data / "snapshots").glob("*.db"))
        good = snapshot.read_bytes()
        at = good.index(b"Line robot")
        for damage in (b"", b"GIF89a", bytes(len(good)), good[:len(good) // 2],
                       good[:at] + b"\xff" + good[at + 1:],
                       good[:4096] + bytes(len(good) - 4096)):
            snapshot.write_bytes(damage)
            result = run("list", "--data", self.data, "--kind", "activity")
            self.assertEqual(result.returncode, 1)
            self.sync()
            self.assertEqual(self.done("list", "--data", self.data, "--kind", "activity"), shown)
            self.assertTrue(pathlib.Path(f"{snapshot}.bad").exists())
        snapshot.chmod(0o444)
        self.sync()
        self.assertEqual(self.done("list", "--data", self.data, "--kind", "activity"), shown)

    def test_the_data_folder_can_be_moved(self):
        self.sync()
        shown = self.done("list", "--data", self.data, "--kind", "activity")
        moved = self.work / "moved here, 100 % ?#"
        self.data.rename(moved)
        self.assertEqual(self.done("list", "--data", moved, "--kind", "activity"), shown)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
