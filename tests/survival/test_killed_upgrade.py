"""An upgrade of the tables is killed: nothing of it is left, whoever waited for it does it, and it can be run again."""

import random
from functools import cache

from sqlalchemy import create_engine, event

from sgo_pfdo.database import VERSION_TABLE, Base
from sgo_pfdo.migrations import current_revision, downgrade, newest_revision, upgrade
from tests.support.databases import table_names
from tests.support.figures import SOAK, Figures
from tests.survival.dying import die_at
from tests.survival.fleet import start

DEATHS = 3
"""In the short form; the long one tries every point."""


def upgrade_and_die(database_uri: str, point: int) -> None:
    """Bring the tables up to date, or die on the way."""
    engine = create_engine(database_uri)
    die_at(engine, lambda: point)
    upgrade(engine)


@cache
def points_of_an_upgrade() -> int:
    """Count the points at which an upgrade of an empty database can die."""
    engine, passed = create_engine("sqlite://"), [0]

    def pass_by(*arguments: object) -> None:
        passed[0] += 1

    for name in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(engine, name, pass_by)
    upgrade(engine)
    engine.dispose()
    return passed[0]


def tables(database_uri: str) -> set[str]:
    """List what is there."""
    engine = create_engine(database_uri)
    try:
        return table_names(engine)
    finally:
        engine.dispose()


def test_an_upgrade_killed_anywhere_leaves_nothing_and_can_be_run_again(database_uri: str, figures: Figures) -> None:
    every = range(1, points_of_an_upgrade() - 10)
    points = every if SOAK else sorted(random.sample(every, DEATHS))
    for point in points:
        victim = start(upgrade_and_die, database_uri, point)
        victim.join()
        assert (victim.exitcode, tables(database_uri)) == (-9, set()), f"killed at point {point}"
    run_again(database_uri)
    figures(tries=len(points), errors=0)


def test_a_machine_that_waits_for_an_upgrade_does_it_when_the_first_one_is_killed(
    database_uri: str, figures: Figures
) -> None:
    last = points_of_an_upgrade() - 10
    rounds = 20 if SOAK else 1
    for _ in range(rounds):
        points = random.randrange(1, last), -1, -1
        machines = [start(upgrade_and_die, database_uri, point) for point in points]
        for machine in machines:
            machine.join()
        assert [machine.exitcode for machine in machines[1:]] == [0, 0]
        run_again(database_uri)
        take_back(database_uri)
    figures(tries=rounds, errors=0)


def take_back(database_uri: str) -> None:
    """Begin again with a database that has no tables."""
    engine = create_engine(database_uri)
    downgrade(engine, "base")
    engine.dispose()


def run_again(database_uri: str) -> None:
    """Upgrade once more, and see that all is there."""
    engine = create_engine(database_uri)
    upgrade(engine)
    with engine.connect() as connection:
        assert current_revision(connection) == newest_revision()
    engine.dispose()
    assert tables(database_uri) == {*Base.metadata.tables, VERSION_TABLE}
