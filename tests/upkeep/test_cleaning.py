"""``flask pfdo clean`` and a clock that is wrong: nothing is removed before somebody has looked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import flask
import pytest
from click.testing import Result
from sqlalchemy import func, insert, select

from sgo_pfdo.applications.model import Application
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.doctor import findings
from sgo_pfdo.journal.clock_check import NEWEST
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.testing import MemoryPortal
from tests.support.actions import press, run_command
from tests.support.applying import begin
from tests.support.apps import NOW, SASHA, build_app, close_app
from tests.support.desk import take

DAY = timedelta(days=1)
YEARS_AHEAD = {"a year": 366, "six years": 366 * 6}


@pytest.fixture
def portal(app: flask.Flask) -> MemoryPortal:
    """The portal whose clock it is."""
    host = current_state().host
    assert isinstance(host, MemoryPortal)
    return host


def write(number: int, at: datetime) -> None:
    """Write entries of the history."""
    row = {"at": at, "event": "not_found", "actor_role": "clerk", "municipality_code": "kiselevsk"}
    perform(lambda session: session.execute(insert(JournalEntry), [row] * number))


def entries() -> int:
    return current_session().scalar(select(func.count(JournalEntry.id))) or 0


def names() -> list[str]:
    return list(current_session().scalars(select(Certificate.surname).order_by(Certificate.id)))


def clean(app: flask.Flask, *arguments: str) -> Result:
    result = run_command(app, "clean", *arguments)
    current_session().rollback()
    current_session().expire_all()
    return result


def told_of_clock(app: flask.Flask) -> list[str]:
    return [finding.what for finding in findings() if "clock" in finding.what.lower() and not finding.is_well]


@pytest.fixture
def busy(app: flask.Flask) -> flask.Flask:
    """A portal with something to erase: data whose consent is withdrawn, an unfinished application, a history."""
    take(Step.WITHDRAW_CONSENT, press())
    begin(child=SASHA)
    write(20, NOW - 365 * DAY)
    write(20, NOW)
    return app


@pytest.mark.parametrize("days", YEARS_AHEAD.values(), ids=YEARS_AHEAD.keys())
def test_a_clock_that_is_years_ahead_removes_nothing(busy: flask.Flask, portal: MemoryPortal, days: int) -> None:
    before = entries(), names(), current_session().scalar(select(func.count(Application.id)))
    portal.moment = NOW + days * DAY
    result = clean(busy)
    assert result.exit_code == 1
    assert "Ничего не удалено. Последняя запись в истории сделана больше месяца назад: 28 октября 2019" in result.output
    assert "Проверьте часы сервера" in result.output and "flask pfdo clean --sure" in result.output
    portal.moment = NOW
    assert clean(busy).exit_code == 0
    assert (entries(), names(), current_session().scalar(select(func.count(Application.id)))) == before


def test_whoever_has_looked_removes_it(busy: flask.Flask, portal: MemoryPortal) -> None:
    portal.moment = NOW + 366 * 6 * DAY
    result = clean(busy, "--sure")
    assert result.exit_code == 0, result.output
    assert names() == [""] and entries() == 1, "what is left tells of the erasure"


def test_a_clock_that_is_a_day_ahead_does_what_the_next_night_would(busy: flask.Flask, portal: MemoryPortal) -> None:
    before = entries(), names()
    portal.moment = NOW + DAY
    assert clean(busy).exit_code == 0
    assert (entries(), names()) == before


@pytest.mark.parametrize(("old", "is_refused"), [(10, False), (11, True)])
def test_more_than_a_tenth_of_the_history_wants_a_person(app: flask.Flask, old: int, is_refused: bool) -> None:
    write(old, NOW - 365 * 6 * DAY)
    write(100 - old, NOW)
    result = clean(app)
    assert result.exit_code == is_refused
    assert entries() == (100 if is_refused else 90)
    if is_refused:
        assert f"больше десятой части: записей {old} из 100" in result.output
        assert clean(app, "--sure").exit_code == 0
        assert entries() == 100 - old


def test_a_month_without_an_entry_is_no_matter_while_nothing_is_due(app: flask.Flask, portal: MemoryPortal) -> None:
    press()
    portal.moment = NOW + 40 * DAY
    assert clean(app).exit_code == 0
    begin(now=NOW)
    assert clean(app).exit_code == 1
    portal.moment = NOW + 31 * DAY
    assert clean(app).exit_code == 0, "a month is not more than a month"


def test_a_clock_that_is_behind_begins_no_thirty_days_anew(busy: flask.Flask, portal: MemoryPortal) -> None:
    portal.moment = NOW - 365 * DAY
    clean(busy)
    portal.moment = NOW + DAY
    assert clean(busy).exit_code == 0
    assert names() == ["Иванов"] and current_session().scalar(select(func.count(Application.id))) == 1


def test_entries_of_the_future_are_not_the_newest_for_long(app: flask.Flask, portal: MemoryPortal) -> None:
    write(3, NOW + 365 * DAY)
    begin(now=NOW - 40 * DAY)
    result = clean(app)
    assert result.exit_code == 1 and "В истории есть запись из будущего: 27 октября 2020" in result.output
    write(NEWEST, NOW)
    assert clean(app).exit_code == 0


@pytest.mark.parametrize(
    ("shift", "is_told"),
    [(DAY, False), (366 * DAY, True), (-DAY, True), (-365 * DAY, True), (-timedelta(minutes=4), False)],
)
def test_the_doctor_holds_the_clock_against_the_history(
    app: flask.Flask, portal: MemoryPortal, shift: timedelta, is_told: bool
) -> None:
    assert told_of_clock(app) == []
    press()
    portal.moment = NOW + shift
    assert bool(told_of_clock(app)) is is_told
    portal.moment = NOW
    assert told_of_clock(app) == []


def test_after_a_clock_that_was_ahead_the_doctor_calms_down(app: flask.Flask) -> None:
    press(now=NOW + DAY)
    (told,) = told_of_clock(app)
    assert told == (
        "The newest entry of the history is of 2019-10-29 03:00 UTC, after what the clock says, 2019-10-28 03:00 UTC."
    )
    write(NEWEST, NOW)
    assert told_of_clock(app) == []


@pytest.fixture
def served(ready_postgresql_uri: str) -> Iterator[flask.Flask]:
    """A portal that is not under test, on a database server with a clock of its own."""
    app = build_app(ready_postgresql_uri, MemoryPortal(datetime.now(UTC)), prepare=False, TESTING=False)
    with app.app_context():
        yield app
    close_app(app)


@pytest.mark.parametrize("days", [1, 365, -1, -365])
def test_the_doctor_holds_the_clock_against_the_database_server_s(served: flask.Flask, days: int) -> None:
    portal = current_state().host
    assert isinstance(portal, MemoryPortal)
    assert told_of_clock(served) == []
    portal.moment += timedelta(days=days)
    (told,) = told_of_clock(served)
    assert told.startswith(f"The clock says {portal.moment:%Y-%m-%d %H:%M} UTC, the database server's ")
