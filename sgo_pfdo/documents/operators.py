"""What each element is in the language of PDF; lengths become points, and the page begins at the bottom left."""

from __future__ import annotations

import re
from typing import assert_never

import segno

from sgo_pfdo.documents.elements import BLACK, Code, Face, Fixed, Line, Shape, Text
from sgo_pfdo.documents.layout import POINT, place

FONT_NAMES = {Face.REGULAR: "F1", Face.BOLD: "F2", Face.MONO: "F3"}
"""What operators call a face; in a text each character is its code point."""

PAGE_START = b"2 J"
"""Comes first on a page: strokes, and the dashes of a line, end with a square."""

QR_MASK = 3
"""Readers take any mask; to look for the fairest of the eight takes five times as long as the rest of a paper."""


def operators(element: Fixed, tall: float) -> bytes:
    """Draw an element; nothing that was drawn before changes how it looks.

    :param tall: the height of the page in millimetres.
    :raises DoesNotFit: when a text does not fit its box at any size.
    """
    match element:
        case Text():
            return _text(element, tall)
        case Line():
            return _line(element, tall)
        case Shape():
            return _shape(element, tall)
        case Code():
            return _code(element, tall)
        case _:
            assert_never(element)


def _colour(colour: str) -> str:
    if colour == BLACK:
        return "0 0 0"
    return " ".join(f"{int(colour[start : start + 2], 16) / 255:.4g}" for start in (1, 3, 5))


def _text(text: Text, tall: float) -> bytes:
    font, colour = FONT_NAMES[text.style.face], _colour(text.style.colour)
    lines = [
        f"BT /{font} {line.size:.2f} Tf {colour} rg {line.x / POINT:.2f} {(tall - line.baseline) / POINT:.2f} Td "
        f"<{(line.text + line.end).encode('utf-16-be').hex()}> Tj ET"
        for line in place(text)
    ]
    return "\n".join(lines).encode()


def _line(line: Line, tall: float) -> bytes:
    # over the width of a page, roundings of a dash would add up to half of it
    dash = " ".join(f"{length / POINT:.4f}" for length in line.dash or ())
    return (
        f"{points(line.width)} w [{dash}] 0 d {_colour(line.colour)} RG "
        f"{points(line.x1, tall - line.y1)} m {points(line.x2, tall - line.y2)} l S"
    ).encode()


def _shape(shape: Shape, tall: float) -> bytes:
    steps = [f"{points(shape.line_width)} w [] 0 d"]
    if shape.fill:
        steps.append(f"{_colour(shape.fill)} rg")
    if shape.stroke:
        steps.append(f"{_colour(shape.stroke)} RG")
    for outline in shape.outlines:
        for index, step in enumerate(outline):
            ends = [tall - value if place % 2 else value for place, value in enumerate(step)]
            steps.append(f"{points(*ends)} {'c' if len(step) > 2 else 'l' if index else 'm'}")
        steps.append("h")
    paint = {(True, True): "B*", (True, False): "f*", (False, True): "S", (False, False): "n"}
    steps.append(paint[shape.fill is not None, shape.stroke is not None])
    return " ".join(steps).encode()


def _code(code: Code, tall: float) -> bytes:
    """Draw the dark modules of each row as rectangles; they only touch and are painted at once, so no seams show."""
    rows = segno.make_qr(code.content, error="M", mask=QR_MASK).matrix
    module = code.size / len(rows) / POINT
    runs = [
        f"{run.start()} {row} {run.end() - run.start()} 1 re"
        for row, modules in enumerate(rows)
        for run in re.finditer(b"\1+", bytes(modules))
    ]
    frame = f"{module:.5f} 0 0 {-module:.5f} {points(code.x, tall - code.y)} cm"
    return f"q {frame} {_colour(code.colour)} rg {' '.join(runs)} f Q".encode()


def points(*millimetres: float) -> str:
    """Lengths in points, to a hundredth."""
    return " ".join(f"{value / POINT:.2f}" for value in millimetres)
