"""Certificate numbers: twelve random digits (S004), or region, municipality and six digits in sequence (S000)."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain.numbers import NumbersExhaustedError, random_number, sequential_number

code = st.integers(0, 99).map("{:02d}".format)


def test_random_numbers_have_twelve_digits_and_do_not_begin_with_0() -> None:
    numbers = [random_number() for _ in range(5000)]
    assert all(len(number) == 12 and number.isdigit() and number.isascii() for number in numbers)
    assert {number[0] for number in numbers} == set("123456789")
    for place in range(1, 12):
        assert {number[place] for number in numbers} == set("0123456789")


def test_random_numbers_repeat_neither_themselves_nor_the_programs_dice() -> None:
    random.seed(1)
    first = [random_number() for _ in range(5000)]
    random.seed(1)
    second = [random_number() for _ in range(5000)]
    assert len({*first, *second}) == 10_000


def test_a_number_in_sequence_looks_as_in_the_application_of_kemerovo() -> None:
    assert sequential_number("42", "07", 2) == "4207000002"


@given(region=code, municipality=code, position=st.integers(1, 999_999))
def test_a_number_in_sequence_is_text_of_ten_digits_that_says_where_it_is_from(
    region: str, municipality: str, position: int
) -> None:
    number = sequential_number(region, municipality, position)
    assert (number[:2], number[2:4], int(number[4:]), len(number)) == (region, municipality, position, 10)


@pytest.mark.parametrize("position", [0, -1, 1_000_000])
def test_past_the_last_number_there_is_none(position: int) -> None:
    with pytest.raises(NumbersExhaustedError, match="region 42, municipality 07"):
        sequential_number("42", "07", position)


def test_the_last_number_of_a_municipality_can_be_used() -> None:
    assert sequential_number("42", "07", 999_999) == "4207999999"
