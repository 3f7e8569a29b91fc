"""A worker is killed while it issues: all of a certificate stands there or nothing, and what was told is true."""

import random
import time
from itertools import count

import pytest

from tests.support.figures import SOAK, Figures
from tests.survival.conftest import MakeFleet
from tests.survival.dying import DIE_AT, die_where_told, warm_up
from tests.survival.fleet import Fleet
from tests.survival.reckoning import reckon
from tests.survival.visitors import Browser, Rush, kinds

KILLS = 500 if SOAK else 20
"""On each of the two databases."""


@pytest.mark.parametrize("numbers", ["sgo12", "pfdo10"] if SOAK else ["pfdo10"])
def test_a_worker_killed_at_any_moment_leaves_nothing_half_done(
    ready_uri: str, make_fleet: MakeFleet, figures: Figures, numbers: str
) -> None:
    fleet = make_fleet(ready_uri, 1, numbers=numbers, forks=True, after=warm_up)
    browser = Browser(fleet.ports[0])
    rush = Rush(browser, fleet.ports)
    kill_at_random(fleet)
    answers = rush.stop()
    told = [child for child, answer in answers.items() if answer.status == 303]
    found = reckon(ready_uri)
    untrue = [child for child in told if not found.has(child)]
    again = rush.press_again()
    errors = sum(answer.status not in {0, 303} for answer in [*answers.values(), *again])
    lost = kinds(answers.values())["lost"]
    end = reckon(ready_uri)
    figures(tries=KILLS, certificates=end.certificates, errors=errors, presses_cut_off=lost, told_in_vain=len(untrue))
    assert (found.faults, end.faults, untrue, errors) == ([], [], [], 0)
    assert end.certificates == len(answers) + 1 and {answer.status for answer in again} <= {303}
    assert lost >= KILLS / 4, "the kills did not meet presses"


def kill_at_random(fleet: Fleet) -> None:
    """Kill processes that serve a press; now and then the one that forks them, whose successor has to start first."""
    kills = 0
    while kills < KILLS:
        time.sleep(random.uniform(0, 0.06))
        kills += fleet.kill_fork(0)
        if kills % 20 == 19:
            kills += 1
            fleet.replace(0)


def test_a_worker_killed_at_any_statement_leaves_nothing_half_done(
    ready_uri: str, make_fleet: MakeFleet, figures: Figures
) -> None:
    fleet = make_fleet(ready_uri, 1, forks=True, after=die_where_told)
    [port] = fleet.ports
    browser = Browser(port)
    committed: list[int] = []
    for point in count(1):
        answer = browser.press(port, point, **{DIE_AT: str(point)})
        found = reckon(ready_uri)
        assert found.faults == [], f"killed at point {point}"
        if answer.status == 303:
            break
        committed += [point] if found.has(point) else []
    again = [browser.press(port, child) for child in range(1, point)]
    end, errors = reckon(ready_uri), sum(answer.status != 303 for answer in again)
    figures(tries=point - 1, certificates=end.certificates, errors=errors, done_but_not_told=len(committed))
    assert (end.certificates, end.faults, errors) == (point + 1, [], 0)
    assert committed == [point - 1], "only the last point is behind the commit"
