"""Dates in every way people write them: «14.05.2010 г.», «14.05.10», «2010-05-14», «14 мая 2010 года»."""

import re
from datetime import date

from sgo_pfdo.plain.signs import one_line, plain

_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ENDS = {
    "янв": ("", "арь", "аря"),
    "фев": ("", "р", "раль", "раля"),
    "мар": ("", "т", "та"),
    "апр": ("", "ель", "еля"),
    "ма": ("й", "я"),
    "июн": ("", "ь", "я"),
    "июл": ("", "ь", "я"),
    "авг": ("", "уст", "уста"),
    "сен": ("", "т", "тябрь", "тября"),
    "окт": ("", "ябрь", "ября"),
    "ноя": ("", "б", "брь", "бря"),
    "дек": ("", "абрь", "абря"),
}
_MONTH_OF = {stem + end: number for number, stem in enumerate(_MONTHS, 1) for end in _ENDS[stem]}
_ROMAN = {
    roman: number
    for number, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)
}
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\"'«»“”„]")
_YEAR_WORD = re.compile(r"\s*(?:г\.?\s*р\.?|года рождения|год|года|г)\.?$")
_TIME = re.compile(r"[t ,]+[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?:z|[+-][0-9:]{2,6})?$")
_APART = r"\s*[\s.,/\-]\s*"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_APART}([0-9]{{1,2}}){_APART}([0-9]{{1,2}})")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}}){_APART}([0-9]{{1,2}}|[а-яіivx]+)\.?{_APART}([0-9]{{4}}|[0-9]{{2}})")
_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
LONGEST = 60
"""Characters: no date is longer."""


class UnclearCenturyError(ValueError):
    """The year has two digits, and either century is possible, or none."""


def read_day(typed: str, earliest: date | None = None, latest: date | None = None) -> date:
    """Read a date as people write it and as browsers send it.

    Day before month, the year first only where it has four digits. «г.», «года», «г.р.» behind it, a time of day from
    a table, and the month as a word or in Roman digits are understood. Of two digits of a year the century is taken
    for which the date lies between the two days, if there is just one.

    :param earliest: the first day that is possible here; together with ``latest``.
    :raises UnclearCenturyError: the year has two digits, and the century is not certain.
    :raises ValueError: it is no date.
    """
    text = plain(one_line(typed))
    if len(text) > LONGEST:
        raise ValueError("no date")
    text = _QUOTES.sub("", _DASHES.sub("-", text)).lower().strip(" .,;")
    text = _TIME.sub("", _YEAR_WORD.sub("", text)).rstrip(" .,")
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY_FIRST.fullmatch(text) or _TOGETHER.fullmatch(text)
    if not found:
        raise ValueError("no date")
    day, month = int(found[1]), _month(found[2])
    if len(found[3]) == 4:
        return date(int(found[3]), month, day)
    return _in_its_century(int(found[3]), month, day, earliest, latest)


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    number = _MONTH_OF.get(written) or _ROMAN.get(written.translate(str.maketrans("хіi", "xii")))
    if number is None:
        raise ValueError("no month")
    return number


def _in_its_century(year: int, month: int, day: int, earliest: date | None, latest: date | None) -> date:
    date(2000, month, day)  # such a day there is, so that what is refused below is the century alone
    if earliest is None or latest is None:
        raise UnclearCenturyError("no century")
    days = [_day(century * 100 + year, month, day) for century in range(earliest.year // 100, latest.year // 100 + 1)]
    possible = [one for one in days if one is not None and earliest <= one <= latest]
    if len(possible) != 1:
        raise UnclearCenturyError("no certain century")
    return possible[0]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 29 February of a common year
        return None
