"""The search where more is found than is counted: the same programmes in the same order, and no numbers made up."""

from collections.abc import Sequence
from typing import Any

import pytest

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.rules.kinds import Direction, Trait
from sgo_pfdo.programmes.search import finding
from sgo_pfdo.programmes.search import statements as finding_statements
from tests.programmes.asking import CHILD, Catalogue

FEW = 4
"""Programmes that are counted here."""


@pytest.fixture
def crowded(catalogue: Catalogue) -> Catalogue:
    """Nine programmes with one word, three of them in the heading, four of sports, and one without the word."""
    for number, name in enumerate("ЗИГЕВДБАЖ"):
        direction = Direction.SPORTS if number % 2 else Direction.TECHNICAL
        traits = {Trait.KEYWORD: ["мастерская"]} if number % 3 == 0 else {}
        annotation = "Занятия в мастерской."
        catalogue.put(name, traits=traits, direction=direction.value, card_id=f"c{number}", annotation=annotation)
    catalogue.put("Шахматы", direction=Direction.SPORTS.value)
    return catalogue


def count_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count no more than four."""
    for module in (finding, finding_statements):
        monkeypatch.setattr(module, "MOST_COUNTED", FEW)


@pytest.fixture
def few_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do so from the beginning."""
    count_few(monkeypatch)


def paged(catalogue: Catalogue, text: str, wish: dict[str, Any]) -> list[str]:
    """Read a list by pages of two, and give the names as they stand in it."""
    names, after = [], None
    while True:
        found = catalogue.find(text, count=2, after=after, **wish)
        names += [catalogue.session.get_one(Programme, hit.programme_id).short_name for hit in found.hits]
        after = found.after
        if after is None:
            return names


COMMON: Sequence[tuple[str, dict[str, Any]]] = (
    ("", {}),
    ("", {"only_open": True, "directions": {Direction.SPORTS}}),
    ("мастерская", {}),
    ("мастерская", {"only_open": True, "directions": {Direction.SPORTS}}),
    ("мастерская", {"child": CHILD, "only_fitting": True}),
    ("мастерская", {"child": CHILD}),
    ("мастерская занятия", {}),
)


def test_what_is_common_is_found_in_the_same_order(crowded: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = [paged(crowded, text, wish) for text, wish in COMMON]
    assert [crowded.find(text, **wish).total for text, wish in COMMON] == [len(names) for names in counted]
    count_few(monkeypatch)
    for (text, wish), names in zip(COMMON, counted, strict=True):
        assert paged(crowded, text, wish) == names, (text, wish)


@pytest.mark.usefixtures("few_are_counted")
def test_those_who_name_the_word_stand_first(crowded: Catalogue) -> None:
    assert "".join(paged(crowded, "мастерская", {})) == "БЕЗ" + "АВГДЖИ"


@pytest.mark.usefixtures("few_are_counted")
@pytest.mark.parametrize("text", ["", "мастерская"])
def test_of_much_no_number_is_given_but_those_that_are_true(crowded: Catalogue, text: str) -> None:
    everything = crowded.find(text)
    assert everything.total == FEW + 1
    assert (everything.by_direction, everything.by_register) == ({}, {})
    chosen = crowded.find(text, directions={Direction.SPORTS}, registers={RegisterKind.CERTIFIED})
    assert chosen.total == (FEW + 1 if text == "" else 4)
    assert chosen.by_direction == {}


@pytest.mark.usefixtures("few_are_counted")
def test_few_of_a_common_word_are_counted(crowded: Catalogue) -> None:
    crowded.put("Особая мастерская", age_min=36, age_max=48, direction=Direction.ARTS.value)
    found = crowded.find("мастерская", age=40)
    assert found.total == 1
    assert {one: count for one, count in found.by_direction.items() if count} == {Direction.ARTS: 1}
