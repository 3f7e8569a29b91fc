"""Slips with codes of access to a child: four on a sheet to cut apart, one code on each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.documents.drawing import render_pages
from sgo_pfdo.documents.elements import Code, Element, Face, Field, Line, Paper, Role, Style, Text
from sgo_pfdo.documents.layout import height
from sgo_pfdo.documents.typeface import normalise, unprintable
from sgo_pfdo.documents.wording import PORTAL

ON_A_SHEET = 4
_SHEET_WIDTH, _SLIP_HEIGHT = 210.0, 297.0 / ON_A_SHEET
_LEFT, _RIGHT, _TOP = 14.0, 196.0, 7.0
_CODE_SIZE, _GAP = 28.0, 8.0
_HEADING = Style(11)
_NAME = Style(14, Face.BOLD, leading=1.2)
_DIGITS = Style(20, Face.BOLD)
_BODY = Style(10, leading=1.35)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSlip:
    """One slip.

    :param name: of the child; one that cannot be printed gets a rule to write the name on.
    :param code: in groups, «1234 5678 9012».
    :param until: the last day of the code.
    """

    name: str
    code: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSlips:
    """The slips of one school.

    :param address: of the page that takes codes, printed and drawn as a QR code; ``None`` where the portal gives none.
    :param made_on: the creation date of the file; not printed.
    """

    slips: Sequence[AccessSlip]
    address: str | None
    made_on: date


def draw(slips: AccessSlips) -> bytes:
    """Draw the slips in their order.

    :returns: a PDF of A4 pages; at least one slip is needed.
    """
    starts = range(0, len(slips.slips), ON_A_SHEET)
    return render_pages([_sheet(slips, slips.slips[start : start + ON_A_SHEET]) for start in starts])


def _sheet(slips: AccessSlips, here: Sequence[AccessSlip]) -> Paper:
    elements: list[Element] = []
    for position, slip in enumerate(here):
        top = position * _SLIP_HEIGHT
        if position:
            elements.append(Line(0, top, _SHEET_WIDTH, top, width=0.15, colour="#808080", dash=(2, 2)))
        elements += _slip(slip, slips.address, top + _TOP)
    return Paper(title="Коды доступа к детям", author=PORTAL, made_on=slips.made_on, elements=tuple(elements))


def _slip(slip: AccessSlip, address: str | None, top: float) -> Iterator[Element]:
    right = _RIGHT - _CODE_SIZE - _GAP if address else _RIGHT
    wide = right - _LEFT
    yield Text(_LEFT, top, wide, 5.5, "Код доступа к\u00a0ребёнку на\u00a0школьном портале", _HEADING, role=Role.TITLE)
    if unprintable(normalise(slip.name), _NAME.face):
        yield Line(_LEFT, top + 12.5, right, top + 12.5)
    else:
        yield Field(Text(_LEFT, top + 6, wide, 7, slip.name, _NAME))
    yield Text(_LEFT, top + 14.5, wide, 9.5, slip.code, _DIGITS)
    where = f"школьный портал, {address}" if address else "школьный портал"
    steps = (
        f"Войдите в\u00a0{where}, под своей учётной записью и\u00a0нажмите «Ввести код из\u00a0школы».",
        "Введите код и\u00a0дату рождения ребёнка: он\u00a0появится в\u00a0вашей учётной записи.",
        f"Код действует до\u00a0{slip.until:%d.%m.%Y} включительно и\u00a0только один раз. Никому его"
        " не\u00a0передавайте: это\u00a0не\u00a0номер сертификата.",
    )
    below = top + 26
    for number, text in enumerate(steps, 1):
        tall = height(text, _BODY, wide - 5)
        yield Text(_LEFT, below, 5, height("1", _BODY, wide), f"{number}.", _BODY, role=Role.NUMBER)
        yield Text(_LEFT + 5, below, wide - 5, tall, text, _BODY, role=Role.ITEM)
        below += tall + 0.8
    if address:
        yield Code(_RIGHT - _CODE_SIZE, top + 1, _CODE_SIZE, address, "QR-код: страница, где вводят код доступа")
