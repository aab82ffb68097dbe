"""The table that attacks enter themselves into."""

ATTACKS = []


class Attack:
    def __init__(self, group, name, reasons, play, costs=None, moves_sets=False):
        self.group, self.name, self.play, self.costs = group, name, play, costs
        self.reasons, self.moves_sets = reasons.split(), moves_sets
        self.about = " ".join((play.__doc__ or "").split())


def attack(group, name, reasons="", **more):
    """Enters the function below it: `reasons` are the words of which the kiosk may say any one;
    with `costs` the release is taken and that is what the kiosk says it lacks."""
    def enter(play):
        assert play.__doc__ and all(other.name != name for other in ATTACKS), name
        ATTACKS.append(Attack(group, name, reasons, play, **more))
        return play
    return enter
