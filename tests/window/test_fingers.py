"""Ten fingers, a resting palm, a wandering hand: Xorg's own touch screen driver, real window."""
import pathlib
import shutil
import tempfile
import time
import unittest

from stage import Stage, xorg_with_hand

CAREERS, NETWORK, DOCK_Y = 1228, 1556, 989
CARDS = [(x, y) for y in (520, 870) for x in (280, 730, 1190, 1640)]
EMPTY = (1800, 200)
SCRIPT = """settle
shot list
tap Open code room
settle
shot first
tap Back
settle
tap Careers
settle
shot careers
"""


class Hands(Stage):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-hand-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.display, cls.hand = xorg_with_hand(cls.folder)
        cls.addClassCleanup(cls.hand.close)  # after the server: it waits for no new hand
        cls.addClassCleanup(cls.display.stop)

    def setUp(self):
        super().setUp()
        self.pages = self.draw(SCRIPT, start="activities")
        self.kiosk = self.open("--start", "activities", display=self.display)
        self.kiosk.shows(self.pages["list"])

    def rests_on(self, page):
        self.kiosk.shows(self.pages[page])
        time.sleep(0.3)
        self.assertEqual(self.display.picture(), self.pages[page])

    def back(self):
        self.hand.tap(90, 150, 90)

    def test_one_finger_opens_one_card(self):
        self.hand.tap(1, *CARDS[0])
        self.rests_on("first")
        self.back()
        self.rests_on("list")

    def test_ten_fingers_at_once_open_one_card(self):
        places = [*CARDS, (300, 480), EMPTY]
        for finger, place in enumerate(places):
            self.hand.down(finger, *place)
        self.hand.sync()
        self.assertNotEqual(self.kiosk.still(), self.pages["list"], "no card looks pressed")
        for finger, place in enumerate(places):
            self.hand.up(finger, *place)
        self.hand.sync()
        self.rests_on("first")
        self.back()
        self.rests_on("list")

    def test_two_fingers_on_one_card_open_it_once(self):
        for finger in (1, 2):
            self.hand.down(finger, CARDS[0][0] + 40 * finger, CARDS[0][1])
        for finger in (1, 2):
            self.hand.up(finger, CARDS[0][0] + 40 * finger, CARDS[0][1])
        self.hand.sync()
        self.rests_on("first")
        self.back()
        self.rests_on("list")

    def test_a_resting_palm_hinders_nobody(self):
        for finger, x in enumerate((60, 90, 120)):
            self.hand.down(finger, x, 700)
        self.hand.down(3, *EMPTY)
        self.hand.tap(7, CAREERS, DOCK_Y)
        self.rests_on("careers")
        for finger, x in enumerate((60, 90, 120)):
            self.hand.up(finger, x, 700)
        self.hand.up(3, *EMPTY)
        self.hand.sync()
        self.rests_on("careers")

    def test_one_finger_scrolls_while_another_rests(self):
        self.hand.down(1, *EMPTY)
        self.hand.down(2, 900, 850)
        for y in range(840, 300, -20):
            self.hand.move(2, 900, y)
            self.hand.sync()
            time.sleep(0.005)
        held = self.kiosk.still()
        self.assertNotEqual(held, self.pages["list"])
        self.hand.up(2, 900, 300)
        self.hand.up(1, *EMPTY)
        self.hand.sync()
        self.kiosk.still()
        self.hand.tap(3, CAREERS, DOCK_Y)
        self.rests_on("careers")

    def test_a_finger_that_wanders_off_the_screen_leaves_nothing_pressed(self):
        self.hand.down(1, NETWORK, DOCK_Y)
        for y in range(DOCK_Y, 1080, 10):
            self.hand.move(1, NETWORK + y - DOCK_Y, y)
        self.hand.move(1, 1919, 1079)
        self.hand.up(1, 1919, 1079)
        self.hand.sync()
        self.rests_on("list")
        self.hand.tap(2, CAREERS, DOCK_Y)
        self.rests_on("careers")

    def test_a_hundred_taps_of_many_fingers_leave_no_finger_behind(self):
        for i in range(100):
            self.hand.down(i % 10, *EMPTY)
            self.hand.up(i % 10, *EMPTY)
        self.hand.sync()
        self.rests_on("list")
        self.hand.tap(11, CAREERS, DOCK_Y)
        self.rests_on("careers")


if __name__ == "__main__":
    unittest.main()
