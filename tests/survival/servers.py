"""PostgreSQL servers of a test's own, which it stops, kills and replaces under load."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.support.apps import build_app, close_app
from tests.support.figures import SOAK
from tests.support.postgresql import PostgresServer
from tests.survival.reckoning import reckon
from tests.survival.visitors import Rush, ask, kinds

ROUNDS = 5 if SOAK else 1
SECONDS_AWAY = 10 if SOAK else 1
SECONDS_OF_LOAD = 5 if SOAK else 0.5
SECONDS_TO_RECOVER = 30
AS_IN_PRODUCTION: dict[str, str] = {}
"""Options of a server that keeps what it has acknowledged: PostgreSQL's own defaults."""


@contextmanager
def running(**options: Path | None) -> Iterator[PostgresServer]:
    """Run a server of its own."""
    server = PostgresServer(AS_IN_PRODUCTION, **options)
    try:
        yield server
    finally:
        server.stop()


def prepared(server: PostgresServer) -> str:
    """Make the tables in the server's own database; give its address."""
    uri = f"postgresql+psycopg://postgres@/postgres?host={quote(str(server.folder), safe='')}"
    close_app(build_app(uri))
    return uri


def recover(ports: list[int]) -> float:
    """Open the page at every worker until it is there; give the seconds that took the last of them."""
    began = time.monotonic()
    for port in ports:
        while (answer := ask(port, 0)).status != 200:
            assert answer.says_come_again, answer
            assert time.monotonic() - began < SECONDS_TO_RECOVER, answer
            time.sleep(0.05)
    return time.monotonic() - began


def settle(rush: Rush, database_uri: str) -> dict[str, int]:
    """Stop the rush and have everybody press again who was asked to.

    Returns:
        The figures.
    """
    answers = rush.stop()
    found = reckon(database_uri)
    told_in_vain = [child for child, answer in answers.items() if answer.status == 303 and not found.has(child)]
    again = rush.press_again()
    end = reckon(database_uri)
    counted = kinds([*answers.values(), *again])
    errors = sum(counted.values()) - counted["303"] - counted["again"]
    assert (found.faults, end.faults, told_in_vain, errors) == ([], [], [], 0), counted
    assert (end.certificates, kinds(again)["again"]) == (len(answers), 0)
    numbers = {"tries": len(answers), "certificates": end.certificates, "errors": errors}
    return numbers | {"asked_to_come_again": counted["again"], "told_in_vain": len(told_in_vain)}
