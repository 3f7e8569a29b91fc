"""Where the lines of a text stand: wrapping and shrinking, by measure alone.

Nothing is ever cut off: a text is set at the size its style asks for if it fits its box, else smaller, and only when
it would become hard to read is a word broken inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sgo_pfdo.documents.elements import Align, Style, Text, Valign
from sgo_pfdo.documents.typeface import Metrics, metrics, normalise

POINT = 25.4 / 72
"""A point in millimetres."""

_STEP = 0.5
_HARD_TO_READ = 7.0
"""Below this size in points a text breaks its words rather than shrinks on."""

_SMALLEST = 1.0
_TOLERANCE = 1e-6

#: A word with the spaces before it; a hyphen or a dash ends a word, as a line may end after it.
_WORD = re.compile(r" *(?:[^ \-–—]*[\-–—]+|[^ \-–—]+)| +")


class DoesNotFit(ValueError):
    """A text does not fit its box at any size: the text is absurdly long, or the box has no room at all."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line: where its baseline starts in millimetres, its size in points, and what it says."""

    x: float
    baseline: float
    size: float
    text: str


def wrap(text: str, style: Style, width: float) -> list[str]:
    """The lines of ``text`` at the size of ``style`` in ``width`` millimetres, broken inside no word.

    A word that is wider than ``width`` stands alone on a line that is too wide.
    """
    return list(_wrap(normalise(text), metrics(style.face), width / (style.size * POINT) * 1000, inside_words=False))


def height(text: str, style: Style, width: float) -> float:
    """How many millimetres ``text`` takes at the size of ``style`` in ``width`` millimetres."""
    return len(wrap(text, style, width)) * style.size * style.leading * POINT


def text_width(text: str, style: Style) -> float:
    """How many millimetres ``text`` takes on one line at the size of ``style``."""
    return metrics(style.face).width(normalise(text)) / 1000 * style.size * POINT


def place(text: Text) -> list[PlacedLine]:
    """Fit a text into its box.

    :raises DoesNotFit: when it does not fit at any size.
    """
    size, lines = _fit(text)
    face = metrics(text.style.face)
    em = size * POINT
    line_height = em * text.style.leading
    spare = text.height - line_height * len(lines)
    top = text.y + {Valign.TOP: 0.0, Valign.MIDDLE: spare / 2, Valign.BOTTOM: spare}[text.valign]
    first = top + (line_height - (face.ascent + face.descent) / 1000 * em) / 2 + face.ascent / 1000 * em
    placed = []
    for index, line in enumerate(lines):
        room = text.width - face.width(line) / 1000 * em
        shift = {Align.LEFT: 0.0, Align.CENTRE: room / 2, Align.RIGHT: room}[text.align]
        placed.append(PlacedLine(text.x + shift, first + index * line_height, size, line.replace("\u00a0", " ")))
    return placed


def _fit(text: Text) -> tuple[float, list[str]]:
    """The largest size at which the text fits its box, and its lines."""
    content = normalise(text.text)
    face = metrics(text.style.face)
    for size, inside_words in _sizes(text.style.size):
        em = size * POINT
        room = text.width / em * 1000
        lines = list(_wrap(content, face, room, inside_words=inside_words))
        fits_across = all(face.width(line) <= room + _TOLERANCE for line in lines)
        if fits_across and len(lines) * em * text.style.leading <= text.height + _TOLERANCE:
            return size, lines
    raise DoesNotFit(f"{text.text[:60]!r} does not fit {text.width} x {text.height} mm")


def _sizes(largest: float) -> Iterator[tuple[float, bool]]:
    """Sizes to try, each with whether a word may be broken inside."""
    size = largest
    while size >= _SMALLEST:
        yield size, False
        if size - _STEP < _HARD_TO_READ:
            yield size, True
        size -= _STEP


def _wrap(text: str, face: Metrics, room: float, *, inside_words: bool) -> Iterator[str]:
    """Greedy lines of at most ``room`` thousandths of the size."""
    line, used = "", 0.0
    for word in _WORD.findall(text):
        width = face.width(word)
        if line and used + width > room + _TOLERANCE:
            yield line
            word = word.lstrip(" ")
            line, used = "", 0.0
            width = face.width(word)
        if inside_words and width > room:
            *full, word = _pieces(word, face, room)
            yield from full
            width = face.width(word)
        line, used = line + word, used + width
    yield line


def _pieces(word: str, face: Metrics, room: float) -> Iterator[str]:
    """Cut a word into the longest pieces that fit ``room``."""
    piece, used = "", 0.0
    for character in word:
        width = face.width(character)
        if piece and used + width > room:
            yield piece
            piece, used = "", 0.0
        piece, used = piece + character, used + width
    yield piece
