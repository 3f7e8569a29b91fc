"""Numbers as they are drawn in the database: unique, in sequence where wanted, and an end that is told clearly."""

import random
from dataclasses import replace
from datetime import timedelta

import flask
import pytest
from sqlalchemy import select, update

from sgo_pfdo import Pupil, database
from sgo_pfdo.certificates.creating import NUMBER_ATTEMPTS, READ_AT_ONCE
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.plain import numbers
from sgo_pfdo.plain.numbers import NumbersExhaustedError
from tests.support import many
from tests.support.actions import press, row_counts
from tests.support.apps import MYSKI_SCHOOL, NOW, MakeApp, another_child
from tests.support.editing import change_past_the_module

pytestmark = pytest.mark.usefixtures("app")


def myski_child(number: int) -> Pupil:
    return another_child(number, schools=(MYSKI_SCHOOL,))


def set_myski(**values: object) -> None:
    change_past_the_module(update(Municipality).where(Municipality.code == "myski").values(values))


def numbers_used() -> int:
    query = select(Municipality.numbers_used).where(Municipality.code == "myski")
    return current_session().scalars(query).one()


def test_numbers_in_sequence_begin_with_region_and_municipality() -> None:
    given = [press(myski_child(number)).number for number in range(3)]
    assert given == ["4215000001", "4215000002", "4215000003"]
    assert numbers_used() == 3


def test_a_second_press_and_a_refusal_use_no_number() -> None:
    press(myski_child(1))
    press(myski_child(1))
    with pytest.raises(Exception, match="outside_ages"):
        press(replace(myski_child(2), birth_date=NOW.date()))
    assert numbers_used() == 1


def test_random_numbers_touch_no_counter() -> None:
    press(another_child(1))
    assert current_session().scalars(select(Municipality.numbers_used)).all() == [0, 0]


def test_the_option_gives_the_format_where_the_municipality_has_none(make_app: MakeApp) -> None:
    with make_app(prepare=False, SGO_PFDO_NUMBER_FORMAT="pfdo10").app_context():
        assert press().number == "4207000001"


def test_the_last_number_is_given_and_then_a_clear_error_that_leaves_nothing_behind() -> None:
    set_myski(numbers_used=999_998)
    assert press(myski_child(1)).number == "4215999999"
    before = row_counts()
    with pytest.raises(NumbersExhaustedError, match="all numbers of region 42, municipality 15 are used up"):
        press(myski_child(2))
    assert row_counts() == before
    assert numbers_used() == 999_999


def test_a_municipality_without_its_codes_says_so_and_issues_nothing() -> None:
    set_myski(municipality_code=None)
    before = row_counts()
    with pytest.raises(NumbersExhaustedError, match="myski lacks the codes"):
        press(myski_child(1))
    assert row_counts() == before


def test_a_number_that_is_taken_is_passed_over() -> None:
    for number in range(3):
        press(myski_child(number))
    set_myski(numbers_used=0)  # as after a restored backup
    assert press(myski_child(3)).number == "4215000004"


@pytest.mark.parametrize("taken", [3 * NUMBER_ATTEMPTS, READ_AT_ONCE, READ_AT_ONCE + 1])
def test_thousands_of_taken_numbers_are_passed_over_as_well(taken: int) -> None:
    connection = current_session().connection()
    last = many.values_of(10**6, number=f"4215{taken + 3:06d}")
    many.add(connection, [last, *(many.values_of(10**6 + n, number=f"4215{n:06d}") for n in range(1, taken + 1))])
    current_session().commit()
    given = [press(myski_child(number)).number for number in range(3)]
    assert given == [f"4215{position:06d}" for position in (taken + 1, taken + 2, taken + 4)]


def test_a_municipality_whose_numbers_another_one_has_used_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "LAST_IN_SEQUENCE", 5)
    rows = [many.values_of(10**6 + n, number=f"4215{n:06d}") for n in range(1, 6)]
    many.add(current_session().connection(), rows)
    current_session().commit()
    before = row_counts()
    with pytest.raises(NumbersExhaustedError, match="all numbers of region 42, municipality 15 are used up"):
        press(myski_child(1))
    assert row_counts() == before


def test_collisions_of_random_numbers_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(1)
    monkeypatch.setattr(numbers, "random_number", lambda: f"10000000000{dice.randrange(5)}")
    given = {press(another_child(number)).number for number in range(5)}
    assert len(given) == 5
    before = row_counts()
    with pytest.raises(NumbersExhaustedError, match="no free number in kiselevsk"):
        press(another_child(6))
    assert row_counts() == before


def test_a_collision_does_not_take_somebody_elses_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = press(another_child(1)).number
    drawn = iter([taken, taken, "785044901646"])
    monkeypatch.setattr(numbers, "random_number", lambda: next(drawn))
    certificate = press(another_child(2))
    assert certificate.number == "785044901646"


def test_numbers_are_never_used_again_after_a_certificate_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["785044901646", "785044901646", "785044901647"])
    monkeypatch.setattr(numbers, "random_number", lambda: next(drawn))
    first = press().number
    assert (first, press(now=NOW + timedelta(days=90)).number) == ("785044901646", "785044901647")


def test_the_database_itself_refuses_a_second_living_certificate_and_a_second_number(app: flask.Flask) -> None:
    first = press()
    engine = app.extensions["sqlalchemy"].engine
    copied = {column.name: getattr(first, column.key) for column in Certificate.__mapper__.columns.values()}
    row = {**copied, "status": first.stored_status, "id": first.id + 1, "card_id": "another"}
    for twin in (row | {"number": "100000000001"}, row | {"living_key": None}):
        with engine.connect() as connection, pytest.raises(database.DBAPIError):
            connection.execute(Certificate.__table__.insert().values(twin))
