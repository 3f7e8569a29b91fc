"""Two operators at the same moment: one saves, the other one is told; nothing is lost and nothing fails."""

from collections.abc import Callable
from functools import partial

import flask
import pytest

from sgo_pfdo import database
from sgo_pfdo.municipalities import editing
from sgo_pfdo.municipalities.editing import SettingsChangedError, TakenError
from tests.support.at_once import outcomes
from tests.support.editing import NEW_GROUP, add_group, edit, groups, kiselevsk, seen_settings, told

OPERATORS = 4


def at_once(app: flask.Flask, save: Callable[[int], object]) -> list[str]:
    """Have several operators save at the same moment and list what became of each: «saved», or the name of an error."""
    results = outcomes([partial(save, number) for number in range(OPERATORS)], app)
    errors = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, (SettingsChangedError, TakenError)) for error in errors), errors
    return sorted(type(error).__name__ for error in errors) + ["saved"] * (len(results) - len(errors))


def test_only_one_of_them_saves_over_what_all_have_seen(app: flask.Flask) -> None:
    wanted = edit(seen_settings("validity_days"))

    def save(number: int) -> None:
        values = {"validity_days": 10 + number}
        database.perform(lambda session: editing.change_settings(session, values, wanted))

    assert at_once(app, save) == ["SettingsChangedError"] * (OPERATORS - 1) + ["saved"]
    assert told() == [f"Срок для активации: как на портале → {kiselevsk().validity_days} дней"]


def test_groups_added_at_once_all_stand_in_the_list_each_in_a_place_of_its_own(app: flask.Flask) -> None:
    at_once(app, lambda number: add_group(name=f"Группа {number}", place=1))
    assert sorted(group.position for group in groups()) == list(range(OPERATORS + 1))
    assert len(told()) == OPERATORS


def test_one_group_added_twice_is_there_once(app: flask.Flask) -> None:
    assert at_once(app, lambda _: add_group()) == ["TakenError"] * (OPERATORS - 1) + ["saved"]
    assert [group.name for group in groups()].count(str(NEW_GROUP["name"])) == 1


@pytest.mark.parametrize("kind", ["consent_parent", "application_form_pupil"])
def test_an_own_paper_is_put_by_one_of_them(app: flask.Flask, kind: str) -> None:
    wanted = edit(editing.paper_fingerprint(None))

    def put(number: int) -> None:
        content = b"%PDF-" + bytes([number])
        database.perform(lambda session: editing.put_paper(session, kind, content, wanted))

    assert at_once(app, put) == ["SettingsChangedError"] * (OPERATORS - 1) + ["saved"]
