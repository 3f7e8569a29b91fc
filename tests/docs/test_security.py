"""docs/security.md: each promise names its test, and the test exists."""

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from sgo_pfdo import limits
from sgo_pfdo.limits import Door
from tests.docs.reading import CHECKOUT, DOCS, prose, rows, section

PAGE = DOCS / "security.md"
PROMISES = (
    "Who sees what",
    "The history",
    "Guesses",
    "The cabinet",
    "Access to children",
    "Forms",
    "Pages and files",
    "What goes wrong",
    "Secrets at rest and in logs",
)
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", prose(PAGE))


@cache
def functions_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    assert name.startswith("test_") and name in functions_of(CHECKOUT / file)


@pytest.mark.parametrize("heading", PROMISES)
def test_every_promise_names_a_test(heading: str) -> None:
    promises = rows(section(PAGE, heading))
    assert promises
    assert [row[0] for row in promises if "::test_" not in row[-1]] == []


def test_no_name_of_a_test_is_written_in_a_way_that_is_not_checked() -> None:
    assert prose(PAGE).count("::") == len(NAMED)


def test_the_limits_are_those_of_the_code() -> None:
    told = [
        [window(row[0]), *map(int, re.findall(r"\d+", " ".join(row[1:3])))] for row in rows(section(PAGE, "Guesses"))
    ]
    doors = [door for door in vars(limits).values() if isinstance(door, Door) and door is not limits.SIGN_IN_DAY]
    assert sorted(told) == sorted([door.window, *door.limits.values()] for door in doors)


def window(door: str) -> timedelta:
    """Read for how long the tries at a door count, an hour where nothing is said."""
    if found := re.search(r"in (\d+) minutes", door):
        return timedelta(minutes=int(found[1]))
    return timedelta(days=1) if "a day" in door else timedelta(hours=1)
