"""The credentials sheet: number, login and password for АИС ПФДО, and how to sign in with them (S004)."""

from __future__ import annotations

from sgo_pfdo.documents.data import CredentialsSheet
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import (
    Code,
    Element,
    Face,
    Field,
    Line,
    Paper,
    Role,
    Shape,
    Style,
    Text,
    Valign,
    rectangle,
)
from sgo_pfdo.documents.wording import PORTAL, WARNING, date_with_year, full_name
from sgo_pfdo.plain.wording import in_groups, readable_address

_LEFT, _RIGHT = 22.0, 195.0
_WIDTH = _RIGHT - _LEFT
_PANEL_TOP, _PANEL_ROW, _PANEL_PAD = 70.0, 24.0, 7.0
_CODE_SIZE = 38.0
_BODY = Style(11, leading=1.4)
_TITLE = Style(22, Face.BOLD)
_HEADING = Style(13, Face.BOLD)
_CODE_TYPE = Style(28, Face.MONO, leading=1.3)


def draw(sheet: CredentialsSheet) -> bytes:
    """Draw the credentials sheet.

    :returns: a PDF of one A4 page.
    :raises UnprintableText: naming the characters that the typeface lacks; login and password take ASCII alone.
    """
    return render(paper(sheet))


def paper(sheet: CredentialsSheet) -> Paper:
    """The credentials sheet as a paper."""
    return Paper(
        title="Учётные данные для входа в АИС ПФДО",
        author=PORTAL,
        made_on=sheet.made_on,
        elements=(*_holder(sheet), *_panel(sheet), *_sign_in(sheet), *_if_lost(), *_footer(sheet)),
    )


def _holder(sheet: CredentialsSheet) -> tuple[Element, ...]:
    name = full_name(sheet.surname, sheet.first_name, sheet.patronymic)
    return (
        Text(
            _LEFT,
            22,
            _WIDTH,
            11,
            "Учётные данные для входа в\u00a0АИС\u00a0ПФДО",
            _TITLE,
            role=Role.TITLE,
        ),
        Text(_LEFT, 41, _WIDTH, 6, "Владелец сертификата", _BODY),
        Field(Text(_LEFT, 47, _WIDTH, 18, name, Style(18, Face.BOLD))),
    )


def _panel(sheet: CredentialsSheet) -> tuple[Element, ...]:
    """Number, login and password in a frame, one under another, then how to type them."""
    rows = (
        ("Номер сертификата", in_groups(sheet.number)),
        ("Логин", sheet.login),
        ("Пароль", sheet.password),
    )
    frame = rectangle(_LEFT, _PANEL_TOP, _WIDTH, _PANEL_ROW * len(rows))
    elements: list[Element] = [Shape((frame,), stroke="#000000", line_width=0.4)]
    x, wide = _LEFT + _PANEL_PAD, _WIDTH - 2 * _PANEL_PAD
    for index, (label, value) in enumerate(rows):
        y = _PANEL_TOP + _PANEL_ROW * index
        if index:
            elements.append(Line(_LEFT, y, _RIGHT, y))
        elements.append(Text(x, y + 3, wide, 6, label, _BODY))
        elements.append(Field(Text(x, y + 8.5, wide, 14, value, _CODE_TYPE, valign=Valign.MIDDLE)))
    below = _PANEL_TOP + _PANEL_ROW * len(rows) + 3
    note = "Буквы латинские, строчные и\u00a0прописные различаются. В\u00a0логине и\u00a0пароле нет пробелов."
    elements.append(Text(_LEFT, below, _WIDTH, 6, note, Style(10)))
    return tuple(elements)


def _sign_in(sheet: CredentialsSheet) -> tuple[Element, ...]:
    top = 163.0
    wide = _WIDTH - _CODE_SIZE - 12 if sheet.sign_in_url else _WIDTH
    where, address = _place(sheet)
    elements: list[Element] = [
        Text(_LEFT, top, wide, 7, "Как войти", _HEADING, role=Role.HEADING),
        Text(_LEFT, top + 9, wide, 6, where, _BODY),
        Text(_LEFT + 4.6, top + 15.5, wide - 4.6, 11, address, Style(12, Face.BOLD), role=Role.GOES_ON),
        Text(_LEFT, top + 27, wide, 12, "2. Введите логин и\u00a0пароль точно так, как на\u00a0этом листе.", _BODY),
    ]
    if sheet.sign_in_url:
        place = (_RIGHT - _CODE_SIZE, top + 1, _CODE_SIZE)
        elements.append(Code(*place, sheet.sign_in_url, "QR-код: адрес страницы входа, он напечатан рядом"))
    return tuple(elements)


def _place(sheet: CredentialsSheet) -> tuple[str, str]:
    """Say where to sign in: by an address, or in words where the portal's own address is not known."""
    if sheet.sign_in_url:
        return "1. Откройте страницу входа (код справа ведёт туда же):", readable_address(sheet.sign_in_url)
    if sheet.sign_in_path:
        where = "1. Откройте школьный портал и\u00a0допишите к\u00a0его адресу в\u00a0строке браузера:"
        return where, sheet.sign_in_path
    return "1. Узнайте адрес страницы входа:", "его подскажут в\u00a0поддержке портала или там, где выдали лист."


def _if_lost() -> tuple[Element, ...]:
    top = 212.0
    lost = (
        "Откройте на\u00a0портале «Персональные настройки», раздел «Сертификат дополнительного образования», "
        "и\u00a0нажмите «Новый пароль». Прежний пароль сразу перестанет действовать, вы\u00a0получите новый лист. "
        "Если портала у\u00a0вас нет, придите с\u00a0документами туда, где оформляли сертификат."
    )
    return (
        Text(_LEFT, top, _WIDTH, 7, "Если лист потерялся или его увидел посторонний", _HEADING, role=Role.HEADING),
        Text(_LEFT, top + 9, _WIDTH, 24, lost, _BODY),
    )


def _footer(sheet: CredentialsSheet) -> tuple[Element, ...]:
    top = 249.0
    return (
        Shape((rectangle(_LEFT, top, 1.6, 12),), fill="#000000"),
        Text(_LEFT + 6, top, _WIDTH - 6, 12, WARNING, Style(11, Face.BOLD), valign=Valign.MIDDLE),
        Text(_LEFT, 276, 30, 5, "Лист составлен", Style(9)),
        Field(Text(_LEFT + 25.5, 276, 60, 5, date_with_year(sheet.made_on), Style(9))),
    )
