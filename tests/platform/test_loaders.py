"""The screen's program cannot call any loader but those for PNG and JPEG: its symbols say so."""
import os
import pathlib
import subprocess
import sys

program = pathlib.Path(os.environ["FOYER_BIN"]) / "foyer"
ALLOWED = {"IMG_LoadPNG_RW", "IMG_LoadJPG_RW", "IMG_SavePNG", "IMG_Quit", "IMG_Init"}


def CONFORMANCE(*ids):
    path = os.environ.get("FOYER_CONFORMANCE")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write("".join(f"{name}\n" for name in ids))


CONFORMANCE("I06")
symbols = subprocess.run(["nm", "-D", "--undefined-only", program], check=True, text=True,
                         capture_output=True).stdout.split()
wanted = {name.split("@")[0] for name in symbols if name.startswith("IMG_")}
if not {"IMG_LoadPNG_RW", "IMG_LoadJPG_RW"} <= wanted:
    sys.exit(f"the control: the two loaders are not there, but {wanted}")
if wanted - ALLOWED:
    sys.exit(f"may be called: {wanted - ALLOWED}")
print("only the loaders for PNG and JPEG")
