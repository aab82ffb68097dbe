"""What the checks of the house share: the modules as CMakeLists.txt declares them."""
import pathlib
import re


def declared(source):
    """{module: (modules it uses, third-party packages it is the home of)} in order."""
    text = (pathlib.Path(source) / "CMakeLists.txt").read_text()
    found = {}
    for body in re.findall(r"^kiosk_module\(([^)]*)\)", text, re.M):
        words = body.split()
        lists = {"USES": [], "HOME_OF": [], "LIBRARIES": []}
        current = None
        for word in words[1:]:
            if word in lists:
                current = word
            else:
                lists[current].append(word)
        found[words[0]] = (lists["USES"], lists["HOME_OF"])
    return found
