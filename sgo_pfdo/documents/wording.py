"""Words that several papers share."""

from __future__ import annotations

from datetime import date

PORTAL = "АИС «Сетевой город. Образование»"
"""The author of a paper that no authority has put its name to."""

WARNING = "Не публикуйте: по номеру и имени ребёнка могут записать на занятия без вас."
"""Stands on every paper: number and name are enough to enrol a child (S001)."""

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def date_in_words(day: date) -> str:
    """«28 октября 2019 года», held together by no-break spaces."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]} {day.year}\u00a0года"


def number_in_groups(number: str) -> str:
    """A certificate number in groups of four from the left, «7850 4490 1646»; only digits are grouped.

    A number of ten digits is grouped 4-3-3, so that no group of two is left over.
    """
    if not number.isdecimal():
        return number
    if len(number) == 10:
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
