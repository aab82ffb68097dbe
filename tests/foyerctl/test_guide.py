"""The commands of kiosk-config/keys.md, run as they stand there, and what comes of them."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOOL = pathlib.Path(os.environ["FOYER_BIN"]) / "foyerctl"
GUIDE = pathlib.Path(os.environ["FOYER_SOURCE"]) / "kiosk-config/keys.md"


def write_pack(folder):
    (folder / "activity").mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: little-center\nlanguages: [en]\n"
                                      "timezone: Europe/Tirane\n")
    (folder / "activity/soap.md").write_text(
        "---\nid: soap\ntitle: Soap\nsummary: Make soap.\nfields: [S]\naudiences: [pupil]\n"
        "format: workshop\njoin: open\nduration_min: 30\nlicence: CC-BY-4.0\nsource: test\n"
        "---\nMix.\n")


def shell(work, script):
    return subprocess.run(["sh", "-e"], input=f'PATH="{TOOL.parent}:$PATH"\n{script}', cwd=work,
                          capture_output=True, text=True, timeout=60)


def main():
    sections = re.split(r"^## ", GUIDE.read_text(), flags=re.M)[1:]
    wanted = {  # what the outputs of a section must hold, in this order
        "The first key": ["published version"],
        "A second publisher": ["key set 1", "1 of 2 sign together"],
        "Two must agree": ["holding back", "published", "holding back", "1 more", "published"],
        "A lost or stolen key": ["holding back", "published", "key set 3, 2 of 3"],
        "A trial with a few kiosks": ["candidate version", "10 %", "candidate version", "50 %",
                                      "is for every kiosk"],
        "Taking a version back": ["would publish", "published"],
    }
    with tempfile.TemporaryDirectory(prefix="foyer-guide-") as name:
        work = pathlib.Path(name)
        write_pack(work / "pack")
        for section in sections:
            title = section.split("\n")[0]
            blocks = re.findall(r"^```sh\n(.*?)^```$", section, flags=re.M | re.S)
            if title == "Taking a version back":  # there must be something to go back to
                soap = work / "pack/activity/soap.md"
                soap.write_text(soap.read_text().replace("Soap", "Soaps"))
                assert shell(work, "foyerctl publish pack feed --key anna --key dora"
                             ).returncode == 0
            output = ""
            for block in blocks:
                result = shell(work, block)
                assert result.returncode == 0, f"{title}: {block}{result.stderr}"
                output += result.stdout
            at = 0
            for words in wanted.pop(title, []):
                at = output.find(words, at)
                assert at >= 0, f"{title}: no {words!r} in\n{output}"
                at += len(words)
        assert not wanted, f"sections are missing: {list(wanted)}"
        # The control: who is out is out.
        result = shell(work, "foyerctl publish pack feed --key ben --force")
        assert result.returncode == 1 and "not one of this feed's" in result.stderr
    print(f"{len(sections)} sections")


sys.exit(main())
