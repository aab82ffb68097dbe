"""The commands of kiosk-config/importing.md, run as they stand there, and what comes of them."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOOL = pathlib.Path(os.environ["FOYER_BIN"]) / "foyerctl"
SOURCE = pathlib.Path(os.environ["FOYER_SOURCE"])
GUIDE = SOURCE / "kiosk-config/importing.md"
ESCO = ("conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status,description,code\n"
        "Occupation,http://data.europa.eu/esco/occupation/1,2113,{},,released,{},2113.1\n"
        "Occupation,http://data.europa.eu/esco/occupation/2,2512,x,,released,y,2512.1\n")
FILES = {
    "pack/pack.yaml": "id: little-center\nlanguages: [en, de]\ntimezone: Europe/Tirane\n",
    "pack/venue/house.md": "---\nid: house\ntitle: {en: House, de: Haus}\n"
                           "timezone: Europe/Tirane\n---\n",
    "pack/place/lab.md": "---\nid: lab\ntitle: {en: Robotics lab, de: Labor}\n---\n",
    "pack/contest/cup.md": "---\nid: cup\ntitle: {en: Cup, de: Pokal}\n---\n",
    "news.xml": "<rss version='2.0'><channel><item><title>We won</title><guid>1</guid>"
                "<description>&lt;p&gt;Gold.&lt;/p&gt;</description></item></channel></rss>",
    "plan.csv": "Angebot (neu);Wochentag;Uhrzeit;Raum;Preis\nLöten;Di;15:00-16:30;Labor;5\n",
    "quiz.csv": "Question,Option 1,Option 2,Right\nWhich?,a,b,B\n",
    "page.html": "<script type='application/ld+json'>{\"@type\":\"Organization\","
                 "\"name\":\"Friends\"}</script>",
    "occupations_en.csv": ESCO.format("chemist", "Chemists study."),
    "occupations_de.csv": ESCO.format("Chemiker/in", "Sie forschen."),
}
HOLDS = {
    "activity/drone-club-grades-7-8.md": "{weekday: wed, start: \"14:00\", end: \"15:30\"",
    "activity/repair-cafe.md": "place: lab",
    "event/code-week.md": "starts: \"2026-12-07\"",
    "story/we-won.md": "summary: \"Gold.\"",
    "activity/loten.de.md": "title: \"Löten\"",
    "question/which.md": "right: [2]",
    "organisation/friends.md": "title: \"Friends\"",
    "career/chemist.de.md": "title: \"Chemiker/in\"",
}


def shell(work, script):
    result = subprocess.run(["sh", "-e"], input=f'PATH="{TOOL.parent}:$PATH"\n{script}',
                            cwd=work, capture_output=True, text=True, timeout=60,
                            env={**os.environ, "SOURCE_DATE_EPOCH": "1795267920"})
    assert result.returncode == 0, f"{script}{result.stdout}{result.stderr}"
    return result.stdout + result.stderr


def fails(code, work, *words):
    result = subprocess.run([TOOL, *words], cwd=work, capture_output=True, text=True, timeout=60)
    assert result.returncode == code, f"{words}: {result.returncode} {result.stderr}"
    return result.stderr


def main():
    with tempfile.TemporaryDirectory(prefix="foyer-importing-") as name:
        work = pathlib.Path(name)
        for path, text in FILES.items():
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_text(text)
        samples = SOURCE / "tests/publish/import"
        shutil.copy(samples / "google.ics", work / "calendar.ics")
        shutil.copy(samples / "outlook.ics", work / "outlook.ics")
        blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(), flags=re.M | re.S)
        output = "".join(shell(work, block) for block in blocks)
        for words in ("calendar.ics:66: (an event): left out: is marked private",
                      "(a dry run, nothing is written)", "0 errors",
                      "plan.csv:1: Preis: left out: a column that is not known",
                      "1 occupations are not among --only"):
            assert words in output, f"no {words!r} in\n{output}"
        for path, words in HOLDS.items():
            text = (work / "pack" / path).read_text()
            assert words in text, f"{path}: no {words!r} in\n{text}"

        # Everything once more changes nothing.
        again = "".join(shell(work, block) for block in blocks)
        assert ": added" not in again and ": changed" not in again, again

        assert "BEGIN:VTIMEZONE" in (work / "venue.ics").read_text()
        assert len(json.loads((work / "resources.json").read_text())["@graph"]) == 0
        lines = (work / "all.ndjson").read_text().splitlines()
        assert {"activity", "event", "story"} <= {json.loads(line)["kind"] for line in lines}

        assert "--field wants" in fails(2, work, "import", "pack", "--from", "news.xml",
                                        "--field", "X")
        assert "--as wants" in fails(2, work, "import", "pack", "--from", "news.xml",
                                     "--as", "docx")
        assert "--as wants" in fails(2, work, "export", "pack", "--as", "docx")
        fails(1, work, "import", "pack", "--from", "missing.ics")
        fails(1, work, "import", "pack", "--from", "news.xml", "--lang", "fr")
    print(f"{len(blocks)} blocks of the guide ran twice")


if __name__ == "__main__":
    sys.exit(main())
