"""Codes as a sheet prints them and as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.access.rules.codes import DIGITS, clean_code, new_code, shown_code

CODES = st.integers(0, 10**DIGITS - 1).map(lambda number: f"{number:0{DIGITS}}")


@given(CODES, st.lists(st.sampled_from([" ", "-", "–", ".", "\u00a0", "\u200b", "\t"]), min_size=12, max_size=12))
def test_whatever_stands_between_the_digits_the_code_is_read(code: str, between: list[str]) -> None:
    assert clean_code("".join(digit + sign for digit, sign in zip(code, between, strict=True))) == code


@given(CODES)
def test_a_printed_code_is_read_back(code: str) -> None:
    assert clean_code(shown_code(code)) == code


@pytest.mark.parametrize(
    "typed", ["", "1234", "12345678901", "1234567890123", "12345678901a", "１２３４５６７８９０１２", "٠" * 12]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert clean_code(typed) is None


def test_codes_are_made_by_chance() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000
