"""Dates, numbers and sizes the way Russian says them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain import wording
from tests.support.days import any_day

KUZBASS = ZoneInfo("Asia/Novokuznetsk")


def noun(number: int) -> str:
    return wording.plural(number, "день", "дня", "дней")


def test_numbers_take_the_right_form_of_a_noun() -> None:
    assert {number for number in range(1, 131) if noun(number) == "день"} == {
        *(1, 21, 31, 41, 51, 61, 71, 81, 91),
        *(101, 121),
    }
    assert {number for number in range(130) if noun(number) == "дня"} == {
        *(2, 3, 4, 22, 23, 24, 32, 33, 34, 42, 43, 44, 52, 53, 54, 62, 63, 64, 72, 73, 74, 82, 83, 84, 92, 93, 94),
        *(102, 103, 104, 122, 123, 124),
    }
    assert {noun(number) for number in (0, 5, 11, 12, 13, 14, 20, 100, 111, 112, 114)} == {"дней"}


@given(st.integers(0, 10**6))
def test_only_the_last_two_digits_decide_the_form(number: int) -> None:
    assert noun(number) == noun(number % 100)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "осталось 0 дней"),
        (1, "остался 1 день"),
        (21, "остался 21 день"),
        (63, "осталось 63 дня"),
        (90, "осталось 90 дней"),
    ],
)
def test_the_days_left_agree_with_their_number(number: int, text: str) -> None:
    assert wording.days_left(number) == text


def test_short_dates_look_as_in_the_manual() -> None:
    assert [wording.short_date(day) for day in (date(2019, 10, 28), date(2020, 1, 25))] == ["28.10.19", "25.01.20"]


def test_dates_in_words_name_each_month_in_the_genitive() -> None:
    months = [wording.date_in_words(date(2020, month, 5)) for month in range(1, 13)]
    assert months == [
        *("5 января 2020", "5 февраля 2020", "5 марта 2020", "5 апреля 2020", "5 мая 2020", "5 июня 2020"),
        *("5 июля 2020", "5 августа 2020", "5 сентября 2020", "5 октября 2020", "5 ноября 2020", "5 декабря 2020"),
    ]


@given(any_day)
def test_a_short_date_has_two_digits_for_day_month_and_year(day: date) -> None:
    assert [int(part) for part in wording.short_date(day).split(".")] == [day.day, day.month, day.year % 100]
    assert len(wording.short_date(day)) == 8


def test_a_moment_is_told_in_the_time_of_the_municipality() -> None:
    evening = datetime(2020, 1, 24, 18, 5, tzinfo=UTC)
    assert wording.moment_in_words(evening, KUZBASS) == "25 января 2020, 01:05"
    assert wording.moment_in_words(evening, ZoneInfo("Europe/Moscow")) == "24 января 2020, 21:05"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "1 КБ"),
        (1, "1 КБ"),
        (1500, "1 КБ"),
        (28 * 1024, "28 КБ"),
        (28_900, "28 КБ"),
        (1024 * 1024 - 600, "1023 КБ"),
        (1024 * 1024 - 1, "1 МБ"),
        (2 * 1024 * 1024, "2 МБ"),
        (2_000_000, "1,9 МБ"),
    ],
)
def test_sizes_of_files_are_told_in_kilobytes_and_megabytes(size: int, text: str) -> None:
    assert wording.file_size(size) == text


def test_digits_are_grouped_for_reading() -> None:
    assert wording.in_groups("785044901646") == "7850 4490 1646"
    assert wording.in_groups("4207000002") == "4207 000 002"


@given(st.integers(10**11, 10**12 - 1).map(str) | st.integers(0, 10**10 - 1).map("{:010d}".format))
def test_grouping_loses_and_moves_no_digit(number: str) -> None:
    groups = wording.in_groups(number).split(" ")
    assert "".join(groups) == number
    assert all(3 <= len(group) <= 4 for group in groups)


def test_money_is_said_in_roubles_and_kopecks() -> None:
    said = [wording.roubles(kopecks) for kopecks in (0, 5, 100, 916_666, 1_200_000, 123_456_789_00)]
    told = [one.replace("\N{NO-BREAK SPACE}", " ") for one in said]
    assert told == ["0 ₽", "0,05 ₽", "1 ₽", "9 166,66 ₽", "12 000 ₽", "123 456 789 ₽"]


def test_a_day_of_a_known_year_and_a_month_under_a_picture() -> None:
    assert wording.day_and_month(date(2026, 3, 1)) == "1\N{NO-BREAK SPACE}марта"
    assert [wording.short_month(date(2026, month, 1)) for month in (1, 5, 12)] == ["янв", "май", "дек"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://portal.example/pfdo/cabinet", "https://portal.example/pfdo/cabinet"),
        ("https://portal.example/%D0%BF%D1%84%D0%B4%D0%BE/in", "https://portal.example/пфдо/in"),
        ("https://portal.example/a%20b", "https://portal.example/a%20b"),
        ("https://portal.example/a%2Fb%25", "https://portal.example/a%2Fb%25"),
        ("https://portal.example/a%2Fb", "https://portal.example/a%2Fb"),
        ("https://portal.example/%FF", "https://portal.example/%FF"),
        ("https://portal.example/?a=1", "https://portal.example/?a=1"),
    ],
)
def test_an_address_is_printed_as_people_can_type_it(address: str, shown: str) -> None:
    assert wording.readable_address(address) == shown
