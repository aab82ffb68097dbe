"""A public header of a module that is not declared in USES must not compile; a declared one must."""
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from house import declared

source, build = map(pathlib.Path, sys.argv[1:3])
modules = declared(source)
commands = {}
for entry in json.loads((build / "compile_commands.json").read_text()):
    folder = pathlib.Path(entry["file"]).parent
    if source / "app" in folder.parents:
        commands.setdefault(str(folder.relative_to(source / "app")), entry)


def compiles(module, header):
    entry = commands[module]
    words = shlex.split(entry["command"])
    if "ccache" in words[0]:
        words = words[1:]
    keep = [w for i, w in enumerate(words)
            if w not in ("-c", entry["file"], "-Werror") and words[i - 1] != "-o" and w != "-o"]
    with tempfile.NamedTemporaryFile("w", suffix=".c") as unit:
        unit.write(f'#include "{header}"\n')
        unit.flush()
        run = subprocess.run([*keep, "-fsyntax-only", "-w", unit.name], cwd=entry["directory"],
                             capture_output=True, text=True)
        return run.returncode == 0


def check(pair):
    module, other = pair
    header = next((source / "include" / other).glob("*.h"), None)
    if header is None or module not in commands:
        return None
    allowed = other == module or other in modules[module][0]
    if compiles(module, f"{other}/{header.name}") == allowed:
        return None
    return f"{module}: {other}/{header.name} " + ("does not compile" if allowed else "compiles")


pairs = [(m, o) for m in modules for o in modules]
with ThreadPoolExecutor(2) as pool:
    faults = [fault for fault in pool.map(check, pairs) if fault]
print("\n".join(faults) or f"{len(pairs)} pairs of modules checked")
sys.exit(bool(faults))
