"""Forms of the lists: the groups of certificates, and the organisations that take documents."""

from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.fields import MoneyField, one_line
from sgo_pfdo.blueprints.municipality.forms import SettingForm, check_printable
from sgo_pfdo.funds.rules.kinds import LARGEST_LIMIT, MOST_CERTIFICATES


class PlaceForm(SettingForm):
    """A row of an ordered list."""

    place = SelectField("Место в списке", coerce=int)

    def offer_places(self, count: int) -> None:
        """Offer the places of a list.

        :param count: of the rows, the one that is edited or added included.
        """
        self.place.choices = choices((place, str(place)) for place in range(1, count + 1))


class GroupForm(PlaceForm):
    """A certificate group."""

    name = StringField(
        "Название",
        [
            DataRequired("Введите название, например «Дети в возрасте от 5 до 18 лет»."),
            Length(max=150, message="Не больше 150 знаков."),
            check_printable,
        ],
        filters=[one_line],
    )
    age_from = IntegerField("Возраст от", [InputRequired("Введите возраст: от 0 до 17.")], description="Полных лет.")
    age_to = IntegerField(
        "Возраст до",
        [InputRequired("Введите возраст: от 1 до 18.")],
        description="В этот день рождения ребёнок уже не входит в группу: «до 18» – это 17 лет включительно.",
    )
    is_open = BooleanField(
        "Выдача открыта",
        description="Закрытая группа остаётся у тех, кому сертификат уже выдан; новых по ней не выдают.",
    )
    certificate_limit = IntegerField(
        "Сколько сертификатов ПФ может быть в группе",
        [Optional(), NumberRange(0, MOST_CERTIFICATES, f"Введите число от 0 до {MOST_CERTIFICATES}.")],
        description="Считаем действующие. Когда мест не останется, новые сертификаты будут сертификатами учёта. "
        "Пустое поле – без лимита.",
    )
    nominal_limit = MoneyField(
        "На какую сумму могут быть номиналы сертификатов ПФ группы, ₽",
        most=LARGEST_LIMIT,
        description="Складываем номиналы текущего периода. Пустое поле – без лимита.",
    )

    def validate_age_from(self, field: Any) -> None:
        """Take a whole number of years."""
        if field.data is None or not 0 <= field.data <= 17:
            raise ValidationError("Введите число от 0 до 17.")

    def validate_age_to(self, field: Any) -> None:
        """Take a whole number of years that is greater than the first."""
        if field.data is None or not 1 <= field.data <= 18:
            raise ValidationError("Введите число от 1 до 18.")
        if self.age_from.data is not None and field.data <= self.age_from.data:
            raise ValidationError("Этот возраст должен быть больше, чем «Возраст от».")


class OrganisationForm(PlaceForm):
    """An authorised organisation that exists."""

    name = StringField(
        "Название",
        [
            DataRequired("Введите название."),
            Length(max=250, message="Не больше 250 знаков."),
            check_printable,
        ],
        filters=[one_line],
        description="Так её увидят семьи, так она подпишет расписку.",
    )
    address = StringField("Адрес", [Length(max=300, message="Не больше 300 знаков.")], filters=[one_line])
    telephone = StringField("Телефон", [Length(max=100, message="Не больше 100 знаков.")], filters=[one_line])
    hours = StringField(
        "Часы приёма",
        [Length(max=300, message="Не больше 300 знаков.")],
        filters=[one_line],
        description="Например: «Понедельник – пятница с 9:00 до 17:00, перерыв с 12:00 до 13:00». "
        "Тогда семьи увидят рядом, открыто ли сейчас.",
    )
    is_open = BooleanField(
        "Принимает документы",
        description="Закрытую организацию семьи не видят, а её сотрудники не могут активировать сертификаты.",
    )


class NewOrganisationForm(OrganisationForm):
    """An authorised organisation that is added."""

    code = StringField(
        "Код",
        [
            InputRequired("Введите код."),
            Length(max=64, message="Не больше 64 знаков."),
            Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z", message="Только латинские буквы, цифры, точка, дефис и «_»."),
        ],
        filters=[one_line],
        description="По нему портал узнаёт сотрудников организации; спросите у администратора портала. "
        "Потом код изменить нельзя.",
    )
