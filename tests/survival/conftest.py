"""Fleets of workers on a database that is ready for families."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.apps import build_app, close_app
from tests.support.figures import SOAK
from tests.survival.crowd import Host
from tests.survival.fleet import Fleet

# for make soak alone: a standby takes as long as all the rest, and PgBouncer is a program of the machine
collect_ignore = [] if SOAK else ["test_promoted_standby.py", "test_pgbouncer.py"]

MakeFleet = Callable[..., Fleet]


@pytest.fixture
def ready_sqlite(sqlite_uri: str, ready_file: Path) -> str:
    """An SQLite file with tables and municipalities, where nobody has a certificate."""
    shutil.copy(ready_file, sqlite_uri.removeprefix("sqlite:///"))
    return sqlite_uri


@pytest.fixture
def ready_postgresql(postgresql_uri: str) -> str:
    """The same on PostgreSQL."""
    close_app(build_app(postgresql_uri))
    return postgresql_uri


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_uri(request: pytest.FixtureRequest) -> str:
    """The same on each of the two."""
    uri: str = request.getfixturevalue(f"ready_{request.param}")
    return uri


@pytest.fixture
def make_fleet(tmp_path: Path) -> Iterator[MakeFleet]:
    """``make_fleet(database_uri, size, …)`` starts workers; the rest is for :class:`Host`."""
    with ExitStack() as stack:

        def make(database_uri: str, size: int, **host: Any) -> Fleet:
            return stack.enter_context(Fleet(Host(database_uri=database_uri, **host), size, tmp_path / "said"))

        yield make
