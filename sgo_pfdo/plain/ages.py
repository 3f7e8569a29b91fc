"""How old a child is, and the ages of a certificate group (S000, S002).

``today`` is always an argument: the date in the time zone of the child's municipality.
"""

from dataclasses import dataclass
from datetime import date

ADULT_AGE = 18
"""A certificate ends the day before this birthday (S002)."""
ALONE_AGE = 14
"""From this birthday on the child applies alone (S000 «достигшему 14 лет», S002 «С 14 лет»)."""


def birthday(birth_date: date, age: int) -> date:
    """Find the day on which somebody turns ``age``; born on 29 February, in a common year that is 1 March."""
    year = birth_date.year + age
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def has_age(birth_date: date, age: int, today: date) -> bool:
    """Tell whether somebody is at least ``age`` years old today, the birthday itself included."""
    return today >= birthday(birth_date, age)


def full_years(birth_date: date, today: date) -> int:
    """Count how old somebody is, by the same birthdays as :func:`has_age`."""
    years = today.year - birth_date.year
    return years if has_age(birth_date, years, today) else years - 1


@dataclass(frozen=True, slots=True)
class AgeRange:
    """The ages of a certificate group.

    :param age_from: the first age that belongs, in full years.
    :param age_to: the first age that no longer belongs («от 5 до 18 лет»: 5 and 18).
    """

    age_from: int
    age_to: int

    def includes(self, birth_date: date, today: date) -> bool:
        """Tell whether a child of this birth date belongs to the group today; from 18 on nobody does."""
        upper = min(self.age_to, ADULT_AGE)
        return has_age(birth_date, self.age_from, today) and not has_age(birth_date, upper, today)


DEFAULT_GROUP_NAME = "Дети в возрасте от 5 до 18 лет"
DEFAULT_AGES = AgeRange(5, ADULT_AGE)
"""The ages of S002, for a municipality that has no groups of its own."""
