"""Ages and dates: when a child is old enough, and from which day to which a certificate is valid.

``today`` is always an argument: the date in the time zone of the child's municipality.
"""

from datetime import date, timedelta

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


def end_date(birth_date: date, start: date, days: int) -> date:
    """Find the last day of a certificate that nobody has activated yet.

    :param start: the first day; it counts.
    :param days: how many days at the most, the first one included (S004: 28.10.19 to 25.01.20 are 90).
    :return: at the latest the day before the 18th birthday.
    """
    return min(start + timedelta(days=days - 1), activated_end_date(birth_date))


def activated_end_date(birth_date: date) -> date:
    """Find the last day of an activated certificate: the day before the 18th birthday."""
    return birthday(birth_date, ADULT_AGE) - timedelta(days=1)


def corrected_end_date(before: date, was_born: date, is_born: date, start: date, days: int, *, activated: bool) -> date:
    """Find the last day of a certificate anew, once the birth date was put right.

    :param before: the last day so far.
    :param was_born: the birth date so far.
    :param start: the first day.
    :param days: how many days it is valid at the most while nobody has activated it.
    :param activated: active or frozen: until the day before the 18th birthday.
    """
    if activated:
        return activated_end_date(is_born)
    if before == activated_end_date(was_born):  # the wrong birthday has cut it short
        return end_date(is_born, start, days)
    return min(before, activated_end_date(is_born))


def days_left(end: date, today: date) -> int:
    """Count the days on which the certificate can still be used, today and the last day included; 0 once it ended."""
    return max((end - today).days + 1, 0)
