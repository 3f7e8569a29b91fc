"""Fields for what people type from papers: names, dates, ticks for papers, texts with a form of their own."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sgo_pfdo import wording
from sgo_pfdo.applications import typed
from sgo_pfdo.certificates.rules import names
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.documents import unprintable_characters

EARLIEST = date(1990, 1, 1)
"""Nobody who was born before can hold a certificate."""


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


class WrittenDayField(StringField):  # type: ignore[misc]
    """A day as people write it from a paper, see :func:`read_day`; what was typed stays in the field when it is none.

    ``wrong`` is what to say of what is no date; ``may_be_empty`` says whether nothing typed is nothing known.
    """

    data: Any
    wrong: ClassVar[str]
    may_be_empty: ClassVar[bool]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it."""
        written = valuelist[0] if valuelist else ""
        self.data = None
        if self.may_be_empty and not written.strip():
            return
        try:
            self.data = read_day(written)
        except ValueError:
            raise ValueError(self.wrong) from None

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return f"{self.data:%d.%m.%Y}"


class BirthDateField(WrittenDayField):
    """A birth date, which everybody has."""

    wrong = "Введите дату рождения: день, месяц и год, например 14.05.2010."
    may_be_empty = False

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it; refuse a year that was mistyped."""
        super().process_formdata(valuelist)
        if self.data < EARLIEST:
            self.data = None
            raise ValueError("Проверьте год рождения.")


class CalendarField(DateField):  # type: ignore[misc]
    """A day chosen in the browser's calendar, or typed where it has none; or nothing."""

    formats: ClassVar[Sequence[str]] = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")
    """What browsers send, and what people type."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, [Optional()], format=list(self.formats), **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; say in our own words what is no date."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Введите дату, например 14.05.2019.") from None


class MoneyField(StringField):  # type: ignore[misc]
    """An amount in roubles as people type it, «12 000» or «9 166,66 ₽»; its data are kopecks, ``None`` where empty.

    :param most: kopecks.
    """

    data: Any

    def __init__(self, label: str, *, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self._most = most

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it; what was typed stays in the field when it is none."""
        typed = re.sub(r"\s|₽|руб\.?", "", valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        found = re.fullmatch(r"([0-9]{1,15})(?:[.,]([0-9]{1,2}))?", typed)
        if not found:
            raise ValueError("Введите сумму в рублях, например 12 000 или 9 166,50.")
        kopecks = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        if kopecks > self._most:
            raise ValueError(f"Введите не больше {wording.roubles(self._most)}.")
        self.data = kopecks

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return wording.roubles(self.data).removesuffix("\N{NO-BREAK SPACE}₽")


class NameField(StringField):  # type: ignore[misc]
    """A surname, first name or patronymic from a document.

    :param missing: what to say when nothing was typed; ``None`` where that is allowed. A dash says that there is none.
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
            name = names.normalise(typed)
            if lacking := unprintable_characters(name):
                signs = wording.signs_in_words(lacking)
                raise ValueError(f"Напечатать это на бланке нельзя: {signs}. Напишите похожими русскими буквами.")
            self.data = name if name or self._missing else None
            return
        self.data = None
        if self._missing:
            raise ValueError(self._missing)


class PapersField(SelectMultipleField):  # type: ignore[misc]
    """A tick for each paper seen."""

    option_widget = CheckboxInput()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, coerce=Paper, choices=[], **options)


class TicksField(SelectMultipleField):  # type: ignore[misc]
    """A tick for each choice."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class IssueDayField(WrittenDayField):
    """The day a document was issued."""

    wrong = "Введите дату выдачи: день, месяц и год, например 14.05.2010."
    may_be_empty = True


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
