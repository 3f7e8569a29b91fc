"""Help: what ships with the module, what a municipality makes of it, and the search."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo import database
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.editing import Edit, SettingsChangedError, fingerprint
from sgo_pfdo.publications.editing import add_entry, change_entry, values_of
from sgo_pfdo.publications.help import SHIPPED, all_help, open_help, search
from sgo_pfdo.publications.model import HelpKind
from tests.support.apps import NOW
from tests.support.editing import OPERATOR

OWN = {"title": "Где стоянка?", "short": None, "body": "За домом.", "keywords": "машина", "links": None,
       "audience": "parent", "is_open": True}  # fmt: skip


def edit(seen: str = "") -> Edit:
    return Edit(municipality_code="kiselevsk", actor=OPERATOR, now=NOW, seen=seen)


def titles(code: str | None = "kiselevsk") -> list[str]:
    return [entry.title for entry in open_help(current_session(), code)]


def test_the_shipped_set_is_whole() -> None:
    keys = [entry.key for entry in SHIPPED]
    assert len(keys) == len(set(keys)) and all(re.fullmatch("[a-z]{2,40}", key or "") for key in keys)
    for entry in SHIPPED:
        assert entry.title and entry.paragraphs and entry.is_open
        assert entry.title.endswith("?") == (entry.kind is HelpKind.QUESTION)
    assert {entry.kind for entry in SHIPPED} == {HelpKind.INSTRUCTION, HelpKind.QUESTION}


def test_own_entries_stand_beside_the_shipped_ones_and_only_there(app: object) -> None:
    database.perform(lambda session: add_entry(session, HelpKind.QUESTION, OWN, edit()))
    assert titles()[-1] == "Где стоянка?" and "Где стоянка?" not in titles("myski") + titles(None)
    own = all_help(current_session(), "kiselevsk")[-1]
    closed = OWN | {"is_open": False}
    seen = edit(fingerprint(values_of(own)))
    assert database.perform(lambda session: change_entry(session, closed, seen, row_id=own.row_id))
    assert "Где стоянка?" not in titles()
    with pytest.raises(SettingsChangedError):
        database.perform(lambda session: change_entry(session, OWN, seen, row_id=own.row_id))


def test_a_shipped_entry_can_be_replaced_and_closed_in_its_place(app: object) -> None:
    first = SHIPPED[0]
    values = values_of(first) | {"title": "Как у нас активировать сертификат"}
    seen = edit(fingerprint(values_of(first)))
    assert database.perform(lambda session: change_entry(session, values, seen, key=first.key))
    assert titles()[0] == "Как у нас активировать сертификат" and titles("myski")[0] == first.title
    replaced = all_help(current_session(), "kiselevsk")[0]
    again = edit(fingerprint(values_of(replaced)))
    assert not database.perform(lambda session: change_entry(session, values, again, key=first.key))
    assert database.perform(lambda session: change_entry(session, values | {"is_open": False}, again, key=first.key))
    assert len(titles()) == len(SHIPPED) - 1
    with pytest.raises(LookupError):
        database.perform(lambda session: change_entry(session, values, again, key="made up"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("потерял пароль", "lost"),
        ("ПАРОЛЯ", "number"),
        ("номинал", "sum"),
        ("обналичить", "burn"),
        ("переехали", "moved"),
        ("мошенники", "presence"),
        ("двое детей", "two"),
    ],
)
def test_the_search_finds_what_people_mean(typed: str, first: str) -> None:
    questions = [entry for entry in SHIPPED if entry.kind is HelpKind.QUESTION]
    found = [entry.key for entry in search(questions, typed)]
    assert first in found[:2]


def test_a_search_for_nothing_finds_everything_and_for_nonsense_nothing() -> None:
    assert search(SHIPPED, " ?! ") == list(SHIPPED)
    assert search(SHIPPED, "абракадабра") == []


@given(st.text(max_size=60))
def test_whatever_is_typed_the_search_gives_entries(typed: str) -> None:
    found = search(SHIPPED, typed)
    assert set(map(id, found)) <= set(map(id, SHIPPED)) and len(found) <= len(SHIPPED)
