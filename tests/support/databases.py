"""Empty databases, one for each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from psycopg.sql import SQL, Identifier

from tests.support import postgresql


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
        yield f"postgresql+psycopg://postgres@/{name}?host={quote(str(server), safe='')}"
    finally:
        with postgresql.connect(server) as connection:
            # a pool of the test's own may still hold connections
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
