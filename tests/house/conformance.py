"""Every conformance id that this state of the project owns is registered by a test."""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
OWNED = ([f"N{n:02}" for n in range(1, 16)] + ["N16", "N17", "N18", "N19", "N20"] +
         [f"C0{n}" for n in range(1, 10)] +
         [f"C{n}" for n in range(10, 14)] + [f"D0{n}" for n in (1, 2, 3, 4, 9)] +
         ["D05", "I01", "I02", "I03", "I04", "I06", "S03", "S05", "S07", "S10", "S11", "T01", "T02"])
registered = set()
for path in (source / "tests").rglob("*"):
    if path.suffix in (".c", ".py", ".sh") and path.name != "conformance.py":
        for call in re.findall(r"CONFORMANCE\(([^)]*)\)", path.read_text()):
            registered.update(re.findall(r"[A-Z][0-9]{2}", call))
missing = [name for name in OWNED if name not in registered]
print("missing: " + " ".join(missing) if missing else f"{len(OWNED)} ids are registered")
sys.exit(bool(missing))
