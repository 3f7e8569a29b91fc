"""Make the font files of the papers from their sources; run it only when a font changes.

    python sgo_pfdo/documents/fonts/subset.py DIRECTORY

DIRECTORY holds the three sources, unpacked from the npm packages ``@expo-google-fonts/golos-text`` 0.4.2
(Golos Text 2.004) and ``@expo-google-fonts/jetbrains-mono`` 0.4.1 (JetBrains Mono 2.211). Both families are under
the SIL Open Font License 1.1 and declare no Reserved Font Name, so a subset may keep their names.
Needs fontTools, which fpdf2 brings. Nothing imports this module while the portal runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

#: Source file -> file in this directory.
SOURCES = {
    "GolosText_400Regular.ttf": "GolosText-Regular.ttf",
    "GolosText_600SemiBold.ttf": "GolosText-SemiBold.ttf",
    "JetBrainsMono_500Medium.ttf": "JetBrainsMono-Medium.ttf",
}

ASCII = frozenset(range(0x20, 0x7F))

#: Latin (Basic, Latin-1, Extended-A, Romanian), the modifier apostrophe, the stress mark and the whole Cyrillic
#: block with its supplement: a name from any of Russia's languages, as far as Golos Text has the letters.
LETTERS = ASCII | set(range(0xA0, 0x180)) | set(range(0x218, 0x21C)) | {0x2BC, 0x301} | set(range(0x400, 0x530))

#: Dashes and the non-breaking hyphen, quotation marks, ellipsis and bullet, guillemets, rouble, №, arrows, minus.
PUNCTUATION = {*range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2022, 0x2026, 0x2039, 0x203A, 0x20BD, 0x2116}
ARROWS_AND_SIGNS = {*range(0x2190, 0x2194), 0x2212}


def subset(source: Path, target: Path, characters: frozenset[int] | set[int]) -> int:
    """Write a copy of ``source`` that has only ``characters`` (code points); the number of bytes written.

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
    font.save(target)
    return target.stat().st_size


def main(directory: Path) -> None:
    """Subset every source found under ``directory``; raises FileNotFoundError naming the one that is missing."""
    for source_name, target_name in SOURCES.items():
        found = next(directory.rglob(source_name), None)
        if found is None:
            raise FileNotFoundError(f"{source_name} is not under {directory}")
        wanted = ASCII if "Mono" in source_name else LETTERS | PUNCTUATION | ARROWS_AND_SIGNS
        size = subset(found, Path(__file__).with_name(target_name), wanted)
        print(f"{target_name}: {size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
