"""N19, a bad link: 300 ms to an answer, 64 kbit/s, and 30 % of the segments lost, each of which comes
after a time-out twice as long as the last, or never (the connection is given up). The kiosk tries as
foyer-sync does until it has the edition, goes on where it was cut, and shows the old one meanwhile."""
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from world import Broken, World, expect  # noqa: E402

SEGMENT, BITS_PER_S, LOSS, LATENCY_S, TRIES = 1400, 64000, 0.3, 0.3, 60


def CONFORMANCE(*ids):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a") as file:
            file.write("".join(f"{i}\n" for i in ids))


class Link:
    """What lies between server and kiosk; the same seed loses the same segments."""

    def __init__(self, world, patience):
        self.world, self.chance, self.patience = world, random.Random(1), patience
        self.resumed, self.cuts, self.lost = 0, 0, 0

    def play(self, request):
        real = request.send
        self.resumed += "range" in request.headers
        time.sleep(LATENCY_S)

        def send(data):
            for at in range(0, len(data), SEGMENT):
                part = data[at:at + SEGMENT]
                tries = 0
                while self.chance.random() < LOSS:
                    tries += 1
                    self.lost += 1
                    if tries > self.patience:
                        self.cuts += 1
                        request.reset()
                    time.sleep(0.05 * 2 ** tries)
                time.sleep(len(part) * 8 / BITS_PER_S)
                real(part)
        request.send = send
        return True


def run(folder):
    world = World(folder, int(time.time()))
    # More than fits the memory of the sockets, or a cut would take all of it back.
    world.press.picture = os.urandom(24 * 1024)
    world.offer(count=40)
    link = Link(world, patience=1)
    world.server.trick("", link.play)
    began, tries = time.monotonic(), 0
    for tries in range(1, TRIES + 1):
        ran = world.sync()
        if ran.code == 0 and not ran.number("pictures missing"):
            break
        expect(world.shown() in (["revision 1"], ["revision 2"]), f"shown {world.shown()}")
        expect(ran.code == 0 or ran.reason() in ("short", "unreachable", "slow", "timeout"), ran.text)
    expect(ran.code == 0, f"after {tries} tries: {ran.text}")
    expect(world.shown() == ["revision 2"], f"shown {world.shown()}")
    world.check_disk()
    expect(link.lost > 5 and link.cuts > 0, f"the control: {link.lost} lost, {link.cuts} cut")
    expect(link.resumed > 0, "a cut object is gone on with")
    print(f"{tries} tries, {time.monotonic() - began:.1f} s, {link.lost} segments lost, {link.cuts} "
          f"connections given up, {link.resumed} resumed")
    dead = Link(world, patience=-1)
    dead.chance = type("Never", (), {"random": staticmethod(lambda: 0.0)})
    world.offer()
    world.server.honest()
    world.server.trick("", dead.play)
    expect(world.sync().code == 3, "the control: nothing comes through")
    CONFORMANCE("N19")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-link-"))
    try:
        run(folder)
    except Broken as broken:
        print(f"FAIL {broken}")
        sys.exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
