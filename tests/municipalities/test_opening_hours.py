"""Hours as municipalities write them: what is understood, what is left alone, and what holds at a moment."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.municipalities.opening_hours import Week, understand, what_holds

KUZBASS = ZoneInfo("Asia/Novokuznetsk")
WORKDAYS = range(5)


def written(week: Week | None) -> str:
    """Write a week down: «01234 9:00-17:00», days with the same hours together."""
    assert week is not None
    by_hours: dict[str, str] = {}
    for day in sorted(week):
        hours = " ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in week[day]) or "closed"
        by_hours[hours] = by_hours.get(hours, "") + str(day)
    return "; ".join(f"{days} {hours}" for hours, days in by_hours.items())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Понедельник – пятница с 9:00 до 17:00", "01234 09:00-17:00"),
        ("пн–пт 9–17", "01234 09:00-17:00"),
        ("ПН-ПТ: 9.00-17.00", "01234 09:00-17:00"),
        ("пн.-пт. с 8.30 до 17.30", "01234 08:30-17:30"),
        ("Пн — Пт 08:30 — 17:30", "01234 08:30-17:30"),
        ("с понедельника по пятницу с 9 до 18 часов", "01234 09:00-18:00"),
        ("Со вторника по субботу, с 10:00 до 19:00", "12345 10:00-19:00"),
        ("По будням с 9:00 до 17:00", "01234 09:00-17:00"),
        ("рабочие дни: 9:00–17:00", "01234 09:00-17:00"),
        ("Ежедневно с 9:00 до 20:00", "0123456 09:00-20:00"),
        ("Вторник и четверг с 14:00 до 18:00", "13 14:00-18:00"),
        ("по вторникам и четвергам с 14 до 18", "13 14:00-18:00"),
        ("вт, чт 14:00-18:00", "13 14:00-18:00"),
        ("пн, ср, пт – с 9 до 13; вт, чт – с 14 до 18", "024 09:00-13:00; 13 14:00-18:00"),
        ("пн-чт 8:30-17:30, пт 8:30-16:30", "0123 08:30-17:30; 4 08:30-16:30"),
        ("Понедельник – пятница с 9:00 до 17:00, перерыв с 12:30 до 13:15", "01234 09:00-12:30 13:15-17:00"),
        ("пн–пт 9–17 (обед 12–13)", "01234 09:00-12:00 13:00-17:00"),
        (
            "пн-чт 9-18, пт 9-17, обеденный перерыв: 13.00-13.45",
            "0123 09:00-13:00 13:45-18:00; 4 09:00-13:00 13:45-17:00",
        ),
        ("пн-пт 9-18, сб 9-12, перерыв 13-14", "01234 09:00-13:00 14:00-18:00; 5 09:00-12:00"),
        (
            "пн-чт 9-18, перерыв 13-14, пт 9-16, перерыв 12-13",
            "0123 09:00-13:00 14:00-18:00; 4 09:00-12:00 13:00-16:00",
        ),
        ("пн–пт с 9:00 до 12:00 и с 13:00 до 17:00", "01234 09:00-12:00 13:00-17:00"),
        ("пн–пт 9–17, без перерыва", "01234 09:00-17:00"),
        ("пн-пт 9-17, сб, вс - выходной", "01234 09:00-17:00; 56 closed"),
        ("пн-пт с 9:00 до 17:00, выходные: суббота, воскресенье", "01234 09:00-17:00; 56 closed"),
        ("с 9-00 до 17-00 пн", None),
        ("пн-пт с 9-00 до 17-00", "01234 09:00-17:00"),
        ("пн-пт 9-00 – 17-30", "01234 09:00-17:30"),
        ("Часы приёма: пн–пт с 9 до 17", "01234 09:00-17:00"),
        ("График работы: пн-пт 9-17, кроме праздничных дней", "01234 09:00-17:00"),
        ("Понедельник — четверг:\nс 8:00 до 17:00\nПятница:\nс 8:00 до 16:00", "0123 08:00-17:00; 4 08:00-16:00"),
        ("в будни с 9 до 18, в выходные с 10 до 15", "01234 09:00-18:00; 56 10:00-15:00"),
        ("", None),
        ("с 9:00 до 17:00", None),
        ("9-17", None),
        ("пн-пт", None),
        ("пн-пт с 9", None),
        ("пн-пт 17-9", None),
        ("пн-пт 9-25", None),
        ("пн-пт 9:70-17:00", None),
        ("пт-пн 9-17", None),
        ("пн-пт 9-17, ср 10-12", None),
        ("пн-пт 9-17, перерыв", None),
        ("пн-пт 9-12, перерыв 13-14", None),
        ("пн-пт 9-17 по предварительной записи", None),
        ("первая и третья среда месяца с 9 до 12", None),
        ("1-я суббота месяца с 9 до 12", None),
        ("с 01.09 до 31.05 пн-пт 9-17", None),
        ("пн-пт 9-17, кроме последней пятницы месяца", None),
        ("летом пн-пт 9-15", None),
        ("пн-пт 9-17; каникулы 9-13", None),
        ("круглосуточно", None),
        ("звоните", None),
        ("выходной: сб, вс", None),
        ("пн-пт 2-4", None),
        ("пн 900-1700", None),
        ("кабинет 12, пн-пт 9-17", None),
    ],
)
def test_hours_are_understood_to_the_last_word_or_left_alone(text: str, meant: str | None) -> None:
    week = understand(text)
    assert (None if week is None else written(week)) == meant


@given(st.text(alphabet="пнвтсрчбдоиу09:1-–,. ;до перерыв", max_size=40))
def test_whatever_is_written_nothing_breaks_and_every_span_makes_sense(text: str) -> None:
    for spans in (understand(text) or {}).values():
        moments = [moment for span in spans for moment in span]
        assert moments == sorted(moments) and len(set(moments)) == len(moments)


NAMES = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


@given(
    first=st.integers(0, 5),
    more=st.integers(1, 6),
    opens=st.integers(6 * 60, 12 * 60),
    lasts=st.integers(1, 10 * 60),
    dash=st.sampled_from("-–—"),
)
def test_what_is_written_as_people_do_means_what_it_says(
    first: int, more: int, opens: int, lasts: int, dash: str
) -> None:
    last, closes = min(first + more, 6), opens + lasts
    begin, end = time(*divmod(opens, 60)), time(*divmod(closes, 60))
    text = f"{NAMES[first].title()} {dash} {NAMES[last]} с {begin:%H:%M} до {end:%H:%M}"
    week = understand(text)
    assert week is not None
    assert dict(week) == dict.fromkeys(range(first, last + 1), ((begin, end),))


HOURS = "пн–чт 9–17, пт 9–16, перерыв 12–13"


@pytest.mark.parametrize(
    ("moment", "words", "until"),
    [
        ("2019-10-28 08:59", "закрыто, откроется сегодня в 9:00", "2019-10-28 09:00"),
        ("2019-10-28 09:00", "открыто сегодня до 17:00, перерыв с 12:00 до 13:00", "2019-10-28 12:00"),
        ("2019-10-28 12:00", "перерыв, откроется в 13:00", "2019-10-28 13:00"),
        ("2019-10-28 13:00", "открыто сегодня до 17:00", "2019-10-28 17:00"),
        ("2019-10-28 17:00", "закрыто, откроется завтра в 9:00", "2019-10-29 00:00"),
        ("2019-11-01 15:59", "открыто сегодня до 16:00", "2019-11-01 16:00"),
        ("2019-10-25 16:00", "закрыто, откроется в понедельник в 9:00", "2019-10-26 00:00"),
        ("2019-10-26 12:00", "закрыто, откроется в понедельник в 9:00", "2019-10-27 00:00"),
        ("2019-11-01 16:00", "закрыто, откроется во вторник в 9:00", "2019-11-02 00:00"),
        ("2019-11-04 10:00", "", "2019-11-05 00:00"),
        ("2019-12-31 18:00", "сегодня закрыто", "2020-01-01 00:00"),
    ],
)
def test_what_holds_is_said_by_the_clock_of_the_place(moment: str, words: str, until: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=KUZBASS)
    held = what_holds(understand(HOURS), now)
    assert held.words == words
    assert held.until == datetime.fromisoformat(until).replace(tzinfo=KUZBASS)
    assert held.is_open is words.startswith("открыто")


def test_hours_that_are_not_understood_say_nothing() -> None:
    held = what_holds(None, datetime(2019, 10, 28, 10, tzinfo=KUZBASS))
    assert (held.words, held.is_open) == ("", False)


@given(
    st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - the zone is added below
    st.sampled_from(["пн-пт 9-17", HOURS, "ежедневно 10-20", "вт, сб 14-18", "по звонку"]),
)
def test_until_that_moment_nothing_changes(moment: datetime, text: str) -> None:
    now, week = moment.replace(tzinfo=KUZBASS), understand(text)
    held = what_holds(week, now)
    assert now < held.until
    middle = now + (held.until - now) / 2
    assert what_holds(week, middle) == held
