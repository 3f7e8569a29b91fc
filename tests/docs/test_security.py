"""docs/security.md: each promise names its test, and the test exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from sgo_pfdo.limits import (
    ACCESS,
    ACCESS_CODE,
    ACCOUNT,
    ADDRESS,
    CARD,
    CLAIM,
    DOCUMENT,
    IDENTITY,
    LETTERS,
    LINK,
    MAILBOX,
    NUMBER,
    PASSWORD,
    RECOVERY,
    SEARCH,
    SIGN_IN,
    SIGN_IN_FROM,
)
from tests.docs.reading import CHECKOUT, DOCS, prose, rows, section

PAGE = DOCS / "security.md"
PROMISES = (
    "Who sees what",
    "The history",
    "Guesses",
    "The cabinet",
    "Access to children",
    "Sign-in through Госуслуги",
    "Forms",
    "Pages and files",
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
        [int(number) for number in re.findall(r"\d+", " ".join(row[1:3]))] for row in rows(section(PAGE, "Guesses"))
    ]
    in_code = [
        [SEARCH.limits[ACCOUNT], SEARCH.limits[ADDRESS]],
        [CARD.limits[ACCOUNT], CARD.limits[ADDRESS]],
        [DOCUMENT.limits[ACCOUNT], DOCUMENT.limits[ADDRESS]],
        [LINK.limits[ADDRESS]],
        [PASSWORD.limits[ACCOUNT]],
        [LETTERS.limits[ACCOUNT], LETTERS.limits[MAILBOX]],
        [CLAIM.limits[ACCOUNT], CLAIM.limits[ADDRESS]],
        [SIGN_IN.limits[NUMBER]],
        [SIGN_IN_FROM.limits[ADDRESS]],
        [RECOVERY.limits[NUMBER], RECOVERY.limits[ADDRESS]],
        [ACCESS.limits[ACCOUNT], ACCESS.limits[ADDRESS]],
        [ACCESS_CODE.limits[ACCOUNT], ACCESS_CODE.limits[ADDRESS]],
        [IDENTITY.limits[ADDRESS]],
    ]
    assert told == in_code
