"""One PostgreSQL database that every test finds in the same state: making a new one takes up to half a second."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from tests.support import postgresql

SECONDS_TO_LEAVE = 10
CATALOGS = ("class", "attribute", "attrdef", "constraint", "index", "trigger", "proc", "type", "db_role_setting")
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
SEQUENCES = TABLES.replace("'r'", "'S'")
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
COUNTERS = "SELECT last_value, is_called FROM {}"


def postgresql_uri_of(server: Path, name: str) -> str:
    """Give the SQLAlchemy address of a database of the server whose socket is in ``server``."""
    return f"postgresql+psycopg://postgres@/{name}?host={quote(str(server), safe='')}"


class ReadyDatabase:
    """A database that is filled once; then its rows are put back each time that a test wants it new.

    Tables that a test has added are dropped. One that has changed anything else but rows and counters gives it
    up: the next one gets a copy of what was filled.
    """

    def __init__(self, server: Path, fill: Callable[[str], None]) -> None:
        """Make nothing yet.

        Args:
            server: folder of the server's Unix socket.
            fill: brings the empty database at an SQLAlchemy address into the state that tests want.
        """
        self._server, self._fill = server, fill
        self._filled, self._name = "", ""
        self._own: psycopg.Connection | None = None
        """Stays open from test to test: a new one would have to learn about every table again."""

    def renewed(self) -> str:
        """Give its SQLAlchemy address, once it is as it was after it had been filled."""
        if self._name and not self._restore():
            self._delete(self._name)
            self._name = ""
        if not self._name:
            self._make()
        return postgresql_uri_of(self._server, self._name)

    @contextmanager
    def copied(self) -> Iterator[str]:
        """Give the SQLAlchemy address of another database like it, deleted at the end."""
        self._fill_once()
        name = self._create(self._filled)
        try:
            yield postgresql_uri_of(self._server, name)
        finally:
            self._delete(name)

    def drop(self) -> None:
        """Delete the database; whoever is still connected is cut off."""
        for name in filter(None, (self._name, self._filled)):
            self._delete(name)
        self._filled, self._name = "", ""

    def _delete(self, name: str) -> None:
        self._leave()
        with postgresql.connect(self._server) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def _create(self, template: str) -> str:
        name = uuid4().hex
        with postgresql.connect(self._server) as connection:
            command = SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(command.format(Identifier(name), Identifier(template)))
        return name

    def _fill_once(self) -> None:
        if not self._filled:
            self._filled = self._create("template1")
            self._fill(postgresql_uri_of(self._server, self._filled))

    def _make(self) -> None:
        self._fill_once()
        self._name = self._create(self._filled)
        with self._alone() as connection:
            self._shape = _shape_of(connection)
            self._rows = {table: _rows_of(connection, table) for table in _names(connection, TABLES)}
            counters = [_counter_of(connection, name) for name in _names(connection, SEQUENCES)]
            self._put_counters_back = SQL("SELECT ") + SQL(", ").join(counters)

    def _restore(self) -> bool:
        with suppress(psycopg.OperationalError), self._alone() as connection:
            if added := [table for table in _names(connection, TABLES) if table not in self._rows]:
                connection.execute(_everywhere("DROP TABLE {} CASCADE", added))
            if _shape_of(connection) != self._shape:
                return False
            with connection.transaction():
                # every row goes, so no reference can be left behind
                connection.execute("SET LOCAL session_replication_role = replica")
                connection.execute(_everywhere("DELETE FROM {}", self._rows))
                for table, rows in self._rows.items():
                    if rows:
                        _put_back(connection, table, rows)
                connection.execute(self._put_counters_back)
            return True
        return False

    def _leave(self) -> None:
        if self._own is not None:
            self._own.close()
            self._own = None

    @contextmanager
    def _alone(self) -> Iterator[psycopg.Connection]:
        connection = self._own = self._own or postgresql.connect(self._server, self._name)
        try:
            deadline = time.monotonic() + SECONDS_TO_LEAVE
            while connection.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}").fetchall():
                if time.monotonic() > deadline:
                    raise psycopg.OperationalError("somebody does not leave the database")
                time.sleep(0.002)
            yield connection
        except BaseException:
            self._leave()
            raise


def _shape_of(connection: psycopg.Connection) -> object:
    """Read which transactions have written the catalogs: any change of a table, a type or a setting is one."""
    look = SQL("SELECT count(*), sum(xmin::text::int8) FROM {}")
    every = SQL(" UNION ALL ").join(look.format(Identifier(f"pg_{catalog}")) for catalog in CATALOGS)
    return connection.execute(every).fetchall()


def _names(connection: psycopg.Connection, query: str) -> list[str]:
    return [name for (name,) in connection.execute(query)]


def _counter_of(connection: psycopg.Connection, name: str) -> Composed:
    """Read where a counter stands, and give what sets it there."""
    [values] = connection.execute(SQL(COUNTERS).format(Identifier(name)))
    return SQL("setval({}, {}, {})").format(f'"{name}"', *values)


def _rows_of(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
        return b"".join(copy)


def _put_back(connection: psycopg.Connection, table: str, rows: bytes) -> None:
    with connection.cursor().copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
        copy.write(rows)


def _everywhere(statement: str, tables: Iterable[str]) -> Composed:
    return SQL("; ").join(SQL(statement).format(Identifier(table)) for table in tables)
