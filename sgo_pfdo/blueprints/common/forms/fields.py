"""Fields for what people type from papers: names, dates, ticks for papers, texts with a form of their own."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sgo_pfdo.applications.typed import UnprintableTypedError, check_printable
from sgo_pfdo.certificates.rules import names
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import unprintable_characters
from sgo_pfdo.plain import signs, wording
from sgo_pfdo.plain.dates import UnclearCenturyError, read_day

EARLIEST = date(1990, 1, 1)
"""Nobody who was born before can hold a certificate."""
LONGEST_KNOWN = 200
"""Characters of what the portal has written that a line of a paper holds."""
IN_PORTAL = "Так записано на портале: проверьте и, если нужно, исправьте."
OLDEST_DOCUMENT = date(1945, 1, 1)
"""No document that is shown today was issued before."""


def one_line(value: Any) -> Any:
    """Clean a typed text, as a filter of a field: no control characters, one space at a time; nothing is ``None``."""
    return signs.one_line(value) or None if isinstance(value, str) else value


def read_written(written: str, earliest: date, latest: date | None, wrong: str) -> date:
    """Read a date that somebody has written into a field, see :func:`sgo_pfdo.plain.dates.read_day`.

    :param earliest: the first day that is possible there.
    :param latest: the last one; ``None`` for today.
    :param wrong: what to say of what is no date.
    :raises ValueError: it is none, or its century is not certain; the message is for people.
    """
    try:
        return read_day(written, earliest, latest or current_state().host.now().date())
    except UnclearCenturyError:
        raise ValueError("Напишите год четырьмя цифрами, например 14.05.2010.") from None
    except ValueError:
        raise ValueError(wrong) from None


class WrittenDayField(StringField):  # type: ignore[misc]
    """A day as people write it from a paper, see :func:`read_written`; what is none stays in the field as typed.

    ``wrong`` is what to say of what is no date; ``may_be_empty`` says whether nothing typed is nothing known;
    ``earliest`` is the first day that is possible, the last one is today.
    """

    data: Any
    wrong: ClassVar[str]
    may_be_empty: ClassVar[bool]
    earliest: ClassVar[date]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it."""
        written = valuelist[0] if valuelist else ""
        self.data = None
        if self.may_be_empty and not written.strip():
            return
        self.data = read_written(written, self.earliest, None, self.wrong)

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return f"{self.data:%d.%m.%Y}"


class BirthDateField(WrittenDayField):
    """A birth date, which everybody has."""

    wrong = "Введите дату рождения: день, месяц и год, например 14.05.2010."
    may_be_empty = False
    earliest = EARLIEST

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it; refuse a year that was mistyped."""
        super().process_formdata(valuelist)
        if self.data < EARLIEST:
            self.data = None
            raise ValueError("Проверьте год рождения.")


class CalendarField(DateField):  # type: ignore[misc]
    """A day chosen in the browser's calendar, or typed where it has none; nothing, unless validators want it."""

    data: Any
    century: ClassVar[tuple[date, date]] = (date(2000, 1, 1), date(2099, 12, 31))
    """Where a year of two digits lies: these days are of certificates, periods and documents of today."""

    def __init__(self, label: str, validators: Sequence[Any] | None = None, **options: Any) -> None:
        super().__init__(label, [Optional()] if validators is None else validators, **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; say in our own words what is no date."""
        written = valuelist[0] if valuelist else ""
        self.data = None
        if written.strip():
            self.data = read_written(written, *self.century, "Введите дату, например 14.05.2019.")

    def _value(self) -> str:
        """Give the day as the browser's calendar wants it; what is none stays as typed."""
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return str(self.data.isoformat())


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
    earliest = OLDEST_DOCUMENT


class PortalKnows:
    """A mixin of fields that the portal fills: what it has written itself is never refused, only shown to be corrected.

    ``known`` is what it has written, see :meth:`tell_known`.
    """

    known: str | None = None
    raw_data: Any
    errors: Any
    data: Any
    description: Any

    def tell_known(self, known: str | None, check: Callable[[str], str]) -> None:
        """Tell the field what the portal has written; where it is not of the form wanted here, a hint says so.

        :param check: brings it into its form, or raises ``ValueError``.
        """
        self.known = signs.one_line(known or "") or None
        if self.known is None:
            return
        try:
            known_well = check(self.known)
        except ValueError:
            self.description = f"{self.description} {IN_PORTAL}".strip()
        else:
            if not self.raw_data and self.data == known:
                self.data = known_well

    def pre_validate(self, form: Any) -> None:
        """Forgive what the portal itself has written; what no paper can print has to be corrected after all."""
        written = str(self.raw_data[0]) if self.raw_data else ""
        if self.known and signs.one_line(written) == self.known and self._is_forgiven(self.known):
            self.errors = []
            self.data = self.data or self.known

    def _is_forgiven(self, known: str) -> bool:
        try:
            check_printable(known, LONGEST_KNOWN)
        except UnprintableTypedError:
            return False
        return True


class OwnNameField(PortalKnows, NameField):
    """The name of whoever fills in the form; what the portal gave is never refused."""

    def know(self, known: str | None) -> None:
        """Tell what the portal has written."""
        self.known = signs.one_line(known or "") or None

    def _is_forgiven(self, known: str) -> bool:
        return True  # names come from the portal in other ways, too: the papers tell what they cannot print


class CheckedField(PortalKnows, StringField):  # type: ignore[misc]
    """A text that may be left empty, and else is brought into its form.

    :param check: gives the form, or raises ``ValueError`` with a sentence.
    """

    def __init__(self, label: str, check: Callable[[str], str], **options: Any) -> None:
        super().__init__(label, **options)
        self._check = check

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Check it; what was typed stays in the field when it is wrong."""
        written = valuelist[0] if valuelist else ""
        self.data = written
        self.data = self._check(written) if written.strip() else None

    def know(self, known: str | None) -> None:
        """Tell what the portal has written, see :meth:`PortalKnows.tell_known`."""
        self.tell_known(known, self._check)
