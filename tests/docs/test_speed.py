"""docs/speed.md: its figures are those of the last measurement that is kept, and nothing missed is left out."""

import json

import pytest

from bench.parts import PARTS
from tests.docs.reading import CHECKOUT, DOCS, prose, rows

PAGE = DOCS / "speed.md"
RESULTS = json.loads((CHECKOUT / "bench" / "results.json").read_text(encoding="utf-8"))
TOLD = [tuple(row[:5]) for row in rows(PAGE.read_text(encoding="utf-8"))]


def test_every_figure_is_the_measured_one() -> None:
    measured = [
        (one["name"], one["against"], f"{one['ratio']:.2f}", one["goal"], "holds" if one["holds"] else "**missed**")
        for one in RESULTS
    ]
    assert sorted(TOLD) == sorted(measured)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_stands_with_its_command(part: str) -> None:
    assert f"make bench ONLY={part}" in PAGE.read_text(encoding="utf-8")


def test_the_picture_is_there() -> None:
    assert "(../bench/results.svg)" in prose(PAGE)
    assert (CHECKOUT / "bench" / "results.svg").read_text(encoding="utf-8").startswith("<?xml")
