"""The pipeline recipe as a git host runs it: an edit is pushed to a bare repository, its hook does
what the host's file says with publish.sh, and a kiosk that polls a real nginx shows the edit."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

sys.dont_write_bytecode = True
import start  # noqa: E402

BIN = pathlib.Path(os.environ["FOYER_BIN"])
SOURCE = pathlib.Path(os.environ["FOYER_SOURCE"])
RECIPE = SOURCE / "kiosk-config/pipeline"
MARKDOWN = ("---\nid: line-robot\ntitle: {}\nsummary: It follows a line.\nfields: [T]\n"
            "audiences: [pupil]\nformat: workshop\njoin: open\nduration_min: 60\n"
            "licence: CC-BY-4.0\nsource: test\n---\nBuild it.\n")


def steps_of(host):
    """{"check": lines, "publish": lines}: what the host's file runs with publish.sh."""
    content = yaml.safe_load((RECIPE / f"{host}.yml").read_text())
    if host == "gitlab":
        return {job: content[job]["script"] for job in ("check", "publish")}
    return {job: [step["run"] for step in content["jobs"][job]["steps"]
                  if step.get("name") == job] for job in ("check", "publish")}


class Pipeline(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="foyer-pipeline-"))
        self.addCleanup(shutil.rmtree, self.work)
        self.server = start.Server("nginx", self.work / "server")
        self.addCleanup(self.server.stop)
        self.target = self.work / "server/public/center"
        self.key = self.work / "key"
        self.foyerctl("keygen", self.key)
        self.environment = {
            **os.environ, "FOYER_TARGET": f"rsync:{self.target}", "FOYER_FIRST": "yes",
            "FOYER_KEY": self.key.read_text().splitlines()[1], "PACK": "pack",
            "FOYERCTL": str(BIN / "foyerctl"), "HOME": str(self.work),
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Teacher",
            "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_COMMITTER_NAME": "Teacher",
            "GIT_COMMITTER_EMAIL": "t@example.org", "TMPDIR": str(self.work / "tmp")}
        (self.work / "tmp").mkdir()
        self.make_host("gitlab")

    def foyerctl(self, *words, code=0):
        done = subprocess.run([BIN / "foyerctl", *map(str, words)], capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def git(self, *words):
        done = subprocess.run(["git", *map(str, words)], cwd=self.work, capture_output=True,
                              text=True, env=self.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout + done.stderr

    def make_host(self, host):
        """A bare repository whose hook is the pipeline; the work folder of a run is thrown away."""
        self.git("init", "-q", "--bare", "-b", "main", "host.git")
        steps = steps_of(host)["publish"]
        hook = self.work / "host.git/hooks/post-receive"
        hook.write_text("#!/bin/sh\nset -e\nunset GIT_DIR\nrun=$(mktemp -d)\n"
                        f"git clone -q {self.work}/host.git $run/job 2>/dev/null\ncd $run/job\n"
                        f"mkdir foyer\nln -s {SOURCE}/kiosk-config foyer/kiosk-config\n"
                        f"code=0; sh -e {self.work}/steps >{self.work}/log 2>&1 || code=$?\n"
                        f"echo $code >{self.work}/code\ncd /; rm -rf $run\n")
        (self.work / "steps").write_text("\n".join(steps) + "\n")
        hook.chmod(0o755)
        self.git("clone", "-q", "host.git", "clone")
        self.clone = self.work / "clone"
        (self.clone / "pack/activity").mkdir(parents=True)
        (self.clone / "pack/pack.yaml").write_text(
            "id: center\nlanguages: [en]\ntimezone: Europe/Tirane\n")

    def edit(self, title, code=0):
        (self.clone / "pack/activity/line-robot.md").write_text(MARKDOWN.format(title))
        self.git("-C", "clone", "add", ".")
        self.git("-C", "clone", "commit", "-q", "-m", title)
        self.git("-C", "clone", "push", "-q", "origin", "HEAD:main")
        log = (self.work / "log").read_text()
        self.assertEqual((self.work / "code").read_text(), f"{code}\n", log)
        return log

    def kiosk_shows(self, title, code=0):
        data = self.work / "data"
        said = self.foyerctl("sync", "--feed", self.server.facts["address"] + "/center", "--trust",
                             f"{self.key}.pub", "--data", data, code=code)
        self.assertIn(f"line-robot\t{title}\n",
                      self.foyerctl("list", "--data", data, "--kind", "activity"))
        return said

    def script(self, *words, code=0, **environment):
        done = subprocess.run([RECIPE / "publish.sh", *map(str, words)], text=True,
                              capture_output=True, cwd=self.work,
                              env={**self.environment, **environment})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_an_edit_in_the_browser_reaches_the_kiosk(self):
        self.assertIn("published version", self.edit("Line robot"))
        self.kiosk_shows("Line robot")
        del self.environment["FOYER_FIRST"]
        log = self.edit("Maze robot")
        self.assertIn('title (en): "Line robot" -> "Maze robot"', log)
        self.kiosk_shows("Maze robot")
        # The key is nowhere: not in the log, the feed, nor in a temporary folder.
        secret = self.environment["FOYER_KEY"].encode()
        self.assertEqual(list((self.work / "tmp").iterdir()), [])
        for path in [self.work / "log", *self.target.rglob("*")]:
            if path.is_file():
                self.assertNotIn(secret, path.read_bytes(), path)

    def test_a_faulty_edit_changes_nothing(self):
        self.edit("Line robot")
        before = (self.target / "latest").read_bytes()
        log = self.edit("Line robot\nfields: [Q]", code=1)
        self.assertRegex(log, r"activity/line-robot\.md:\d+: error")
        self.assertEqual((self.target / "latest").read_bytes(), before)
        self.kiosk_shows("Line robot")

    def test_a_target_that_cannot_be_read_is_no_new_beginning(self):
        self.edit("Line robot")
        del self.environment["FOYER_FIRST"]
        (self.target / "latest").rename(self.work / "latest")
        log = self.edit("Maze robot", code=1)
        self.assertIn("FOYER_FIRST=yes", log)
        self.assertFalse((self.target / "latest").exists())

    def test_latest_is_copied_last(self):
        self.edit("Line robot")
        feed = self.work / "mine"
        # Where `latest` cannot be replaced everything else has arrived, and the old one stands.
        (self.clone / "pack/activity/line-robot.md").write_text(MARKDOWN.format("Maze robot"))
        wrapper = self.work / "path/rsync"
        wrapper.parent.mkdir()
        wrapper.write_text('#!/bin/sh\nfor word; do case $word in */mine/latest | mine/latest)\n'
                           'exit 12 ;; esac; done\nPATH=${PATH#*:} exec rsync "$@"\n')
        wrapper.chmod(0o755)
        before = (self.target / "latest").read_bytes()
        self.script("publish", "clone/pack", feed, code=12,
                    PATH=f"{wrapper.parent}:{os.environ['PATH']}")
        self.assertEqual((self.target / "latest").read_bytes(), before)
        new = (feed / "latest").read_text().split()[0]
        self.assertNotEqual(new, before.decode().split()[0])
        self.assertTrue((self.target / f"i/{new}.json.minisig").exists())
        self.kiosk_shows("Line robot")
        self.script("publish", "clone/pack", feed)
        self.kiosk_shows("Maze robot")

    def test_a_proposal_is_checked_without_any_secret(self):
        self.edit("Line robot")
        (self.clone / "pack/activity/line-robot.md").write_text(MARKDOWN.format("Proposed robot"))
        before = (self.target / "latest").read_bytes()
        for host in ("github", "gitlab"):
            (self.work / "foyer").mkdir(exist_ok=True)
            if not (self.work / "foyer/kiosk-config").exists():
                (self.work / "foyer/kiosk-config").symlink_to(SOURCE / "kiosk-config")
            for target, words in ((f"rsync:{self.target}", "Line robot"), ("", "no published")):
                environment = {**self.environment, "FOYER_TARGET": target, "PACK": "clone/pack"}
                del environment["FOYER_KEY"]
                shutil.rmtree(self.work / "feed", ignore_errors=True)
                done = subprocess.run(["sh", "-ec", "\n".join(steps_of(host)["check"])],
                                      cwd=self.work, env=environment, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn(words, done.stdout)
        self.assertEqual((self.target / "latest").read_bytes(), before)

    def test_both_hosts_run_the_same(self):
        jobs = steps_of("github"), steps_of("gitlab")
        self.assertEqual(*jobs)
        self.assertEqual(len(jobs[0]["publish"]), 1)
        for name in ("github.yml", "gitlab.yml"):
            text = (RECIPE / name).read_text()
            self.assertNotRegex(text, r"(?m)set -x|echo.*FOYER_KEY")

    def test_with_a_threshold_of_two_the_run_alone_changes_nothing(self):
        self.edit("Line robot")
        self.kiosk_shows("Line robot")
        second, feed = self.work / "second", self.work / "mine"
        self.foyerctl("keygen", second)
        shutil.copytree(self.target, feed)
        self.foyerctl("keys", feed, "--member", f"{self.key}.pub", "--member", f"{second}.pub",
                      "--threshold", 2, "--key", self.key, "--key", second)
        subprocess.run(["rsync", "-rt", f"{feed}/", self.target], check=True)
        del self.environment["FOYER_FIRST"]
        self.kiosk_shows("Line robot")
        self.edit("Maze robot")
        self.assertTrue((self.target / "pending").exists())
        self.kiosk_shows("Line robot")
        self.script("sign", self.work / "theirs", FOYER_KEY=str(second))
        self.assertFalse((self.target / "pending").exists())
        self.kiosk_shows("Maze robot")
        # The control: the run's own key twice is not two.
        self.edit("Forged robot")
        self.assertIn("1 more of the publishers must sign", self.script("sign", "again"))
        self.kiosk_shows("Maze robot")

    def test_wrong_use_says_what_would_be_right(self):
        self.assertIn("publish.sh publish PACK FEED", self.script(code=2))
        self.assertIn("FOYER_TARGET", self.script("nonsense", code=2))
        self.edit("Line robot")
        self.assertIn("FOYER_KEY is empty",
                      self.script("publish", "clone/pack", "mine", code=1, FOYER_KEY=""))
        self.assertIn("FOYER_TARGET wants",
                      self.script("publish", "clone/pack", "mine", code=1, FOYER_TARGET="ftp:x"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
