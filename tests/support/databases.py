"""Databases for each test: empty ones, and the choice between an empty one and one that is ready for families."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Engine, create_engine, func, insert, inspect, select, text

from sgo_pfdo.database import Base
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.programmes.search.model import FTS
from tests.support import postgresql
from tests.support.ready import postgresql_uri_of


class TestsDatabase:
    """The database of a test: the first who asks decides whether it begins empty or ready."""

    def __init__(self, empty: Callable[[], str], ready: Callable[[], str]) -> None:
        """Make nothing yet.

        Args:
            empty: makes an empty one and gives its SQLAlchemy address.
            ready: the same for one with tables and municipalities.
        """
        self._empty, self._ready = empty, ready
        self._uri: str | None = None
        self.is_ready = False
        """Whether it began with tables and municipalities."""

    def address(self, *, ready: bool) -> str:
        """Give the SQLAlchemy address of the one database of this test.

        Args:
            ready: what it shall begin as, if it does not exist yet.
        """
        if self._uri is None:
            self._uri, self.is_ready = (self._ready if ready else self._empty)(), ready
        return self._uri


def table_names(bind: Engine | Connection) -> set[str]:
    """List the tables of a database, but for those in which SQLite keeps the index over the words of programmes."""
    return {name for name in inspect(bind).get_table_names() if not name.startswith(FTS)}


def new_sqlite_uri(folder: Path) -> str:
    """Give the SQLAlchemy address of a new SQLite file in ``folder``."""
    return f"sqlite:///{folder / uuid4().hex}.sqlite"


@contextmanager
def new_postgresql_uri(server: Path) -> Iterator[str]:
    """Give the SQLAlchemy address of a new PostgreSQL database, deleted at the end.

    Args:
        server: folder of the server's Unix socket, :attr:`tests.support.postgresql.PostgresServer.folder`.
    """
    name = uuid4().hex
    with postgresql.connect(server) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield postgresql_uri_of(server, name)
    finally:
        with postgresql.connect(server) as connection:
            # a pool of the test's own may still hold connections
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def copy_rows(source: str, target: str) -> None:
    """Copy all rows of the module into an empty PostgreSQL database, ids included.

    Args:
        source: SQLAlchemy address of an SQLite file.
        target: that of the database; it gets its tables here.
    """
    there, here = create_engine(source), create_engine(target)
    upgrade(here)
    with there.connect() as reading, here.begin() as writing:
        # rows of one table may refer to each other
        writing.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Base.metadata.sorted_tables:
            if rows := [dict(row) for row in reading.execute(select(table)).mappings()]:
                writing.execute(insert(table), rows)
            if (key := table.autoincrement_column) is not None:
                counter = func.pg_get_serial_sequence(table.name, key.name)
                highest = select(func.max(key)).scalar_subquery()
                writing.execute(select(func.setval(counter, func.coalesce(highest, 1), highest.is_not(None))))
    there.dispose()
    here.dispose()
