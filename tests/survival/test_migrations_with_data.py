"""The tables of every revision, full of rows, brought up to the newest one and taken back: no row is lost."""

import random
from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from sgo_pfdo import migrations
from sgo_pfdo.migrations import current_revision, downgrade, newest_revision, upgrade
from tests.support.figures import SOAK, Figures
from tests.survival import rows

ROWS = 500 if SOAK else 3
REVISIONS = [script.revision for script in ScriptDirectory(migrations.__path__[0]).walk_revisions()][::-1]


@pytest.fixture
def engine(database_uri: str) -> Iterator[Engine]:
    """An empty database."""
    engine = create_engine(database_uri)
    yield engine
    engine.dispose()


def kept(before: dict[str, list[rows.Values]], after: dict[str, list[rows.Values]]) -> None:
    """Check that every row is there as it was, in the tables and columns that both have."""
    for table in before.keys() & after.keys():
        columns = set(before[table][0]) & set(after[table][0])
        assert [{name: row[name] for name in columns} for row in before[table]] == [
            {name: row[name] for name in columns} for row in after[table]
        ], table


def test_the_revisions_are_one_line_that_ends_with_the_newest() -> None:
    assert REVISIONS[-1] == newest_revision()
    assert len(REVISIONS) == len(set(REVISIONS))


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_stood_there_before_an_upgrade_stands_there_after_it_and_after_going_back(
    engine: Engine, figures: Figures, revision: str
) -> None:
    upgrade(engine, revision)
    with engine.begin() as connection:
        rows.fill(connection, ROWS, random.Random(revision))
        before = rows.contents(connection)
    steps = [(upgrade, "head"), (downgrade, revision), (upgrade, "head")]
    for step, to in steps:
        step(engine, to)
        with engine.connect() as connection:
            kept(before, rows.contents(connection))
    with engine.connect() as connection:
        assert current_revision(connection) == newest_revision()
    figures(tries=len(steps), errors=0, tables=len(before), rows=sum(map(len, before.values())))
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert rows.reflect(connection) == [] and current_revision(connection) is None
