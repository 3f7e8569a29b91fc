"""Counts by status, school and month: held against plain Python, on both databases."""

import csv
import io
from collections import Counter
from datetime import date, timedelta

import flask
import pytest

from sgo_pfdo.certificates.counting import (
    NO_SCHOOL,
    CountLine,
    Counts,
    count_all,
    count_school,
    counts_by_month,
    counts_by_school,
    counts_csv,
)
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.database import current_session
from tests.certificates.register.conftest import engine_of
from tests.certificates.register.register import certificates, status_of
from tests.support import many
from tests.support.apps import KINDERGARTEN, SCHOOL, TODAY
from tests.support.many import Values

DAYS = [TODAY, TODAY - timedelta(days=14), TODAY + timedelta(days=9), date(2030, 1, 1)]


def own(**columns: object) -> list[Values]:
    rows = (one for one in certificates() if one["municipality_code"] == "kiselevsk")
    return [one for one in rows if all(one[name] == value for name, value in columns.items())]


def tally(some: list[Values], today: date) -> dict[Status, int]:
    counted = Counter(status_of(one, today) for one in some)
    return {status: counted[status] for status in Status}


@pytest.mark.parametrize("today", DAYS)
def test_each_status_is_counted_as_it_is_today(any_app: flask.Flask, today: date) -> None:
    counts = count_all(current_session(), "kiselevsk", today)
    assert counts.by_status == tally(own(), today)
    assert counts.total == 150
    assert counts.living == sum(status_of(one, today) in {"inactive", "active", "frozen"} for one in own())


def test_a_school_is_counted_alone(any_app: flask.Flask) -> None:
    counts = count_school(current_session(), "kiselevsk", SCHOOL.id, TODAY)
    assert counts.by_status == tally(own(school_id=SCHOOL.id), TODAY)
    assert count_school(current_session(), "myski", SCHOOL.id, TODAY).total == 0


def test_schools_come_by_name_the_way_people_sort(any_app: flask.Flask) -> None:
    with engine_of(any_app).begin() as connection:
        strangers = [many.values_of(3000, school_id="10"), many.values_of(3001, school_id="9")]
        many.add(connection, strangers)
    lines = counts_by_school(current_session(), "kiselevsk", TODAY)
    assert [line.label for line in lines] == ["9", "10", "МБДОУ «Детский сад № 1»", "МБОУ «СОШ № 1»", NO_SCHOOL]
    assert [line.key for line in lines] == ["9", "10", KINDERGARTEN.id, SCHOOL.id, None]
    assert [line.counts.by_status for line in lines[2:]] == [
        tally(own(school_id=school_id), TODAY) for school_id in (KINDERGARTEN.id, SCHOOL.id, None)
    ]


def test_months_are_those_of_the_first_day_newest_first(any_app: flask.Flask) -> None:
    lines = counts_by_month(current_session(), "kiselevsk", TODAY)
    assert [line.label for line in lines] == ["май 2019", "апрель 2019"]
    for line in lines:
        assert isinstance(line.key, date)
        issued = [one for one in own() if one["start_date"].replace(day=1) == line.key]
        assert line.counts.by_status == tally(issued, TODAY)


def test_a_municipality_without_certificates_has_no_lines(any_app: flask.Flask) -> None:
    session = current_session()
    assert count_all(session, "nowhere", TODAY) == Counts(dict.fromkeys(Status, 0))
    assert counts_by_school(session, "nowhere", TODAY) == counts_by_month(session, "nowhere", TODAY) == []


def test_the_file_has_all_the_counts_and_no_name(any_app: flask.Flask) -> None:
    content = counts_csv(current_session(), "kiselevsk", TODAY)
    titles, first, *rest = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    statuses = ["Не активирован", "Активный", "Заморожен", "Аннулирован", "Срок действия истёк"]
    assert titles == ["Что посчитано", "Школа или месяц", "Всего", *statuses]
    assert first == ["Все сертификаты", "", "150", *(str(number) for number in tally(own(), TODAY).values())]
    by = {what: [line for line in rest if line[0] == what] for what in ("По школам при получении", "По месяцам выдачи")}
    assert [sum(int(line[2]) for line in lines) for lines in by.values()] == [150, 150]
    assert ["По школам при получении", NO_SCHOOL] in [line[:2] for line in rest]


def test_a_line_of_counts_is_plain_data() -> None:
    line = CountLine("school-1", "МБОУ «СОШ № 1»", Counts({Status.ACTIVE: 2}))
    assert (line.counts.of(Status.FROZEN), line.counts.total, line.counts.living) == (0, 2, 2)
