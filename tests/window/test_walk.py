"""A visitor without any plan: thousands of taps, drags, loose fingers and keys from a fixed
seed. Nothing falls over, the screen comes to rest, and the next visitor finds the start page."""
import random
import unittest

from stage import Stage

STEPS = 1500
KEYS = ("Tab", "Return", "Escape", "Left", "Right", "Up", "Down", "Space", "Backspace", "x")
DOCK = ("Home", "Activities", "Contests", "Careers", "Network")


def walk(width, height, seed):
    """Fingers 1 to 30 go down, move and rise without order: some never rise."""
    dice = random.Random(seed)
    lines = ["settle"]

    def place():
        return f"{dice.randint(-5, width + 5)},{dice.randint(-5, height + 5)}"

    for step in range(STEPS):
        kind = dice.random()
        if kind < 0.45:
            lines.append(f"tap {place()}")
        elif kind < 0.55:
            lines.append(f"drag {place()} {place()} {dice.choice((0, 0, 0, 8, 16))}")
        elif kind < 0.70:
            verb = dice.choice(("down", "move", "up"))
            lines.append(f"{verb} {dice.randint(1, 30)} {place()}")
        elif kind < 0.90:
            lines.append(f"key {dice.choice(KEYS)}")
        elif kind < 0.93:
            lines.append(f"lang {dice.choice(('en', 'sq', 'bg', 'xx'))}")
        elif kind < 0.96:
            lines.append(f"skip {dice.choice((16, 100, 1000, 8000, 46000))}")
        elif kind < 0.97:
            lines.append("type " + dice.choice(("robot", "ё", "x" * 100)))
        else:
            lines.append(f"tap {width // 2},{height * 92 // 100}")
        if step % 500 == 499:
            lines.append("settle")
    # The visit is over: nobody's fingers count any more, and a new visitor begins.
    lines += ["settle", "skip 120000", "settle", "lang en", "expect Touch to begin",
              f"tap {width // 2},{height // 2}", "settle", "expect What will you make today?"]
    for name in DOCK:
        lines += [f"tap {name}", "settle"]
    return "\n".join(lines + ["tap Home", "settle", "expect What will you make today?"]) + "\n"


class Walk(Stage):
    def wander(self, width, height, seed):
        script = self.work / "walk.script"
        script.write_text(walk(width, height, seed))
        kiosk = self.open("--headless", "--size", f"{width}x{height}", "--script", script)
        self.assertEqual(kiosk.process.wait(100), 0, f"seed {seed}\n{kiosk.said}")


for _size in ((1920, 1080), (1080, 1920), (1024, 600)):
    setattr(Walk, "test_walk_%dx%d" % _size,
            lambda self, size=_size: self.wander(*size, seed=size[0]))

if __name__ == "__main__":
    unittest.main()
