"""Fleets of workers on a database that is ready for families."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.figures import SOAK
from tests.survival.crowd import Host
from tests.survival.fleet import Fleet

# for make soak alone: a standby takes as long as all the rest, and PgBouncer is a program of the machine
collect_ignore = [] if SOAK else ["test_promoted_standby.py", "test_pgbouncer.py"]

MakeFleet = Callable[..., Fleet]


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_uri(request: pytest.FixtureRequest) -> str:
    """A database with tables and municipalities, where nobody has a certificate, on each of the two."""
    uri: str = request.getfixturevalue(f"ready_{request.param}_uri")
    return uri


@pytest.fixture
def make_fleet(tmp_path: Path) -> Iterator[MakeFleet]:
    """``make_fleet(database_uri, size, …)`` starts workers; the rest is for :class:`Host`."""
    with ExitStack() as stack:

        def make(database_uri: str, size: int, **host: Any) -> Fleet:
            return stack.enter_context(Fleet(Host(database_uri=database_uri, **host), size, tmp_path / "said"))

        yield make
