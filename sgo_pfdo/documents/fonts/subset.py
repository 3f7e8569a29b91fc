"""Make the font files of the papers from their sources; run it only when a font changes.

    python sgo_pfdo/documents/fonts/subset.py DIRECTORY

DIRECTORY holds the sources, unpacked from the npm packages ``@expo-google-fonts/golos-text`` 0.4.2 (Golos Text 2.004),
``@expo-google-fonts/noto-sans`` 0.4.2 (Noto Sans 2.015) and ``@expo-google-fonts/jetbrains-mono`` 0.4.1 (JetBrains
Mono 2.211). All are under the SIL Open Font License 1.1 and declare no Reserved Font Name, so a subset may keep their
names. Letters that Golos Text has not got are taken from Noto Sans, at the height of those of Golos Text.
Needs fontTools, which fpdf2 brings. Nothing imports this module while the portal runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

#: Source file -> file in this directory.
SOURCES = {
    "GolosText_400Regular.ttf": "GolosText-Regular.ttf",
    "GolosText_600SemiBold.ttf": "GolosText-SemiBold.ttf",
    "JetBrainsMono_500Medium.ttf": "JetBrainsMono-Medium.ttf",
}

#: Source file -> the one that has the letters which it lacks.
SECOND_SOURCES = {
    "GolosText_400Regular.ttf": "NotoSans_400Regular.ttf",
    "GolosText_600SemiBold.ttf": "NotoSans_600SemiBold.ttf",
}

ASCII = frozenset(range(0x20, 0x7F))

#: The Cyrillic block with its supplement, without the letters of old books and numerals: a name from any language of
#: Russia and its neighbours that is written so; breve, dots and macron for letters that have no code of their own.
MARKS = {0x301, 0x304, 0x306, 0x308}
CYRILLIC = set(range(0x400, 0x460)) | set(range(0x48A, 0x530)) | MARKS

#: Latin (Basic, Latin-1, Extended-A), the letters of Azerbaijan, Romania, Vietnam and the Sámi, modifier apostrophes.
LATIN = ASCII | set(range(0xA0, 0x180)) | set(range(0x1EA0, 0x1EFA)) | set(range(0x218, 0x21C))
LATIN |= {0x18F, 0x259, 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x1B7, 0x292, *range(0x1E4, 0x1EA), 0x1EE, 0x1EF}
LETTERS = CYRILLIC | LATIN | {0x2B9, 0x2BB, 0x2BC, 0x2BE, 0x2BF}

#: Dashes and the non-breaking hyphen, quotation marks, ellipsis and bullet, guillemets, rouble, №, arrows, minus.
PUNCTUATION = {*range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2022, 0x2026, 0x2039, 0x203A, 0x20BD, 0x2116}
ARROWS_AND_SIGNS = {*range(0x2190, 0x2194), 0x2212}


def subset(source: Path, target: Path, characters: frozenset[int] | set[int], second: Path | None = None) -> int:
    """Write a copy of ``source`` that has only ``characters`` (code points); the number of bytes written.

    What it lacks is taken from ``second``.

    The engine places glyph after glyph, so hinting, kerning and layout features would be dead weight.
    """
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"]
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    hang_marks(font)
    if second is not None:
        graft(font, TTFont(second), characters - set(font.getBestCmap()))
    font.save(target)
    return target.stat().st_size


#: Half of what an ordinary letter of Golos Text takes, and how much a capital is higher, in units of the font.
HALF_A_LETTER, ABOVE = 280, 150


def hang_marks(font: TTFont) -> None:
    """Give the marks shapes that hang over the letter before them, high enough for a capital.

    The engine knows nothing of anchors. The shapes themselves stay: letters such as «ё» are made of them.
    """
    shapes = font.getGlyphSet()
    for code in sorted(MARKS & set(font.getBestCmap())):
        shape, first = DecomposingRecordingPen(shapes), font["glyf"][font.getBestCmap()[code]]
        shapes[font.getBestCmap()[code]].draw(shape)
        pen = TTGlyphPen(None)
        middle = (first.xMin + first.xMax) // 2
        shape.replay(TransformPen(pen, (1, 0, 0, 1, -middle - HALF_A_LETTER, ABOVE)))
        _put(font, code, pen.glyph(round=round), width=0)


def _put(font: TTFont, code: int, glyph: Glyph, *, width: int) -> None:
    """Add a glyph for a code point, or another one than there was."""
    name = f"pfdo.{code:04X}"
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def graft(font: TTFont, other: TTFont, characters: frozenset[int] | set[int]) -> None:
    """Put letters of another font into ``font``, so that its capitals are as high as those that are there."""
    scale = font["OS/2"].sCapHeight / other["OS/2"].sCapHeight
    shapes, names = other.getGlyphSet(), other.getBestCmap()
    for code in sorted(characters & set(names)):
        shape = DecomposingRecordingPen(shapes)
        shapes[names[code]].draw(shape)
        pen = TTGlyphPen(None)
        shape.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        _put(font, code, pen.glyph(round=round), width=round(shapes[names[code]].width * scale))
    for record in font["name"].names:
        if record.nameID == 0:
            record.string = f"{record.toUnicode()}. Some letters: {other['name'].getDebugName(0)}"


def main(directory: Path) -> None:
    """Subset every source found under ``directory``; raises FileNotFoundError naming the one that is missing."""
    for source_name, target_name in SOURCES.items():
        found = next(directory.rglob(source_name), None)
        if found is None:
            raise FileNotFoundError(f"{source_name} is not under {directory}")
        wanted = ASCII if "Mono" in source_name else LETTERS | PUNCTUATION | ARROWS_AND_SIGNS
        second = next(directory.rglob(SECOND_SOURCES.get(source_name, "none")), None)
        if second is None and source_name in SECOND_SOURCES:
            raise FileNotFoundError(f"{SECOND_SOURCES[source_name]} is not under {directory}")
        size = subset(found, Path(__file__).with_name(target_name), wanted, second)
        print(f"{target_name}: {size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
