"""Where an address that a family has typed is: found among the addresses that the municipality's organisations have.

No map service is asked (specification of the cabinet, 4.3). The same house gives its point; another house of a street
gives the middle of what is known of the street, which is near enough to sort by.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sgo_pfdo.programmes.rules.distance import Point
from sgo_pfdo.programmes.rules.search_words import words_of

_KINDS = "ул улица пр пр-т просп проспект пер переулок б-р бульвар ш шоссе пл площадь мкр микрорайон проезд наб"
_STREET = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_KINDS.split(), key=len, reverse=True))})\.?\s+([^,;]+)", re.I)
_TOWN = re.compile(r"(?<!\w)(?:г|город|пгт|пос|поселок|посёлок|село)\.?\s+([^,;]+)", re.I)
_HOUSE = re.compile(r"\d+\w?")
LONGEST_READ = 255
"""Signs of an address that are read."""


@dataclass(frozen=True, slots=True)
class Located:
    """A point for an address.

    :param is_exact: the house is known; otherwise it is the middle of the street.
    """

    point: Point
    is_exact: bool


@dataclass(frozen=True, slots=True)
class _Place:
    street: tuple[str, ...]
    house: str


def find_place(typed: str, known: Iterable[tuple[str, Point]]) -> Located | None:
    """Find the point of an address; ``None`` where its street is not known.

    :param typed: as the family wrote it: «г. Киселёвск, ул. Мира, 8».
    :param known: addresses with their points.
    """
    typed = typed[:LONGEST_READ]
    words, town = words_of(typed), _town_of(typed)
    same_street: list[Point] = []
    for text, point in known:
        place = _place_of(text)
        if place is None or (town and town != (_town_of(text) or town)):
            continue
        behind = _behind(words, place.street)
        if behind is None:
            continue
        if place.house and place.house == next((one for one in behind if _HOUSE.fullmatch(one)), ""):
            return Located(point, is_exact=True)
        same_street.append(point)
    return Located(_middle(same_street), is_exact=False) if same_street else None


def _place_of(text: str) -> _Place | None:
    """Read street and house of an address that says which is the street."""
    found = _STREET.search(text)
    if found is None:
        return None
    street = tuple(words_of(found[1]))
    house = next((one for one in words_of(text[found.end() :]) if _HOUSE.fullmatch(one)), "")
    return _Place(street, house) if street else None


def _town_of(text: str) -> list[str]:
    found = _TOWN.search(text)
    return words_of(found[1]) if found else []


def _behind(words: Sequence[str], street: Sequence[str]) -> Sequence[str] | None:
    """Give what stands behind the last mention of a street; ``None`` where it is not mentioned."""
    size = len(street)
    for start in range(len(words) - size, -1, -1):
        if tuple(words[start : start + size]) == tuple(street):
            return words[start + size :]
    return None


def _middle(points: Sequence[Point]) -> Point:
    """Give the middle of points that lie within one town."""
    return Point(sum(one.latitude for one in points) / len(points), sum(one.longitude for one in points) / len(points))
