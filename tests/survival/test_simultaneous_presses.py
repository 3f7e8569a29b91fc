"""Everybody presses together: as many certificates as children, as many numbers, and nobody sees an error."""

import itertools
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sgo_pfdo.plain import numbers
from tests.support.figures import SOAK, Figures
from tests.survival.conftest import MakeFleet
from tests.survival.fleet import Fleet
from tests.survival.reckoning import reckon
from tests.survival.visitors import Answer, Browser, at_once, kinds

PRESSES, PROCESSES = 200, 8
ROUNDS = 25 if SOAK else 1
CHILDREN = 2000 if SOAK else 50
KINDS = ("sqlite", "postgresql")
FORMS = (
    list(itertools.product(KINDS, ("sgo12", "sgo12 squeezed", "pfdo10")))
    if SOAK
    else [("sqlite", "pfdo10"), ("postgresql", "sgo12 squeezed")]
)
"""Databases and forms of numbers; tests/processes has the others in short."""
ROOM = CHILDREN * 5 // 4
"""How many numbers there are in the squeezed form: at the end four draws of five meet a number that is taken."""


def test_presses_for_one_child_give_one_certificate_that_everybody_sees(
    ready_uri: str, make_fleet: MakeFleet, figures: Figures
) -> None:
    fleet = make_fleet(ready_uri, PROCESSES)
    browser = Browser(fleet.ports[0])
    ports = list(itertools.islice(itertools.cycle(fleet.ports), PRESSES))
    errors = 0
    for child in range(ROUNDS):
        pressed = at_once([partial(browser.press, port, child) for port in ports])
        seen = [browser.open(port, child) for port in (ports if SOAK else fleet.ports)]
        number = reckon(ready_uri).numbers[f"child-{child}"]
        errors += sum(answer.status != 303 for answer in pressed)
        errors += sum((answer.status, answer.number) != (200, number) for answer in seen)
    found = reckon(ready_uri)
    figures(tries=PRESSES * ROUNDS, certificates=found.certificates, errors=errors, processes=PROCESSES)
    assert (found.certificates, found.faults, errors) == (ROUNDS, [], 0)


class Squeezed:
    """A number space with so little room that draws keep meeting numbers that are taken."""

    def __init__(self, room: int, draws: str) -> None:
        """Leave room for so many numbers, and write a byte into a file for each draw."""
        self.room, self.draws = room, draws

    def __call__(self) -> None:
        """Squeeze the numbers of this process."""
        numbers.random_number = self._draw

    def _draw(self) -> str:
        with Path(self.draws).open("ab") as file:
            file.write(b".")
        return str(785_000_000_000 + random.randrange(self.room))


def press_by_both(fleet: Fleet, children: Iterable[int]) -> list[Answer]:
    """Press for each child from two processes at the same moment, for eight children at a time."""
    browser = Browser(fleet.ports[0])

    def by_both(child: int) -> list[Answer]:
        return at_once([partial(browser.press, port, child) for port in fleet.ports])

    with ThreadPoolExecutor(8) as families:
        return [answer for answers in families.map(by_both, children) for answer in answers]


@pytest.mark.parametrize(("kind", "form"), FORMS)
def test_children_whose_parents_press_at_once_have_one_number_each(
    request: pytest.FixtureRequest, make_fleet: MakeFleet, tmp_path: Path, figures: Figures, kind: str, form: str
) -> None:
    ready_uri: str = request.getfixturevalue(f"ready_{kind}_uri")
    draws = tmp_path / "draws"
    squeezed: dict[str, Any] = {"before": Squeezed(ROOM, str(draws))} if "squeezed" in form else {}
    fleet = make_fleet(ready_uri, 2, numbers=form.split()[0], **squeezed)
    answers = press_by_both(fleet, range(CHILDREN))
    found, errors = reckon(ready_uri), sum(answer.status != 303 for answer in answers)
    more = {"collisions": draws.stat().st_size - found.certificates} if squeezed else {}
    figures(tries=len(answers), certificates=found.certificates, errors=errors, **more)
    assert (found.certificates, len(set(found.numbers.values())), found.faults, errors) == (CHILDREN, CHILDREN, [], 0)
    assert more.get("collisions", 1) > 0


def test_with_more_people_than_connections_each_waits_or_is_asked_to_come_again(
    ready_postgresql_uri: str, make_fleet: MakeFleet, figures: Figures
) -> None:
    one_connection = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.05}
    fleet = make_fleet(ready_postgresql_uri, 1, config={"SQLALCHEMY_ENGINE_OPTIONS": one_connection})
    browser = Browser(fleet.ports[0])
    answers = at_once([partial(browser.press, fleet.ports[0], child) for child in range(60)])
    found, counted = reckon(ready_postgresql_uri), kinds(answers)
    errors = counted.total() - counted["303"] - counted["again"]
    figures(tries=60, certificates=found.certificates, errors=errors, asked_to_come_again=counted["again"])
    assert (found.certificates, found.faults, errors) == (counted["303"], [], 0)
    assert counted["303"]  # an action waits for its turn, so usually all of them
