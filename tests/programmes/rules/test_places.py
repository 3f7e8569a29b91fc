"""Where an address lies: the same house, the same street, or nobody knows."""

import pytest

from sgo_pfdo.programmes.rules.distance import Point, metres_between
from sgo_pfdo.programmes.rules.places import find_place

MIRA, FIFTY, SCHOOL, SCHOOL_TOO = Point(54.0, 86.0), Point(53.9, 86.1), Point(53.0, 86.0), Point(54.0, 87.0)
KNOWN = [
    ("г. Киселёвск, ул. Мира, 44", MIRA),
    ("г. Киселёвск, ул. 50 лет Города, 28", FIFTY),
    ("г. Киселёвск, ул. Школьная, 17", SCHOOL),
    ("г. Киселёвск, ул. Школьная, 19", SCHOOL_TOO),
    ("Станция юннатов", Point(0, 0)),
]


@pytest.mark.parametrize(
    ("typed", "point", "is_exact"),
    [
        ("г. Киселёвск, ул. Мира, 44", MIRA, True),
        ("652700, Кемеровская область, г. Киселевск, ул. Мира, д. 44, кв. 15", MIRA, True),
        ("МИРА 44", MIRA, True),
        ("улица Мира, дом 8", MIRA, False),
        ("Мира", MIRA, False),
        ("ул. 50 лет города, 28", FIFTY, True),
        ("Школьная, 19", SCHOOL_TOO, True),
        ("Школьная, 5", Point(53.5, 86.5), False),
    ],
)
def test_a_street_that_is_known_is_found(typed: str, point: Point, is_exact: bool) -> None:
    found = find_place(typed, KNOWN)
    assert found is not None and (found.point, found.is_exact) == (point, is_exact)


@pytest.mark.parametrize("typed", ["ул. Садовая, 1", "г. Прокопьевск, ул. Мира, 44", "", "ул. ,", "%_", "я" * 10_000])
def test_an_address_that_nobody_knows_has_no_point(typed: str) -> None:
    assert find_place(typed, KNOWN) is None


def test_a_distance_is_the_great_circle() -> None:
    """The figure of the specification, 4.3."""
    assert round(metres_between(Point(55.7558, 37.6173), Point(55.7887, 37.6773)), -2) == 5200
