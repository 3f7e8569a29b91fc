"""The search: what words find, what each criterion does, order, paging, counts, and odd questions."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.finding import DatabaseSearch
from sgo_pfdo.programmes.indexing import index_programmes
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.provider_model import Agreement
from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.kinds import Direction, Form, Health, Level, Trait, Week
from sgo_pfdo.programmes.rules.timetable import Hours
from sgo_pfdo.programmes.rules.wishes import Found, Order, Place, SearchedFor, Wish
from tests.programmes import making

TODAY = making.NOW.date()
CHILD = SearchedFor(birth_date=date(2017, 9, 1), municipality_code=making.TOWN)
"""Nine years old on 1 September 2026."""


class Catalogue:
    """Programmes that are put in one by one, and what is found of them by their names."""

    def __init__(self, session: Session) -> None:
        """Begin with one provider at one address."""
        self.session = session
        making.provider(session)
        self.where = making.address(session)

    def put(self, name: str, *, traits: dict[Trait, list[str]] | None = None, **values: Any) -> Programme:
        """Put a programme in, with a part and a group; ``part`` and ``group`` hold what is special about these.

        Args:
            name: the short one.
            traits: beside the register «certified».
        """
        of_part, of_group = values.pop("part", {}), values.pop("group", {})
        where = values.pop("where", self.where)
        lessons = values.pop("lessons", [])
        about = {"full_name": f"Программа «{name}»", "card_id": f"c{len(name)}-{name}"[:22]}
        programme = making.programme(self.session, where, short_name=name, **about | values)
        for kind, found in (traits or {}).items():
            for value in found:
                making.trait(self.session, programme, kind, value)
        if of_group is not None:
            group = making.group(self.session, making.part(self.session, programme, **of_part), **of_group)
            for weekday, more in lessons:
                making.lesson(self.session, group, weekday, **more)
        index_programmes(self.session, [programme.id])
        return programme

    def find(self, text: str = "", **wish: Any) -> Found:
        """Search."""
        more = {name: wish.pop(name) for name in ("after", "count") if name in wish}
        return DatabaseSearch().find(self.session, Wish(text=text, **wish), TODAY, **more)

    def names(self, text: str = "", **wish: Any) -> list[str]:
        """Search, and give the names of what is found."""
        return [self.session.get_one(Programme, hit.programme_id).short_name for hit in self.find(text, **wish).hits]


@pytest.fixture
def catalogue(session: Session) -> Catalogue:
    """An empty catalogue."""
    return Catalogue(session)


@pytest.mark.parametrize(
    "asked",
    [
        "робототехника",
        "робототехнике",
        "РОБОТОТЕХНИКОЙ",
        "робот",
        "ро",
        "робатотехника",
        "роботтехника",
        "робототехникка",
        "рбоототехника",
        "робототехнека",
        "ребенок робототехника",
        "ребёнка, робототехнику!",
        "дом творчества робототехника",
        "лего",
        "в робототехнике",
        "робо\u00adто\u200bтехника",
        "\u202eробототехника\u202c",
        "робототехника школа-студия",
    ],
)
def test_words_find_a_programme(catalogue: Catalogue, asked: str) -> None:
    catalogue.put(
        "Робототехника",
        annotation="Каждый ребёнок соберёт своего робота. Школа-студия.",
        traits={Trait.KEYWORD: ["Лего"]},
    )
    catalogue.put("Шахматы")
    assert catalogue.names(asked) == ["Робототехника"]


@pytest.mark.parametrize(
    "asked", ["робототехника шахматы", "рабатотехника", "техника", "бот", "лига", "робототехникакк"]
)
def test_other_words_do_not(catalogue: Catalogue, asked: str) -> None:
    catalogue.put("Робототехника", traits={Trait.KEYWORD: ["Лего"]})
    catalogue.put("Шахматы")
    assert catalogue.names(asked) == []


def test_a_word_that_there_is_is_no_slip(catalogue: Catalogue) -> None:
    catalogue.put("Танцы")
    catalogue.put("Танки")
    assert catalogue.names("танцы") == ["Танцы"]
    assert catalogue.names("танчы") == ["Танки", "Танцы"]


def test_what_matches_in_its_name_stands_first(catalogue: Catalogue) -> None:
    catalogue.put("Авиамодели", annotation="После робототехники – сюда")
    catalogue.put("Юный инженер", traits={Trait.KEYWORD: ["робототехника"]})
    catalogue.put("Робототехника")
    assert catalogue.names("робототехника") == ["Робототехника", "Юный инженер", "Авиамодели"]


WORDS = "Робототехника Шахматы"


@pytest.fixture
def two(catalogue: Catalogue) -> Catalogue:
    """Robotics as everywhere here, and chess, which differs from it in all that can be filtered by."""
    other = making.provider(catalogue.session, "chess", name="Шахматный клуб", municipality_code="myski")
    there = making.address(catalogue.session, "chess", text="г. Мыски", latitude=53.71, longitude=87.79)
    there.municipality_code = other.municipality_code
    catalogue.session.flush()
    catalogue.put("Робототехника", lessons=[(1, {}), (3, {})])
    catalogue.put(
        "Шахматы",
        where=there,
        direction=Direction.SPORTS.value,
        age_min=48,
        age_max=83,
        form=Form.MIXED.value,
        is_distance=True,
        level=Level.BASIC.value,
        needs_medical=True,
        is_adapted=True,
        rating=900,
        traits={
            Trait.REGISTER: ["valued"],
            Trait.HEALTH: ["autism"],
            Trait.ACTIVITY: ["Шахматы"],
            Trait.KEYWORD: ["логика"],
        },
        part={"is_open": False, "price": 540_000},
        group={"places": 1},
        lessons=[(6, {"begins_at": time(10), "ends_at": time(11)})],
    )
    return catalogue


MONDAY = Hours(weekday=1, begins_at=time(17), ends_at=time(18), valid_from=date(2026, 9, 1), valid_to=date(2027, 5, 31))


@pytest.mark.parametrize(
    ("wish", "first", "second"),
    [
        ({}, True, True),
        ({"municipalities": {"myski"}}, False, True),
        ({"municipalities": {"myski", making.TOWN}}, True, True),
        ({"directions": {Direction.SPORTS}}, False, True),
        ({"activities": {"Шахматы"}}, False, True),
        ({"age": 84}, True, False),
        ({"age": 83}, False, True),
        ({"registers": {RegisterKind.VALUED, RegisterKind.OTHER}}, False, True),
        ({"registers": {RegisterKind.CERTIFIED}}, True, True),
        ({"registers": {RegisterKind.PAID}}, False, False),
        ({"balance": 1_080_000}, True, True),
        ({"balance": 1_079_999}, False, True),
        ({"only_open": True}, True, False),
        ({"with_places": True}, True, True),
        ({"health": {Health.AUTISM, Health.DEAF}}, False, True),
        ({"is_adapted": True}, False, True),
        ({"forms": {Form.FULL_TIME}}, True, False),
        ({"is_distance": False}, True, False),
        ({"is_distance": True}, False, True),
        ({"weekdays": {1, 3, 5}}, True, False),
        ({"weekdays": {1}}, False, False),
        ({"begins_from": time(16)}, True, False),
        ({"ends_by": time(12)}, False, True),
        ({"busy": [MONDAY]}, False, True),
        ({"month_price": 100_000}, False, True),
        ({"month_price": 120_000}, True, True),
        ({"levels": {Level.BASIC}}, False, True),
        ({"needs_medical": False}, True, False),
        ({"provider_code": "chess"}, False, True),
        ({"keyword": "логика"}, False, True),
        ({"rating_from": 900}, False, True),
        ({"rating_from": 901}, False, False),
        ({"near": Point(53.99, 86.65), "within": 500}, True, False),
        ({"near": Point(53.71, 87.79), "within": 500}, False, False),
    ],
)
def test_each_criterion(two: Catalogue, wish: dict[str, Any], first: bool, second: bool) -> None:
    assert two.names(**wish) == [name for name, is_there in (("Робототехника", first), ("Шахматы", second)) if is_there]


def test_lessons_in_other_weeks_do_not_clash(catalogue: Catalogue) -> None:
    catalogue.put("Робототехника", lessons=[(1, {"week": "odd"})])
    even = Hours(**{name: getattr(MONDAY, name) for name in MONDAY.__slots__ if name != "week"}, week=Week.EVEN)
    assert catalogue.names(busy=[even]) == ["Робототехника"]
    assert catalogue.names(busy=[MONDAY]) == []


def test_criteria_hold_for_one_and_the_same_group(catalogue: Catalogue) -> None:
    robots = catalogue.put("Робототехника", group={"places": 12}, lessons=[(1, {})], part={"is_open": False})
    making.group(catalogue.session, making.part(catalogue.session, robots, 2), "Группа 2")
    index_programmes(catalogue.session, [robots.id])
    assert catalogue.names(only_open=True) == ["Робототехника"]
    assert catalogue.names(weekdays={1}) == ["Робототехника"]
    assert catalogue.names(only_open=True, weekdays={1}) == []
