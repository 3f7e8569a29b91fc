"""The primary is killed under load and its synchronous standby promoted: nothing that anybody was told is missing."""

import time
from contextlib import closing
from urllib.parse import quote

import pytest

from tests.support import postgresql
from tests.support.figures import Figures
from tests.support.postgresql import PostgresServer
from tests.survival.conftest import MakeFleet
from tests.survival.servers import SECONDS_AWAY, SECONDS_OF_LOAD, prepared, recover, running, settle
from tests.survival.visitors import Browser, Rush


def follow(primary: PostgresServer, standby: PostgresServer) -> None:
    """Have the primary acknowledge nothing that the standby does not have."""
    with closing(postgresql.connect(primary.folder)) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
        state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        while connection.execute(state).fetchone() != (1,):
            time.sleep(0.05)


@pytest.mark.parametrize("time_around", range(5))
def test_a_synchronous_standby_promoted_in_place_of_the_killed_primary_has_all_that_was_told(
    make_fleet: MakeFleet, figures: Figures, time_around: int
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
            numbers = settle(rush, both)
    figures(**numbers, told_before=before, seconds_to_recover=f"{seconds:.1f}")
