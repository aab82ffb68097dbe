"""The outbox on a real server: test_upload.py nginx|swift.

foyerctl and foyer-sync send it by WebDAV or, signed, to an S3 bucket: each object once and whole,
whatever answer was lost; other bytes of the same number stay, there and here; status files are
written over; a wrong secret or the folder of another kiosk is named and nothing is lost."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import s3  # noqa: E402
import start  # noqa: E402

BIN = pathlib.Path(os.environ["FOYER_BIN"])
KIND = sys.argv.pop(1)


def run(program, *words, code=0):
    done = subprocess.run([BIN / program, *map(str, words)], capture_output=True, text=True)
    if done.returncode != code:
        raise AssertionError(f"{program} {words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Outbox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shelf = pathlib.Path(tempfile.mkdtemp(prefix="foyer-upload-"))
        cls.server = start.Server(KIND, cls.shelf / "server")
        facts = cls.server.facts
        if KIND == "swift":
            cls.folders = facts["upload"], facts["upload2"]
        else:
            cls.folders = f"{facts['upload']}/desk-1", f"{facts['upload']}/desk-2"

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.shelf, ignore_errors=True)

    def setUp(self):
        """A kiosk with nothing in its outbox and a folder at the server of its own."""
        self.work = pathlib.Path(tempfile.mkdtemp(dir=self.shelf))
        self.data, self.config = self.work / "data", self.work / "foyer.yaml"
        self.folder = "/" + self._testMethodName.replace("_", "-") if KIND == "swift" else ""
        self.write_config(self.folders[0])

    def write_config(self, url, secret=None):
        facts = self.server.facts
        (self.work / "secret").unlink(missing_ok=True)
        with open(os.open(self.work / "secret", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(secret or facts["password"])
        kind = (f"s3\n  region: {facts['region']}" if KIND == "swift" else "webdav")
        self.config.write_text(f"data: {self.data}\nupload:\n  url: {url}{self.folder}\n"
                               f"  user: {facts['user']}\n  secret_file: secret\n"
                               f"  allow_private: true\n  kind: {kind}\n")

    def at_server(self, path):
        """The bytes, or None. nginx's tests share one folder, so they use names of their own."""
        if KIND == "swift":
            facts = self.server.facts
            status, _, body = s3.request("GET", f"{self.folders[0]}{self.folder}/{path}",
                                         user=facts["user"], password=facts["password"])
            return body if status == 200 else None
        file = self.shelf / "server/private/kiosks/desk-1" / path
        return file.read_bytes() if file.exists() else None

    def put(self, text):
        file = self.work / "object"
        file.write_text(text)
        return run("foyerctl", "outbox", "add", file, "--data", self.data).strip()

    def drain(self, code=0):
        return run("foyerctl", "outbox", "drain", "--config", self.config, code=code)

    def begin_at(self, number):
        """Numbers go on after what was sent last."""
        sent = self.data / "outbox/sent"
        sent.mkdir(parents=True)
        (sent / f"{number - 1:08}-{'0' * 64}").write_text("")

    def test_a_each_object_arrives_once_and_whole(self):
        self.begin_at(100)
        texts = {self.put('{"n":%d,"text":"%s"}' % (i, "x" * i * 5000)): i for i in range(5)}
        self.assertEqual(list(texts), [f"{i:08}" for i in range(100, 105)])
        self.assertIn("sent: 5\nleft: 0\naside: 0\n", self.drain())
        for name, i in texts.items():
            self.assertEqual(self.at_server(f"outbox/{name}").decode(),
                             '{"n":%d,"text":"%s"}' % (i, "x" * i * 5000))
        self.assertIn("sent: 0\n", self.drain())
        self.put("{" + "y" * (1024 * 1024 - 1))
        self.assertIn("sent: 1\n", self.drain())
        self.assertEqual(len(self.at_server("outbox/00000105")), 1024 * 1024)

    def test_b_what_the_server_has_already_is_not_sent_again(self):
        self.begin_at(200)
        self.put('{"n":1}')
        self.put('{"n":2}')
        self.drain()
        # As if the program had been killed before it noted what the server had said.
        for file in (self.data / "outbox/sent").glob("0000020*"):
            file.rename(self.data / "outbox" / file.name)
        self.assertIn("sent: 2\nleft: 0\naside: 0\n", self.drain())
        self.assertEqual(self.at_server("outbox/00000200"), b'{"n":1}')

    def test_c_other_bytes_of_the_same_number_stay_and_so_do_ours(self):
        self.begin_at(300)
        self.put('{"n":1}')
        self.drain()
        shutil.rmtree(self.data)
        self.begin_at(300)
        self.put('{"other":1}')
        self.put('{"other":2}')
        self.assertIn("sent: 1\nleft: 0\naside: 1\n", self.drain())
        self.assertEqual(self.at_server("outbox/00000300"), b'{"n":1}')
        self.assertEqual(self.at_server("outbox/00000301"), b'{"other":2}')
        run("foyerctl", "outbox", "requeue", "--data", self.data, "--from", 310)
        self.assertIn("sent: 1\nleft: 0\naside: 0\n", self.drain())
        self.assertEqual(self.at_server("outbox/00000310"), b'{"other":1}')

    def test_d_a_wrong_secret_and_a_strange_folder_are_named(self):
        self.begin_at(400)
        self.put('{"n":1}')
        self.write_config(self.folders[0], "wrong")
        self.assertIn("reason: login\n", self.drain(code=3))
        self.write_config(self.folders[1])
        self.assertIn("reason: login\n", self.drain(code=3))
        self.write_config(self.folders[0])
        self.assertIn("sent: 1\n", self.drain())

    def test_e_foyer_sync_sends_the_outbox_and_writes_its_status_over(self):
        self.begin_at(500)
        before = self.at_server("status/sync.json")
        for i in range(3):
            self.put('{"n":%d}' % i)
            said = run("foyer-sync", "--config", self.config, "--once")
            self.assertNotIn(self.server.facts["password"], said)
            self.assertEqual(self.at_server(f"outbox/{500 + i:08}"), b'{"n":%d}' % i)
        status = self.at_server("status/sync.json")
        self.assertIn(b'"upload":{"reason":"ok"', status)
        self.assertNotEqual(status, before)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
