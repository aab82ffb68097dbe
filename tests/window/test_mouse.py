"""A visitor with one finger or a mouse, and one with a keyboard, at a real window."""
import time
import unittest

from stage import Stage, until, xvfb

DOCK = {"Home": 237, "Activities": 568, "Contests": 897, "Careers": 1228, "Network": 1556}
DOCK_Y = 989
HEADING = (0, 0, 1920, 215)  # of the list of activities: stays when the cards scroll
CARD = (420, 480)


class Visitor(Stage):
    def setUp(self):
        super().setUp()
        self.display = self.serve(xvfb)

    def begin(self, start="home", *words):
        self.kiosk = self.open("--start", start, *words, display=self.display)
        self.kiosk.still()

    def click(self, x, y):
        self.display.person("mousemove", x, y, "click", 1)

    def fling(self):
        """The list moves on by itself when this is back."""
        self.display.person("mousemove", 900, 850, "mousedown", 1,
                            *(w for y in range(840, 200, -40)
                              for w in ("sleep", 0.008, "mousemove", 900, y)), "mouseup", 1)

    def test_every_place_of_the_dock_opens_its_page(self):
        pages = self.draw("settle\n" + "".join(
            f"tap {name}\nsettle\nshot {name}\n" for name in DOCK))
        self.begin("careers")
        for name, x in DOCK.items():
            with self.subTest(name):
                self.click(x, DOCK_Y)
                self.kiosk.shows(pages[name])

    def test_a_fling_coasts_and_a_tap_stops_it_without_opening_a_card(self):
        list_page = self.draw("settle\nshot list\n", start="activities")["list"]
        self.begin("activities")
        self.kiosk.shows(list_page)
        self.fling()
        moving = self.display.picture()
        time.sleep(0.05)
        self.assertNotEqual(moving, self.display.picture(), "it does not coast")
        self.click(*CARD)
        time.sleep(0.3)
        stopped = self.display.picture()
        time.sleep(0.3)
        self.assertEqual(stopped, self.display.picture(), "the tap did not stop it")
        self.assertNotEqual(stopped, list_page)
        self.assertEqual(stopped.part(*HEADING), list_page.part(*HEADING), "a card opened")

    def test_back_finds_the_list_where_it_was(self):
        self.begin("activities")
        first = self.kiosk.still()
        # By the wheel: where a fling ends, a gap between cards may lie under the pointer.
        self.display.person("mousemove", *CARD, "click", "--repeat", 3, 5)
        scrolled = self.kiosk.still()
        self.assertNotEqual(scrolled, first)
        self.click(*CARD)
        until("a card opened", lambda: self.display.picture().part(*HEADING) !=
              first.part(*HEADING))
        self.kiosk.still()
        self.click(150, 90)
        self.kiosk.shows(scrolled)

    def test_a_press_that_slides_off_does_nothing(self):
        self.begin()
        home = self.kiosk.still()
        self.display.person("mousemove", DOCK["Careers"], DOCK_Y, "mousedown", 1,
                            "sleep", 0.1, "mousemove", 1228, 860, "sleep", 0.1, "mouseup", 1)
        self.kiosk.shows(home)
        time.sleep(0.3)
        self.assertEqual(self.display.picture(), home)

    def test_other_buttons_do_nothing(self):
        self.begin()
        home = self.kiosk.still()
        for button in (2, 3, 8, 9):
            self.display.person("mousemove", DOCK["Careers"], DOCK_Y, "click", button)
        time.sleep(0.3)
        self.kiosk.shows(home)

    def test_the_wheel_scrolls_there_and_back(self):
        self.begin("activities")
        first = self.kiosk.still()
        self.display.person("mousemove", *CARD, "click", "--repeat", 3, 5)
        self.assertNotEqual(self.kiosk.still(), first)
        self.display.person("mousemove", *CARD, "click", "--repeat", 6, 4)
        self.kiosk.shows(first)

    def test_keys_open_a_page_and_come_back(self):
        pages = self.draw("settle\nshot home\nkey Tab\nkey Return\nsettle\nshot opened\n"
                          "key Escape\nsettle\nshot back\n")
        self.assertNotEqual(pages["opened"], pages["home"])
        self.begin()
        self.kiosk.shows(pages["home"])
        self.display.person("mousemove", 5, 5, "key", "Tab", "key", "Return")
        self.kiosk.shows(pages["opened"])
        self.display.person("key", "Escape")
        self.kiosk.shows(pages["back"])


if __name__ == "__main__":
    unittest.main()
