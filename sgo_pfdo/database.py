"""The database: our own tables in the host's session, and the one place that commits.

Services take the session and never commit. Whoever starts an action wraps it in :func:`perform`, which commits it
whole, runs it again whole when another writer was in the way, and sends the signals of the action once it is committed.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import flask
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Table, TypeDecorator
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session

TABLE_PREFIX = "sgo_pfdo_"
VERSION_TABLE = TABLE_PREFIX + "alembic_version"
ATTEMPTS = 10
"""How often an action is run before the person is asked to try again in a minute."""
PATIENCE = 15.0
"""Seconds after which no further attempt begins: with a long lock time-out ten of them would outlast the person."""

FAILURES = (DBAPIError, PendingRollbackError, PoolTimeoutError)
"""What SQLAlchemy raises when the database does not do what it is asked; :func:`is_passing` tells which goes away."""

T = TypeVar("T")
M = TypeVar("M", bound="Base")


class Base(DeclarativeBase):
    """The base of all tables of the module, with a MetaData apart from the host's."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


BigId = BigInteger().with_variant(Integer, "sqlite")
"""Keys that never leave the module; SQLite numbers rows only in INTEGER columns."""


class Moment(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, the same on SQLite, which knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; a naive moment is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class DatabaseBusyError(Exception):
    """The database was locked, restarted or overloaded through every attempt: nothing was changed, try again."""


def current_session() -> Session:
    """Give the host's Flask-SQLAlchemy session of the current application context."""
    return session_of(flask.current_app)


def session_of(app: flask.Flask) -> Session:
    """Give the host's Flask-SQLAlchemy session of an application that is the current one."""
    session: scoped_session[Session] = app.extensions["sqlalchemy"].session
    return session()


class _Action:
    """What belongs to the outermost action on a session: signals to send after its commit."""

    def __init__(self) -> None:
        self.after_commit: list[Callable[[], None]] = []


_KEY = "sgo_pfdo_action"
_COMMITTED = "sgo_pfdo_committed"


def perform(action: Callable[[Session], T], *, session: Session | None = None) -> T:
    """Run an action and commit it: all of it or nothing.

    A call inside another action joins it: only the outermost one commits. A host that wants rows of its own in the same
    transaction adds them inside an action of its own, from which it calls the module. The action may be run several
    times, always from its start on a rolled-back session, so it must do nothing outside the database.

    :param action: gets the session; what it returns is returned.
    :param session: the session to use, by default the host's for this application context.
    :raises DatabaseBusyError: other writers or a restart were in the way, ten times or for 15 seconds.
    """
    session = current_session() if session is None else session
    if _KEY in session.info:
        return action(session)
    began = time.monotonic()
    for attempt in range(ATTEMPTS):
        if attempt:
            if time.monotonic() - began > PATIENCE:
                break
            time.sleep(random.uniform(0, 0.02 * 2 ** min(attempt, 6)))  # noqa: S311 - jitter, no secret
        try:
            result, collected = _run_once(session, action)
        except FAILURES as error:
            if not is_passing(error):
                raise
            last = error
            continue
        for send in collected:
            send()
        return result
    raise DatabaseBusyError("the database did not take the action") from last


def _run_once(session: Session, action: Callable[[Session], T]) -> tuple[T, list[Callable[[], None]]]:
    current = session.info[_KEY] = _Action()
    try:
        _take_write_lock(session)
        result = action(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info[_KEY]
    session.info[_COMMITTED] = True
    return result, current.after_commit


def has_committed(session: Session) -> bool:
    """Tell whether the session has committed an action already: what led to it must not be done again."""
    return _COMMITTED in session.info


def _take_write_lock(session: Session) -> None:
    """Begin as a writer on SQLite, where a reader that turns writer may be refused however long it waits."""
    connection = session.connection()
    if connection.dialect.name == "sqlite" and not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def after_commit(session: Session, send: Callable[[], None]) -> None:
    """Have something called once the current action is committed; never if it is rolled back.

    :raises RuntimeError: called outside :func:`perform`.
    """
    action: _Action | None = session.info.get(_KEY)
    if action is None:
        raise RuntimeError("only inside database.perform")
    action.after_commit.append(send)


_SQLITE_PASSING = {5, 6}  # SQLITE_BUSY, SQLITE_LOCKED
_SQLITE_UNUSABLE = {8, 10, 11, 13, 14, 26}  # read-only, input/output, corrupt, full disk, cannot open, no database
_POSTGRESQL_NO_TABLE = "42P01"
_ENDING_WITH_ROLLBACK = {"25P02", "40001", "40P01"}
_POSTGRESQL_PASSING = ("40001", "40P01", "55P03", "25P02", "57P0", "08", "53")


def is_passing(error: Exception) -> bool:
    """Tell an error that goes away when the whole action is run again from one that is a mistake.

    :param error: from SQLAlchemy: locks, deadlocks, serialization failures, a lost connection, no free connection in
        the pool, a transaction that the host had already broken when we came.
    """
    if isinstance(error, PendingRollbackError | PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    if code:
        return str(code).startswith(_POSTGRESQL_PASSING)
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & 0xFF in _SQLITE_PASSING
    return isinstance(error, OperationalError)  # a server that cannot be reached gives no code


def ends_with_rollback(error: Exception) -> bool:
    """Tell an error whose cause is gone once the session is rolled back, so that it need not be waited for.

    A transaction that the host had broken when we came, one that was overtaken, a connection that died in the pool.
    """
    if isinstance(error, PendingRollbackError):
        return True
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return getattr(error, "connection_invalidated", False) or code in _ENDING_WITH_ROLLBACK


def is_unusable(error: Exception) -> bool:
    """Tell whether the database as a whole cannot be used now, for whatever passing or lasting reason."""
    if isinstance(error, DatabaseBusyError) or is_passing(error) or lacks_tables(error):
        return True
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _SQLITE_UNUSABLE


def lacks_tables(error: Exception) -> bool:
    """Tell whether a table is missing altogether: before the first upgrade, or in an empty file that took a place."""
    driver = getattr(error, "orig", None)
    if getattr(driver, "sqlstate", None) == _POSTGRESQL_NO_TABLE:
        return True
    return getattr(driver, "sqlite_errorcode", None) == 1 and str(driver).startswith("no such table")


def name_of(error: BaseException) -> str:
    """Name a failure for the log: «SQLITE_FULL», «57P01», «TimeoutError»; its text may hold personal data.

    :param error: from SQLAlchemy, or a :class:`DatabaseBusyError` that was raised from one.
    """
    if isinstance(error, DatabaseBusyError) and error.__cause__ is not None:
        return f"busy, {name_of(error.__cause__)}"
    driver = getattr(error, "orig", None)
    code = getattr(driver, "sqlstate", None) or getattr(driver, "sqlite_errorname", None)
    return str(code or type(error).__name__)


def table_of(model: type[Base]) -> Table:
    """Give the table of a model, for statements that have nothing to do with objects."""
    return cast(Table, model.__table__)


class RowInsert:
    """Inserts rows of one table, each unless one with the same key stands there already.

    Like :func:`insert_new`, for what three hundred thousand people press in one evening: the statement is composed once
    and gives nothing but the id, for to compose it and to make an object of the row costs more than to run it.
    """

    def __init__(self, model: type[Base]) -> None:
        table = table_of(model)
        self._statements = {
            "postgresql": postgresql.insert(table).on_conflict_do_nothing().returning(table.c.id),
            "sqlite": sqlite.insert(table).on_conflict_do_nothing().returning(table.c.id),
        }

    def __call__(self, session: Session, values: Mapping[str, Any]) -> int | None:
        """Insert a row.

        :param values: by the names of the columns.
        :return: its id, or ``None`` when another one is in the way: read what is there.
        """
        connection = session.connection()
        row_id: int | None = connection.execute(self._statements[connection.dialect.name], values).scalar_one_or_none()
        return row_id


def insert_many_new(
    session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]], *keys: str
) -> dict[Any, int]:
    """Insert many rows at once, each unless one with the same key of the table stands there already.

    :param rows: values by the names of the columns.
    :param keys: the column, or columns, by which the caller tells the rows apart.
    :return: the primary keys of those that were inserted, by that column, or by the values of those columns.
    """
    table, connection = table_of(model), session.connection()
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = (
        make(table)
        .on_conflict_do_nothing()
        .returning(*table.primary_key, *(table.c[key].label(f"by_{key}") for key in keys))
    )
    inserted = connection.execute(statement, list(rows))
    return {row[1] if len(keys) == 1 else tuple(row[1:]): row[0] for row in inserted}


def insert_missing(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows at once, each unless one with the same key of the table stands there already.

    :param rows: values by the names of the columns, sorted by their key: whoever inserts the same ones at the same
        moment waits, and in one order no two wait for each other.
    """
    table, connection = table_of(model), session.connection()
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(make(table).on_conflict_do_nothing(), list(rows))


def insert_new(session: Session, model: type[M], values: Mapping[str, Any]) -> M | None:
    """Insert a row unless one with the same key stands there already.

    Never raises for a twin and needs no SAVEPOINT: a concurrent twin is waited for.

    :param values: column names and values.
    :return: the new row, or ``None`` when another one is in the way: read what is there.
    """
    dialect = session.get_bind(model).dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(model)
    return session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()
