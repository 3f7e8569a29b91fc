"""When two records mean one child: the full name and the birth date agree, and nothing less."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.certificates.rules.names import ChildRecord, same_child

ANNA = ChildRecord(surname="Ёлкина", first_name="Анна", patronymic="Павловна", birth_date=date(2011, 3, 8))


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"surname": "елкина"},
        {"first_name": "АННА"},
        {"surname": " Ёлкина "},
        {"patronymic": None},
        {"patronymic": ""},
        {"patronymic": "-"},
        {"surname": "Eлкинa"},
        {"surname": "Ёлки\u00adна"},
        {"first_name": "А\u0301нна"},
    ],
)
def test_how_it_is_written_makes_no_other_child_nor_does_a_patronymic_that_one_record_lacks(other: dict) -> None:
    assert same_child(ANNA, replace(ANNA, **other))


@pytest.mark.parametrize(
    "other",
    [
        {"surname": "Ёлкин"},
        {"first_name": "Анастасия"},
        {"patronymic": "Петровна"},
        {"birth_date": date(2011, 8, 3)},
        {"birth_date": None},
        {"surname": ""},
        {"first_name": ""},
    ],
)
def test_any_difference_makes_another_child(other: dict) -> None:
    assert not same_child(ANNA, replace(ANNA, **other))


def test_records_without_name_or_birth_date_are_like_nobody_not_even_like_themselves() -> None:
    for empty in (replace(ANNA, surname="", first_name="-"), replace(ANNA, birth_date=None)):
        assert not same_child(empty, empty)


def test_who_has_one_name_only_is_one_child_wherever_that_name_stands() -> None:
    one = replace(ANNA, surname="Сухарто", first_name="")
    assert same_child(one, replace(ANNA, surname="-", first_name="Сухарто"))
    assert not same_child(one, replace(ANNA, surname="Сухарто", first_name="Анна"))


RECORDS = st.builds(
    ChildRecord,
    surname=st.sampled_from(["Ёлкин", "елкин", "Петров"]),
    first_name=st.sampled_from(["Павел", "Пётр"]),
    patronymic=st.sampled_from([None, "Ильич", "Львович"]),
    birth_date=st.sampled_from([date(2011, 3, 8), date(2012, 3, 8)]),
)


@given(RECORDS, RECORDS)
def test_it_does_not_matter_which_record_comes_first(one: ChildRecord, other: ChildRecord) -> None:
    assert same_child(one, other) == same_child(other, one)
