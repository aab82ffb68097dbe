"""The table of app/README.md says what CMakeLists.txt says, module by module and in its order."""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])


def declared(cmake):
    modules = []
    for call in re.findall(r"^kiosk_module\(([^)]*)\)", cmake, re.M):
        words = call.split()
        uses = []
        if "USES" in words:
            rest = words[words.index("USES") + 1:]
            uses = rest[:next((i for i, word in enumerate(rest) if word.isupper()), len(rest))]
        modules.append((words[0], sorted(uses)))
    return modules


def told(readme):
    modules = []
    for row in re.findall(r"^\| (.*) \|$", readme, re.M)[1:]:
        cells = [cell.strip() for cell in row.split("|")]
        if "CMakeLists.txt" not in cells[2]:
            modules.append((cells[0], sorted(re.findall(r"[\w/]+", cells[2]))))
    return modules


cmake = declared((source / "CMakeLists.txt").read_text())
readme = (source / "app/README.md").read_text()
for module, other in zip(cmake, told(readme)):
    if module != other:
        print(f"CMakeLists.txt: {module}\napp/README.md:  {other}")
control = told(readme.replace("| base, text | libqrencode", "| base, store | libqrencode"))
sys.exit(not (len(cmake) > 10 and cmake == told(readme) and cmake != control))
