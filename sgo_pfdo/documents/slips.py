"""Slips for a parents' meeting: four on a sheet to cut apart, one child on each, so that nobody reads of another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.documents.drawing import render_pages
from sgo_pfdo.documents.elements import (
    Code,
    Element,
    Face,
    Field,
    Line,
    Paper,
    Role,
    Style,
    Text,
)
from sgo_pfdo.documents.layout import height
from sgo_pfdo.documents.typeface import normalise, unprintable
from sgo_pfdo.documents.wording import PORTAL

ON_A_SHEET = 4
_SHEET_WIDTH, _SLIP_HEIGHT = 210.0, 297.0 / ON_A_SHEET
_LEFT, _RIGHT, _TOP = 14.0, 196.0, 7.0
_CODE_SIZE, _GAP = 30.0, 8.0
_HEADING = Style(11)
_NAME = Style(15, Face.BOLD, leading=1.2)
_BODY = Style(10, leading=1.35)
_STEP_INDENT, _BETWEEN_STEPS = 5.0, 0.6
_PAYS = ", часть занятий можно им\u00a0оплатить"
_SECTION = "«Персональные настройки», раздел «Сертификат дополнительного образования»"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """The slips of one school.

    :param names: of the children, one slip for each; one that cannot be printed gets a rule to write the name on.
    :param address: of the family's page, printed and drawn as a QR code; ``None`` where the portal gives none.
    :param made_on: the creation date of the file; not printed.
    :param class_name: «5 Б», of all of them; printed above the name. ``None`` where it is not known.
    :param is_funded: certificates of the municipality can pay for something.
    """

    names: Sequence[str]
    address: str | None
    made_on: date
    class_name: str | None = None
    is_funded: bool = True


def draw(*stacks: Slips) -> bytes:
    """Draw slips, in the order of the names; each stack, of a class, begins on a sheet of its own.

    :returns: a PDF of A4 pages; at least one name is needed.
    """
    return render_pages(
        [
            sheet(slips, slips.names[start : start + ON_A_SHEET])
            for slips in stacks
            for start in range(0, len(slips.names), ON_A_SHEET)
        ]
    )


def sheets(count: int) -> int:
    """Count the sheets of a stack."""
    return -(-count // ON_A_SHEET)


def is_printable(name: str) -> bool:
    """Tell whether a slip can bear this name."""
    return not unprintable(normalise(name), _NAME.face)


def sheet(slips: Slips, names: Sequence[str]) -> Paper:
    """One sheet, with the slips of at most four of the names."""
    elements: list[Element] = []
    for position, name in enumerate(names):
        top = position * _SLIP_HEIGHT
        if position:
            elements.append(Line(0, top, _SHEET_WIDTH, top, width=0.15, colour="#808080", dash=(2, 2)))
        elements += _slip(name, slips, top + _TOP)
        if slips.address:
            place = (_RIGHT - _CODE_SIZE, top + _TOP + 1, _CODE_SIZE)
            elements.append(Code(*place, slips.address, "QR-код: адрес школьного портала"))
    return Paper(
        title="Памятки для родителей о сертификате", author=PORTAL, made_on=slips.made_on, elements=tuple(elements)
    )


def _slip(name: str, slips: Slips, top: float) -> list[Element]:
    """One child's slip: whom it is for, then what the parent has to do."""
    address = slips.address
    heading = "Сертификат дополнительного образования"
    if slips.class_name and is_printable(slips.class_name):
        heading = f"{heading}, {slips.class_name}"
    right = _RIGHT - _CODE_SIZE - _GAP if address else _RIGHT
    wide = right - _LEFT
    elements: list[Element] = [
        _heading(heading, top, wide),
        _name(name, top + 6, wide),
        Text(
            _LEFT,
            top + 14.5,
            wide,
            10,
            f"С\u00a0сертификатом записывают в\u00a0кружки и\u00a0секции{_PAYS if slips.is_funded else ''}. "
            "У\u00a0вашего ребёнка сертификата пока нет. Получить его можно за\u00a0несколько минут:",
            _BODY,
        ),
    ]
    elements += _steps(address, top + 25.5, wide)
    if address:
        elements.append(
            Text(
                _RIGHT - _CODE_SIZE,
                top + 2.5 + _CODE_SIZE,
                _CODE_SIZE,
                12,
                "Наведите камеру телефона",
                Style(8.5, leading=1.25),
            )
        )
    return elements


def _heading(text: str, top: float, wide: float) -> Element:
    return Field(Text(_LEFT, top, wide, 5.5, text, _HEADING, role=Role.TITLE))


def _name(name: str, top: float, wide: float) -> Element:
    if not is_printable(name):
        return Line(_LEFT, top + 7, _LEFT + wide, top + 7)
    return Field(Text(_LEFT, top, wide, 7.5, name, _NAME))


def _steps(address: str | None, top: float, wide: float) -> Iterator[Text]:
    """What to do, one step under another; each has at most the lines that leave room for the rest."""
    where = f"школьный портал {address}" if address else "школьный портал"
    steps = (
        (2, f"Войдите в\u00a0{where} под своей учётной записью. Нет логина и\u00a0пароля? Их\u00a0дадут в\u00a0школе."),
        (2, f"Откройте {_SECTION}, и\u00a0получите сертификат: страница подскажет, как."),
        (
            3,
            "Придите с\u00a0документами в\u00a0уполномоченную организацию: там сертификат активируют. Куда "
            "и\u00a0с\u00a0чем прийти, написано на\u00a0той\u00a0же странице. С\u00a014\u00a0лет ребёнок может "
            "получить сертификат сам.",
        ),
    )
    wide -= _STEP_INDENT
    line = height("1", _BODY, wide)
    for number, (most_lines, text) in enumerate(steps, 1):
        tall = min(height(text, _BODY, wide), most_lines * line)
        yield Text(_LEFT, top, _STEP_INDENT, line, f"{number}.", _BODY, role=Role.NUMBER)
        yield Text(_LEFT + _STEP_INDENT, top, wide, tall, text, _BODY, role=Role.ITEM)
        top += tall + _BETWEEN_STEPS
