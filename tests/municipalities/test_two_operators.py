"""Two operators at the same moment: one saves, the other one is told; nothing is lost and nothing fails."""

import threading
from collections.abc import Callable

import flask
import pytest

from sgo_pfdo import database
from sgo_pfdo.municipalities import editing
from sgo_pfdo.municipalities.editing import SettingsChangedError, TakenError
from tests.support.editing import NEW_GROUP, add_group, edit, groups, kiselevsk, seen_settings, told

OPERATORS = 4


def at_once(app: flask.Flask, save: Callable[[int], object]) -> list[str]:
    """Have several operators save at the same moment and list what became of each: «saved», or the name of an error."""
    ready = threading.Barrier(OPERATORS)
    became: list[str] = []

    def work(number: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                save(number)
            except (SettingsChangedError, TakenError) as error:
                became.append(type(error).__name__)
            else:
                became.append("saved")

    threads = [threading.Thread(target=work, args=[number]) for number in range(OPERATORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(became)


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
