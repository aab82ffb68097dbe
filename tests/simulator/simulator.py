"""Plays the attacks of the tables on the real `foyerctl sync`, the way the TUF conformance suite
drives its clients: simulator.py [--list | --check] [--jobs N] [GROUP...]; see README.md."""
import argparse
import concurrent.futures
import os
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import attacks_content  # noqa: E402,F401 the tables enter themselves
import attacks_http  # noqa: E402,F401
import attacks_keys  # noqa: E402,F401
import attacks_trust  # noqa: E402,F401
from attacks import ATTACKS, Attack  # noqa: E402
from world import Broken, World, check_honest, check_refused, check_shrugged  # noqa: E402


# What a group of attacks proves when all of it is held off.
CONFORMANCE = {
    "trust": ["C01"], "version": ["C02", "C03", "C05", "C07", "C11"], "pointer": ["C12"],
    "index": ["C06", "C12", "D02"], "node": ["C06"], "chunk": ["N10"], "record": ["C12", "D02"],
    "http": ["N02", "N03", "N04", "N05", "N06", "N07", "N08", "N09", "N10", "N12", "N14", "N17", "N18"],
    "slow": ["C05", "N01", "N11"], "media": ["C06"], "keys": ["C04", "C08", "C09"],
}


def register(groups):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a") as file:
            file.write("".join(f"{i}\n" for group in sorted(groups) for i in CONFORMANCE.get(group, [])))


def table():
    rows = [f"| {a.group} | {a.name} | {' or '.join(a.reasons) or 'exit 0, ' + a.costs} | {a.about} |"
            for a in ATTACKS]
    return "\n".join(["| group | attack | reason | what is done |", "|---|---|---|---|", *rows]) + "\n"


def play(attack, folder, now, template):
    """None, or what went wrong."""
    world = World(folder / attack.name, now, template)
    try:
        attack.play(world)
        before = world.state()
        (check_shrugged if attack.costs else check_refused)(world, attack, before)
        check_honest(world)
        return None
    except Broken as broken:
        return str(broken)
    except Exception:
        return traceback.format_exc()
    finally:
        world.close()


def control(folder, now, template):
    """The checker bites: played as an attack, an honest edition and a moved `current` are found."""
    def honest(world):
        world.offer()
    said = play(Attack("control", "honest-edition", "key", honest), folder, now, template)
    return said is not None and "exit 0" in said


def run(chosen, jobs, folder):
    now = int(time.time())
    template = World(folder / "template", now)
    if not control(folder, now, template):
        print("the control failed: an honest edition passes for a refused attack")
        return False
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = [(a, pool.submit(play, a, folder, now, template)) for a in chosen]
        for attack, result in results:
            wrong = result.result()
            failed += wrong is not None
            outcome = "/".join(attack.reasons) or attack.costs
            print(f"{'FAIL' if wrong else 'ok':4} {attack.group:8} {attack.name:26} {outcome}", flush=True)
            if wrong:
                print("     " + wrong.replace("\n", "\n     "))
    template.close()
    if not failed:
        register({attack.group for attack in chosen})
    refused = sum(1 for attack in chosen if not attack.costs)
    print(f"{len(chosen) - failed} of {len(chosen)} attacks held off "
          f"({refused} keep the last good content, {len(chosen) - refused} cost themselves only)")
    return not failed


def main():
    groups = sorted({attack.group for attack in ATTACKS})
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(groups)}, or a name")
    parser.add_argument("--list", action="store_true", help="print the table for README.md")
    parser.add_argument("--check", action="store_true", help="the table stands in README.md")
    parser.add_argument("--jobs", type=int, default=4)
    arguments = parser.parse_args()
    if arguments.list:
        print(table(), end="")
        return True
    if arguments.check:
        told = table() in (pathlib.Path(__file__).parent / "README.md").read_text()
        print("README.md " + ("lists" if told else "does not list") + f" the {len(ATTACKS)} attacks")
        return told
    wanted = set(arguments.groups)
    chosen = [a for a in ATTACKS if not wanted or a.group in wanted or a.name in wanted]
    if not chosen:
        parser.error("no such attack")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-simulator-"))
    try:
        return run(chosen, arguments.jobs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


sys.exit(not main())
