"""Where the lines of a text stand: wrapping and shrinking, by measure alone.

Nothing is ever cut off: a text is set at the size its style asks for if it fits its box, else smaller, and only when
it would become hard to read is a word broken inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import NamedTuple

from sgo_pfdo.documents.elements import Align, Style, Text, Valign
from sgo_pfdo.documents.typeface import Metrics, metrics, normalise

POINT = 25.4 / 72
"""A point in millimetres."""

_STEP = 0.5
_HARD_TO_READ = 7.0
"""Below this size in points a text breaks its words rather than shrinks on."""

_EASY_TO_READ = 8.0
"""Down to this size in points one line on a rule is better than two larger ones."""

_SMALLEST = 1.0
_TOLERANCE = 1e-6

#: A word with the spaces before it; a hyphen or a dash ends a word, as a line may end after it.
_WORD = re.compile(r" *(?:[^ \-–—]*[\-–—]+|[^ \-–—]+)| +")


class DoesNotFit(ValueError):
    """A text does not fit its box at any size: the text is absurdly long, or the box has no room at all."""


class PlacedLine(NamedTuple):
    """One line: where its baseline starts in millimetres, its size in points, and what it says.

    :param end: what the text has between this line and the next: a space, unless a word goes on there.
    """

    x: float
    baseline: float
    size: float
    text: str
    end: str = ""


def wrap(text: str, style: Style, width: float) -> list[str]:
    """The lines of ``text`` at the size of ``style`` in ``width`` millimetres, broken inside no word.

    A word that is wider than ``width`` stands alone on a line that is too wide.
    """
    return list(_wrap(normalise(text), metrics(style.face), [_room(width, style.size)], inside_words=False))


def height(text: str, style: Style, width: float) -> float:
    """How many millimetres ``text`` takes at the size of ``style`` in ``width`` millimetres."""
    return len(wrap(text, style, width)) * style.size * style.leading * POINT


def text_width(text: str, style: Style) -> float:
    """How many millimetres ``text`` takes on one line at the size of ``style``."""
    return metrics(style.face).width(normalise(text)) / 1000 * style.size * POINT


def spread(text: str, style: Style, widths: Sequence[float], tall: float) -> tuple[Style, list[list[str]]]:
    """Set a text on rules to write on, going on from one to the next.

    One line on each rule while it is easy to read, else as many as there is height for.

    :param widths: of the rules in millimetres.
    :param tall: the height above each rule in millimetres.
    :returns: the style at the size that fits, and the lines of each rule; the last rules may be without any.
    :raises DoesNotFit: when the text does not fit at any size.
    """
    content = normalise(text)
    face = metrics(style.face)
    if style.size >= _EASY_TO_READ and face.width(content) <= _room(widths[0], style.size):
        return style, [[content]]
    for size, inside_words, count in _settings(style, tall):
        rooms = [_room(width, size) for width in widths for _ in range(count)]
        lines = list(_wrap(content, face, rooms, inside_words=inside_words))
        fits_across = all(face.width(line) <= room + _TOLERANCE for line, room in zip(lines, rooms, strict=False))
        if fits_across and len(lines) <= len(rooms):
            of_rules = [lines[start : start + count] for start in range(0, len(lines), count)]
            return style if size == style.size else replace(style, size=size), of_rules
    raise DoesNotFit(f"{text[:60]!r} does not fit rules of {widths} mm")


def place(text: Text) -> list[PlacedLine]:
    """Fit a text into its box.

    :raises DoesNotFit: when it does not fit at any size.
    """
    size, lines = _fit(text)
    face = metrics(text.style.face)
    em = size * POINT
    line_height = em * text.style.leading
    spare = text.height - line_height * len(lines)
    above = 0.0 if text.valign is Valign.TOP else spare / 2 if text.valign is Valign.MIDDLE else spare
    top = text.y + above
    first = top + (line_height - (face.ascent + face.descent) / 1000 * em) / 2 + face.ascent / 1000 * em
    ends = _ends(text.text, lines) if len(lines) > 1 else [""]
    placed = []
    for index, line in enumerate(lines):
        shift = 0.0
        if text.align is not Align.LEFT:
            beside = text.width - face.width(line) / 1000 * em
            shift = beside / 2 if text.align is Align.CENTRE else beside
        baseline, end = first + index * line_height, ends[index]
        placed.append(PlacedLine(text.x + shift, baseline, size, line.replace("\u00a0", " "), end))
    return placed


def _ends(text: str, lines: Sequence[str]) -> list[str]:
    """Tell what stands behind each of the lines in a text of several: whoever hears it hears no line ends."""
    content, place, ends = normalise(text), 0, []
    for line in lines:
        place += len(line)
        ends.append(" " if content[place : place + 1] == " " else "")
        place += len(ends[-1])
    return ends


def _fit(text: Text) -> tuple[float, list[str]]:
    """The largest size at which the text fits its box, and its lines."""
    content = normalise(text.text)
    face = metrics(text.style.face)
    size = text.style.size
    if size * POINT * text.style.leading <= text.height + _TOLERANCE and face.width(content) <= _room(text.width, size):
        return size, [content]
    for size, inside_words in _sizes(text.style.size):
        em = size * POINT
        room = _room(text.width, size)
        lines = list(_wrap(content, face, [room], inside_words=inside_words))
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


def _settings(style: Style, tall: float) -> Iterator[tuple[float, bool, int]]:
    """Sizes to try on a rule, each with whether a word may be broken inside, and how many lines stand on the rule."""
    for size, inside_words in _sizes(style.size):
        if size < _EASY_TO_READ:
            break
        yield size, inside_words, 1
    for size, inside_words in _sizes(style.size):
        if count := int((tall + _TOLERANCE) / (size * style.leading * POINT)):
            yield size, inside_words, count


def _room(width: float, size: float) -> float:
    """A width in millimetres as thousandths of the size."""
    return width / (size * POINT) * 1000


def _wrap(text: str, face: Metrics, rooms: Sequence[float], *, inside_words: bool) -> Iterator[str]:
    """Greedy lines, each of at most its room in thousandths of the size; the last room is that of all lines after."""
    following = chain(rooms, repeat(rooms[-1]))
    line, used, room = "", 0.0, next(following)
    for word in _WORD.findall(text):
        width = face.width(word)
        if line and used + width > room + _TOLERANCE:
            yield line
            word = word.lstrip(" ")
            line, used, room = "", 0.0, next(following)
            width = face.width(word)
        while inside_words and width > room and len(word) > 1:
            piece = _piece(word, face, room)
            yield piece
            word, room = word[len(piece) :], next(following)
            width = face.width(word)
        line, used = line + word, used + width
    yield line


def _piece(word: str, face: Metrics, room: float) -> str:
    """The longest beginning of a word that fits ``room``, at least one character."""
    used = 0.0
    for index, character in enumerate(word):
        used += face.width(character)
        if index and used > room:
            return word[:index]
    return word
