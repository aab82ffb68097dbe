"""On a page at rest the program sleeps: nothing wakes it but its own deadlines. Counts of
voluntary switches of all threads, not times."""
import pathlib
import time
import unittest

from stage import Stage, xvfb

WATCHED_S, MOST = 8, 10


def wakeups(pid):
    total = 0
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total


class Rest(Stage):
    def count(self, kiosk, seconds):
        before = wakeups(kiosk.process.pid)
        time.sleep(seconds)
        return wakeups(kiosk.process.pid) - before

    def test_home_sleeps(self):
        for renderer in ("surface", "renderer"):
            with self.subTest(renderer):
                display = self.serve(xvfb)
                kiosk = self.open("--start", "home", "--renderer", renderer, display=display,
                                  env={"SDL_RENDER_DRIVER": "software"})
                kiosk.still()
                time.sleep(1)
                self.assertLess(self.count(kiosk, WATCHED_S), MOST)

    def test_the_count_sees_a_list_in_motion(self):
        display = self.serve(xvfb)
        kiosk = self.open("--start", "activities", display=display)
        kiosk.still()
        before = wakeups(kiosk.process.pid)
        display.person("mousemove", 420, 480, "click", "--repeat", 6, "--delay", 100, 5)
        kiosk.still()
        self.assertGreater(wakeups(kiosk.process.pid) - before, MOST)


if __name__ == "__main__":
    unittest.main()
