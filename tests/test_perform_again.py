"""``database.perform`` when other writers are in the way: the whole action is run again, so often and no more."""

import itertools
from collections.abc import Iterator
from typing import Any

import flask
import pytest
from sqlalchemy import create_engine, event, select, text, update
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.database import ATTEMPTS, PATIENCE, DatabaseBusyError, current_session, insert_new, perform
from sgo_pfdo.municipalities.model import Municipality
from tests.support.actions import events, press, row_counts
from tests.support.apps import IGOR, SASHA, build_app, close_app

COUNT_UP = update(Municipality).where(Municipality.code == "myski").values(numbers_used=Municipality.numbers_used + 1)


class Clock:
    """Sleeps in no time and remembers the pauses; what takes time moves the clock by hand."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.seconds = 0.0

    def monotonic(self) -> float:
        """Tell how far the clock has been moved."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Remember a pause."""
        self.pauses.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Pauses between attempts take no time."""
    clock = Clock()
    monkeypatch.setattr(database, "time", clock)
    return clock


@pytest.fixture(params=["REPEATABLE READ", "SERIALIZABLE"])
def strict_app(request: pytest.FixtureRequest, ready_postgresql_uri: str) -> Iterator[flask.Flask]:
    """A host whose PostgreSQL refuses changes that another transaction has overtaken."""
    options = {"isolation_level": request.param}
    app = build_app(ready_postgresql_uri, prepare=False, SQLALCHEMY_ENGINE_OPTIONS=options)
    with app.app_context():
        yield app
    close_app(app)


@pytest.fixture
def locked_app(ready_sqlite_uri: str) -> Iterator[flask.Flask]:
    """A host whose SQLite waits for nobody."""
    options = {"connect_args": {"timeout": 0}}
    app = build_app(ready_sqlite_uri, prepare=False, SQLALCHEMY_ENGINE_OPTIONS=options)
    with app.app_context():
        yield app
    close_app(app)


def numbers_used() -> int:
    return current_session().scalars(select(Municipality.numbers_used).where(Municipality.code == "myski")).one()


def overtake(app: flask.Flask) -> None:
    with app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.execute(COUNT_UP)


@pytest.mark.usefixtures("clock")
def test_an_action_that_was_overtaken_is_run_again_from_its_start(strict_app: flask.Flask) -> None:
    seen: list[int] = []

    def action(session: Session) -> None:
        seen.append(numbers_used())
        press()
        if len(seen) <= 2:
            overtake(strict_app)
        session.execute(COUNT_UP.execution_options(synchronize_session=False))

    perform(action)
    assert seen == [0, 1, 2]
    assert numbers_used() == 3
    assert events() == ["issued", "account_opened"]


@pytest.mark.usefixtures("clock")
def test_an_inner_action_that_was_overtaken_has_the_outer_one_run_again(strict_app: flask.Flask) -> None:
    runs: list[str] = []

    def inner(session: Session) -> None:
        runs.append("inner")
        if runs.count("inner") == 1:
            overtake(strict_app)
        session.execute(COUNT_UP.execution_options(synchronize_session=False))

    def outer(session: Session) -> None:
        runs.append("outer")
        numbers_used()
        perform(inner)

    perform(outer)
    assert runs == ["outer", "inner"] * 2
    assert numbers_used() == 2


@pytest.mark.usefixtures("clock")
def test_a_press_that_was_overtaken_by_the_other_parents_gives_their_certificate(strict_app: flask.Flask) -> None:
    numbers: list[str] = []

    def action(session: Session) -> str:
        numbers_used()  # from here on this transaction does not see what others commit
        if not numbers:
            with strict_app.app_context():
                numbers.append(press().number)
        return press().number

    assert perform(action) == numbers[0]
    assert events() == ["issued", "account_opened"]


@pytest.mark.usefixtures("clock")
def test_two_actions_that_block_each_other_both_succeed(postgresql_app: flask.Flask) -> None:
    engine = postgresql_app.extensions["sqlalchemy"].engine
    attempts = itertools.count(1)

    def change(code: str) -> Any:
        return text("UPDATE sgo_pfdo_municipality SET numbers_used = numbers_used + 1 WHERE code = :code").bindparams(
            code=code
        )

    with engine.connect() as rival:
        rival.execute(change("myski"))

        def action(session: Session) -> int:
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            session.execute(change("kiselevsk"))
            attempt = next(attempts)
            if attempt == 3:
                rival.rollback()
            session.execute(change("myski"))
            return attempt

        assert perform(action) == 3
    assert set(current_session().scalars(select(Municipality.numbers_used))) == {1}


def test_while_another_writer_holds_sqlite_the_action_waits_its_turn(locked_app: flask.Flask, clock: Clock) -> None:
    engine = locked_app.extensions["sqlalchemy"].engine
    with engine.connect() as rival:
        rival.exec_driver_sql("BEGIN IMMEDIATE")
        remember = clock.sleep

        def sleep(seconds: float) -> None:
            remember(seconds)
            if len(clock.pauses) == 4:
                rival.rollback()

        clock.sleep = sleep  # type: ignore[method-assign]
        press()
    assert len(clock.pauses) == 4
    assert events() == ["issued", "account_opened"]


def test_a_reader_on_sqlite_may_turn_writer(locked_app: flask.Flask) -> None:
    row_counts()  # a transaction that reads is open from here on
    overtake(locked_app)
    press(IGOR)
    press(SASHA)
    assert events() == ["issued", "account_opened"] * 2


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE"])
def test_a_host_that_begins_sqlites_transactions_itself_loses_nothing(locked_app: flask.Flask, begin: str) -> None:
    engine = locked_app.extensions["sqlalchemy"].engine
    rival = create_engine(engine.url)
    with rival.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    engine.dispose()
    event.listen(engine, "connect", lambda connection, record: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    seen: list[int] = []

    def action(session: Session) -> None:
        seen.append(numbers_used())
        if begin == "BEGIN" and len(seen) == 1:
            with rival.begin() as connection:
                connection.execute(COUNT_UP)
        press()

    perform(action)
    rival.dispose()
    assert seen == ([0, 1] if begin == "BEGIN" else [0])
    assert events() == ["issued", "account_opened"]


def test_after_so_many_attempts_the_database_counts_as_busy(locked_app: flask.Flask, clock: Clock) -> None:
    before = row_counts()
    current_session().rollback()
    runs: list[Session] = []
    with locked_app.extensions["sqlalchemy"].engine.connect() as rival:
        rival.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusyError):
            perform(runs.append)
    assert len(clock.pauses) == ATTEMPTS - 1
    assert runs == []
    assert row_counts() == before
    perform(runs.append)
    assert len(runs) == 1


def test_where_each_attempt_waits_long_for_the_lock_the_person_is_not_kept_through_all_of_them(
    locked_app: flask.Flask, clock: Clock
) -> None:
    tries = 0

    def action(session: Session) -> None:
        nonlocal tries
        tries += 1
        clock.seconds += 6
        session.execute(text("SELECT 1 FROM sgo_pfdo_holder"))
        raise PendingRollbackError("as after six seconds of waiting")

    with pytest.raises(DatabaseBusyError):
        perform(action)
    assert tries == 3 and clock.seconds < PATIENCE + 6


def test_the_pauses_differ_and_stay_short(locked_app: flask.Flask, clock: Clock) -> None:
    with locked_app.extensions["sqlalchemy"].engine.connect() as rival:
        rival.exec_driver_sql("BEGIN IMMEDIATE")
        for _ in range(5):
            with pytest.raises(DatabaseBusyError):
                press()
    assert len(set(clock.pauses)) == len(clock.pauses)
    assert all(0 <= pause <= 1.5 for pause in clock.pauses)


def test_a_database_that_is_away_counts_as_busy(clock: Clock) -> None:
    nowhere = "postgresql+psycopg://postgres@/nowhere?host=%2Fno%2Fsuch%2Ffolder"
    app = build_app(nowhere, prepare=False)
    with app.app_context(), pytest.raises(DatabaseBusyError):
        press()
    assert len(clock.pauses) == ATTEMPTS - 1
    close_app(app)


def test_connections_that_the_server_has_closed_are_opened_again(postgresql_app: flask.Flask, clock: Clock) -> None:
    uri = postgresql_app.config["SQLALCHEMY_DATABASE_URI"]
    row_counts()
    administrator = create_engine(uri, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    administrator.dispose()
    press()
    assert events() == ["issued", "account_opened"]
    assert 1 <= len(clock.pauses) < ATTEMPTS


def test_a_twin_that_is_not_committed_yet_is_waited_for(postgresql_app: flask.Flask) -> None:
    values = {"code": "twin", "name": "г. Двойной"}
    with Session(postgresql_app.extensions["sqlalchemy"].engine) as rival:
        assert insert_new(rival, Municipality, values) is not None

        def impatient(session: Session) -> None:
            session.execute(text("SET LOCAL lock_timeout = '20ms'"))
            insert_new(session, Municipality, values)

        with pytest.raises(database.OperationalError) as caught:
            impatient(current_session())
        assert database.is_passing(caught.value)
        current_session().rollback()
        rival.commit()
    assert perform(lambda session: insert_new(session, Municipality, values)) is None
