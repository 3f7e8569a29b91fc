"""The mosaic on the certificate: twelve square tiles of circles and their quarters, in vector outlines.

Four tones far apart in lightness keep the pattern legible on a black-and-white printer.
"""

from __future__ import annotations

from sgo_pfdo.documents.elements import KAPPA, Outline, Shape, circle, polygon, quarter, rectangle

NAVY, BLUE, PALE, OCHRE, WHITE = "#1f3a6e", "#6c9bcf", "#e3ecf5", "#e8b23a", "#ffffff"

TILE = 31.0
"""The side of a tile in millimetres, where nothing else is asked for."""

_Figure = tuple[str, tuple[Outline, ...]]
"""A colour, and the outlines painted with it; a tile is the unit square with (0, 0) at its top left."""


def mosaic(left: float, top: float, *, tile: float = TILE, columns: int = 2) -> tuple[Shape, ...]:
    """Twelve tiles in columns.

    :param left: of the top left corner, in millimetres.
    :param top: the same.
    :param tile: the side of a tile.
    """
    shapes = []
    last = len(_TILES) - 1
    for index, (ground, figures) in enumerate(_TILES):
        x, y = left + index % columns * tile, top + index // columns * tile
        # The next tile is painted over this hair, so that no white seam shows between the two.
        right = 0.1 if (index + 1) % columns else 0.0
        down = 0.1 if index + columns <= last else 0.0
        shapes.append(Shape((rectangle(x, y, tile + right, tile + down),), fill=ground))
        for fill, outlines in figures:
            shapes.append(Shape(tuple(_move(outline, x, y, tile) for outline in outlines), fill=fill))
    return tuple(shapes)


def _move(outline: Outline, x: float, y: float, tile: float) -> Outline:
    """An outline of the unit square at its size and place on the page."""
    return tuple(tuple(value * tile + (y if index % 2 else x) for index, value in enumerate(step)) for step in outline)


def _leaf(mirrored: bool = False) -> tuple[Outline, ...]:
    """Two quarters of a circle laid over one another, from corner to corner."""
    k = KAPPA
    leaf: Outline = ((0, 1), (0, 1 - k, 1 - k, 0, 1, 0), (1, k, k, 1, 0, 1))
    if not mirrored:
        return (leaf,)
    return (tuple(tuple(1 - v if i % 2 == 0 else v for i, v in enumerate(step)) for step in leaf),)


def _spark() -> tuple[Outline, ...]:
    """A star of four points, hollowed by quarters of a circle."""
    k = 0.5 * (1 - KAPPA)
    return (
        (
            (0.5, 0),
            (0.5, 0.5 - k, 0.5 + k, 0.5, 1, 0.5),
            (0.5 + k, 0.5, 0.5, 0.5 + k, 0.5, 1),
            (0.5, 0.5 + k, 0.5 - k, 0.5, 0, 0.5),
            (0.5 - k, 0.5, 0.5, 0.5 - k, 0.5, 0),
        ),
    )


def _dots() -> tuple[Outline, ...]:
    steps = (1 / 6, 3 / 6, 5 / 6)
    return tuple(circle(x, y, 0.085) for y in steps for x in steps)


def _sails(base: float) -> tuple[Outline, ...]:
    """Two quarters of a circle that stand on ``base`` with their backs to the edges."""
    return (quarter(0, base, 0.5, -0.5), quarter(1, base, -0.5, -0.5))


def _peaks(count: int) -> tuple[Outline, ...]:
    """Triangles side by side on the lower edge, as high as they are wide."""
    side = 1 / count
    return tuple(polygon(((n * side, 1), ((n + 0.5) * side, 1 - side), ((n + 1) * side, 1))) for n in range(count))


_TILES: tuple[tuple[str, tuple[_Figure, ...]], ...] = (
    (PALE, ((OCHRE, (circle(0.5, 0.5, 0.3),)),)),
    (NAVY, ((BLUE, (quarter(0, 1, 1, -1, inner=0.7),)), (WHITE, (quarter(0, 1, 0.45, -0.45),)))),
    (BLUE, ((NAVY, _leaf()), (PALE, (quarter(0, 0, 0.34, 0.34), quarter(1, 1, -0.34, -0.34))))),
    (PALE, ((NAVY, _dots()),)),
    (NAVY, ((OCHRE, _spark()),)),
    (OCHRE, ((WHITE, (quarter(1, 0, -1, 1, inner=0.66),)), (NAVY, (quarter(1, 0, -0.42, 0.42),)))),
    (PALE, ((BLUE, (quarter(0, 0, 1, 1),)), (NAVY, (quarter(0, 0, 0.5, 0.5),)))),
    (BLUE, ((WHITE, (circle(0.5, 0.5, 0.38), circle(0.5, 0.5, 0.22))),)),
    (OCHRE, ((NAVY, _leaf(mirrored=True)),)),
    (NAVY, ((PALE, _sails(0.5)), (BLUE, _sails(1.0)))),
    (BLUE, ((PALE, _peaks(1)), (NAVY, _peaks(2)))),
    (PALE, ((OCHRE, (quarter(1, 1, -1, -1, inner=0.75),)), (NAVY, (quarter(1, 1, -0.5, -0.5),)))),
)
