"""Slips for a parents' meeting: four on a sheet, one child on each, nothing across the cut."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgo_pfdo.documents import slips
from tests.support.figures import SOAK

from .reading import copied, overlapping, read_all

ADDRESS = "https://portal.example.ru/settings/certificate"
NAMES = (
    "Абрамова Ульяна",
    "Ёлкин Семён Андреевич",
    "Салтыков-Щедринский Константин Всеволодович",
    "Мамедов Тимур Рашид оглы",
    "Тян Милана",
)
SLIP = 297 / 4
SMALLEST_EDGE = 4.0
"""Millimetres that most printers leave white."""


def draw(*names: str, address: str | None = ADDRESS) -> bytes:
    return slips.draw(slips.Slips(names=names, address=address, made_on=date(2019, 10, 28)))


@pytest.mark.parametrize("address", [ADDRESS, None])
def test_each_slip_holds_one_name_and_keeps_clear_of_the_cut(address: str | None) -> None:
    sheets = read_all(draw(*NAMES, address=address))
    assert [(round(sheet.width), round(sheet.height)) for sheet in sheets] == [(210, 297)] * 2
    held = []
    for sheet in sheets:
        assert list(overlapping(sheet.characters)) == []
        for position in range(4):
            top, bottom = position * SLIP, (position + 1) * SLIP
            inside = [box for box in sheet.characters if top <= box.top < bottom]
            text = "".join(box.text for box in inside)
            held.append([name for name in NAMES if name.replace(" ", "") in text.replace(" ", "")])
            assert all(box.bottom < bottom - SMALLEST_EDGE and box.top > top + SMALLEST_EDGE for box in inside)
            assert all(box.left > SMALLEST_EDGE and box.right < 210 - SMALLEST_EDGE for box in inside)
    assert held == [[name] for name in NAMES] + [[]] * 3


def test_a_slip_says_what_the_parent_has_to_do() -> None:
    text = copied(draw(NAMES[0]))
    for part in (ADDRESS, "«Персональные настройки»", "и получите сертификат", "в уполномоченную организацию"):
        assert part in text
    assert text.index(NAMES[0]) < text.index("1.") < text.index("2.") < text.index("3.")


def test_without_an_address_there_is_none_and_no_code() -> None:
    text = copied(draw(NAMES[0], address=None))
    assert "http" not in text and "Наведите" not in text


def test_a_name_that_cannot_be_printed_leaves_a_rule_to_write_on() -> None:
    assert not slips.is_printable("Тян Ми\u4e00на")
    (sheet,) = read_all(draw("Тян Ми\u4e00на", NAMES[0]))
    assert "Тян" not in sheet.text and NAMES[0] in sheet.text
    assert [round(rule.top) for rule in sheet.rules] == [20]


def test_the_same_slips_are_the_same_bytes() -> None:
    assert draw(*NAMES) == draw(*NAMES)


@settings(max_examples=200 if SOAK else 15)
@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_name_is_printed_whole_or_not_at_all(name: str) -> None:
    (sheet,) = read_all(draw(name))
    assert bool(sheet.rules) is not slips.is_printable(name)
