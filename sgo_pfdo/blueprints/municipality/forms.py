"""The forms of the municipality's pages: one question each where that is possible."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional

from sgo_pfdo import documents
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, choices
from sgo_pfdo.blueprints.common.forms.fields import CalendarField, one_line
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm, is_typed
from sgo_pfdo.config.options import BY_EMAIL
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import Applicant, BlankForm
from sgo_pfdo.funds.wording import FUNDINGS
from sgo_pfdo.municipalities import changes
from sgo_pfdo.plain import numbers

OLDEST_REGULATION = date(1990, 1, 1)
OPTIONAL = "Можно оставить пустым."


def paragraphs(value: Any) -> Any:
    """Clean a typed text of several lines; nothing typed is ``None``."""
    if not isinstance(value, str):
        return value
    lines = (one_line(line) or "" for line in value.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or None


def check_printable(form: PfdoForm, field: Any) -> None:
    """Refuse a text that the papers cannot print: a family would get no form at all."""
    if not field.data or field.errors:
        return
    try:
        for applicant in Applicant:
            documents.consent.draw(BlankForm(applicant=applicant, authority=field.data, authority_address=field.data))
            documents.consent.draw(BlankForm(applicant=applicant, register_operator=field.data))
            documents.application_form.draw(BlankForm(applicant=applicant, group=field.data))
    except documents.UnprintableText as error:
        signs = ", ".join(f"«{sign}»" for sign in error.characters)
        raise ValidationError(f"Эти знаки нельзя напечатать на бланке: {signs}. Уберите или замените их.") from None
    except documents.DoesNotFit:
        raise ValidationError("Слишком длинно: не помещается на бланк. Сократите.") from None


class SettingForm(DraftedForm):
    """A form that saves over what it has shown."""

    seen = HiddenField()
    """The fingerprint of what the form showed."""

    @property
    def columns(self) -> list[str]:
        """The names of the fields that are settings."""
        return [field.name for field in self if is_typed(self, field.name) and field.name != "seen"]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return {name: self[name].data for name in self.columns}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what is stored."""
        for name, value in values.items():
            self[name].data = value


class AuthorityForm(SettingForm):
    """Who processes the personal data: the consent names it."""

    authority = StringField(
        "Название",
        [Length(max=250, message="Не больше 250 знаков."), check_printable],
        filters=[one_line],
        description="Как в уставе, без сокращений: это название печатается в согласии на обработку данных.",
    )
    authority_address = StringField(
        "Почтовый адрес",
        [Length(max=250, message="Не больше 250 знаков."), check_printable],
        filters=[one_line],
        description="С индексом.",
    )
    authority_telephone = StringField(
        "Телефон",
        [Length(max=100, message="Не больше 100 знаков.")],
        filters=[one_line],
        description="По нему семьи спрашивают о возможностях сертификата. Можно оставить пустым.",
    )
    authority_hours = StringField(
        "Часы работы",
        [Length(max=300, message="Не больше 300 знаков.")],
        filters=[one_line],
        description="Например: «Понедельник – пятница с 9:00 до 17:00».",
    )


class RegisterOperatorForm(SettingForm):
    """Who runs АИС ПФДО by order of the authority: the consent names it."""

    register_operator = StringField(
        "Название",
        [Length(max=200, message="Не больше 200 знаков."), check_printable],
        filters=[one_line],
        description="Как в договоре о ведении АИС ПФДО. Можно оставить пустым.",
    )
    register_operator_address = StringField(
        "Почтовый адрес",
        [Length(max=200, message="Не больше 200 знаков."), check_printable],
        filters=[one_line],
        description="С индексом. Можно оставить пустым.",
    )


class ChildrenForm(SettingForm):
    """What the coverage is a share of."""

    children_count = IntegerField(
        "Сколько детей от 5 до 18 лет живёт в муниципалитете",
        [Optional(), NumberRange(1, 10_000_000, "Введите число больше нуля.")],
        description="Например, по данным статистики. Пустое поле – охват не считается.",
    )


class RegulationForm(SettingForm):
    """The document that the certificates rest on."""

    regulation_title = StringField(
        "Название", [Length(max=500, message="Не больше 500 знаков.")], filters=[one_line], description=OPTIONAL
    )
    regulation_date = CalendarField("Дата", description=OPTIONAL)
    regulation_number = StringField(
        "Номер", [Length(max=50, message="Не больше 50 знаков.")], filters=[one_line], description=OPTIONAL
    )
    regulation_excerpt = TextAreaField(
        "Выдержка для семей",
        [Length(max=5000, message="Не больше 5000 знаков.")],
        filters=[paragraphs],
        description="Несколько предложений: кому положен сертификат и что он даёт. Можно оставить пустым.",
    )

    def validate_regulation_date(self, field: Any) -> None:
        """Refuse a year that was mistyped."""
        if field.data is not None and not OLDEST_REGULATION <= field.data <= date(2100, 12, 31):
            raise ValidationError("Проверьте год: дата должна быть не раньше 1990 года.")


class NumbersForm(SettingForm):
    """How certificate numbers look."""

    number_format = RadioField("Вид номера", choices=choices(changes.NUMBER_FORMATS.items()))
    region_code = StringField(
        "Код региона", filters=[one_line], description="Две цифры. Нужен для номеров из 10 цифр, например 42."
    )
    municipality_code = StringField(
        "Код муниципалитета", filters=[one_line], description="Две цифры. Нужен для номеров из 10 цифр, например 07."
    )

    def validate_region_code(self, field: Any) -> None:
        """Take two digits, or nothing where the number needs none."""
        self._check_code(field)

    def validate_municipality_code(self, field: Any) -> None:
        """Take two digits, or nothing where the number needs none."""
        self._check_code(field)

    def _check_code(self, field: Any) -> None:
        if field.data and not re.fullmatch("[0-9]{2}", field.data):
            raise ValidationError("Введите ровно две цифры, например 07.")
        if not field.data and self.number_format.data == numbers.PFDO10:
            raise ValidationError("Введите код: номер из 10 цифр начинается с него.")


class ValidityForm(SettingForm):
    """How long a certificate that nobody activates is valid."""

    validity_days = IntegerField(
        "Сколько дней даётся на активацию",
        [Optional(), NumberRange(1, 3650, "Введите число от 1 до 3650.")],
        description="День получения сертификата – первый. Пустое поле – как на портале.",
    )


class TimeZoneForm(SettingForm):
    """Which day it is for the children of the municipality."""

    time_zone = SelectField("Часовой пояс", coerce=lambda value: value or None)


class AloneForm(SettingForm):
    """Whether a pupil of 14 may come to the desk without a parent."""

    pupil_may_come_alone = RadioField(
        "Можно ли активировать сертификат без родителя, если ребёнку уже есть 14 лет?",
        choices=choices(
            [("yes", "Да, ребёнок может прийти один"), ("no", "Нет, нужен родитель (законный представитель)")]
        ),
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen, as the column takes it."""
        return {"pupil_may_come_alone": self.pupil_may_come_alone.data == "yes"}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what is stored; nothing stored means yes (S004)."""
        self.pupil_may_come_alone.data = "no" if values["pupil_may_come_alone"] is False else "yes"


class FirstPasswordForm(SettingForm):
    """Whether the password of the sheet has to be replaced at the first sign-in."""

    force_password_change = RadioField(
        "Нужно ли сменить пароль с листа при первом входе в кабинет?",
        choices=choices(
            [
                ("no", "Нет, семья может пользоваться паролем с листа"),
                ("yes", "Да, кабинет откроется только после того, как семья задаст собственный пароль"),
            ]
        ),
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen, as the column takes it."""
        return {"force_password_change": self.force_password_change.data == "yes"}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what is stored."""
        self.force_password_change.data = "yes" if values["force_password_change"] else "no"


class WayForm(SettingForm):
    """How families of the municipality get a certificate in the portal."""

    application_way = RadioField(
        "Как семья получает сертификат на портале", choices=choices(changes.APPLICATION_WAYS.items())
    )

    def validate_application_way(self, field: Any) -> None:
        """Refuse letters where the portal cannot make links for them."""
        if field.data == BY_EMAIL and not current_state().settings.base_url:
            raise ValidationError(
                "Портал пока не может отправлять письма со ссылками. Попросите администратора портала указать "
                "SGO_PFDO_BASE_URL."
            )


class FundingForm(SettingForm):
    """The type that new certificates have."""

    funding = RadioField("Тип новых сертификатов", choices=choices(FUNDINGS.items()))


class IntroductionForm(SettingForm):
    """What the municipality itself says to families, above everything that follows from the rules."""

    introduction = TextAreaField(
        "Вступление",
        [Length(max=5000, message="Не больше 5000 знаков.")],
        filters=[paragraphs],
        description="Несколько абзацев, между ними пустая строка. Можно оставить пустым: кому положен сертификат, "
        "что принести и куда прийти, на странице написано и так.",
    )


class PaperForm(SettingForm):
    """A municipality's own PDF."""

    file = FileField("Файл PDF", [FileRequired("Выберите файл.")])
