#!/usr/bin/python3
"""Visits of two languages on the real screen, counted, and what foyerctl tells of them.
usage: usage.py FOYER FOYERCTL STOCKED-DATA WORK"""
import csv
import io
import os
import shutil
import subprocess
import sys

VISIT = """settle
lang {lang}
tap 300,500
settle
{steps}
skip 46000
skip 16000
"""
BRIDGE = "skip 6000\nopen activity plain-bridge\nsettle\nskip 8000\nkey down"
HOME = "skip 2000\nkey down"


def show(foyer, data, script, now, *options):
    subprocess.run([foyer, "--headless", "--size", "1024x600", "--data", data, "--script", script,
                    "--now", now, "--no-sync", *options], check=True,
                   env={**os.environ, "SDL_VIDEODRIVER": "dummy"})


def main(foyer, foyerctl, stock, work):
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(stock, work)
    if os.path.exists(os.path.join(work, "usage.db")):
        os.remove(os.path.join(work, "usage.db"))
    script = os.path.join(work, "script")

    def visits(kinds, now, *options):
        with open(script, "w") as file:
            for count, lang, steps in kinds:
                file.write(VISIT.format(lang=lang, steps=steps) * count)
        show(foyer, work, script, now, *options)

    def usage(today, *options):
        done = subprocess.run([foyerctl, "usage", "--data", work, *options], check=True, text=True,
                              stdout=subprocess.PIPE, env={**os.environ, "SOURCE_DATE_EPOCH": today})
        return done.stdout

    after = "1795996800"  # Monday 30 November 2026

    # Switched off: no file at all.
    config = os.path.join(work, "foyer.yaml")
    with open(config, "w") as file:
        file.write(f"data: {work}\nlanguages: [en, bg]\nusage: false\n")
    visits([(1, "en", HOME)], "2026-11-18T10:00:00Z", "--config", config)
    assert not os.path.exists(os.path.join(work, "usage.db"))
    assert "nothing to tell" in usage(after)

    # Wednesday and Thursday of one week; two visits in a third language.
    visits([(8, "en", BRIDGE), (4, "bg", HOME), (2, "sq", HOME)], "2026-11-18T10:00:00Z")
    visits([(4, "en", BRIDGE), (3, "bg", BRIDGE)], "2026-11-19T10:00:00Z")
    text = usage(after)
    rows = list(csv.reader(io.StringIO(usage(after, "--csv"))))
    tables = {(row[0], row[1]): row for row in rows}
    assert rows[0] == ["table", "group", "title", "visits", "dwell"], rows
    assert tables["all", ""][3] == "21", rows
    # Thursday's 7 are not told, nor what 21 less Wednesday's 14 would tell.
    assert ("days", "2026-11-18") not in tables and ("days", "2026-11-19") not in tables, rows
    assert tables["days", "other days of the week of 2026-11-16"][3] == "21", rows
    # 12 in English, 7 in Bulgarian and 2 in Albanian: 9 are too few even together.
    assert tables["languages", "other"][3] == "21", rows
    bridge = tables["records", "activity plain-bridge"]
    assert bridge[2:] == ["Plain bridge", "15", "5 to 30 s"], bridge
    assert tables["ends", "other"][3] == "21", rows
    for row in rows[1:]:
        assert int(row[3]) >= 10, row
    assert "visits: 21, weeks: 1;" in text and "Plain bridge" in text, text

    # The week that goes on says nothing, and no span cuts a week.
    assert "nothing to tell" in usage("1795132800")  # Friday 20 November
    for span in (["--from", "2026-11-18", "--to", "2026-11-18"], ["--from", "2026-11-19"]):
        assert list(csv.reader(io.StringIO(usage(after, "--csv", *span)))) == rows, span
    wrong = subprocess.run([foyerctl, "usage", "--data", work, "--from", "18.11.2026"],
                           stderr=subprocess.PIPE, text=True)
    assert wrong.returncode == 2 and "2026-11-22" in wrong.stderr, wrong


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
