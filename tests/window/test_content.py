"""The screen follows a new publication without a restart, and outlives its foyer-sync."""
import functools
import http.server
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import unittest

from stage import BIN, HEIGHT, WIDTH, Kiosk, Stage, load, until, xvfb

PACK = pathlib.Path(os.environ["FOYER_SOURCE"]) / "assets/packs/steam-albania"
OLD, NEW = "Teach a robot to follow a line", "Teach a robot to dance"
CONFIG = """data: data
languages: [en, sq]
feeds:
  - id: steam-albania
    url: http://127.0.0.1:{port}
    trust: [key.pub]
    interval_s: 1
idle:
  slide_s: 3600
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Following(Stage):
    def setUp(self):
        super().setUp()
        self.pack, self.feed = self.work / "pack", self.work / "feed"
        self.key, self.config = self.work / "key", self.work / "foyer.yaml"
        shutil.copytree(PACK, self.pack)
        self.tool("keygen", self.key)
        self.publish()
        handler = functools.partial(Quiet, directory=self.feed)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_port}/"
        self.config.write_text(CONFIG.format(port=server.server_port))
        shutil.rmtree(self.data)
        self.display = self.serve(xvfb)

    def tool(self, *words):
        subprocess.run([BIN / "foyerctl", *words], check=True, capture_output=True, timeout=60)

    def publish(self):
        self.tool("publish", self.pack, self.feed, "--key", self.key)

    def change_title(self):
        for path in self.pack.rglob("*.md"):
            text = path.read_text()
            if OLD in text:
                path.write_text(text.replace(OLD, NEW))
        self.publish()

    def pages(self, folder):
        """The pictures of what the feed holds now, drawn from a folder of its own."""
        self.tool("sync", "--feed", self.url, "--trust", self.key.with_suffix(".pub"),
                  "--data", folder)
        script, shots = self.work / "draw.script", self.work / f"{folder.name}-drawn"
        script.write_text(f"settle\nexpect {NEW if folder.name == 'new' else OLD}\n"
                          "shot attract\ntap 900,500\nsettle\nshot home\n")
        kiosk = self.open("--config", self.config, "--headless", "--size",
                          f"{WIDTH}x{HEIGHT}", "--script", script,
                          "--shots", shots, data=folder)
        self.assertEqual(kiosk.process.wait(60), 0, kiosk.said)
        return {path.stem: load(path) for path in shots.glob("*.png")}

    def start(self):
        kiosk = Kiosk("--config", self.config, "--lang", "en", display=self.display)
        self.addCleanup(self.close, kiosk)
        return kiosk

    def child(self, kiosk):
        """The number of its foyer-sync, whichever thread started it; 0: none runs."""
        found = []
        for task in pathlib.Path(f"/proc/{kiosk.process.pid}/task").glob("*/children"):
            found += [pid for pid in task.read_text().split() if not self.gone(pid)]
        return (found or [0])[0]

    def gone(self, pid):
        try:
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        return state == "Z"

    def test_a_new_title_comes_to_the_screen_by_itself(self):
        old = self.pages(self.work / "old")
        kiosk = self.start()  # from nothing: the first content comes by itself too
        kiosk.shows(old["attract"])
        self.change_title()
        new = self.pages(self.work / "new")
        self.assertNotEqual(old["attract"], new["attract"])
        kiosk.shows(new["attract"])
        self.display.person("mousemove", 900, 500, "click", 1)
        kiosk.shows(new["home"])
        child = self.child(kiosk)
        self.assertEqual(kiosk.end(), 0, kiosk.said)
        until("foyer-sync gone with the screen", lambda: self.gone(child), 3)

    def test_the_screen_outlives_its_foyer_sync(self):
        old = self.pages(self.work / "old")
        kiosk = self.start()
        kiosk.shows(old["attract"])
        killed = self.child(kiosk)
        os.kill(int(killed), signal.SIGKILL)
        self.display.person("mousemove", 900, 500, "click", 1)
        kiosk.shows(old["home"])
        until("another foyer-sync", lambda: self.child(kiosk) not in (0, killed), 20)
        self.assertEqual(kiosk.end(), 0, kiosk.said)

    def test_a_killed_screen_takes_foyer_sync_along_and_starts_again(self):
        old = self.pages(self.work / "old")
        kiosk = self.start()
        kiosk.shows(old["attract"])
        child = self.child(kiosk)
        kiosk.end(signal.SIGKILL)
        until("foyer-sync gone with the screen", lambda: self.gone(child), 5)
        again = self.start()
        again.shows(old["attract"])
        until("a foyer-sync again", lambda: self.child(again))
        self.assertEqual(again.end(), 0, again.said)


if __name__ == "__main__":
    unittest.main()
