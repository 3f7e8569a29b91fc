"""Page and issuing in a region with a million certificates, against one with ten thousand: ``python -m bench.growth``.

``MILLIONS=10`` makes the larger region larger. Both regions stand side by side on the same server and are asked in turn
by one process, with whole requests through WSGI; each request is about another child, picked at random. PostgreSQL
commits durably.

A million takes some three minutes, 2 GB of memory and 6 GB of disk in the temporary folder; ten millions 12 minutes,
12 GB and 30 GB. There half the memory makes the page a sixth slower, by the same plan: every fourth block that it needs
has to be fetched from outside PostgreSQL.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TypeVar

import flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import page, region
from bench.rows import Row, show
from sgo_pfdo import Pupil
from tests.support.databases import new_postgresql_uri, new_sqlite_uri
from tests.support.postgresql import PostgresServer

SMALL, LARGE = 10**4, round(float(os.environ.get("MILLIONS") or 1) * 10**6)
"""Certificates."""
LARGE_FILE = min(LARGE, 10**6)
"""A region with more than a million certificates has a server."""
ROUNDS, REQUESTS = 80, 25
WARM_UP = 4
"""Rounds that do not count."""
GOAL = 0.9
PAGE, ISSUE = "/settings/certificate", "/settings/certificate/issue"

SERVER = {
    # what families ask for fits into memory: a GB for each million. PostgreSQL's default, 128 MB, is for trying it out.
    "shared_buffers": f"{max(4, LARGE // 10**6)}GB",
    # or else the filling waits for one checkpoint after the other
    "max_wal_size": "8GB",
}
"""As a region's server would be set up."""

Environ = dict[str, Any]


class Portal(page.Portal):
    """A portal whose only parent has whatever child is asked for."""

    def children(self, parent_id: str) -> list[Pupil]:
        """Give the child that the address or the form names."""
        return [region.child_of(flask.request.values["child"])]

    def pupil(self, pupil_id: str) -> Pupil:
        """Give any child."""
        return region.child_of(pupil_id)


class Inhabited(Protocol):
    """A portal on a database with so many certificates."""

    name: str
    app: flask.Flask


R = TypeVar("R", bound=Inhabited)


class Region:
    """A portal on a database with so many certificates, and what is asked of it."""

    def __init__(self, uri: str, certificates: int) -> None:
        """Fill the database, sign in."""
        self.name = name_of(certificates)
        began = time.perf_counter()
        self.app = page.build(uri, Portal(), prepare=False)
        region.prepare(self.app, certificates)
        print(f"{self.name} certificates, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        self._chance = random.Random(certificates)  # noqa: S311 - no secret
        self._holders = region.holders_of(certificates)
        self._new = count(certificates + 1)
        self._known = {region.likeness(number) for number in range(1, self._holders + 1)}
        client = self.app.test_client()
        client.get("/in")
        text = client.get(PAGE, query_string={"child": self._new_child()}).text
        self._token = text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
        self._headers = [("Cookie", "session=" + client.get_cookie("session").value)]  # type: ignore[union-attr]

    def look(self) -> Environ:
        """Make the request for the page of a child who has a certificate."""
        child = region.pupil_id(self._chance.randint(1, self._holders))
        return EnvironBuilder(path=PAGE, query_string={"child": child}, headers=self._headers).get_environ()

    def press(self) -> Environ:
        """Make the request that issues a certificate to a child who has none."""
        data = {"child": self._new_child(), "csrf_token": self._token}
        return EnvironBuilder(path=ISSUE, method="POST", data=data, headers=self._headers).get_environ()

    def _new_child(self) -> str:
        """Name a child who is like nobody: of the others, one in thirty at a million, the family would be asked."""
        number = next(one for one in self._new if region.likeness(one) not in self._known)
        self._known.add(region.likeness(number))
        return region.pupil_id(number)


def name_of(number: int) -> str:
    """Name a number of certificates: «10⁶»."""
    power = len(str(number)) - 1
    superscripts = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "10" + str(power).translate(superscripts) if number == 10**power else f"{number:,}"


def timed(app: flask.Flask, requests: list[Environ], expected: str) -> float:
    """Time a round of requests, in seconds.

    :param expected: stands in the status of the answer, or in the address that it leads to.
    """
    answers = []
    began = time.perf_counter()
    for environ in requests:
        body, status, headers = run_wsgi_app(app, environ)
        answers.append((f"{status} {headers.get('Location', '')}", b"".join(body)))
    seconds = time.perf_counter() - began
    for status, answer in answers:
        assert expected in status, (status, answer.decode())
    return seconds


def measure(
    what: str,
    database: str,
    ask: Callable[[R], Environ],
    expected: str,
    regions: list[R],
    *,
    rounds: int = ROUNDS,
    requests: int = REQUESTS,
) -> Row:
    """Measure one kind of request in both regions, in turn.

    :param ask: makes a request.
    :param expected: as in :func:`timed`.
    :param regions: the small one and the large one.
    """
    measured = [
        [timed(one.app, [ask(one) for _ in range(requests)], expected) for one in regions]
        for _ in range(WARM_UP + rounds)
    ][WARM_UP:]
    ratio = statistics.median(small / large for small, large in measured)
    small_ms, large_ms = (statistics.median(times) / requests * 1000 for times in zip(*measured, strict=True))
    small, large = regions
    return Row(f"{what} at {large.name} certificates, {database}", f"at {small.name}", ratio, f">= {GOAL}",
               ratio >= GOAL, f"{large_ms:.2f} ms a request, {small_ms:.2f} at {small.name}")  # fmt: skip


@contextmanager
def postgresql() -> Iterator[tuple[str, str]]:
    """Give the addresses of two databases on one server."""
    server = PostgresServer(SERVER)
    try:
        with new_postgresql_uri(server.folder) as small, new_postgresql_uri(server.folder) as large:
            yield small, large
    finally:
        server.stop()


@contextmanager
def sqlite() -> Iterator[tuple[str, str]]:
    """Give the addresses of two files."""
    with tempfile.TemporaryDirectory() as folder:
        yield new_sqlite_uri(Path(folder)), new_sqlite_uri(Path(folder))


def rows() -> list[Row]:
    """Measure the page on both databases, issuing on PostgreSQL."""
    found = []
    with sqlite() as uris:
        regions = [Region(uris[0], SMALL), Region(uris[1], LARGE_FILE)]
        found.append(measure("page", "SQLite", Region.look, "200", regions))
    with postgresql() as uris:
        regions = [Region(uris[0], SMALL), Region(uris[1], LARGE)]
        found.append(measure("page", "PostgreSQL", Region.look, "200", regions))
        found.append(measure("issuing", "PostgreSQL", Region.press, "done=issued", regions))
    return found


if __name__ == "__main__":
    show(rows())
