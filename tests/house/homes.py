"""Each third-party header is included only in its home; each file stays in the fixed top level."""
import pathlib
import re
import subprocess
import sys

source = pathlib.Path(sys.argv[1])
HOMES = {
    r"SDL": ["platform", "foyer"], r"sqlite3\.h": ["store"], r"curl/": ["fetch"],
    r"jansson\.h": ["content"], r"sodium": ["crypto"], r"yaml\.h": ["config"],
    r"zstd": ["feed"], r"md4c": ["text"], r"qrencode": ["ui"], r"libintl\.h": ["i18n"],
    r"unicode/": ["i18n", "text"], r"libical/": ["publish"], r"expat\.h": ["publish"],
}
TOP = {"app", "assets", "include", "tests", "kiosk-config", "CMakeLists.txt", "README.md",
       "LICENSE", "CMakePresets.json"}
faults = []


def homes_faults(files):
    for path, text in files:
        parts = pathlib.PurePath(path).parts
        module = "/".join(parts[1:-1])
        for included in re.findall(r"#include <([^>]+)>", text):
            for pattern, homes in HOMES.items():
                if re.match(pattern, included) and module not in homes:
                    yield f"{path}: <{included}> belongs to {' or '.join(homes)}"


files = [(str(p.relative_to(source)), p.read_text()) for folder in ("app", "include")
         for p in (source / folder).rglob("*.[ch]")]
faults += homes_faults(files)
if not list(homes_faults([("app/model/x.c", "#include <sqlite3.h>\n")])):
    faults.append("control: a stray sqlite3.h was not found")

tracked = subprocess.run(["git", "-C", source, "ls-tree", "--name-only", "HEAD"],
                         capture_output=True, text=True).stdout.split()
faults += [f"{name}: not in the fixed top level" for name in tracked
           if name not in TOP and not name.startswith(".")]
for program in ("foyer-sync", "foyerctl"):
    for path, text in files:
        if path.startswith(f"app/{program}/") and "SDL" in text:
            faults.append(f"{path}: {program} must not know the screen")
print("\n".join(faults) or f"{len(files)} files checked")
sys.exit(bool(faults))
