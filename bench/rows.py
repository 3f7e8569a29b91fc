"""What a benchmark gives: a row for the table and for ``bench/results.json``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    :param name: what was measured.
    :param against: what it was held against.
    :param ratio: ours to theirs: requests per second, or seconds where the goal is an upper bound.
    :param goal: «>= 1.0».
    :param holds: whether the goal is reached.
    :param note: absolute figures, for orientation.
    """

    name: str
    against: str
    ratio: float
    goal: str
    holds: bool
    note: str = ""


def show(rows: list[Row]) -> None:
    """Print rows as a table."""
    for row in rows:
        sign = "holds" if row.holds else "MISSED"
        print(f"{row.name:<60} {row.against:<28} {row.ratio:6.2f}  {row.goal:<7} {sign:<7} {row.note}")
