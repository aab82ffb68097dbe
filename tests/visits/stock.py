#!/usr/bin/python3
"""Publishes a pack with a throw-away key, serves it on loopback and syncs it into a data
folder: what a kiosk shows comes the whole way. With calendars, they are imported into a copy
of the pack before. usage: stock.py FOYERCTL PACK WORK [CALENDAR...]"""
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def main(foyerctl, pack, work, *calendars):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    if calendars:
        pack = shutil.copytree(pack, os.path.join(work, "pack"))
    for calendar in calendars:
        # Saturday 21 November 2026, as the visits have it.
        subprocess.run([foyerctl, "import", pack, "--from", calendar, "--lang", "en",
                        "--field", "T,E", "--audience", "pupil"], check=True,
                       env={**os.environ, "SOURCE_DATE_EPOCH": "1795267920"})
    key, feed = os.path.join(work, "key"), os.path.join(work, "feed")
    subprocess.run([foyerctl, "keygen", key], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([foyerctl, "publish", pack, feed, "--key", key], check=True)
    handler = functools.partial(Quiet, directory=feed)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    subprocess.run([foyerctl, "sync", "--feed", address, "--trust", key + ".pub",
                    "--data", os.path.join(work, "data")], check=True)
    server.shutdown()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
