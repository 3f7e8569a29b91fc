"""``make bench``: measures what there is, prints one table, writes ``bench/results.json`` and ``bench/results.svg``.

``make bench ONLY="papers load" SECONDS=60`` measures less; the figures of the other parts stay. Exits 0 whatever holds,
and 1 where something could not be measured.
"""

import json
import os
import re
import sys
from pathlib import Path

from bench.parts import measure_all
from bench.rows import Row, show

FOLDER = Path(__file__).parent
COLUMNS = ("name", "against", "ratio", "goal", "holds")
FARTHEST = 100.0
"""The picture ends where something is so many times better or worse than its goal."""


def margin(row: Row) -> float:
    """Tell how many times better than its goal something is; below 1 it misses the goal."""
    sign, number = re.fullmatch(r"([<>]=) ([0-9.]+)", row.goal).groups()  # type: ignore[union-attr]
    goal = float(number)
    if goal == 0:
        return 1.0 if row.holds else 1 / FARTHEST
    found = row.ratio / goal if sign == ">=" else goal / max(row.ratio, goal / FARTHEST)
    return min(max(found, 1 / FARTHEST), FARTHEST)


def draw(rows: list[Row], file: Path) -> None:
    """Draw how far each row is from its goal."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "bench", "font.family": "sans-serif", "font.size": 9}
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(10, 0.8 + 0.32 * len(rows)), layout="constrained")
    margins = [margin(row) for row in rows]
    colours = ["#1f5fa8" if row.holds else "#b3261e" for row in rows]
    bars = axes.barh(range(len(rows)), [one - 1 for one in margins], left=1, color=colours, height=0.6)
    axes.bar_label(bars, [f"{row.ratio:.2f}, goal {row.goal}" for row in rows], padding=4)
    axes.set_yticks(range(len(rows)), [f"{row.name} / {row.against}" for row in rows])
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlim(min(*margins, 0.5) / 4, max(*margins, 2) * 4)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xlabel("times better than the goal (right of the line: reached)")
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.savefig(file, metadata={"Date": None})


def read(folder: Path) -> list[Row]:
    """Read the figures of the last measurement."""
    file = folder / "results.json"
    return [Row(**one) for one in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def joined(before: list[Row], rows: list[Row]) -> list[Row]:
    """Put rows in the place of those that compared the same, and what is new behind them."""
    new = {(row.name, row.against): row for row in rows}
    kept = [new.pop((row.name, row.against), row) for row in before]
    return kept + list(new.values())


def write(rows: list[Row], folder: Path) -> None:
    """Write the figures and their picture."""
    results = [{column: getattr(row, column) for column in COLUMNS} for row in rows]
    (folder / "results.json").write_text(
        json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    draw(rows, folder / "results.svg")


def main() -> None:
    """Measure, print, write."""
    only = os.environ.get("ONLY", "").split()
    rows, broken = measure_all(only)
    show(rows)
    if rows:
        write(joined(read(FOLDER), rows) if only or broken else rows, FOLDER)
    if broken:
        sys.exit(f"not measured, see above: {', '.join(broken)}")


if __name__ == "__main__":
    main()
