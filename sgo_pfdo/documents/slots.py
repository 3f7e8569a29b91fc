"""Where the values of a form stand: on rules, in boxes, beside the title. A slot without its value stays empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sgo_pfdo.documents.elements import Align, Element, Face, Field, Style, Text, Valign
from sgo_pfdo.documents.layout import POINT, spread
from sgo_pfdo.documents.typeface import normalise

_VALUE = Style(10, Face.BOLD, leading=1.2)
_INSET = 1.0
_RISES = 0.1
"""A value keeps its descenders off the rule it stands on, and as much off the rule above it."""

_ABBREVIATION = re.compile(r"(?<!\S)(\w{1,4}\.|№) (?=\S)")


class Slot(NamedTuple):
    """A place for a value among the elements of a form.

    :param number: which of the form's values stands here, counted from 0.
    :param fill: sets it.
    """

    number: int
    fill: Callable[[Any], Iterable[Field]]


def filled(parts: Iterable[Element | Slot], values: list[str | date | None]) -> list[Element]:
    """Set the values that are known into their slots."""
    elements: list[Element] = []
    for part in parts:
        if not isinstance(part, Slot):
            elements.append(part)
        elif value := values[part.number]:
            elements += part.fill(value)
    return elements


def on_rules(number: int, tall: float, *rules: tuple[float, float, float]) -> Slot:
    """A slot on rules that a long value goes on over.

    :param tall: the height of a row in millimetres.
    :param rules: each as (x, y, width).
    """
    places = [(x + _INSET, y - _RISES, width - _INSET) for x, y, width in rules]
    return Slot(number, partial(_on_rules, places, tall - 2 * _RISES))


def _on_rules(places: list[tuple[float, float, float]], tall: float, value: str) -> list[Field]:
    if not normalise(value):
        return []
    style, of_rules = spread(_held_together(value), _VALUE, [width for _, _, width in places], tall)
    line_height = style.size * style.leading * POINT
    fields = []
    for (x, y, width), lines in zip(places, of_rules, strict=False):
        top = y - line_height * len(lines)
        for line in lines:
            fields.append(Field(Text(x, top, width, line_height, line, style)))
            top += line_height
    return fields


def _held_together(value: str) -> str:
    """A value in which no line ends after «г.», «ул.», «кв.» or «№»."""
    return _ABBREVIATION.sub("\\1\u00a0", value)


def in_boxes(number: int, boxes: tuple[float, float, float, float], digits: str) -> Slot:
    """A slot for a part of a date in boxes side by side.

    :param boxes: the first of them: x, y, width, height.
    :param digits: the part, as ``strftime`` names it.
    """
    return Slot(number, partial(_in_boxes, *boxes, digits))


def _in_boxes(x: float, y: float, side: float, tall: float, digits: str, day: date) -> list[Field]:
    return [
        Field(Text(x + n * side, y, side, tall, digit, _VALUE, Align.CENTRE, Valign.MIDDLE))
        for n, digit in enumerate(day.strftime(digits))
    ]


def on_rule_of_title(number: int, rule: tuple[float, float, float], tall: float, style: Style) -> Slot:
    """A slot for a number in the type of the title beside it.

    :param rule: x, the top of the number, width.
    """
    x, y, width = rule
    return Slot(number, lambda value: [Field(Text(x + _INSET, y, width - _INSET, tall, value, style))])
