"""What a paper consists of: frozen, hashable elements in reading order, measured in millimetres from the top left.

An element is fixed (the same on every copy of the paper) or carries a value of one child, and then it is wrapped in
:class:`Field`. Every text has a box of its own that it never leaves, so a long value moves nothing around it and the
fixed elements of a paper can be drawn once for all its copies. Nothing here knows how elements are drawn.

Texts and lines are named tuples, as a form has a hundred of them: a tuple is made in half the time of a dataclass.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

BLACK = "#000000"

A4, A4_ACROSS = (210.0, 297.0), (297.0, 210.0)
"""Width and height in millimetres."""

KAPPA = 0.5522847498
"""How far, in radii, the control points of a quarter of a circle stand from its ends."""


class _Word(enum.StrEnum):
    """A choice that is looked up for every character: an enumeration's own hash is computed in Python each time."""

    __hash__ = str.__hash__


class Face(_Word):
    """One typeface in two weights, and a monospaced one for what is typed letter by letter."""

    REGULAR = "regular"
    BOLD = "bold"
    MONO = "mono"


class Align(_Word):
    """Where lines stand in the width of their box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Valign(_Word):
    """Where lines stand in the height of their box."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Role(_Word):
    """What a text is to somebody who has the paper read aloud: the standard tags of ISO 32000-1, 14.8.4.

    ``GOES_ON`` stands in what was begun before it: a value behind its label, the second line of a title.
    """

    TITLE = "H1"
    HEADING = "H2"
    PARAGRAPH = "P"
    GOES_ON = "Span"
    NUMBER = "Lbl"
    ITEM = "LBody"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks.

    :param size: in points; a text that does not fit its box is set smaller.
    :param face: the face of the type.
    :param colour: ``#rrggbb``.
    :param leading: the height of a line as a multiple of the size.
    """

    size: float
    face: Face = Face.REGULAR
    colour: str = BLACK
    leading: float = 1.3


class Text(NamedTuple):
    """A text in a box; it wraps between words, then shrinks, and only then breaks inside a word.

    A no-break space keeps two words on one line and is drawn as an ordinary space, so that it copies as one.

    :param role: ``None`` for a paragraph, which a value does not begin but goes on with.
    """

    x: float
    y: float
    width: float
    height: float
    text: str
    style: Style
    align: Align = Align.LEFT
    valign: Valign = Valign.TOP
    role: Role | None = None


class Line(NamedTuple):
    """A straight line; ``dash`` is the length of a dash and of a gap in millimetres."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    colour: str = BLACK
    dash: tuple[float, float] | None = None


#: Where a pen goes next: (x, y) in a straight line, or (x1, y1, x2, y2, x, y) along a cubic curve. The first
#: step of an outline is the point it starts at.
Outline = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Closed outlines, painted together: what lies inside an even number of them stays empty."""

    outlines: tuple[Outline, ...]
    fill: str | None = None
    stroke: str | None = None
    line_width: float = 0.2


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code (error level M) in a square; the quiet zone around it is the paper's business.

    :param says: what it is, for somebody who does not see it; nothing of the child.
    """

    x: float
    y: float
    size: float
    content: str
    says: str
    colour: str = BLACK


@dataclass(frozen=True, slots=True)
class Field:
    """Marks an element that carries a value of one child or a mark of one copy; all outside a Field is fixed."""

    content: Text | Code | Shape


Fixed = Text | Line | Shape | Code
Element = Fixed | Field


@dataclass(frozen=True, slots=True)
class Paper:
    """One page.

    :param title: the title in the metadata, shown by readers instead of the file name.
    :param author: who issues the paper.
    :param made_on: the creation date in the metadata; the clock is never asked.
    :param elements: in reading order, each label before its value. Lines and shapes are not read.
    :param size: width and height in millimetres.
    """

    title: str
    author: str
    made_on: date
    elements: tuple[Element, ...]
    size: tuple[float, float] = A4


def rectangle(x: float, y: float, width: float, height: float) -> Outline:
    """The outline of a rectangle."""
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def circle(x: float, y: float, radius: float) -> Outline:
    """The outline of a circle around (x, y)."""
    k = radius * KAPPA
    return (
        (x + radius, y),
        (x + radius, y + k, x + k, y + radius, x, y + radius),
        (x - k, y + radius, x - radius, y + k, x - radius, y),
        (x - radius, y - k, x - k, y - radius, x, y - radius),
        (x + k, y - radius, x + radius, y - k, x + radius, y),
    )


def quarter(x: float, y: float, across: float, down: float, *, inner: float = 0.0) -> Outline:
    """The outline of a quarter of a circle, or of a ring, whose centre is the corner (x, y).

    :param across: the radius along x; negative to the left.
    :param down: the radius along y, as long as ``across``; negative upwards.
    :param inner: the radius of the hole as a share of the radius, 0 for none.
    """
    k = KAPPA
    arc = (x + across, y + down * k, x + across * k, y + down, x, y + down)
    if not inner:
        return ((x, y), (x + across, y), arc)
    a, d = across * inner, down * inner
    return ((x + a, y), (x + across, y), arc, (x, y + d), (x + a * k, y + d, x + a, y + d * k, x + a, y))


def polygon(points: Sequence[tuple[float, float]]) -> Outline:
    """The outline through ``points``."""
    return tuple(points)
