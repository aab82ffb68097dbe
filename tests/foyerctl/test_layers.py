"""A nation's feed and a region's over it, as two publishers and a kiosk's staff type it: amend,
check --over, publish, sync, layers. Real binaries, real feeds on loopback."""
import functools
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest

TOOL = pathlib.Path(os.environ["FOYER_BIN"]) / "foyerctl"
# PNG, 1 x 1, by zlib and CRC as in RFC 2083.
DOT = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
                    "0000000d49444154789c6360000200000500017a5eab3f0000000049454e44ae426082")
CONFIG = """data: {data}
languages: [en]
venue: region
feeds:
"""
FEED = """  - id: {id}
    url: {address}/{id}
    trust: [{work}/{id}.key.pub]
"""


def run(*words):
    return subprocess.run([TOOL, *map(str, words)], capture_output=True, text=True, timeout=60)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Layers(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="foyer-layers-"))
        self.addCleanup(shutil.rmtree, self.work)
        self.data = self.work / "data"
        (self.work / "feed").mkdir()
        handler = functools.partial(Quiet, directory=self.work / "feed")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.address = f"http://127.0.0.1:{server.server_port}"
        for pack in ("nation", "region"):
            self.write(pack, "pack.yaml",
                       f"id: {pack}\nlanguages: [en]\ntimezone: Europe/Berlin\n")
            self.done("keygen", self.work / f"{pack}.key")
        self.write("nation", "media/soil.png", DOT)
        self.activity("nation", "robot", "Robot")
        self.activity("nation", "soil", "Soil", "media: [{file: media/soil.png, alt: Soil}]\n")
        self.activity("nation", "wind", "Wind")
        self.activity("region", "wind", "Our wind", "related: [nation/robot]\n")
        self.amendment("robot", 'change:\n  title: "Robot by the sea"\n  related: [wind]\n')
        self.amendment("soil", "hide: true\n")

    def write(self, pack, name, content):
        path = self.work / pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def activity(self, pack, name, title, more=""):
        self.write(pack, f"activity/{name}.md",
                   f'---\nid: {name}\ntitle: "{title}"\nfields: [T]\nformat: workshop\n'
                   f"join: open\n{more}---\n")

    def amendment(self, record, what):
        self.write("region", f"amendment/{record}.md",
                   f"---\nid: {record}\nfeed: nation\nrecord: {record}\n{what}---\n")

    def done(self, *words, code=0):
        result = run(*words)
        self.assertEqual(result.returncode, code, result.stderr + result.stdout)
        return result.stdout + ("" if "--json" in words else result.stderr)

    def publish(self, pack):
        return self.done("publish", self.work / pack, self.work / "feed" / pack, "--key",
                         self.work / f"{pack}.key")

    def amend(self, over="nation", code=0):
        return self.done("amend", self.work / "region", "--over", self.work / over, code=code)

    def sync(self, *feeds, code=0):
        config = self.work / "foyer.yaml"
        config.write_text(CONFIG.format(data=self.data) + "".join(
            FEED.format(id=feed, address=self.address, work=self.work)
            for feed in feeds or ("nation", "region")))
        return self.done("sync", "--config", config, code=code)

    def start(self):
        self.amend()
        self.publish("nation")
        self.publish("region")
        self.sync()

    def shown(self):
        return [line.split("\t") for line in self.done(
            "list", "--data", self.data, "--kind", "activity").splitlines()]

    def found(self, *words):
        return [line.split("\t")[0] for line in
                self.done("search", "--data", self.data, *words).splitlines()]

    def layers(self, code=0):
        return json.loads(self.done("layers", "--data", self.data, "--json", code=code))

    def fates(self):
        return {item["record"]: item["fate"] for item in self.layers()["amendments"]}

    def test_a_region_adds_hides_and_changes(self):
        self.start()
        self.assertEqual(self.shown(), [["robot", "Robot by the sea"], ["nation/wind", "Wind"],
                                        ["wind", "Our wind"]])
        self.assertEqual(self.found("sea"), ["robot"])
        self.assertEqual(self.found("soil"), [])
        self.assertEqual(sorted(self.found("wind")), ["nation/wind", "wind"])
        records = {record["id"]: record for record in json.loads(self.done(
            "list", "--data", self.data, "--kind", "activity", "--json"))}
        self.assertEqual(records["robot"]["related"], ["wind"])
        self.assertEqual(records["wind"]["related"], ["robot"])
        self.assertEqual({name: record["feed"] for name, record in records.items()},
                         {"nation/wind": "nation", "robot": "nation", "wind": "region"})
        self.assertEqual(self.fates(), {"nation/robot": "applied", "nation/soil": "applied"})

    def test_an_amendment_brings_its_picture(self):
        self.write("region", "media/sea.png", DOT)
        self.amendment("robot", "change:\n  media: [{file: media/sea.png, alt: The sea}]\n")
        self.amendment("soil", "remove: [media]\n")
        self.start()
        media = {record["id"]: record.get("media", []) for record in json.loads(self.done(
            "list", "--data", self.data, "--kind", "activity", "--json"))}
        self.assertEqual(media["robot"][0]["alt"], {"en": "The sea"})
        sha256 = media["robot"][0]["sha256"]
        self.assertTrue((self.data / f"feeds/region/o/{sha256[:2]}/{sha256}").exists())
        self.assertEqual(media["soil"], [])

    def test_a_changed_base_sets_the_patch_aside_until_it_is_looked_at(self):
        self.start()
        self.activity("nation", "robot", "Better robot")
        self.publish("nation")
        self.sync()
        self.assertIn(["robot", "Better robot"], self.shown())
        self.assertEqual(self.fates(), {"nation/robot": "changed", "nation/soil": "applied"})
        status = json.loads(self.done("status", "--data", self.data, "--json"))
        self.assertEqual((status["layers"], status["amendments_set_aside"]), (2, 1))
        self.assertIn("amendments set aside: 1 of 2", self.done("status", "--data", self.data))
        # The region's author hears of it, over the pack or over what a kiosk follows.
        over = ("--over", self.data)
        self.assertIn("the record has changed", self.done(
            "check", self.work / "region", *over, code=1))
        said = self.amend("data")
        self.assertIn("amendment/robot.md: nation/robot: the record has changed", said)
        self.assertIn("amendment/soil.md: nation/soil: unchanged", said)
        self.assertNotIn("has changed", self.amend())  # the pack says the same
        self.done("check", self.work / "region", *over)
        self.publish("region")
        self.sync()
        self.assertIn(["robot", "Robot by the sea"], self.shown())

    def test_a_record_that_is_gone_takes_its_amendments_effect_with_it(self):
        self.start()
        (self.work / "nation/activity/robot.md").unlink()
        self.publish("nation")
        self.sync()
        self.assertEqual(self.shown(), [["nation/wind", "Wind"], ["wind", "Our wind"]])
        self.assertEqual(self.fates()["nation/robot"], "gone")
        self.assertIn("there is no such record below", self.amend(code=1))
        self.assertIn("there is no such record", self.done(
            "check", self.work / "region", "--over", self.work / "nation", code=1))

    def test_a_refused_layer_leaves_the_others_fresh(self):
        self.start()
        self.activity("nation", "robot", "Robot 2")
        self.publish("nation")
        self.activity("region", "wind", "Our wind 2")
        self.publish("region")
        for index in (self.work / "feed/nation/i").iterdir():
            index.write_bytes(index.read_bytes()[:-1] + b" ")
        self.sync(code=3)
        self.assertIn(["wind", "Our wind 2"], self.shown())
        self.assertIn(["robot", "Robot by the sea"], self.shown())  # the last good nation
        nation, region = self.layers()["layers"]
        self.assertNotEqual(nation["last_error"], "")
        self.assertEqual(region["last_error"], "")
        # The other way round, and with nobody there at all.
        shutil.move(self.work / "feed/region", self.work / "away")
        self.sync(code=3)
        self.assertIn(["wind", "Our wind 2"], self.shown())

    def test_a_broken_layer_leaves_the_others_shown_and_heals(self):
        self.start()
        region = self.layers()["layers"][1]["content_hash"]
        (snapshot,) = self.data.glob(f"snapshots/{region}-*.db")
        snapshot.write_bytes(b"no database")
        layers = self.layers(code=1)["layers"]
        self.assertEqual([layer["shown"] for layer in layers], [True, False])
        self.assertEqual(run("list", "--data", self.data, "--kind", "activity").stdout,
                         "robot\tRobot\nsoil\tSoil\nwind\tWind\n")
        self.sync()
        self.assertIn(["robot", "Robot by the sea"], self.shown())

    def test_a_feed_that_the_settings_no_longer_name_is_gone(self):
        self.start()
        self.sync("nation")
        self.assertEqual(self.shown(), [["robot", "Robot"], ["soil", "Soil"], ["wind", "Wind"]])
        self.assertEqual(len(self.layers()["layers"]), 1)
        self.assertFalse((self.data / "feeds/region/o").exists())
        self.sync()  # it comes back, and nothing older than what was trusted is taken
        self.assertIn(["wind", "Our wind"], self.shown())

    def test_the_settings_order_the_layers(self):
        self.start()
        self.sync("region", "nation")
        self.assertIn(["region/wind", "Our wind"], self.shown())
        self.assertEqual(self.fates()["nation/robot"], "not-below")

    def test_what_is_edited_is_seen_and_what_is_deleted_is_gone_with_its_picture(self):
        # Concerto #1393 (edits unseen), Anthias #2430 (a deleted item lingers).
        self.start()
        objects = {path.name for path in (self.data / "feeds/nation/o").rglob("*")}
        picture = json.loads(self.done("list", "--data", self.data, "--kind", "activity",
                                       "--json"))
        self.assertNotIn("soil", [record["id"] for record in picture])  # hidden by the region
        self.sync("nation")
        sha256 = next(record["media"][0]["sha256"] for record in json.loads(self.done(
            "list", "--data", self.data, "--kind", "activity", "--json"))
                      if record["id"] == "soil")
        self.assertIn(sha256, objects)
        (self.work / "nation/activity/soil.md").unlink()
        for edition in range(4):  # three versions are kept to go back to
            self.activity("nation", "robot", f"Robot, edition {edition}")
            self.publish("nation")
            self.sync("nation")
            self.assertEqual(self.shown(), [["robot", f"Robot, edition {edition}"],
                                            ["wind", "Wind"]])
            self.assertEqual(self.found(f"edition {edition}"), ["robot"])
            self.assertEqual(self.found("soil"), [])
        left = {path.name for path in (self.data / "feeds/nation/o").rglob("*")}
        self.assertNotIn(sha256, left)

    def test_authors_hear_what_is_wrong_with_an_amendment(self):
        self.amendment("robot", "change:\n  titel: Robot\n")
        self.assertIn("did you mean 'title'?", self.done("check", self.work / "region", code=1))
        self.amendment("robot", "change:\n  id: other\n")
        self.assertIn("id: stays as it is", self.done("check", self.work / "region", code=1))
        self.amendment("robot", "change:\n  age_min: 300\n")
        self.assertIn("age_min: wants", self.done("check", self.work / "region", code=1))
        self.amendment("robot", "hide: true\nchange:\n  title: X\n")
        self.assertIn("either what it changes", self.done("check", self.work / "region", code=1))
        self.amendment("robot", "change:\n  title: X\n")
        self.assertIn("`foyerctl amend PACK --over LOWER` fills it in",
                      self.done("check", self.work / "region", code=1))
        self.amendment("robot", "remove: [title]\n")
        self.amend()
        self.done("check", self.work / "region")  # by itself nothing is wrong with it
        self.assertIn("what it makes is no valid record: title: is missing", self.done(
            "check", self.work / "region", "--over", self.work / "nation", code=1))
        self.amendment("robot", "change:\n  related: [nation/nothing]\n")
        self.amend()
        self.assertIn("'nation/nothing': there is no such record", self.done(
            "check", self.work / "region", "--over", self.work / "nation", code=1))

    def test_amend_leaves_the_rest_of_a_file_as_it_is(self):
        path = self.work / "region/amendment/robot.md"
        path.write_text("---\n# ours\nid: robot\nfeed: nation\nbase: " + "0" * 64 + "\n"
                        'record: robot\nchange:\n  title: "base: no"\n---\n\nbase: stays\n')
        self.amend()
        text = path.read_text()
        self.assertRegex(text, r"^---\n# ours\nid: robot\nfeed: nation\nbase: [0-9a-f]{64}\n"
                               r'record: robot\nchange:\n  title: "base: no"\n---\n\n'
                               r"base: stays\n$")
        self.assertNotIn("0" * 64, text)
        self.amend()
        self.assertEqual(path.read_text(), text)


if __name__ == "__main__":
    unittest.main()
