"""Checks data that came in as JSON: collects every error with its place."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sgo_pfdo.config import checks
from sgo_pfdo.people import MAX_ID_LENGTH

Check = Callable[[Any], Any]
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CODE = re.compile(r"[\w.-]+")


class Checker:
    """Reads one JSON object and notes what is wrong with it.

    :param value: the object; anything else is noted as an error.
    :param place: where it stands, «municipalities[0]».
    :param errors: the list that errors go to, shared by all checkers of a file.
    """

    def __init__(self, value: Any, place: str, errors: list[str]) -> None:
        self._fields: dict[str, Any] = value if isinstance(value, dict) else {}
        self._place = place
        self._errors = errors
        self._known: set[str] = set()
        if not isinstance(value, dict):
            self.error("", "is not an object")

    def error(self, name: str, message: str) -> None:
        """Note an error of a field, or of the object itself where ``name`` is empty."""
        self._errors.append(f"{self._place}{'.' if name else ''}{name} {message}")

    def take(self, name: str, check: Check, *, required: bool = False, default: Any = None) -> Any:
        """Read a field.

        :param check: turns the value into the one that is used; raises ``ValueError`` saying what is wrong.
        :param default: what an absent field gives; an explicit ``null`` counts as absent.
        """
        self._known.add(name)
        value = self._fields.get(name)
        if value is None:
            if required:
                self.error(name, "is missing")
            return default
        try:
            return check(value)
        except ValueError as error:
            self.error(name, str(error))
            return default

    def objects(self, name: str) -> Iterator["Checker"]:
        """Read a list of objects, one checker each; an absent list is empty."""
        items = self.take(name, _list, default=[])
        for position, item in enumerate(items):
            yield Checker(item, f"{self._place}{'.' if self._place else ''}{name}[{position}]", self._errors)

    def object(self, name: str) -> "Checker":
        """Read an object; an absent one is empty."""
        value = self.take(name, _object, default={})
        return Checker(value, f"{self._place}{'.' if self._place else ''}{name}", self._errors)

    def finish(self) -> None:
        """Note every field that nobody asked for: a misspelt one most likely."""
        for name in self._fields.keys() - self._known:
            self.error(name, "is unknown")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("is not a list")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("is not an object")
    return value


def text(value: Any) -> str:
    """Take text that is not empty; it may have several lines."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is empty or not text")
    if found := _NO_TEXT.search(value):
        raise ValueError(f"holds the character {found[0]!r}, which is no part of any text")
    return value.strip()


def identifier(value: Any) -> str:
    """Take an id of the portal: text of 1 to 64 characters, as it is."""
    if len(text(value)) > MAX_ID_LENGTH:
        raise ValueError(f"is longer than {MAX_ID_LENGTH} characters")
    if not value.isprintable():
        raise ValueError("holds a line break or another character that cannot be printed")
    return str(value)


def code(value: Any) -> str:
    """Take a code that you make up: it stands in addresses of pages."""
    found = identifier(value)
    if not _CODE.fullmatch(found) or found.strip(".") == "":
        raise ValueError("is no code: letters, digits, «-», «_» and dots, no spaces and slashes")
    return found


def on_one_line(message: str) -> str:
    """Write a message so that it takes one line and every terminal can show it, whatever the file held."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in message)


def two_digits(value: Any) -> str:
    """Take a code of two digits, as text."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{2}", value):
        raise ValueError("is not two digits in quotes")
    return value


def flag(value: Any) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false")
    return value


def age(value: Any) -> int:
    """Take an age in full years."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 18:
        raise ValueError("is not a whole number of years from 0 to 18")
    return value


def day(value: Any) -> date:
    """Take a date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise ValueError("is not a date like 2019-05-14") from None


def zone(value: Any) -> str:
    """Take the name of a time zone."""
    return checks.time_zone(value).key
