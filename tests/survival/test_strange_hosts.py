"""A portal that raises, answers strangely, or leaves a transaction in disorder: nobody else notices anything."""

import time

import pytest

from tests.support.figures import SOAK, Figures
from tests.survival.conftest import MakeFleet
from tests.survival.reckoning import reckon
from tests.survival.strange_hosts import (
    BREAKS_TRANSACTION,
    CHILDLESS,
    CROWDED,
    FOREIGN,
    MANY,
    RAISES,
    SCHOOLLESS,
    SOUND,
    WRITES,
    StrangePortal,
)
from tests.survival.visitors import Browser

GIVEN = {
    SOUND: (200, 303),
    RAISES: (500, 500),
    CHILDLESS: (404, 404),
    SCHOOLLESS: (404, 404),
    CROWDED: (200, 303),
    BREAKS_TRANSACTION: (200, 303),
    WRITES: (200, 303),
    FOREIGN: (404, 404),
}
"""What the page and a press answer; a mistake of the portal is its own page to show."""
SECONDS_FOR_A_CROWD = 20
LEVELS = ["sqlite", "READ COMMITTED", "REPEATABLE READ", *(["SERIALIZABLE"] if SOAK else [])]


@pytest.mark.parametrize("level", LEVELS)
def test_what_a_portal_does_wrong_harms_no_other_family(
    request: pytest.FixtureRequest, make_fleet: MakeFleet, figures: Figures, level: str
) -> None:
    ready = request.getfixturevalue("ready_sqlite_uri" if level == "sqlite" else "ready_postgresql_uri")
    options = {} if level == "sqlite" else {"isolation_level": level}
    config = {"SQLALCHEMY_ENGINE_OPTIONS": options | ({} if level == "sqlite" else {"pool_size": 1, "max_overflow": 0})}
    [port] = make_fleet(ready, 1, portal=StrangePortal, config=config).ports
    browser = Browser(port, child=SOUND)
    began, answers = time.monotonic(), {}
    for child in [*GIVEN, SOUND]:  # a sound family comes after all of them, on the same connection
        answers[child] = browser.open(port, child).status, browser.press(port, child).status
    seconds, found = time.monotonic() - began, reckon(ready)
    figures(tries=len(GIVEN) + 1, certificates=found.certificates, errors=0, seconds=f"{seconds:.1f}", children=MANY)
    # whoever breaks the transaction each time that they are asked can read, but not press: PostgreSQL ends it
    given = GIVEN if level == "sqlite" else GIVEN | {BREAKS_TRANSACTION: (200, 503)}
    assert answers == given
    assert (found.faults, seconds < SECONDS_FOR_A_CROWD) == ([], True)
    assert set(found.numbers) == {f"child-{child}" for child, (_, press) in given.items() if press == 303}
