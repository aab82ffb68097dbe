"""The window shows what the program draws off-screen, pixel by pixel, by every way out."""
import unittest

from stage import Stage, xvfb

SIZES = ((1920, 1080), (1080, 1920), (1024, 600))


class Window(Stage):
    def compare(self, size, renderer):
        page = self.draw("settle\nexpect 14:32\nshot home\n", size)["home"]
        display = self.serve(xvfb, *size)
        kiosk = self.open("--start", "home", "--renderer", renderer, display=display,
                          env={"SDL_RENDER_DRIVER": "software"})
        kiosk.shows(page)
        self.assertEqual(kiosk.end(), 0)

    def test_the_window_surface_shows_the_page(self):
        for size in SIZES:
            with self.subTest(size):
                self.compare(size, "surface")

    def test_a_renderer_shows_the_page(self):
        self.compare((1920, 1080), "renderer")

    def test_a_renderer_goes_on_with_the_page_after_a_touch(self):
        pages = self.draw("settle\ntap Careers\nsettle\nshot careers\n")
        display = self.serve(xvfb)
        kiosk = self.open("--start", "home", "--renderer", "renderer", display=display,
                          env={"SDL_RENDER_DRIVER": "software"})
        kiosk.still()
        display.person("mousemove", 1240, 989, "click", 1)
        kiosk.shows(pages["careers"])

    def test_another_page_is_not_the_same_picture(self):
        pages = self.draw("settle\nshot home\ntap Careers\nsettle\nshot careers\n")
        self.assertNotEqual(pages["home"], pages["careers"])


if __name__ == "__main__":
    unittest.main()
