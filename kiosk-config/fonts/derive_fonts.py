#!/usr/bin/python3
"""Derives the faces SDL_ttf cannot ask for from Debian's Manrope.

SDL_ttf knows neither languages, tabular figures nor tracking, so each becomes a font of its
own: Bulgarian letter forms (GSUB locl BGR) and equal-width figures (tnum) move into the
default character map, headlines get narrower advances. Usage: derive_fonts.py SOURCE OUT
FACE [bg] with FACE one of text, display, tabular.
"""
import sys

from fontTools.ttLib import TTFont

# The design sets 84 px headlines 2.2 px tighter and 128 px ones 4 px.
DISPLAY_TRACKING_EM = -0.0265


def substitutions(gsub, feature_indices):
    """Single substitutions of these features, glyph to glyph."""
    found = {}
    for index in feature_indices:
        for lookup_index in gsub.FeatureList.FeatureRecord[index].Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[lookup_index].SubTable:
                table = getattr(table, "ExtSubTable", table)
                found.update(getattr(table, "mapping", {}) or {})
    return found


def bulgarian(gsub):
    for script in gsub.ScriptList.ScriptRecord:
        if script.ScriptTag != "cyrl":
            continue
        for language in script.Script.LangSysRecord:
            if language.LangSysTag == "BGR ":
                return [i for i in language.LangSys.FeatureIndex
                        if gsub.FeatureList.FeatureRecord[i].FeatureTag == "locl"]
    return []


def tabular(gsub):
    records = gsub.FeatureList.FeatureRecord
    return [i for i, record in enumerate(records) if record.FeatureTag == "tnum"]


def move_to_default(font, mapping):
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code, glyph in table.cmap.items():
                table.cmap[code] = mapping.get(glyph, glyph)


def tighten(font, units):
    metrics = font["hmtx"].metrics
    for glyph, (advance, bearing) in metrics.items():
        if advance > 0:
            metrics[glyph] = (max(advance + units, 1), bearing)


def rename(font, family):
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            text = family.replace(" ", "") if record.nameID == 6 else family
            record.string = text.encode(record.getEncoding(), "replace")


def main(source, out, face, bg):
    font = TTFont(source, recalcTimestamp=False)
    gsub = font["GSUB"].table
    if bg:
        mapping = substitutions(gsub, bulgarian(gsub))
        if not mapping:
            sys.exit(f"{source}: no Bulgarian letter forms (GSUB locl BGR)")
        move_to_default(font, mapping)
    if face == "tabular":
        mapping = substitutions(gsub, tabular(gsub))
        if not mapping:
            sys.exit(f"{source}: no tabular figures (GSUB tnum)")
        move_to_default(font, mapping)
    if face == "display":
        tighten(font, round(DISPLAY_TRACKING_EM * font["head"].unitsPerEm))
    rename(font, "Foyer " + face.capitalize() + (" Bulgarian" if bg else ""))
    font.save(out)


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[3] not in ("text", "display", "tabular"):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3], len(sys.argv) > 4 and sys.argv[4] == "bg")
