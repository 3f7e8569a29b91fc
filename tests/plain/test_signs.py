"""Signs that nobody sees and that come along by copy and paste; each kind is one row."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain.signs import cleaned, one_line, plain

INVISIBLE = {
    "soft hyphen": "\u00ad",
    "zero width space": "\u200b",
    "joiners": "\u200c\u200d\u2060",
    "byte order mark": "\ufeff",
    "left to right": "\u200e\u202a\u202d\u2066",
    "right to left": "\u200f\u202b\u202e\u2067\u061c",
    "end of direction": "\u202c\u2069",
    "combining joiner": "\u034f",
    "Korean filler": "\u3164\u115f\u1160\uffa0",
    "variation selector": "\ufe0f",
    "Mongolian separator": "\u180e\u180b",
    "NUL": "\0",
}
BLANKS = "\u00a0\u2000\u2003\u2007\u2009\u202f\u205f\u3000\u2800\x1d"


@pytest.mark.parametrize("marks", INVISIBLE.values(), ids=INVISIBLE)
def test_what_nobody_sees_is_taken_out(marks: str) -> None:
    assert cleaned(marks.join("Иванов") + marks) == "Иванов"


@pytest.mark.parametrize("blank", BLANKS)
def test_any_blank_is_a_space(blank: str) -> None:
    assert cleaned(f"ул.{blank}Мира") == "ул. Мира"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_line_breaks_stay_until_a_text_comes_into_one_line(line_break: str) -> None:
    assert cleaned(f"а{line_break}б").split() == ["а", "б"]
    assert len(cleaned(f"а{line_break}б").splitlines()) == 2
    assert one_line(f" а {line_break} б ") == "а б"


def test_a_letter_of_two_signs_is_one() -> None:
    assert cleaned("Андреи\u0306") == "Андрей"


@pytest.mark.parametrize(
    ("typed", "written"),
    [("Ⅳ-МЮ", "IV-МЮ"), ("ⅲ", "iii"), ("７８５０", "7850"), ("٧٨٥٠", "7850"), ("№ 5", "№ 5"), ("1\u20442", "1⁄2")],
)
def test_signs_that_stand_for_others(typed: str, written: str) -> None:
    assert plain(typed) == written


@given(st.text(max_size=50))
def test_a_cleaned_text_stays_as_it_is_and_holds_no_invisible_sign(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert not {unicodedata.category(sign) for sign in once if sign not in "\t\r\n"} & {"Cc", "Cf", "Cs"}
