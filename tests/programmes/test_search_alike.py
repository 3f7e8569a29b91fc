"""Both databases find the same: made-up questions to one catalogue on SQLite and on PostgreSQL."""

import random
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from bench import catalogue
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.kinds import Direction, Form, Health, Level
from sgo_pfdo.programmes.rules.timetable import Hours
from sgo_pfdo.programmes.rules.wishes import Order, Place, SearchedFor, Wish
from sgo_pfdo.programmes.search.finding import DatabaseSearch
from tests.support.figures import SOAK

PROGRAMMES, QUESTIONS = 300, 1000 if SOAK else 300
ODD_SIGNS = "%_'\"*()&|!:^-+\\\u200b\u202e\u0301ёЁ№ 7"


@pytest.fixture
def engines(ready_sqlite_uri: str, ready_postgresql_uri: str) -> Iterator[tuple[Engine, Engine]]:
    """The same catalogue in two databases."""
    engines = create_engine(ready_sqlite_uri), create_engine(ready_postgresql_uri)
    for engine in engines:
        with engine.begin() as connection:
            catalogue.fill(connection, PROGRAMMES)
    yield engines
    for engine in engines:
        engine.dispose()


def some(chance: random.Random, values: Any) -> frozenset[Any]:
    return frozenset(chance.sample(list(values), chance.randrange(1, 3)))


def typed(chance: random.Random) -> str:
    """Type some words: in another form, unfinished, with a slip, with odd signs."""
    words = []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
        known = (catalogue.SUBJECTS, catalogue.QUALITIES, catalogue.KINDS, catalogue.FILLERS)
        word = chance.choice(chance.choice(known))
        place = chance.randrange(len(word))
        letter = chance.choice("абвгдежзиклмнопрстуя")
        words.append(
            chance.choice(
                (
                    word,
                    word[:-1] + chance.choice(("е", "ами", "ой", "у")),
                    word[: chance.randrange(1, len(word) + 1)],
                    word[:place] + word[place + 1 :],
                    word[:place] + letter + word[place:],
                    word[:place] + letter + word[place + 1 :],
                    word.upper(),
                    word[:place] + chance.choice(ODD_SIGNS) + word[place:],
                )
            )
        )
    return " ".join(words)


def busy(chance: random.Random) -> Hours:
    """Make up a lesson of the child."""
    begins = chance.randrange(9, 19)
    days = {"valid_from": date(2026, 9, 1), "valid_to": date(2027, 5, 31)}
    return Hours(weekday=chance.randrange(1, 8), begins_at=time(begins), ends_at=time(begins + 2), **days)


def wish(chance: random.Random) -> Wish:
    """Make up a question: some words, some criteria."""
    near = Point(53 + chance.random() * 2, 86 + chance.random() * 2)
    child = SearchedFor(
        birth_date=date(chance.randrange(2009, 2022), chance.randrange(1, 13), chance.randrange(1, 29)),
        municipality_code=f"m{chance.randrange(catalogue.MUNICIPALITIES)}",
        health=chance.choice((frozenset(), some(chance, Health))),
    )
    possible = {
        "text": typed(chance),
        "municipalities": some(chance, [f"m{one}" for one in range(catalogue.MUNICIPALITIES)]),
        "directions": some(chance, Direction),
        "age": chance.randrange(36, 217),
        "registers": some(chance, RegisterKind),
        "balance": chance.randrange(3_000_000),
        "only_open": True,
        "with_places": True,
        "health": some(chance, Health),
        "is_adapted": True,
        "forms": some(chance, Form),
        "is_distance": chance.random() < 0.5,
        "weekdays": frozenset(chance.sample(range(1, 8), 5)),
        "begins_from": time(chance.randrange(8, 16)),
        "ends_by": time(chance.randrange(16, 22)),
        "busy": [busy(chance)],
        "month_price": chance.randrange(300_000),
        "levels": some(chance, Level),
        "needs_medical": chance.random() < 0.5,
        "provider_code": f"p{chance.randrange(15)}",
        "keyword": chance.choice(catalogue.SUBJECTS),
        "rating_from": chance.randrange(1000),
        "near": near,
        "child": child,
    }
    names = {"text"} if chance.random() < 0.7 else set()
    names |= set(chance.sample(sorted(possible), chance.choice((0, 0, 1, 1, 2, 3))))
    about = {name: possible[name] for name in names}
    if "near" in about and chance.random() < 0.5:
        about["within"] = chance.randrange(100_000)
    if "child" in about:
        about["only_fitting"] = chance.random() < 0.5
    return Wish(**about, order=chance.choice(list(Order)))


def test_both_find_the_same(engines: tuple[Engine, Engine]) -> None:
    chance = random.Random(2019)
    search, found, paged = DatabaseSearch(), 0, 0
    with Session(engines[0]) as here, Session(engines[1]) as there:
        for number in range(QUESTIONS):
            asked = wish(chance)
            after: Place | None = None
            for _ in range(2 if number % 3 == 0 else 1):  # a page more of some
                one, other = (search.find(session, asked, catalogue.TODAY, after=after) for session in (here, there))
                assert one == other, asked
                found, after = found + bool(one.hits), one.after
                if after is None:
                    break
                paged += 1
    assert found > QUESTIONS / 3
    assert paged > QUESTIONS / 20
