"""Words that several papers share."""

from __future__ import annotations

from datetime import date

from sgo_pfdo.plain.wording import date_in_words

PORTAL = "АИС «Сетевой город. Образование»"
"""The author of a paper that no authority has put its name to."""

WARNING = "Не публикуйте: по номеру и имени ребёнка могут записать на занятия без вас."
"""Stands on every paper: number and name are enough to enrol a child (S001)."""


def full_name(*parts: str | None) -> str:
    """Surname, first name and patronymic in one; a part that is not known is left out."""
    return " ".join(part for part in parts if part)


def date_with_year(day: date) -> str:
    """«28 октября 2019 года», day and month held together by a no-break space."""
    return f"{date_in_words(day)} года".replace(" ", "\u00a0", 1).replace(" года", "\u00a0года")
