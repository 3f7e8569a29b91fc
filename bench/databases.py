"""The databases that are measured: new ones, deleted afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.databases import new_postgresql_uri, new_sqlite_uri
from tests.support.postgresql import PostgresServer

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
"""How each kind is called in the tables."""


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """Give the SQLAlchemy address of a new database; PostgreSQL gets a server of its own.

    Args:
        kind: one of :data:`NAMES`.
    """
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield new_sqlite_uri(Path(folder))
        return
    server = PostgresServer()
    try:
        with new_postgresql_uri(server.folder) as uri:
            yield uri
    finally:
        server.stop()
