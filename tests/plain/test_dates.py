"""Dates as people write them; each way is one row."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain.dates import UnclearCenturyError, read_day

DAY = date(2010, 5, 14)
EARLIEST, LATEST = date(1990, 1, 1), date(2026, 9, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "14.05.2010",
        "14.5.2010",
        "14.05.2010 г.",
        "14.05.2010г",
        "14.05.2010 года",
        "14.05.2010 г.р.",
        "14.05.2010 года рождения",
        "14.05.2010.",
        " 14 05 2010 ",
        "14-05-2010",
        "14–05–2010",
        "14/05/2010",
        "14,05,2010",
        "14. 05. 2010",
        "14052010",
        "2010-05-14",
        "2010.05.14",
        "2010/5/14",
        "2010-05-14T00:00:00",
        "2010-05-14 00:00:00.000",
        "14.05.2010 0:00:00",
        "14 мая 2010",
        "14 МАЯ 2010 г.",
        "«14» мая 2010 года",
        "14 май 2010",
        "14-мая-2010",
        "14.V.2010",
        "14 v 2010",
        "\u200e14.05.2010\u200f",
        "14.05.2010\u00a0г.",
        "１４.０５.２０１０",
        "14.05.10",
        "14.05.10 г.",
        "14/05/10",
        "14 мая 10",
    ],
)
def test_every_way_of_writing_a_date_is_read(typed: str) -> None:
    assert read_day(typed, EARLIEST, LATEST) == DAY


@pytest.mark.parametrize(
    ("month", "written"),
    list(
        enumerate(
            [
                "января янв янв. январь I",
                "февраля фев февр. февраль II",
                "марта мар март III",
                "апреля апр апр. апрель IV",
                "мая май V",
                "июня июн июнь VI",
                "июля июл июль VII",
                "августа авг авг. август VIII",
                "сентября сен сент. сентябрь IX",
                "октября окт окт. октябрь X",
                "ноября ноя нояб. ноябрь XI",
                "декабря дек дек. декабрь XII Х\u0406\u0406",
            ],
            1,
        )
    ),
)
def test_every_month_is_read_as_a_word_and_in_roman_digits(month: int, written: str) -> None:
    for word in written.split():
        assert read_day(f"2 {word} 2011") == date(2011, month, 2)


@pytest.mark.parametrize(
    ("typed", "earliest", "latest", "day"),
    [
        ("01.02.95", EARLIEST, LATEST, date(1995, 2, 1)),
        ("01.02.26", EARLIEST, LATEST, date(2026, 2, 1)),
        ("01.10.26", EARLIEST, LATEST, None),
        ("01.02.45", EARLIEST, LATEST, None),
        ("01.02.45", date(1945, 1, 1), LATEST, date(1945, 2, 1)),
        ("29.02.00", EARLIEST, LATEST, date(2000, 2, 29)),
        ("01.02.10", date(1900, 1, 1), LATEST, None),
        ("01.02.10", None, None, None),
    ],
)
def test_two_digits_are_a_year_where_the_century_is_certain(
    typed: str, earliest: date | None, latest: date | None, day: date | None
) -> None:
    if day is None:
        with pytest.raises(UnclearCenturyError):
            read_day(typed, earliest, latest)
    else:
        assert read_day(typed, earliest, latest) == day


@pytest.mark.parametrize(
    "typed",
    ["", "вчера", "31.02.2010", "14.13.2010", "0.5.2010", "14 маюя 2010", "14.05", "14.05.201", "2010", "1" * 100],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^(?!no certain century)"):
        read_day(typed, EARLIEST, LATEST)


@given(st.text(max_size=40))
def test_nothing_else_happens_to_any_text(typed: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(read_day(typed, EARLIEST, LATEST), date)


@given(st.dates(EARLIEST, LATEST))
def test_a_date_is_read_back_as_it_was(day: date) -> None:
    for written in (f"{day:%d.%m.%Y}", f"{day:%d.%m.%y} г.", day.isoformat(), f"{day.day}.{day.month}.{day.year}"):
        assert read_day(written, EARLIEST, LATEST) == day
