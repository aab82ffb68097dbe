"""The configuration in kiosk-config/servers on the real server: test_servers.py nginx|caddy|swift.

foyerctl publishes, the feed is copied as the guide says (objects first, `latest` last), foyerctl
syncs through the server; an unchanged poll is one request of under 1 kB; one change travels; what
is not part of a feed is not served; a kiosk's upload is written once, by that kiosk alone."""
import base64
import http.client
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

sys.dont_write_bytecode = True
import s3  # noqa: E402
import start  # noqa: E402

BIN = pathlib.Path(os.environ["FOYER_BIN"])
KIND = sys.argv.pop(1)
GUIDE = pathlib.Path(os.environ["FOYER_SOURCE"]) / "kiosk-config/servers/README.md"
IMMUTABLE = "public, max-age=31536000, immutable"


def foyerctl(*words, code=0):
    done = subprocess.run([BIN / "foyerctl", *map(str, words)], capture_output=True, text=True)
    if done.returncode != code:
        raise AssertionError(f"foyerctl {words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def write_pack(folder):
    (folder / "activity").mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: center\nlanguages: [en]\ntimezone: Europe/Tirane\n")
    for i in range(300):
        retitle(folder, i, f"Activity {i}")


def retitle(folder, i, title):
    (folder / f"activity/a-{i}.md").write_text(
        f"---\nid: a-{i}\ntitle: {title}\nsummary: Number {i} of many.\nfields: [T]\n"
        "audiences: [pupil]\nformat: workshop\njoin: open\nduration_min: 60\n"
        f"licence: CC-BY-4.0\nsource: test\n---\nStep {i * 7919}.\n")


def setUpModule():
    Served.start()


def tearDownModule():
    Served.server.stop()
    Served.meter.close()
    shutil.rmtree(Served.work, ignore_errors=True)


def commands(tool):
    """The guide's lines that copy a feed with `tool`, each whole."""
    guide = GUIDE.read_text().replace("\\\n", " ")
    lines = [line.strip() for line in guide.splitlines() if line.startswith(f"    {tool} ")]
    assert len(lines) == 3 and lines[2].count("feed/latest") == 1, lines
    return lines


class Served(unittest.TestCase):
    """One server and one feed for all tests."""

    @classmethod
    def start(cls):
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="foyer-servers-"))
        cls.server = start.Server(KIND, cls.work / "server")
        place = urllib.parse.urlsplit(cls.server.facts["address"])
        cls.meter = start.Meter(place.port)
        cls.root = place.path
        cls.pack, cls.feed, cls.key = cls.work / "pack", cls.work / "feed", cls.work / "key"
        write_pack(cls.pack)
        foyerctl("keygen", cls.key)
        foyerctl("publish", cls.pack, cls.feed, "--key", cls.key)
        cls.upload_feed()

    @classmethod
    def upload_feed(cls):
        """The guide's own lines: everything but `latest` first, then `latest`."""
        facts, tool = cls.server.facts, "rclone" if KIND == "swift" else "rsync"
        env = {k: v for k, v in os.environ.items() if k != "AWS_CA_BUNDLE"}
        if KIND == "swift":
            env.update({"RCLONE_CONFIG": os.devnull, "RCLONE_CONFIG_FOYER_TYPE": "s3",
                        "RCLONE_CONFIG_FOYER_PROVIDER": "Other",
                        "RCLONE_CONFIG_FOYER_NO_CHECK_BUCKET": "true",
                        "RCLONE_CONFIG_FOYER_ENDPOINT": facts["s3"],
                        "RCLONE_CONFIG_FOYER_REGION": facts["region"],
                        "RCLONE_CONFIG_FOYER_ACCESS_KEY_ID": facts["access_key"],
                        "RCLONE_CONFIG_FOYER_SECRET_ACCESS_KEY": facts["secret_key"],
                        "RCLONE_LOG_FILE": str(cls.work / "rclone.log")})
        else:
            (cls.work / "server/public/center").mkdir(parents=True, exist_ok=True)
        lines = commands(tool)
        for line in lines:
            line = line.replace("host:/srv/foyer/public", str(cls.work / "server/public"))
            subprocess.run(["sh", "-ec", line.replace("foyer:foyer-feeds", "foyer:feeds")],
                           cwd=cls.work, check=True, env=env)

    def ask(self, path, method="GET", headers=None, body=None):
        link = http.client.HTTPConnection("127.0.0.1", self.meter.port, timeout=60)
        link.request(method, self.root + path, body, headers or {})
        answer = link.getresponse()
        result = answer.status, answer.headers, answer.read()
        link.close()
        return result

    def an_object(self):
        path = next(p for p in sorted((self.feed / "o").rglob("*")) if p.is_file())
        return path.relative_to(self.feed).as_posix()

    def sync(self, data):
        self.meter.take()
        said = foyerctl("sync", "--feed", f"{self.meter.address}{self.root}/center", "--trust",
                        f"{self.key}.pub", "--data", data)
        return said, self.meter.take()


class Feed(Served):
    def test_1_a_kiosk_follows_the_feed_through_it(self):
        data = self.work / "data"
        said, (requests, size) = self.sync(data)
        self.assertTrue(said.endswith("done\n"), said)
        self.assertIn("Activity 7\n", foyerctl("list", "--data", data, "--kind", "activity"))
        whole = size

        said, (requests, size) = self.sync(data)
        self.assertTrue(said.endswith("current\n"), said)
        self.assertEqual(requests, 1)
        self.assertLess(size, 1000)
        print(f"{KIND}: an unchanged poll is {size} bytes both ways")

        retitle(self.pack, 7, "Seven changed")
        foyerctl("publish", self.pack, self.feed, "--key", self.key)
        self.upload_feed()
        said, (requests, size) = self.sync(data)
        self.assertTrue(said.endswith("done\n"), said)
        self.assertIn("Seven changed\n", foyerctl("list", "--data", data, "--kind", "activity"))
        self.assertLess(size, whole)
        self.assertLess(size, 64 * 1024)
        print(f"{KIND}: one change is {requests} requests, {size} bytes")

    def test_2_objects_may_be_kept_for_ever_and_latest_not_at_all(self):
        status, headers, body = self.ask("/center/latest")
        self.assertEqual((status, headers["Cache-Control"]), (200, "no-cache"))
        self.assertEqual(body, (self.feed / "latest").read_bytes())
        status, headers, _ = self.ask("/center/latest", headers={"If-None-Match": headers["ETag"]})
        self.assertEqual(status, 304)
        path = self.an_object()
        status, headers, body = self.ask(f"/center/{path}", headers={"Accept-Encoding": "gzip"})
        self.assertEqual((status, headers["Cache-Control"]), (200, IMMUTABLE))
        self.assertNotIn("Content-Encoding", headers)
        self.assertEqual(body, (self.feed / path).read_bytes())
        self.assertEqual(self.ask(f"/center/{path}", "HEAD")[0], 200)

    def test_3_what_is_not_there_is_not_kept_for_ever(self):
        status, headers, _ = self.ask(f"/center/o/00/{'0' * 64}")
        self.assertEqual(status, 404)
        self.assertNotIn("immutable", headers.get("Cache-Control", ""))

    def test_4_nobody_writes_to_a_feed(self):
        before = self.ask("/center/latest")[2]
        for method in ("PUT", "POST", "DELETE", "PATCH", "MOVE", "PROPFIND"):
            for path in ("/center/latest", f"/center/{self.an_object()}", "/center/new"):
                status = self.ask(path, method, body=b"x")[0]
                self.assertGreaterEqual(status, 400, (method, path))
        self.assertEqual(self.ask("/center/latest")[2], before)

    @unittest.skipIf(KIND == "swift", "a bucket holds what was copied into it")
    def test_5_only_what_the_format_names_is_served(self):
        public = self.work / "server/public/center"
        (public / ".lock").write_text("")
        (public / "key").write_text("secret")
        (public / "o/latest.tmp").write_text("half")
        (self.work / "server/secret").write_text("secret")
        for path in ("/", "/center", "/center/", "/center/.lock", "/center/key", "/center/o/",
                     "/center/o/latest.tmp", "/center/../../secret", "/center/%2e%2e/%2e%2e/secret",
                     "/center/o/../latest%00", "/foyer.htpasswd", "/../foyer.htpasswd"):
            status, _, body = self.ask(path)
            self.assertGreaterEqual(status, 400, path)
            self.assertNotIn(b"secret", body)


class Upload(Served):
    def put(self, url, body, who, headers=None):
        """The status; `who`: (user, password)."""
        if KIND == "swift":
            return s3.request("PUT", url, body, headers, *who)[0]
        return self.plain("PUT", url, body, who, headers)[0]

    @staticmethod
    def plain(method, url, body, who, headers=None):
        place = urllib.parse.urlsplit(url)
        link = http.client.HTTPConnection(place.netloc, timeout=60)
        token = basic(*who) if who else None
        link.request(method, place.path, body,
                     {**(headers or {}), **({"Authorization": token} if token else {})})
        answer = link.getresponse()
        result = answer.status, answer.read()
        link.close()
        return result

    def kiosks(self):
        facts = self.server.facts
        if KIND == "swift":
            return (facts["upload"], (facts["user"], facts["password"]), facts["upload2"],
                    (facts["user2"], facts["password2"]))
        return (f"{facts['upload']}/desk-1", (facts["user"], facts["password"]),
                f"{facts['upload']}/desk-2", (facts["user2"], facts["password2"]))

    @unittest.skipIf(KIND == "caddy", "Debian's Caddy has no WebDAV")
    def test_a_kiosk_writes_in_its_own_folder_only(self):
        mine, me, other, _ = self.kiosks()
        self.assertIn(self.put(f"{mine}/outbox/1", b"one", me), (200, 201))
        self.assertIn(self.put(f"{mine}/status/sync.json", b"fine", me), (200, 201))
        self.assertIn(self.put(f"{mine}/status/sync.json", b"still fine", me), (200, 201, 204))
        self.assertIn(self.put(f"{other}/outbox/1", b"forged", me), (401, 403))
        self.assertIn(self.put(f"{mine}/outbox/2", b"two", (me[0], "wrong")), (401, 403))
        get = (lambda who, url: s3.request("GET", url, user=who[0], password=who[1])
               if KIND == "swift" else self.plain("GET", url, None, who))
        self.assertEqual(get(me, f"{mine}/outbox/1")[-1], b"one")
        self.assertEqual(get(me, f"{mine}/status/sync.json")[-1], b"still fine")
        self.assertIn(self.put(f"{other}/status/sync.json", b"forged", me), (401, 403))
        self.assertEqual(get(me, f"{mine}/outbox/2")[0], 404)
        self.assertIn(get(me, f"{other}/outbox/1")[0], (403, 404))
        # Nor may a kiosk change what others read.
        root = self.server.facts["s3"] + "/feeds" if KIND == "swift" else self.server.facts["address"]
        self.assertGreaterEqual(self.put(f"{root}/center/latest", b"x", me), 400)

    @unittest.skipUnless(KIND == "nginx", "only nginx keeps what is there by itself")
    def test_b_what_is_there_is_never_written_over(self):
        mine, me, _, _ = self.kiosks()
        self.assertEqual(self.put(f"{mine}/outbox/7", b"first", me), 201)
        self.assertEqual(self.put(f"{mine}/outbox/7", b"second", me), 412)
        self.assertEqual(self.put(f"{mine}/outbox/7", b"second", me, {"If-None-Match": "*"}), 412)
        self.assertEqual(self.plain("GET", f"{mine}/outbox/7", None, me), (200, b"first"))
        # Without the password nobody learns what is there.
        for who in (None, (me[0], "wrong")):
            for name in ("7", "8"):
                self.assertEqual(self.plain("PUT", f"{mine}/outbox/{name}", b"x", who)[0], 401)
        for method in ("DELETE", "MOVE", "COPY", "MKCOL", "PROPFIND", "POST"):
            for name in ("outbox/7", "status/sync.json"):
                status = self.plain(method, f"{mine}/{name}", b"", me,
                                    {"Destination": f"{mine}/outbox/9"})[0]
                self.assertEqual(status, 405, (method, name))
        self.assertEqual(self.plain("GET", f"{mine}/outbox/7", None, me), (200, b"first"))
        self.assertEqual(self.put(f"{mine}/outbox/8", bytes(1024 * 1024), me), 201)
        self.assertEqual(self.put(f"{mine}/outbox/9", bytes(1024 * 1024 + 1), me), 413)
        for name in ("outbox/.hidden", "outbox/a/b", "outbox/", "other/1", "outbox/" + "x" * 129):
            self.assertEqual(self.put(f"{mine}/{name}", b"x", me), 404, name)

    @unittest.skipUnless(KIND == "nginx", "only nginx takes uploads as they come")
    def test_c_half_an_upload_leaves_nothing(self):
        mine, me, _, _ = self.kiosks()
        place = urllib.parse.urlsplit(f"{mine}/outbox/30")
        link = http.client.HTTPConnection(place.netloc, timeout=60)
        link.putrequest("PUT", place.path)
        link.putheader("Authorization", basic(*me))
        link.putheader("Content-Length", "1000")
        link.endheaders()
        link.send(b"x" * 500)
        link.close()
        self.assertEqual(self.plain("GET", f"{mine}/outbox/30", None, me)[0], 404)
        self.assertEqual(self.put(f"{mine}/outbox/30", b"whole", me), 201)

    @unittest.skipUnless(KIND == "nginx", "only nginx decides between two of one name")
    def test_d_of_two_at_once_one_is_kept_whole(self):
        mine, me, _, _ = self.kiosks()
        bodies = [bytes([65 + i]) * 100000 for i in range(8)]
        threads = [threading.Thread(target=self.put, args=(f"{mine}/outbox/40", body, me))
                   for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertIn(self.plain("GET", f"{mine}/outbox/40", None, me)[1], bodies)

    @unittest.skipUnless(KIND == "swift", "the bucket's own answer")
    def test_e_an_old_bucket_says_that_it_knows_no_condition(self):
        mine, me, _, _ = self.kiosks()
        self.assertEqual(self.put(f"{mine}/outbox/7", b"x", me, {"If-None-Match": "*"}), 501)
        self.assertEqual(s3.request("HEAD", f"{mine}/outbox/7", user=me[0], password=me[1])[0], 404)


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
