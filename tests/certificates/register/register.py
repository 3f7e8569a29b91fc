"""The register of the tests, and a second way of looking into it: plain Python, without the database."""

from collections.abc import Sequence
from datetime import date, timedelta

from sgo_pfdo.certificates.listing import Filter, Order
from sgo_pfdo.certificates.rules.lifecycle import Status
from tests.support.apps import KINDERGARTEN, SCHOOL, TODAY
from tests.support.many import Values, values_of

SURNAMES = ("Иванов", "Иванова", "Ёлкина", "Елкин", "Аль Хасан", "ИВАНЕНКО", "Ян", "д’Арк", "Смит-Ёжикова", "")
FIRST_NAMES = ("Игорь", "Анна", "Пётр", "Яна")
STATUSES = ("inactive", "active", "frozen", "annulled")
SCHOOLS = (SCHOOL.id, KINDERGARTEN.id, None)
SOMEBODY_ELSES = 900
"""The id from which on certificates are of another municipality."""


def certificates() -> list[Values]:
    """Make 170 certificates: every surname with every school, status and end, some of another municipality."""
    own = [
        values_of(
            number,
            stored_status=STATUSES[number % 4],
            surname=SURNAMES[number * 7 % 10],
            first_name=FIRST_NAMES[number % 3],
            school_id=SCHOOLS[number % 3],
            group_id=1 if number % 5 else None,
            start_date=TODAY - timedelta(days=200 - number // 3),
            end_date=TODAY + timedelta(days=number * 11 % 29 - 14),
            active_since=TODAY - timedelta(days=100) if number % 4 in (1, 2) else None,
        )
        for number in range(1, 151)
    ]
    other = [
        values_of(number, municipality_code="myski", surname="Иванов", end_date=TODAY + timedelta(days=number - 905))
        for number in range(SOMEBODY_ELSES, SOMEBODY_ELSES + 20)
    ]
    return own + other


_ALIKE = str.maketrans({"ё": "е", "’": None, "\u0301": None, "-": " "})


def key(surname: str, first_name: str = "") -> str:
    """Make the form in which surnames are compared, in another way than the module does."""
    return " ".join((surname or first_name).lower().translate(_ALIKE).split())


def status_of(one: Values, today: date) -> Status:
    """Tell the status that counts today."""
    if one["stored_status"] == "annulled":
        return Status.ANNULLED
    return Status.EXPIRED if one["end_date"] < today else Status(one["stored_status"])


def is_wanted(one: Values, wanted: Filter, today: date) -> bool:
    """Tell whether a filter lets a certificate through."""
    checks = (
        one["municipality_code"] == "kiselevsk",
        wanted.status in (None, status_of(one, today)),
        wanted.school_id in (None, one["school_id"]),
        not wanted.without_school or one["school_id"] is None,
        wanted.group_id in (None, one["group_id"]),
        (wanted.starts_from or date.min) <= one["start_date"] <= (wanted.starts_until or date.max),
        (wanted.ends_from or date.min) <= one["end_date"] <= (wanted.ends_until or date.max),
        key(one["surname"], one["first_name"]).startswith(key(wanted.surname)),
    )
    return all(checks)


def expected(all_of_them: Sequence[Values], wanted: Filter, order: Order, today: date) -> list[Values]:
    """List what a filter lets through, in order."""
    found = [one for one in all_of_them if is_wanted(one, wanted, today)]
    if order is Order.NEWEST:
        return sorted(found, key=lambda one: (one["start_date"], one["id"]), reverse=True)
    if order is Order.ENDING:
        return sorted(found, key=lambda one: (one["end_date"], one["id"]))
    return sorted(found, key=lambda one: (key(one["surname"], one["first_name"]), key(one["first_name"]), one["id"]))


def numbers_of(some: Sequence[Values]) -> list[str]:
    """List the numbers of certificates."""
    return [one["number"] for one in some]
