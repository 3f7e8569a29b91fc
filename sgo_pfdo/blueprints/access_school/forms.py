"""The forms of access to a child, on the school's side."""

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput

from sgo_pfdo.access.rules.representatives import BASES, REASONS, Basis, RefusalReason, is_enough
from sgo_pfdo.blueprints.common.forms.base import VersionMixin, choices
from sgo_pfdo.blueprints.common.forms.fields import BirthDateField, CalendarField, one_line
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm

LONGEST = 500


class RequestForm(VersionMixin, DraftedForm):
    """A step with a request, as the worker saw it."""


class SearchForm(DraftedForm):
    """Other words to look for the pupil by, where the family has mistyped something."""

    surname = StringField(
        "Фамилия ученика",
        [DataRequired("Введите фамилию."), Length(max=200, message="Не больше 200 знаков.")],
        filters=[one_line],
    )
    born = BirthDateField("Дата рождения ученика")


class BasesField(SelectMultipleField):  # type: ignore[misc]
    """A tick for each paper that was checked."""

    option_widget = CheckboxInput()


class AcceptForm(RequestForm):
    """Which pupil, and what was checked."""

    pupil = RadioField("Ученик", choices=[], validate_choice=False)
    bases = BasesField(
        "Что проверено", coerce=Basis, choices=choices((basis.value, words) for basis, words in BASES.items())
    )
    is_compared = BooleanField(
        "Данные сверены с документами", description="Нужно, если указанное в заявлении отличается от данных школы."
    )
    until = CalendarField("Доступ до этого дня включительно", description="Для временной опеки. Иначе не заполняйте.")

    def validate_pupil(self, field: Any) -> None:
        """Ask for a pupil of those that were found."""
        if field.data not in {choice[0] for choice in self.found}:
            raise ValidationError("Выберите ученика.")

    found: list[tuple[str, str]] = []  # noqa: RUF012 - set by the view
    """Ids and names of the pupils that were found."""

    def validate_bases(self, field: Any) -> None:
        """Refuse what does not show that the applicant represents the child."""
        if not is_enough(field.data or []):
            raise ValidationError("Отметьте документ, из которого видно, что заявитель – законный представитель.")


class RefuseForm(RequestForm):
    """Why a request is refused."""

    reason = RadioField(
        "Почему",
        choices=choices((reason.value, words[0].upper() + words[1:]) for reason, words in REASONS.items()),
        validate_choice=False,
    )
    words = TextAreaField(
        "Своими словами",
        [Length(max=LONGEST, message=f"Не больше {LONGEST} знаков.")],
        description="Это прочитает заявитель. Не пишите, учится ли такой ребёнок в школе.",
    )

    def validate_reason(self, field: Any) -> None:
        """Ask for a reason."""
        if field.data not in set(RefusalReason):
            raise ValidationError("Выберите причину.")

    def validate_words(self, field: Any) -> None:
        """Ask for words where the list has none that fits."""
        if self.reason.data == RefusalReason.OTHER and not (field.data or "").strip():
            raise ValidationError("Напишите причину своими словами.")


class RevokeForm(RequestForm):
    """Why a child is taken away again."""

    words = TextAreaField(
        "Почему",
        [DataRequired("Напишите, почему."), Length(max=LONGEST, message=f"Не больше {LONGEST} знаков.")],
        description="Это увидит только школа.",
    )


class NoticeForm(VersionMixin, DraftedForm):
    """A notice on a pupil; version 0 where there was none."""

    pupil = HiddenField()
    words = TextAreaField(
        "Пометка",
        [Length(max=LONGEST, message=f"Не больше {LONGEST} знаков.")],
        description="Её видят только те, кто решает о доступе в вашей школе. Семья не узнает, что она есть.",
    )
    is_strict = BooleanField("Строгая: коды не печатать, решает только директор")


class CodesForm(DraftedForm):
    """For which pupils codes are printed."""

    pupils = BasesField("Кому напечатать", validate_choice=False)
    each = RadioField(
        "Кодов на ребёнка", choices=choices([("1", "Один"), ("2", "Два: каждому родителю свой")]), default="2"
    )
