"""Ages in full months: how old a child is on a day, from which day on it is old enough, and ages in words."""

from calendar import monthrange
from datetime import date

from sgo_pfdo.plain.wording import plural
from sgo_pfdo.programmes.rules.kinds import MOST_AGE

MONTH_IN_KEYS = 32
"""How much a month more is in :func:`day_key`."""


def full_months(birth_date: date, day: date) -> int:
    """Count the months that a child has lived on a day; born on the 31st, it gets older on the 1st after a short month.

    As :func:`sgo_pfdo.plain.ages.birthday`, for which somebody born on 29 February gets older on 1 March.

    :param day: negative months before the birth.
    """
    return (day.year - birth_date.year) * 12 + day.month - birth_date.month - (day.day < birth_date.day)


def day_key(day: date) -> int:
    """Write a day as one number, so that a month more is 32 more.

    Somebody born on ``b`` is at least ``m`` full months old on ``d`` where ``day_key(b) + 32 * m <= day_key(d)``.
    """
    return (day.year * 12 + day.month) * MONTH_IN_KEYS + day.day


def day_of_age(birth_date: date, months: int) -> date:
    """Find the first day on which a child is so many full months old."""
    years, month = divmod(birth_date.month - 1 + months, 12)
    year, month = birth_date.year + years, month + 1
    if birth_date.day <= monthrange(year, month)[1]:
        return date(year, month, birth_date.day)
    return date(year + month // 12, month % 12 + 1, 1)


def age_in_words(months: int) -> str:
    """Say an age: «7 лет», «7 лет 6 месяцев», «11 месяцев»."""
    years, rest = divmod(months, 12)
    said = [f"{years} {plural(years, 'год', 'года', 'лет')}"] if years else []
    if rest or not years:
        said.append(f"{rest} {plural(rest, 'месяц', 'месяца', 'месяцев')}")
    return " ".join(said).replace(" ", "\u00a0")


def ages_in_words(age_min: int, age_max: int) -> str:
    """Say the ages of a programme: «7–12 лет», «7 лет», «от 6 лет 6 месяцев до 9 лет».

    Up to 155 months is up to the age of 12: a child is 12 until the day before its 13th birthday.

    :param age_min: full months, as ``age_max``, which belongs as well.
    """
    whole = age_min % 12 == 0 and (age_max % 12 == 11 or age_max == MOST_AGE)
    if not whole:
        return f"от {_genitive(age_min)} до {_genitive(age_max)}"
    first, last = age_min // 12, age_max // 12
    unit = plural(last, "год", "года", "лет")
    return f"{last}\u00a0{unit}" if first == last else f"{first}–{last}\u00a0{unit}"


def _genitive(months: int) -> str:
    years, rest = divmod(months, 12)
    said = [f"{years}\u00a0{plural(years, 'года', 'лет', 'лет')}"] if years else []
    if rest or not years:
        said.append(f"{rest}\u00a0{plural(rest, 'месяца', 'месяцев', 'месяцев')}")
    return " ".join(said)
