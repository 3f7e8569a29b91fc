"""How far it is between two points of the Earth, exactly alike in both databases: they compare integers alone.

The great circle is longer the longer the straight line through the Earth is; so what lies nearer is found by the
squares of straight lines, for which a database needs neither sine nor cosine.
"""

import math
from dataclasses import dataclass

RADIUS = 6_371_000
"""Metres (specification of the cabinet, 4.3)."""
_UNITS = 10
"""Of a metre: coordinates are kept in decimetres."""
FARTHEST = (2 * RADIUS * _UNITS) ** 2
"""The square of the straight line to the other side of the Earth."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of WGS 84, in degrees.

    :raises ValueError: there is no such point.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError("no point of the Earth")


def in_space(point: Point) -> tuple[int, int, int]:
    """Give the place of a point as seen from the middle of the Earth, in decimetres."""
    latitude, longitude = math.radians(point.latitude), math.radians(point.longitude)
    radius = RADIUS * _UNITS
    return (
        round(radius * math.cos(latitude) * math.cos(longitude)),
        round(radius * math.cos(latitude) * math.sin(longitude)),
        round(radius * math.sin(latitude)),
    )


def square_of(metres: int) -> int:
    """Give the square of the straight line that belongs to a great circle, in square decimetres."""
    half = min(max(metres, 0) / RADIUS / 2, math.pi / 2)
    return round((2 * RADIUS * _UNITS * math.sin(half)) ** 2)


def metres_between(one: Point, other: Point) -> int:
    """Give the great circle between two points, in metres, as :func:`metres_of` does for what a database finds."""
    return metres_of(sum((here - there) ** 2 for here, there in zip(in_space(one), in_space(other), strict=True)))


def metres_of(square: int) -> int:
    """Give the great circle that belongs to the square of a straight line, in metres."""
    line = math.sqrt(min(max(square, 0), FARTHEST)) / _UNITS
    return round(2 * RADIUS * math.asin(min(line / RADIUS / 2, 1.0)))
