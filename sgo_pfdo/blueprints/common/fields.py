"""Fields for what people type from papers: names, dates, ticks for papers, texts with a form of their own."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput

from sgo_pfdo.applications import typed
from sgo_pfdo.certificates.rules import names
from sgo_pfdo.certificates.rules.required_papers import Paper

EARLIEST = date(1990, 1, 1)
"""Nobody who was born before can hold a certificate."""
BAD_DATE = "Введите дату рождения: день, месяц и год, например 14.05.2010."
BAD_ISSUE_DATE = "Введите дату выдачи: день, месяц и год, например 14.05.2010."


def one_line(value: Any) -> Any:
    """Clean a typed text, as a filter of a field: no control characters, one space at a time; nothing is ``None``."""
    return typed.one_line(value) or None if isinstance(value, str) else value


def read_day(typed: str) -> date:
    """Read a date as people type it and as date pickers send it: «14.05.2010», «14 5 2010», «14052010», «2010-05-14».

    :raises ValueError: it is none.
    """
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed.strip())
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = re.fullmatch(r"([0-9]{1,2})[\s.,/-]+([0-9]{1,2})[\s.,/-]+([0-9]{4})", typed.strip())
    found = found or re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", typed.strip())
    if not found:
        raise ValueError("no date")
    return date(int(found[3]), int(found[2]), int(found[1]))


class BirthDateField(StringField):  # type: ignore[misc]
    """A birth date; what was typed stays in the field when it is none."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it."""
        typed = valuelist[0] if valuelist else ""
        self.data = None
        try:
            day = read_day(typed)
        except ValueError:
            raise ValueError(BAD_DATE) from None
        if day < EARLIEST:
            raise ValueError("Проверьте год рождения.")
        self.data = day

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return f"{self.data:%d.%m.%Y}"


class NameField(StringField):  # type: ignore[misc]
    """A surname, first name or patronymic from a document.

    :param missing: what to say when nothing was typed; ``None`` where that is allowed.
    """

    data: Any

    def __init__(self, label: str, *, missing: str | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self._missing = missing

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it and bring it into the form that is stored."""
        typed: str = valuelist[0] if valuelist else ""
        if typed.strip():
            self.data = typed
            self.data = names.normalise(typed)
            return
        self.data = None
        if self._missing:
            raise ValueError(self._missing)


class PapersField(SelectMultipleField):  # type: ignore[misc]
    """A tick for each paper seen."""

    option_widget = CheckboxInput()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, coerce=Paper, choices=[], **options)


class IssueDayField(StringField):  # type: ignore[misc]
    """The day a document was issued; what was typed stays in the field when it is none."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it; nothing typed is nothing known."""
        written = valuelist[0] if valuelist else ""
        self.data: date | None = None
        if written.strip():
            try:
                self.data = read_day(written)
            except ValueError:
                raise ValueError(BAD_ISSUE_DATE) from None

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return f"{self.data:%d.%m.%Y}"


class CheckedField(StringField):  # type: ignore[misc]
    """A text that may be left empty, and else is brought into its form.

    :param check: gives the form, or raises ``ValueError`` with a sentence.
    """

    def __init__(self, label: str, check: Callable[[str], str], **options: Any) -> None:
        super().__init__(label, **options)
        self._check = check

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Check it; what was typed stays in the field when it is wrong."""
        written = valuelist[0] if valuelist else ""
        self.data: str | None = written
        self.data = self._check(written) if written.strip() else None
