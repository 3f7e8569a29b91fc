"""Sixteen processes knock at the same doors at once: no more get through than the limit says."""

from collections import Counter
from collections.abc import Iterator

import pytest

from sgo_pfdo.limits import ACCOUNT, DOCUMENT, PASSWORD, SEARCH
from tests.support.actions import press
from tests.support.apps import build_app, close_app
from tests.support.workers import Hosts, Workers, knock_at_doors, running_workers

PROCESSES, TIMES = 16, 2
"""Together more than the widest of the doors lets through."""


@pytest.fixture(scope="module")
def sixteen() -> Iterator[Workers]:
    """Sixteen processes."""
    with running_workers(PROCESSES) as workers:
        yield workers


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_sixteen_at_once_get_through_no_more_often_than_one(
    request: pytest.FixtureRequest, sixteen: Workers, kind: str
) -> None:
    hosts = Hosts(request.getfixturevalue(f"ready_{kind}_uri"), {})
    app = build_app(hosts.database_uri, prepare=False)
    with app.app_context():
        press()
    close_app(app)
    through: Counter[str] = sum(map(Counter, sixteen.at_once(knock_at_doors, hosts, TIMES)), Counter())
    assert through == {door.name: door.limits[ACCOUNT] for door in (PASSWORD, SEARCH, DOCUMENT)}
