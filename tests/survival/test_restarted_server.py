"""PostgreSQL is stopped, killed and replaced under load: families are asked to come again, and nothing is lost."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support import postgresql
from tests.support.apps import build_app, close_app
from tests.support.figures import SOAK, Figures
from tests.support.postgresql import PostgresServer
from tests.survival.conftest import MakeFleet
from tests.survival.reckoning import Reckoning, reckon
from tests.survival.visitors import Answer, Browser, Rush, ask, kinds

pytestmark = pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is missing")

ROUNDS = 10 if SOAK else 1
SECONDS_AWAY = 20 if SOAK else 1
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


def settle(rush: Rush, database_uri: str) -> tuple[Reckoning, dict[str, int]]:
    """Stop the rush and have everybody press again who was asked to.

    Returns:
        What stands in the database at the end, and the figures.
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
    return end, numbers | {"asked_to_come_again": counted["again"], "told_in_vain": len(told_in_vain)}


WAYS: list[Callable[[PostgresServer], None]] = [PostgresServer.shut_down, PostgresServer.kill]


def test_workers_outlive_a_server_that_is_stopped_and_killed_and_started(
    make_fleet: MakeFleet, figures: Figures
) -> None:
    with running() as server:
        uri = prepared(server)
        fleet = make_fleet(uri, 2)
        rush, slowest, closed = Rush(Browser(fleet.ports[0]), fleet.ports), 0.0, list[Answer]()
        for end in WAYS * ROUNDS:
            time.sleep(SECONDS_OF_LOAD)
            end(server)
            time.sleep(SECONDS_AWAY)
            closed += [ask(port, 0) for port in fleet.ports]
            server.start()
            slowest = max(slowest, recover(fleet.ports))
        time.sleep(SECONDS_OF_LOAD)
        _, numbers = settle(rush, uri)
    figures(**numbers, stops=len(WAYS) * ROUNDS, seconds_to_recover=f"{slowest:.1f}")
    assert all(answer.says_come_again for answer in closed), closed


def follow(primary: PostgresServer, standby: PostgresServer) -> None:
    """Have the primary acknowledge nothing that the standby does not have."""
    with closing(postgresql.connect(primary.folder)) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
        state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        while connection.execute(state).fetchone() != (1,):
            time.sleep(0.05)


def test_a_synchronous_standby_promoted_in_place_of_the_killed_primary_has_all_that_was_told(
    make_fleet: MakeFleet, figures: Figures
) -> None:
    with running() as primary:
        uri = prepared(primary)
        with running(standby_of=primary.folder) as standby:
            follow(primary, standby)
            both = f"{uri}&host={quote(str(standby.folder), safe='')}&target_session_attrs=read-write"
            fleet = make_fleet(both, 2)
            rush = Rush(Browser(fleet.ports[0]), fleet.ports)
            time.sleep(SECONDS_OF_LOAD * 2)
            primary.kill()
            before = len(rush.answers)
            time.sleep(SECONDS_AWAY)
            with closing(postgresql.connect(standby.folder)) as connection:
                assert connection.execute("SELECT pg_promote()").fetchone() == (True,)
            seconds = recover(fleet.ports)
            time.sleep(SECONDS_OF_LOAD)
            _, numbers = settle(rush, both)
    figures(**numbers, told_before=before, seconds_to_recover=f"{seconds:.1f}")
