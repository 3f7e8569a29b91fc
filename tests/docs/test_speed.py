"""docs/speed.md: its figures are those of the last measurement that is kept, and nothing missed is left out."""

import json

import pytest

from bench.__main__ import joined
from bench.parts import PARTS
from bench.rows import Row
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
    _, found, after = PAGE.read_text(encoding="utf-8").partition(f"`make bench ONLY={part}`:\n\n|")
    assert found, part
    assert rows("|" + after.partition("\n\n")[0]), f"the table of {part} has no row"


def test_the_picture_is_there() -> None:
    assert "(../bench/results.svg)" in prose(PAGE)
    assert (CHECKOUT / "bench" / "results.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_part_that_is_measured_alone_leaves_the_figures_of_the_others() -> None:
    before = [Row(name, "by hand", 1.0, ">= 1.0", holds=True) for name in ("page", "paper")]
    new = [Row(name, "by hand", 2.0, ">= 1.0", holds=True) for name in ("another", "page")]
    assert [(row.name, row.ratio) for row in joined(before, new)] == [("page", 2.0), ("paper", 1.0), ("another", 2.0)]
