"""The search: what each criterion does, order, paging, counts."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest

from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.provider_model import Agreement
from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.kinds import Direction, Form, Health, Level, Trait, Week
from sgo_pfdo.programmes.rules.timetable import Hours
from sgo_pfdo.programmes.rules.wishes import Order, SearchedFor
from sgo_pfdo.programmes.search.indexing import index_programmes
from sgo_pfdo.programmes.search.listed import listed_programmes
from tests.programmes import making
from tests.programmes.asking import CHILD, TODAY, Catalogue

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


CRITERIA: Sequence[tuple[dict[str, Any], bool, bool]] = (
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
)
"""What is asked, and whether it finds robotics and chess."""


def test_each_criterion(two: Catalogue) -> None:
    for wish, first, second in CRITERIA:
        expected = [name for name, is_there in (("Робототехника", first), ("Шахматы", second)) if is_there]
        assert two.names(**wish) == expected, wish


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


def test_a_child_is_shown_what_it_can_have_first_and_then_that_alone(two: Catalogue) -> None:
    two.put("Авиамодели", age_min=120)
    found = two.find(child=CHILD)
    assert [hit.fits for hit in found.hits] == [True, False, False]
    assert two.names(child=CHILD) == ["Робототехника", "Авиамодели", "Шахматы"]
    fitting = two.find(child=CHILD, only_fitting=True)
    assert (len(fitting.hits), fitting.total, fitting.not_fitting) == (1, 1, 2)
    assert (found.total, found.not_fitting) == (3, 0)


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({}, True),
        ({"age_min": 108, "age_max": 108}, True),
        ({"age_min": 109}, False),
        ({"age_max": 107}, False),
        ({"group": {"age_min": 109, "age_max": 120}}, False),
        ({"group": {"starts_on": date(2026, 8, 31)}, "age_min": 108}, False),
        ({"group": {"starts_on": date(2026, 10, 1)}, "age_min": 109}, True),
        ({"group": {"starts_on": date(2026, 2, 1)}, "age_min": 107, "age_max": 107}, True),
        ({"group": {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 8, 19)}}, False),
        ({"group": {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 8, 20)}, "age_max": 107}, True),
        ({"group": {"order_from": TODAY, "order_to": TODAY}}, True),
        ({"group": {"order_from": date(2026, 8, 21)}}, False),
        ({"group": {"order_to": date(2026, 8, 19)}}, False),
        ({"group": {"order_to": date(2026, 8, 19), "next_order_from": TODAY}}, True),
        ({"group": {"is_locked": True}}, False),
        ({"group": {"is_archived": True}}, False),
        ({"part": {"is_open": False}}, False),
        ({"part": {"state": "review"}}, False),
        ({"group": None}, False),
        ({"traits": {Trait.HEALTH: ["deaf"]}}, False),
    ],
)
def test_what_fits_a_child(catalogue: Catalogue, values: dict[str, Any], fits: bool) -> None:
    catalogue.put("Робототехника", **values)
    assert [hit.fits for hit in catalogue.find(child=CHILD).hits] == [fits]
    assert catalogue.find(child=CHILD, only_fitting=True).not_fitting == 1 - fits


def test_a_child_who_is_too_young_for_the_first_group_is_shown_the_later_one(catalogue: Catalogue) -> None:
    chess = catalogue.put("Шахматы", age_min=109, group={"starts_on": date(2026, 9, 1)})
    assert catalogue.names(child=CHILD, only_fitting=True) == []
    for name, day in (("Группа 2", date(2026, 10, 1)), ("Группа 3", date(2026, 9, 1))):
        making.group(catalogue.session, making.part(catalogue.session, chess, int(name[-1])), name, starts_on=day)
    index_programmes(catalogue.session, [chess.id])
    assert catalogue.names(child=CHILD, only_fitting=True) == ["Шахматы"]


def test_what_is_made_for_a_category_fits_a_child_of_it(catalogue: Catalogue) -> None:
    catalogue.put("Робототехника", traits={Trait.HEALTH: ["deaf", "autism"]})
    child = SearchedFor(birth_date=CHILD.birth_date, municipality_code=making.TOWN, health=frozenset({Health.AUTISM}))
    assert catalogue.names(child=child, only_fitting=True) == ["Робототехника"]


def test_another_municipality_needs_an_agreement_or_the_whole_region(catalogue: Catalogue) -> None:
    child = SearchedFor(birth_date=CHILD.birth_date, municipality_code="myski")
    catalogue.put("Робототехника")
    assert catalogue.names(child=child, only_fitting=True) == []
    catalogue.put("Шахматы", all_region=True)
    assert catalogue.names(child=child, only_fitting=True) == ["Шахматы"]
    session = catalogue.session
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "opens_on": date(2025, 12, 1)}
    period = Period(municipality_code="myski", **days)
    session.add(period)
    session.flush()
    about = {"number": "1", "signed_on": date(2026, 1, 10)}
    session.add(Agreement(provider_code="ddt", period_id=period.id, state="active", **about))
    session.flush()
    assert catalogue.names(child=child, only_fitting=True) == ["Робототехника", "Шахматы"]


def test_the_counts_are_those_of_the_other_choices(two: Catalogue) -> None:
    two.put("Авиамодели")
    found = two.find(directions={Direction.TECHNICAL}, registers={RegisterKind.VALUED})
    assert found.total == 0
    assert {one: count for one, count in found.by_direction.items() if count} == {Direction.SPORTS: 1}
    assert {one: count for one, count in found.by_register.items() if count} == {RegisterKind.CERTIFIED: 2}
    everything = two.find()
    assert everything.total == 3
    assert everything.by_direction[Direction.TECHNICAL] == 2
    assert everything.by_register[RegisterKind.CERTIFIED] == 3
    assert everything.by_register[RegisterKind.VALUED] == 1
    assert len(everything.by_direction) == len(Direction)


def test_orders(catalogue: Catalogue) -> None:
    near = making.address(catalogue.session, text="Рядом", latitude=53.70, longitude=86.65)
    catalogue.put("А", group={"starts_on": date(2026, 9, 20), "places": 20}, part={"price": 900_000})
    catalogue.put("Б", rating=500, group={"starts_on": date(2026, 9, 2), "places": 5}, where=near)
    catalogue.put("В", rating=900, group={"places": 1}, part={"price": None})
    catalogue.put("Г", traits={Trait.REGISTER: ["valued"]}, group=None)
    orders = {
        Order.DEFAULT: "АБВГ",
        Order.START: "ВБАГ",
        Order.PRICE: "ГАБВ",
        Order.RATING: "ВБАГ",
        Order.PLACES: "АБВГ",
    }
    assert {order: "".join(catalogue.names(order=order)) for order in orders} == orders
    assert "".join(catalogue.names(near=Point(53.70, 86.65))) == "БАВГ"


def test_distances_are_those_of_the_great_circle(catalogue: Catalogue) -> None:
    where = making.address(catalogue.session, text="Москва", latitude=55.7887, longitude=37.6773)
    catalogue.put("Робототехника", where=where)
    catalogue.put("Шахматы", group={"is_locked": True})
    found = catalogue.find(near=Point(55.7558, 37.6173)).hits
    assert found[0].metres is not None
    assert round(found[0].metres / 1000, 1) == 5.2
    assert found[1].metres is None
    assert [hit.metres for hit in catalogue.find().hits] == [None, None]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("more", [{}, {"near": Point(53.9, 86.6)}, {"child": CHILD}])
def test_pages_hold_each_programme_once(catalogue: Catalogue, order: Order, more: dict[str, Any]) -> None:
    for number in range(7):
        catalogue.put("Шахматы", card_id=f"c{number}", rating=number % 3 * 100, group={"places": number % 2 + 1})
    whole = [hit.programme_id for hit in catalogue.find(order=order, **more).hits]
    found: list[int] = []
    after = None
    while True:
        page = catalogue.find(order=order, after=after, count=3, **more)
        found += [hit.programme_id for hit in page.hits]
        after = page.after
        if after is None:
            break
    assert len(whole) == 7
    assert found == whole


def test_a_page_has_24(catalogue: Catalogue) -> None:
    for number in range(25):
        catalogue.put("Шахматы", card_id=f"c{number}")
    first = catalogue.find()
    assert (len(first.hits), first.total) == (24, 25)
    last = catalogue.find(after=first.after)
    assert (len(last.hits), last.after) == (1, None)


@pytest.mark.parametrize(
    ("group", "day"),
    [
        ({"order_from": date(2026, 9, 5)}, date(2026, 9, 5)),
        ({"order_to": date(2026, 8, 1), "next_order_from": date(2027, 4, 1)}, date(2027, 4, 1)),
        ({"order_from": date(2026, 9, 5), "next_order_from": date(2026, 9, 1)}, date(2026, 9, 1)),
        ({"order_to": date(2026, 8, 1)}, None),
        ({"order_from": date(2026, 9, 5), "is_locked": True}, None),
        ({}, None),
    ],
)
def test_a_card_says_when_applications_are_taken_next(
    catalogue: Catalogue, group: dict[str, Any], day: date | None
) -> None:
    programme = catalogue.put("Шахматы", group=group)
    (card,) = listed_programmes(catalogue.session, [programme.id], TODAY)
    assert (card.opens_on, card.is_open) == (day, not group)
