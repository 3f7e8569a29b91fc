"""Writes stored values of the catalogue the way forms show them; what is written is read again as the same value."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from sgo_pfdo.plain.wording import roubles, whole_number
from sgo_pfdo.programmes.rules.kinds import MOST_AGE

_MONEY = frozenset({"price", "normative_price", "maximum"})
_TENTHS = frozenset({"hours", "individual_hours", "second_teacher_hours", "year_hours", "academic_hours"})


def written(values: Mapping[str, Any]) -> dict[str, str]:
    """Write values by their fields of :mod:`sgo_pfdo.programmes.rules.records`; ``None`` is an empty text.

    :param values: as :func:`sgo_pfdo.programmes.rules.records.read_record` gives them; months, kopecks, tenths.
    """
    return {name: _written(name, value) for name, value in values.items()}


def _written(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return _number(name, value) if isinstance(value, int) else str(value)


def _number(name: str, value: int) -> str:
    if name in _MONEY:
        return roubles(value).removesuffix("\N{NO-BREAK SPACE}₽")
    if name in _TENTHS:
        return tenths_in_words(value)
    if name in ("age_min", "age_max"):
        return _age(value, is_upper=name == "age_max")
    return str(value)


def tenths_in_words(tenths: int) -> str:
    """Write tenths of an hour: «72», «72,5»."""
    whole, rest = divmod(tenths, 10)
    return f"{whole_number(whole)},{rest}" if rest else whole_number(whole)


def _age(months: int, *, is_upper: bool) -> str:
    """Write an age as people type it; an upper one in whole years goes on until the next birthday."""
    years, rest = divmod(months, 12)
    is_whole = (rest == 11 or months == MOST_AGE) if is_upper else rest == 0
    return str(years) if is_whole else f"{years} лет {rest} мес"
