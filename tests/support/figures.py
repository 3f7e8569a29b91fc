"""What tests counted, as a table at the end: tries, certificates, errors that a person would have seen."""

import os
from collections.abc import Callable, Iterable

import pytest

SOAK = bool(os.environ.get("SOAK"))
"""Whether this is ``make soak``: the same tests with larger numbers."""
COLUMNS = ("tries", "certificates", "errors")
"""What every row has; a test adds others."""
_PROPERTY = "figures"

Figures = Callable[..., None]


@pytest.fixture
def figures(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Figures:
    """``figures(tries=200, certificates=1, errors=0, …)`` keeps a row for the table and prints it."""

    def keep(**numbers: object) -> None:
        row = [request.node.name, *(f"{name.replace('_', ' ')} {number}" for name, number in numbers.items())]
        record_property(_PROPERTY, row)
        print("; ".join(row))

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table; with xdist the rows of all workers come here."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    rows = [row for report in reports for name, row in report.user_properties if name == _PROPERTY]
    if rows:
        terminalreporter.section("figures of the long form" if SOAK else "figures of the short form")
        for line in _as_table(sorted(rows)):
            terminalreporter.line(line)


def _as_table(rows: list[list[str]]) -> Iterable[str]:
    cells = []
    for name, *numbers in rows:
        given = dict(number.rsplit(" ", 1) for number in numbers)
        first = [given.pop(column, "–") for column in COLUMNS]
        cells.append([_readable(name), *first, ", ".join(f"{column} {number}" for column, number in given.items())])
    cells.insert(0, ["what", *COLUMNS, "and"])
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        counted = (cell.rjust(width) for cell, width in zip(row[1:4], widths[1:4], strict=True))
        yield "  ".join([row[0].ljust(widths[0]), *counted, row[4]]).rstrip()


def _readable(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")
