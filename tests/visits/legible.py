#!/usr/bin/python3
"""Walks every screen of a pack in every language and lets the kiosk judge its own layout: no
missing glyph, no text cut, spilled or overlapping (include/ui/faults.h). With letters twice as
large, and in a made-up language 40 % longer than English.
usage: legible.py FOYER DATA PACK LOCALE SIZE WORK
  LOCALE: assets/locale, with the catalogues; SIZE: 1920x1080 and the like
Else one record of each kind, that with the most words, and large letters in four languages;
FOYER_LEGIBLE=all walks every record in every language in both sizes (by hand, minutes)."""
import os
import pathlib
import re
import subprocess
import sys

NOW = "2026-11-21T13:32:00Z"
ALL = os.environ.get("FOYER_LEGIBLE") == "all"
LANGUAGES = "en sq bg de es pt sv nl tr fr ar".split()
LARGE = LANGUAGES if ALL else "en bg de ar".split()
PAGES = ("attract home activities timetable search contests careers network programmes places events "
         "resources stories numbers").split()
KINDS = "activity contest career organisation programme event place resource story".split()


def records(pack, kind):
    """Ids of a kind, the longest texts first."""
    files = {}
    for file in sorted((pack / kind).glob("*.md")):
        name = file.name.split(".")[0]
        files[name] = max(files.get(name, 0), len(file.read_text()))
    ids = sorted(files, key=lambda name: (-files[name], name))
    return ids if ALL else ids[:1]


def pages(pack):
    return [*PAGES, *(f"{kind} {name}" for kind in KINDS for name in records(pack, kind))]


def longer(text):
    """40 % more letters in every word, with accents; {1} stays."""
    accents = str.maketrans("aeiounycAEIOU", "åéïöüñýçÅÉÏÖÜ")

    def word(match):
        letters = match.group()
        return letters.translate(accents) + letters[-1] * max(1, round(len(letters) * 0.4))
    return "".join(part if part.startswith("{") else re.sub(r"[^\W\d_]+", word, part)
                   for part in re.split(r"(\{\w+\})", text))


def unquote(line):
    return re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), line[line.index('"') + 1:-1])


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def pseudo_share(share, locale, work):
    """A share folder like the kiosk's whose English is the longer language."""
    folder = work / "share" / "locale" / "foyer" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    for part in share.iterdir():
        link = work / "share" / part.name
        if part.name != "locale" and not link.exists():
            link.symlink_to(part)
    po = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n'
          'Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n']
    for block in (locale / "foyer.pot").read_text().split("\n\n")[1:]:
        found = {line.split(" ")[0]: unquote(line) for line in block.splitlines()
                 if line.startswith("msgid")}
        if "msgid_plural" in found:
            po.append(f'msgid {quote(found["msgid"])}\nmsgid_plural {quote(found["msgid_plural"])}\n'
                      f'msgstr[0] {quote(longer(found["msgid"]))}\n'
                      f'msgstr[1] {quote(longer(found["msgid_plural"]))}\n')
        elif found.get("msgid"):
            po.append(f'msgid {quote(found["msgid"])}\nmsgstr {quote(longer(found["msgid"]))}\n')
    (work / "en.po").write_text("\n".join(po))
    subprocess.run(["msgfmt", "-o", folder / "foyer-en.mo", work / "en.po"], check=True)
    return work / "share"


def catalogue_word(locale, lang):
    """How the button of the languages is called."""
    file = locale / f"{lang}.po"
    found = file.exists() and re.search(r'^msgid "Language"\nmsgstr "(.*)"', file.read_text(), re.M)
    return found[1] if found else "Language"


def settings(work, languages):
    file = work / f"settings-{languages[0]}-{len(languages)}.yaml"
    file.write_text(f"languages: [{', '.join(languages)}]\n")
    return file


def script(pack, languages, percents, words):
    lines = ["settle"]
    for lang in languages:
        for percent in percents if lang in LARGE else percents[:1]:
            for page in pages(pack):
                # The attract loop comes back when nobody is there, in its own size.
                if page == "attract" and percent != 100:
                    continue
                lines += ["skip 120000" if page == "attract" else f"open {page}",
                          f"lang {lang}", f"textsize {percent}", "settle",
                          f"legible {lang} {percent} % {page}"]
            lines += ["open home", "settle", f"tap {words(lang)}", "settle",
                      f"legible {lang} {percent} % languages", "key Escape", "settle"]
    return "\n".join(lines) + "\n"


def walk(foyer, data, size, work, share, name, text, languages):
    file = work / f"{name}-{size}.script"
    file.write_text(text)
    done = subprocess.run(
        [foyer, "--headless", "--size", size, "--data", data, "--script", file, "--now", NOW,
         "--less-motion", "--no-sync", "--config", settings(work, languages)],
        env={**os.environ, "SDL_VIDEODRIVER": "dummy", "FOYER_SHARE": str(share)}, capture_output=True, text=True)
    if done.returncode != 0 or "Sanitizer" in done.stderr:
        print(f"{name} {size}:\n{done.stderr}", file=sys.stderr)
        return False
    return True


def main(foyer, data, pack, locale, size, work):
    pack, work = pathlib.Path(pack), pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    share = pathlib.Path(foyer).resolve().parent / "../share/foyer"
    good = walk(foyer, data, size, work, share, "languages",
                script(pack, LANGUAGES, [100, 200],
                       lambda lang: catalogue_word(pathlib.Path(locale), lang)), LANGUAGES)
    good &= walk(foyer, data, size, work, pseudo_share(share, pathlib.Path(locale), work),
                 "longer", script(pack, ["en"], [100, 200], lambda lang: longer("Language")), ["en"])
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
