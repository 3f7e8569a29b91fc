"""PostgreSQL is stopped and killed and started under load: families are asked to come again, and nothing is lost."""

import time
from collections.abc import Callable

import pytest

from tests.support import postgresql
from tests.support.figures import Figures
from tests.support.postgresql import PostgresServer
from tests.survival.conftest import MakeFleet
from tests.survival.servers import ROUNDS, SECONDS_AWAY, SECONDS_OF_LOAD, prepared, recover, running, settle
from tests.survival.visitors import Answer, Browser, Rush, ask

pytestmark = pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is missing")
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
        numbers = settle(rush, uri)
    figures(**numbers, stops=len(WAYS) * ROUNDS, seconds_to_recover=f"{slowest:.1f}")
    assert all(answer.says_come_again for answer in closed), closed
