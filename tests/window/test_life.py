"""The window's life: its size changes under a finger, something lies over it, signals end it,
a second one is turned away, the display goes."""
import shutil
import signal
import time
import unittest

from stage import Stage, conformance, xvfb

DOCK_Y = 989


class Life(Stage):
    def setUp(self):
        super().setUp()
        self.display = self.serve(xvfb)

    def resize(self, width, height):
        self.display.person("search", "--sync", "--class", "foyer", "windowsize", width,
                            height)

    def test_a_window_resized_under_a_finger_shows_the_page_anew(self):
        small = self.draw("settle\nshot small\n", (1024, 600))["small"]
        large = self.draw("settle\nshot large\n")["large"]
        kiosk = self.open("--start", "home", "--windowed", "--size", "1920x1080",
                          display=self.display)
        self.display.person("search", "--sync", "--class", "foyer", "windowmove", 0, 0)
        kiosk.shows(large)
        self.display.person("mousemove", 1228, DOCK_Y, "mousedown", 1)
        self.resize(1024, 600)
        time.sleep(0.2)
        self.display.person("mousemove", 500, 20, "mouseup", 1)
        kiosk.shows(small)
        for width in range(400, 1900, 100):
            self.resize(width, 1080 - width // 4)
        self.resize(1920, 1080)
        kiosk.shows(large)

    def test_what_lay_over_the_window_leaves_no_mark(self):
        kiosk = self.open("--start", "home", display=self.display)
        home = kiosk.still()
        other = self.work / "other"
        shutil.copytree(self.data, other)
        over = self.open("--start", "careers", "--size", "700x500", data=other,
                         display=self.display)
        over.still()
        self.assertNotEqual(self.display.picture(), home, "nothing lay over it")
        self.assertEqual(over.end(), 0)
        kiosk.shows(home)

    def test_signals_end_it_at_once_and_cleanly(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            for start in ("attract", "home"):
                with self.subTest(number=number, start=start):
                    kiosk = self.open("--start", start, display=self.display)
                    kiosk.still() if start == "home" else time.sleep(0.5)
                    began = time.monotonic()
                    self.assertEqual(kiosk.end(number), 0, kiosk.said)
                    self.assertLess(time.monotonic() - began, 2)

    def test_a_signal_while_the_list_coasts_ends_it(self):
        kiosk = self.open("--start", "activities", display=self.display)
        kiosk.still()
        self.display.person("mousemove", 900, 850, "click", "--repeat", 3, 5, "mousedown", 1)
        self.assertEqual(kiosk.end(), 0, kiosk.said)

    def test_a_second_one_on_the_same_folder_leaves_at_once(self):
        conformance("S10")
        first = self.open("--start", "home", display=self.display)
        home = first.still()
        second = self.open("--start", "careers", display=self.display)
        self.assertEqual(second.process.wait(5), 1)
        self.assertIn("another foyer", second.said)
        first.shows(home)
        self.assertEqual(first.end(), 0)
        third = self.open("--start", "home", display=self.display)  # the control
        third.shows(home)

    def test_a_killed_one_leaves_the_folder_free(self):
        first = self.open("--start", "home", display=self.display)
        home = first.still()
        first.end(signal.SIGKILL)
        self.open("--start", "home", display=self.display).shows(home)

    def test_without_its_display_it_ends_instead_of_spinning(self):
        display = self.serve(xvfb)
        kiosk = self.open("--start", "home", display=display)
        kiosk.still()
        display.stop()
        self.assertNotEqual(kiosk.process.wait(5), 0)


if __name__ == "__main__":
    unittest.main()
