"""A stage for the real program: an X server of its own, the window's pixels, a mouse, and ten
fingers. Pixels are read through Xlib and pictures through SDL2_image: foyer needs both anyway.

Each test runs from $FOYER_BIN on a copy of the data folder $FOYER_STOCK, in a temporary
folder; displays and ports are whatever is free, and nothing it starts outlives it."""
import ctypes
import os
import pathlib
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest

BIN = pathlib.Path(os.environ["FOYER_BIN"])
STOCK = pathlib.Path(os.environ["FOYER_STOCK"])
HERE = pathlib.Path(__file__).resolve().parent
NOW = "2026-11-21T13:32:00Z"  # Saturday 14:32 in Tirana
PATIENCE_S = 20  # for what is expected; what is not expected is waited for only shortly
WIDTH, HEIGHT = 1920, 1080
RGB24 = 0x17101803  # SDL's pixel format numbers
XRGB8888 = 0x16161804


def conformance(*ids):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a") as file:
            file.write("".join(f"{i}\n" for i in ids))


def _with_parent():
    """Between fork and exec: a killed test takes what it started with it."""
    _C.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def until(what, true, patience_s=PATIENCE_S):
    """Waits until true() is; says `what` when it never is."""
    end = time.monotonic() + patience_s
    while not (value := true()):
        if time.monotonic() > end:
            raise AssertionError(f"never: {what}")
        time.sleep(0.02)
    return value


# ---- pictures ------------------------------------------------------------------------
class _Surface(ctypes.Structure):
    _fields_ = [("flags", ctypes.c_uint32), ("format", ctypes.c_void_p),
                ("w", ctypes.c_int), ("h", ctypes.c_int), ("pitch", ctypes.c_int),
                ("pixels", ctypes.c_void_p)]


class _Image(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int),
                ("xoffset", ctypes.c_int), ("format", ctypes.c_int),
                ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int),
                ("unit", ctypes.c_int), ("bit_order", ctypes.c_int),
                ("pad", ctypes.c_int), ("depth", ctypes.c_int),
                ("bytes_per_line", ctypes.c_int)]


def _library(name, **returns):
    library = ctypes.CDLL(name)
    for function, kind in returns.items():
        getattr(library, function).restype = kind
    return library


_C = _library(None)
_SDL = _library("libSDL2-2.0.so.0", SDL_ConvertSurfaceFormat=ctypes.POINTER(_Surface))
_IMG = _library("libSDL2_image-2.0.so.0", IMG_Load=ctypes.POINTER(_Surface))
_X = _library("libX11.so.6", XOpenDisplay=ctypes.c_void_p, XDefaultRootWindow=ctypes.c_ulong,
              XGetImage=ctypes.POINTER(_Image))


class Picture:
    """Pixels as rows of red, green, blue."""

    def __init__(self, width, height, rgb):
        self.width, self.height, self.rgb = width, height, rgb

    def __eq__(self, other):
        return (self.width, self.height, self.rgb) == (other.width, other.height, other.rgb)

    def part(self, x, y, width, height):
        rows = (self.rgb[3 * (self.width * row + x):][:3 * width]
                for row in range(y, y + height))
        return Picture(width, height, b"".join(rows))

    def differences(self, other):
        """How many pixels differ, and the first of them."""
        if (self.width, self.height) != (other.width, other.height):
            return f"{self.width}x{self.height} and {other.width}x{other.height}"
        places = [i // 3 for i in range(0, len(self.rgb), 3)
                  if self.rgb[i:i + 3] != other.rgb[i:i + 3]]
        first = places[0] if places else 0
        return f"{len(places)} pixels, first {first % self.width},{first // self.width}"


def load(path):
    surface = _IMG.IMG_Load(os.fsencode(path))
    assert surface, f"{path} is no picture"
    plain = _SDL.SDL_ConvertSurfaceFormat(surface, RGB24, 0)
    image = plain.contents
    raw = ctypes.string_at(image.pixels, image.pitch * image.h)
    rgb = b"".join(raw[row * image.pitch:][:3 * image.w] for row in range(image.h))
    _SDL.SDL_FreeSurface(surface)
    _SDL.SDL_FreeSurface(plain)
    return Picture(image.w, image.h, rgb)


# ---- the X server --------------------------------------------------------------------
class Display:
    """An X server on a display that was free; .name is its DISPLAY."""

    def __init__(self, command):
        ready, tell = os.pipe()
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([*command, "-displayfd", str(tell), "-noreset",
                                         "-nolisten", "tcp"], pass_fds=[tell],
                                        preexec_fn=_with_parent, stdout=self.log, stderr=self.log)
        os.close(tell)
        number = b""
        while select.select([ready], [], [], PATIENCE_S)[0]:
            piece = os.read(ready, 16)
            number += piece
            if not piece or piece.endswith(b"\n"):
                break
        os.close(ready)
        if not number.endswith(b"\n"):
            self.stop()
            raise AssertionError(f"{command[0]} does not start:\n{self.said}")
        self.name = ":" + number.decode().strip()
        self.handle = _X.XOpenDisplay(self.name.encode())

    def stop(self):
        if getattr(self, "handle", None):
            _X.XCloseDisplay(ctypes.c_void_p(self.handle))
            self.handle = None
        if self.log.closed:
            return
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self.log.seek(0)
        self.said = self.log.read().decode(errors="replace")
        self.log.close()

    def picture(self, width=WIDTH, height=HEIGHT):
        handle = ctypes.c_void_p(self.handle)
        root = ctypes.c_ulong(_X.XDefaultRootWindow(handle))
        image = _X.XGetImage(handle, root, 0, 0, width, height,
                             ctypes.c_ulong(0xffffffff), 2)
        rgb = ctypes.create_string_buffer(3 * width * height)
        _SDL.SDL_ConvertPixels(width, height, XRGB8888, ctypes.c_void_p(image.contents.data),
                               image.contents.bytes_per_line, RGB24, rgb, 3 * width)
        _X.XDestroyImage(image)
        return Picture(width, height, rgb.raw)

    def person(self, *words):
        """A mouse or keyboard that does the words of xdotool."""
        subprocess.run(["xdotool", *map(str, words)], check=True, timeout=PATIENCE_S,
                       env={**os.environ, "DISPLAY": self.name})


def xvfb(width=WIDTH, height=HEIGHT):
    return Display(["Xvfb", "-screen", "0", f"{width}x{height}x24"])


# ---- ten fingers ---------------------------------------------------------------------
class Hand:
    """The other end of Xorg's inputtest driver: touches at pixels of the screen, each
    done when sync() is back. One hand for a server's whole life."""
    BEGIN, UPDATE, END = 18, 19, 20
    AXIS_MAX = 0xffff

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        until("the touch screen's socket", lambda: os.path.exists(path))
        self.socket.connect(str(path))
        self.socket.sendall(struct.pack("=IIHH", 12, 0, 1, 1))
        self._answer()  # the server's version

    def _answer(self):
        length, kind = struct.unpack("=II", self.socket.recv(8, socket.MSG_WAITALL))
        self.socket.recv(length - 8, socket.MSG_WAITALL)
        return kind

    def _touch(self, kind, finger, x, y):
        axes = struct.pack("=I8B4x", 0, 3, *[0] * 7)
        values = [(x + 0.5) / WIDTH * self.AXIS_MAX, (y + 0.5) / HEIGHT * self.AXIS_MAX]
        self.socket.sendall(struct.pack("=IIII", 1056, 6, finger, kind) + axes +
                            struct.pack("=128d", *values, *[0] * 126))

    def down(self, finger, x, y):
        self._touch(self.BEGIN, finger, x, y)

    def move(self, finger, x, y):
        self._touch(self.UPDATE, finger, x, y)

    def up(self, finger, x, y):
        self._touch(self.END, finger, x, y)

    def tap(self, finger, x, y):
        self.down(finger, x, y)
        self.up(finger, x, y)
        self.sync()

    def sync(self):
        self.socket.sendall(struct.pack("=II", 8, 1))
        assert self._answer() == 1, "no answer from the touch screen"

    def close(self):
        self.socket.close()


def xorg_with_hand(folder):
    path = folder / "hand"
    config = (HERE / "xorg.conf").read_text().replace("@HAND@", str(path))
    (folder / "xorg.conf").write_text(config)
    # The program itself: the wrapper before it wants a person at a console.
    display = Display(["/usr/lib/xorg/Xorg", "-config", str(folder / "xorg.conf"),
                       "-configdir", str(folder / "none"), "-logfile", str(folder / "log"),
                       "-novtswitch", "-sharevts"])
    return display, Hand(path)


# ---- the program ---------------------------------------------------------------------
class Kiosk:
    """A running foyer."""

    def __init__(self, *words, display=None, env=None, now=NOW):
        self.log = tempfile.TemporaryFile()
        self.display = display
        words = [BIN / "foyer", *words, *(["--now", now] if now else [])]
        self.process = subprocess.Popen(
            [str(w) for w in words], stdout=self.log, stderr=self.log,
            preexec_fn=_with_parent, env={**os.environ, **({"DISPLAY": display.name, "SDL_VIDEODRIVER": "x11"}
                                  if display else {}), **(env or {})})

    @property
    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def alive(self):
        return self.process.poll() is None

    def shows(self, picture, part=None):
        """Waits until the screen (its part x, y, width, height) is the picture."""
        wanted = picture.part(*part) if part else picture

        def same():
            assert self.alive(), f"foyer ended by itself:\n{self.said}"
            screen = self.display.picture(picture.width, picture.height)
            return (screen.part(*part) if part else screen) == wanted
        try:
            until("the picture", same)
        except AssertionError as error:
            screen = self.display.picture(picture.width, picture.height)
            raise AssertionError(f"{error}: differs by {screen.differences(picture)}\n"
                                 f"{self.said}") from None

    def still(self):
        """Waits until the screen rests for a moment; that picture."""
        last, times = [None], [0]

        def rests():
            before, last[0] = last[0], self.display.picture()
            times[0] = times[0] + 1 if before and before == last[0] else 0
            time.sleep(0.15)
            return times[0] == 3
        until("a screen at rest", rests)
        return last[0]

    def end(self, signal_number=signal.SIGTERM):
        """The exit code."""
        if self.alive():
            self.process.send_signal(signal_number)
        try:
            return self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"foyer did not end:\n{self.said}") from None


class Stage(unittest.TestCase):
    """A test with a folder and a copy of the data of its own."""

    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="foyer-window-"))
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)
        self.data = self.work / "data"
        shutil.copytree(STOCK, self.data)

    def open(self, *words, display=None, data=None, **more):
        kiosk = Kiosk("--data", data or self.data, "--no-sync", "--lang", "en", *words,
                      display=display, **more)
        self.addCleanup(self.close, kiosk)
        return kiosk

    def close(self, kiosk):
        if kiosk.alive():
            kiosk.process.kill()
            kiosk.process.wait()
        said = kiosk.said
        kiosk.log.close()
        self.assertNotRegex(said, "Sanitizer|runtime error")

    def serve(self, make, *words):
        display = make(*words)
        self.addCleanup(display.stop)
        return display

    def draw(self, steps, size=(WIDTH, HEIGHT), start="home"):
        """The pictures that a script takes off-screen, by name."""
        script, shots = self.work / "draw.script", self.work / "drawn"
        script.write_text(steps)
        kiosk = self.open("--headless", "--size", "%dx%d" % size, "--start", start,
                          "--script", script, "--shots", shots)
        self.assertEqual(kiosk.process.wait(60), 0, kiosk.said)
        return {path.stem: load(path) for path in shots.glob("*.png")}
