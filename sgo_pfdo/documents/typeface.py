"""The typefaces of the papers: their files, the width of every character, and what they cannot print."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from sgo_pfdo.documents.elements import Face

_DIRECTORY = Path(__file__).parent / "fonts"

FILES: Mapping[Face, Path] = {
    Face.REGULAR: _DIRECTORY / "GolosText-Regular.ttf",
    Face.BOLD: _DIRECTORY / "GolosText-SemiBold.ttf",
    Face.MONO: _DIRECTORY / "JetBrainsMono-Medium.ttf",
}
"""The subset file of each face; fonts/subset.py makes them."""

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_RUSSIAN = "".join(map(chr, range(ord("А"), ord("я") + 1))) + "Ёё"
_REQUIRED: Mapping[Face, str] = {
    Face.REGULAR: _ASCII + _RUSSIAN + "\u00a0«»–—№’…",
    Face.BOLD: _ASCII + _RUSSIAN + "\u00a0«»–—№’…",
    Face.MONO: _ASCII,
}

ORDINARY = frozenset(_RUSSIAN + "0123456789 .,:;/()+-@_«»–№")
"""What nearly all texts consist of."""

_PLAIN = frozenset(_ASCII + _RUSSIAN + "\u00a0«»–—№’…")
"""Characters that no normal form changes."""

_BLANKS = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")
_UNBREAKABLE = re.compile("[\u2007\u202f]")


class UnprintableText(ValueError):
    """A text holds characters that its typeface lacks; a blank box is never printed in silence.

    :param characters: the characters, each once, in order of code point, after NFC.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters: tuple[str, ...] = tuple(sorted(set(characters)))
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in self.characters)
        super().__init__(f"The typeface of the papers lacks: {named}")


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of a face in thousandths of its size.

    :param widths: character -> how far the pen moves; far, where the face lacks it, which is reported on drawing.
    :param ascent: the height above the baseline.
    :param descent: the depth below it, positive.
    """

    widths: Mapping[str, float]
    ascent: float
    descent: float

    def width(self, text: str) -> float:
        """The width of ``text``."""
        return sum(map(self.widths.__getitem__, text))


class _Widths(dict[str, float]):
    """Takes a character that the face lacks for a wide one."""

    def __missing__(self, character: str) -> float:
        return 1000.0


@functools.cache
def metrics(face: Face) -> Metrics:
    """The measures of a face; read once per process, as the files never change under it."""
    return _read(FILES[face])


def _read(path: Path) -> Metrics:
    with path.open("rb") as file, TTFont(file, lazy=True) as font:
        scale = 1000 / font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        return Metrics(
            widths=_Widths((chr(code), advances[glyph][0] * scale) for code, glyph in font.getBestCmap().items()),
            ascent=font["hhea"].ascent * scale,
            descent=-font["hhea"].descent * scale,
        )


def normalise(text: str) -> str:
    """Put a text into the form that is measured and printed.

    NFC, so that «и» with a breve copies as «й»; line ends, tabs and blanks of any width become spaces, those that no
    line break tears a no-break space; characters without a shape (soft hyphen, zero-width space, direction marks) go,
    as they print nothing.
    """
    if not _PLAIN.issuperset(text) or "  " in text:
        composed = unicodedata.normalize("NFC", text)
        shaped = "".join(character for character in composed if unicodedata.category(character) != "Cf")
        text = _BLANKS.sub(" ", _UNBREAKABLE.sub("\u00a0", shaped))
    return text.strip(" ")


def unprintable(text: str, face: Face) -> set[str]:
    """The characters of a normalised text that the face lacks."""
    return _lacking(text, metrics(face))


def unprintable_characters(text: str) -> tuple[str, ...]:
    """Tell what of a typed text the papers cannot print, so that a form can refuse it at its field.

    :returns: the characters, each once, in order of code point, after NFC; empty when all can be printed.
    """
    content = normalise(text)
    return tuple(sorted(unprintable(content, Face.REGULAR) | unprintable(content, Face.BOLD)))


def _lacking(text: str, measures: Metrics) -> set[str]:
    return {character for character in text if character not in measures.widths}


def font_problems() -> list[str]:
    """Check the font files of this installation.

    :returns: what is wrong and how to mend it, one English sentence each; empty when all is well.
    """
    problems = []
    for face, path in FILES.items():
        try:
            lacking = _lacking(_REQUIRED[face], _read(path))
        except FileNotFoundError:
            problems.append(f"The font file {path} is missing: install the package again.")
        except (OSError, TTLibError) as error:
            problems.append(f"The font file {path} cannot be read ({error}): install the package again.")
        else:
            if lacking:
                named = "".join(sorted(lacking))
                problems.append(f"The font file {path} lacks {named}: make it again with fonts/subset.py.")
    return problems
