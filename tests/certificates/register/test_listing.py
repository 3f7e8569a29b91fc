"""What the register finds, in which order, on which page: held against plain Python, on both databases."""

from datetime import date, timedelta

import flask
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sgo_pfdo.certificates.listing import (
    Filter,
    Order,
    Place,
    RegisterPage,
    count,
    ids_in_order,
    read_all,
    read_page,
)
from sgo_pfdo.certificates.listing_told import told
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.database import current_session
from tests.certificates.register.conftest import engine_of
from tests.certificates.register.register import SCHOOLS, SURNAMES, certificates, expected, numbers_of
from tests.support import many
from tests.support.apps import TODAY
from tests.support.figures import SOAK

nearby = st.integers(-220, 60).map(lambda days: TODAY + timedelta(days=days))
maybe_day = st.none() | nearby
filters = st.builds(
    Filter,
    status=st.none() | st.sampled_from(Status),
    school_id=st.sampled_from([*SCHOOLS, "school-off"]),
    without_school=st.sampled_from([False, False, False, True]),
    group_id=st.sampled_from([None, None, 1]),
    starts_from=maybe_day,
    starts_until=maybe_day,
    ends_from=maybe_day,
    ends_until=maybe_day,
    surname=st.sampled_from(["", "", "", *SURNAMES, "и", "ИВАН", "ел", "  ёлк ", "аль  х", "%", "_", "я\u0301"]),
)
orders = st.sampled_from(Order)
on_one_database = settings(
    max_examples=200 if SOAK else 12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def page(wanted: Filter, order: Order, place: Place | None = None, size: int = 20, today: date = TODAY) -> RegisterPage:
    return read_page(current_session(), "kiselevsk", wanted, order, today, place=place, size=size)


def walk(wanted: Filter, order: Order, size: int, today: date = TODAY) -> list[RegisterPage]:
    pages = [page(wanted, order, size=size, today=today)]
    while pages[-1].next:
        pages.append(page(wanted, order, pages[-1].next, size, today))
    return pages


def numbers_on(pages: list[RegisterPage]) -> list[str]:
    return [row.number for one in pages for row in one.rows]


@given(wanted=filters, order=orders, size=st.integers(1, 60), today=nearby)
@on_one_database
def test_the_pages_show_what_plain_python_finds(
    any_app: flask.Flask, wanted: Filter, order: Order, size: int, today: date
) -> None:
    right = numbers_of(expected(certificates(), wanted, order, today))
    assert numbers_on(walk(wanted, order, size, today)) == right
    assert count(current_session(), "kiselevsk", wanted, today, limit=1000) == len(right)


@given(wanted=filters, order=orders, size=st.integers(1, 60))
@on_one_database
def test_the_way_back_shows_the_same_pages(any_app: flask.Flask, wanted: Filter, order: Order, size: int) -> None:
    forward = walk(wanted, order, size)
    back = [forward[-1]]
    while back[-1].previous:
        back.append(page(wanted, order, back[-1].previous, size))
    assert [one.rows for one in reversed(back)] == [one.rows for one in forward]


@given(wanted=filters, order=orders)
@on_one_database
def test_all_at_once_are_the_same_ones(any_app: flask.Flask, wanted: Filter, order: Order) -> None:
    session = current_session()
    ids = ids_in_order(session, "kiselevsk", wanted, order, TODAY)
    read = [row.number for rows in read_all(session, "kiselevsk", ids, TODAY) for row in rows]
    assert read == numbers_of(expected(certificates(), wanted, order, TODAY))


@pytest.mark.parametrize("order", Order)
def test_paging_shows_each_certificate_once_while_others_are_issued(any_app: flask.Flask, order: Order) -> None:
    before = numbers_of(expected(certificates(), Filter(), order, TODAY))
    pages = [page(Filter(), order)]
    while pages[-1].next:
        with engine_of(any_app).begin() as connection:
            newcomers = range(2000 + 10 * len(pages), 2010 + 10 * len(pages))
            changes = {"start_date": TODAY - timedelta(days=170), "end_date": TODAY}
            many.add(connection, [many.values_of(number, surname="Иванов", **changes) for number in newcomers])
        current_session().rollback()
        pages.append(page(Filter(), order, pages[-1].next))
    shown = numbers_on(pages)
    assert len(shown) == len(set(shown))
    assert [number for number in shown if number in before] == before


def test_a_certificate_that_leaves_the_municipality_meanwhile_is_not_shown(any_app: flask.Flask) -> None:
    session = current_session()
    foreign = [one["id"] for one in certificates() if one["municipality_code"] == "myski"]
    assert list(read_all(session, "kiselevsk", foreign, TODAY)) == [[]]


def test_a_count_stops_at_its_limit(any_app: flask.Flask) -> None:
    assert count(current_session(), "kiselevsk", Filter(), TODAY, limit=40) == 40


def test_a_row_says_what_is_known_of_the_certificate(any_app: flask.Flask) -> None:
    [row] = page(Filter(surname="Аль", status=Status.FROZEN, school_id="kindergarten-1", group_id=1), Order.NEWEST).rows
    assert (row.full_name, row.status, row.school) == ("Аль Хасан Анна", Status.FROZEN, "МБДОУ «Детский сад № 1»")
    assert row.group == "Дети в возрасте от 5 до 18 лет"
    assert row.birth_date > date(2012, 3, 4)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Filter(), "все сертификаты"),
        (Filter(surname=" "), "все сертификаты"),
        (Filter(surname="Сидоров", status=Status.EXPIRED), "статус «Срок действия истёк», начало фамилии"),
        (
            Filter(school_id="school-1", group_id=1),
            "школа при получении «МБОУ «СОШ № 1»», группа «Дети в возрасте от 5 до 18 лет»",
        ),
        (Filter(without_school=True, ends_until=TODAY), "без школы, окончание действия по 28.10.19"),
        (Filter(school_elsewhere=True), "школа другого муниципалитета"),
        (Filter(starts_from=TODAY, starts_until=TODAY), "начало действия с 28.10.19 по 28.10.19"),
    ],
)
def test_the_history_is_told_which_filters_were_used_but_no_surname(
    any_app: flask.Flask, wanted: Filter, words: str
) -> None:
    assert told(current_session(), wanted) == words
