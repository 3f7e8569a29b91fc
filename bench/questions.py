"""What families look for in the catalogue of :mod:`bench.catalogue`: made up, no two alike."""

import random
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from bench import catalogue
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.kinds import Direction
from sgo_pfdo.programmes.rules.wishes import SearchedFor, Wish

WORD, THREE_WORDS, FITTING, DEEP = (
    "a word",
    "three words and two filters",
    "what suits a child, by distance",
    "a page deep in the list",
)


def word(chance: random.Random) -> Wish:
    """Look for a word: most often a subject, in any form, unfinished or with a slip."""
    return Wish(text=_typed(chance, chance.choice((*[catalogue.SUBJECTS] * 7, catalogue.KINDS, catalogue.FILLERS))))


def three_words(chance: random.Random) -> Wish:
    """Look for three words in programmes for which two criteria hold."""
    words = (catalogue.SUBJECTS, catalogue.QUALITIES, chance.choice((catalogue.KINDS, catalogue.FILLERS)))
    filters: Mapping[str, Any] = {
        "municipalities": frozenset({_municipality(chance)}),
        "age": chance.randrange(48, 200),
        "directions": frozenset({chance.choice(list(Direction))}),
        "registers": frozenset({chance.choice(list(RegisterKind))}),
        "only_open": True,
        "with_places": True,
        "weekdays": frozenset(chance.sample(range(1, 8), 4)),
        "begins_from": time(chance.randrange(9, 17)),
        "month_price": chance.randrange(50_000, 300_000),
    }
    text = " ".join(_typed(chance, one) for one in words)
    return Wish(text=text, **{name: filters[name] for name in chance.sample(sorted(filters), 2)})


def fitting(chance: random.Random) -> Wish:
    """Ask what a child can have, the nearest first; every other family names how far it would go."""
    town = chance.randrange(catalogue.MUNICIPALITIES)
    child = SearchedFor(
        birth_date=date(chance.randrange(2010, 2022), chance.randrange(1, 13), chance.randrange(1, 29)),
        municipality_code=f"m{town}",
    )
    near = Point(53 + (town + chance.random()) * 0.1, 86 + (town + chance.random()) * 0.1)
    within = chance.choice((None, chance.randrange(1000, 10_000)))
    return Wish(child=child, only_fitting=True, near=near, within=within)


def deep(chance: random.Random) -> Wish:
    """Look through all that is open, or all that has a word: what is asked for is somewhere behind the beginning."""
    return chance.choice((Wish(only_open=True), Wish(only_open=True), word(chance)))


KINDS: Mapping[str, Callable[[random.Random], Wish]] = {
    WORD: word,
    THREE_WORDS: three_words,
    FITTING: fitting,
    DEEP: deep,
}


def _municipality(chance: random.Random) -> str:
    return f"m{chance.randrange(catalogue.MUNICIPALITIES)}"


def _typed(chance: random.Random, words: list[str]) -> str:
    """Type a word as people do: one of seven is unfinished, one of seven has a slip."""
    whole = chance.choice(words)
    place = chance.randrange(1, len(whole))
    return chance.choice(
        (
            *[whole] * 3,
            *[whole + chance.choice(catalogue.ENDINGS)] * 2,
            whole[: max(3, place)],
            whole[:place] + whole[place + 1 :],
        )
    )
