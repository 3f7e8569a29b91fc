"""The parts of a form, set one below the other in a single column; each value that is known stands on its rule.

The fixed parts never depend on the values, so that a form looks the same whether it is filled in by hand or not, and is
laid out once in a process. A paper says what follows what; :func:`fill_page` finds the height of the rows to write on,
and, for a municipality with a very long name, the size of the type, that make the form fill exactly one page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sgo_pfdo.documents.data import NOTHING, BlankForm, Entries
from sgo_pfdo.documents.elements import Align, Element, Face, Field, Line, Role, Shape, Style, Text, Valign, rectangle
from sgo_pfdo.documents.layout import POINT, DoesNotFit, height, text_width
from sgo_pfdo.documents.slots import Slot, filled, in_boxes, on_rule_of_title, on_rules
from sgo_pfdo.documents.wording import WARNING

LEFT, RIGHT, TOP, BOTTOM = 22.0, 195.0, 13.0, 284.0
"""The edges of the column in millimetres: room on the left for the holes of a binder (ГОСТ Р 7.0.97-2016)."""

ROW = 8.0
"""The least height of a row to write on."""

_WIDEST_ROW = 12.0
_TEXT_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
_HINT = Style(7, leading=1.2)
_HINT_HEIGHT = 3.4
_LABEL_SINKS = 0.9
_RULE = 0.2
_TERM_WIDTH = 34.0
_TITLE = Style(13, Face.BOLD)


class Cell(NamedTuple):
    """A label and the rule after it, as a part of a row.

    :param label: stands before the rule; may be empty.
    :param value: stands on the rule where it is known.
    :param share: the part of the row that label and rule take together.
    :param hint: stands under the rule in small type.
    :param aligned: the rule of a row's first cell begins where the rules above it do, not right after the label.
    """

    label: str
    value: str | None = None
    share: float = 1.0
    hint: str = ""
    aligned: bool = True


@dataclass(slots=True)
class Column:
    """Collects elements from top to bottom, a slot for each value, and the values in the order of their slots.

    :param text_size: the size of running text in points.
    :param row_height: the height of a row to write on, in millimetres.
    :param label_width: where the rules of rows with a label begin, so that they stand under one another.
    """

    text_size: float
    row_height: float
    label_width: float = 50.0
    y: float = TOP
    rows: int = 0
    elements: list[Element | Slot] = field(default_factory=list)
    values: list[str | date | None] = field(default_factory=list)
    body: Style = field(init=False)
    _below_rule: bool = False

    def __post_init__(self) -> None:
        """Choose the style of running text."""
        self.body = Style(self.text_size)

    def space(self, amount: float) -> None:
        """Leave ``amount`` millimetres empty."""
        self.y += amount

    def paragraph(
        self, text: str, *, style: Style | None = None, align: Align = Align.LEFT, role: Role | None = None
    ) -> None:
        """Running text over the whole width."""
        style = style or self.body
        self._leave_rule()
        tall = height(text, style, RIGHT - LEFT)
        self.elements.append(Text(LEFT, self.y, RIGHT - LEFT, tall, text, style, align, role=role))
        self.y += tall

    def replaced(self) -> None:
        """The mark of a paper that has a newer version, in a frame beside the title."""
        x, y, wide, tall = RIGHT - 47.0, TOP - 2.5, 47.0, 6.0
        mark = Text(x, y, wide, tall, "Заменено новой версией", Style(9, Face.BOLD), Align.CENTRE, Valign.MIDDLE)
        frame = Shape((rectangle(x, y, wide, tall),), stroke="#000000", line_width=0.4)
        self.elements += (Field(frame), Field(mark))

    def title(self, text: str) -> None:
        """The name of a paper."""
        self.paragraph(text, style=_TITLE, align=Align.CENTRE, role=Role.TITLE)

    def subtitle(self, text: str) -> None:
        """The rest of the name of a paper."""
        self.paragraph(text, style=Style(11, Face.BOLD), align=Align.CENTRE, role=Role.GOES_ON)

    def numbered_title(self, text: str, number: str | None) -> None:
        """The name of a paper, and a rule with its number, together in the middle."""
        wide, rule, gap = text_width(text, _TITLE), 32.0, 1.5
        x = (LEFT + RIGHT - wide - gap - rule) / 2
        tall = height(text, _TITLE, RIGHT - LEFT)
        self.elements.append(Text(x, self.y, wide + gap, tall, text, _TITLE, role=Role.TITLE))
        place = (x + wide + gap, self.y - 0.5, rule)
        self.elements.append(on_rule_of_title(self._take(number), place, tall, _TITLE))
        self._rule(x + wide + gap, rule, y=self.y + tall - 1.4)
        self.y += tall

    def heading(self, text: str) -> None:
        """The name of a section, nearer to what follows than to what went before."""
        self.space(3.2)
        self.paragraph(text, style=Style(self.text_size, Face.BOLD), role=Role.HEADING)

    def term(self, label: str, text: str) -> None:
        """A short bold label at the left, and what it means beside it."""
        self._leave_rule()
        self.space(1.2)
        width = RIGHT - LEFT - _TERM_WIDTH
        tall = height(text, self.body, width)
        self._term_label(label, self.y, tall)
        self.elements.append(Text(LEFT + _TERM_WIDTH, self.y, width, tall, text, self.body, role=Role.GOES_ON))
        self.y += tall

    def term_rows(self, label: str, *cells: Cell) -> None:
        """A short bold label at the left, and rows to write on beside it, one for each cell."""
        line = self.text_size * self.body.leading * POINT
        row = self.row_height + _HINT_HEIGHT
        self._term_label(label, self.y + self.row_height + _LABEL_SINKS - line, row * len(cells))
        for cell in cells:
            self._next_row()
            self._cell(cell, LEFT + _TERM_WIDTH, RIGHT - LEFT - _TERM_WIDTH, aligned=False)
            self._below_hint()

    def row(self, *cells: Cell) -> None:
        """A row to write on: labels, each with its rule."""
        self._next_row()
        total = sum(cell.share for cell in cells)
        gap = 4.0
        x = LEFT
        for index, cell in enumerate(cells):
            width = (RIGHT - LEFT - gap * (len(cells) - 1)) * cell.share / total
            self._cell(cell, x, width, aligned=cell.aligned and index == 0)
            x += width + gap
        if any(cell.hint for cell in cells):
            self._below_hint()

    def long_row(self, cell: Cell) -> None:
        """A row to write on and another below it, over which a long value goes on."""
        self._next_row()
        start = self._cell_label(cell, LEFT, aligned=cell.aligned)
        rules = (start, self.y, RIGHT - start), (LEFT, self.y + self.row_height, RIGHT - LEFT)
        self.elements.append(on_rules(self._take(cell.value), self.row_height, *rules))
        self._rule(start, RIGHT - start)
        self._next_row()
        self._rule(LEFT, RIGHT - LEFT)

    def date_row(self, label: str, day: date | None) -> None:
        """A date of birth: a box for each digit, day, month and year apart."""
        self._next_row()
        self._label(label, LEFT, self.label_width)
        number = self._take(day)
        x, side, tall = LEFT + self.label_width, 6.0, 6.6
        for count, digits, after in ((2, "%d", "."), (2, "%m", "."), (4, "%Y", "")):
            boxes = tuple(rectangle(x + n * side, self.y - tall, side, tall) for n in range(count))
            self.elements.append(Shape(boxes, stroke="#000000", line_width=_RULE))
            self.elements.append(in_boxes(number, (x, self.y - tall, side, tall), digits))
            x += count * side
            if after:
                self._label(after, x + 1.0, 2.0, Role.GOES_ON)
            x += 4.0

    def signature(self, *hints: str) -> None:
        """Date, signature and what else ``hints`` name (the name in print, as a rule), on one row."""
        self._next_row()
        self._hand_written_date()
        x, gap = LEFT + 66.0, 5.0
        width = (RIGHT - x - gap * (len(hints) - 1)) / len(hints)
        for hint in hints:
            self._rule(x, width)
            self._hint(hint, x, width)
            x += width + gap
        self._below_hint()

    def cut(self) -> None:
        """A dashed line to cut along."""
        self._below_rule = False
        self.space(3.5)
        self.elements.append(Line(LEFT, self.y, RIGHT, self.y, _RULE, dash=(1.5, 1.2)))
        self.space(0.6)
        self.paragraph("линия отреза", style=_HINT, align=Align.CENTRE)

    def _next_row(self) -> None:
        self.y += self.row_height
        self.rows += 1
        self._below_rule = True

    def _below_hint(self) -> None:
        self.y += _HINT_HEIGHT
        self._below_rule = False

    def _leave_rule(self) -> None:
        """Keep running text away from what is written on the rule above it."""
        if self._below_rule:
            self.space(2.0)
            self._below_rule = False

    def _term_label(self, label: str, y: float, tall: float) -> None:
        if label:
            style = Style(self.text_size, Face.BOLD)
            self.elements.append(Text(LEFT, y, _TERM_WIDTH - 2, tall, label, style))

    def _cell(self, cell: Cell, x: float, width: float, *, aligned: bool) -> None:
        start = self._cell_label(cell, x, aligned=aligned)
        width -= start - x
        self.elements.append(on_rules(self._take(cell.value), self.row_height, (start, self.y, width)))
        self._rule(start, width)
        if cell.hint:
            self._hint(cell.hint, start, width)

    def _cell_label(self, cell: Cell, x: float, *, aligned: bool) -> float:
        """The label of a cell that begins at ``x``.

        :returns: where its rule begins.
        """
        if not cell.label:
            return x
        taken = text_width(cell.label, self.body) + 2.0
        if aligned:
            taken = max(taken, self.label_width)
        self._label(cell.label, x, taken)
        return x + taken

    def _take(self, value: str | date | None) -> int:
        """Keep a value; its number."""
        self.values.append(value)
        return len(self.values) - 1

    def _label(self, text: str, x: float, width: float, role: Role | None = None) -> None:
        box = self.row_height
        top = self.y - box + _LABEL_SINKS
        self.elements.append(Text(x, top, width, box, text, self.body, valign=Valign.BOTTOM, role=role))

    def _rule(self, x: float, width: float, *, y: float | None = None) -> None:
        y = self.y if y is None else y
        self.elements.append(Line(x, y, x + width, y, _RULE))

    def _hint(self, text: str, x: float, width: float) -> None:
        box = (x, self.y + 0.4, width, _HINT_HEIGHT - 0.4)
        self.elements.append(Text(*box, text, _HINT, Align.CENTRE, role=Role.GOES_ON))

    def _hand_written_date(self) -> None:
        """«__» __________ 20__ г."""
        for text, x, width, rule in (("«", 0, 3, 9), ("»", 12, 3, 27), ("20", 43, 5, 9), ("г.", 58, 5, 0)):
            self._label(text, LEFT + x, width, None if text == "«" else Role.GOES_ON)
            if rule:
                self._rule(LEFT + x + width - 0.5, rule)
        self._hint("дата", LEFT, 62)


class _Values(Column):
    """Takes nothing but the values and the marks of one copy."""

    def paragraph(
        self, text: str, *, style: Style | None = None, align: Align = Align.LEFT, role: Role | None = None
    ) -> None:
        """Fixed: passed over."""

    def term(self, label: str, text: str) -> None:
        """Fixed: passed over."""

    def signature(self, *hints: str) -> None:
        """Fixed: passed over."""

    def cut(self) -> None:
        """Fixed: passed over."""

    def numbered_title(self, text: str, number: str | None) -> None:
        """Take the number."""
        self._take(number)

    def row(self, *cells: Cell) -> None:
        """Take the value of each cell."""
        self.values += [cell.value for cell in cells]

    def term_rows(self, label: str, *cells: Cell) -> None:
        """Take the value of each cell."""
        self.row(*cells)

    def long_row(self, cell: Cell) -> None:
        """Take the value."""
        self._take(cell.value)

    def date_row(self, label: str, day: date | None) -> None:
        """Take the date."""
        self._take(day)


Compose = Callable[[Column, BlankForm, Entries], None]
"""Adds the parts of a form to a column; everything but the values follows from the blank form."""


def fill_page(compose: Compose, form: BlankForm, entries: Entries) -> tuple[Element, ...]:
    """Set a form on one page: as much room to write as the page gives, never less than 8 mm a row.

    :param compose: called with nothing filled in, once in a process, and then for the values.
    :raises DoesNotFit: when the form is longer than a page even in the smallest type.
    """
    taken = _Values(_TEXT_SIZES[0], ROW)
    compose(taken, form, entries)
    marks = [element for element in taken.elements if not isinstance(element, Slot)]
    return (*marks, *filled(_laid_out(compose, form), taken.values), _footer())


@functools.lru_cache(maxsize=512)
def _laid_out(compose: Compose, form: BlankForm) -> tuple[Element | Slot, ...]:
    """The elements of a blank form, with slots among them."""
    for text_size in _TEXT_SIZES:
        draft = Column(text_size, ROW)
        compose(draft, form, NOTHING)
        spare = BOTTOM - draft.y
        if spare >= 0:
            column = Column(text_size, min(ROW + spare / draft.rows, _WIDEST_ROW))
            compose(column, form, NOTHING)
            return tuple(column.elements)
    raise DoesNotFit("The form is longer than a page: shorten the names of the municipality and of its authority")


def _footer() -> Text:
    return Text(LEFT, BOTTOM + 1.5, RIGHT - LEFT, 3.5, WARNING, Style(7.5, leading=1.2))
