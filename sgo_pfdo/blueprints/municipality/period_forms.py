"""The forms of periods and allowances, and what they answer when a rule is against it."""

from datetime import date
from typing import Any

from wtforms import IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.fields import CalendarField, MoneyField
from sgo_pfdo.blueprints.municipality.forms import SettingForm
from sgo_pfdo.funds import wording
from sgo_pfdo.funds.allowances import FREE, NUMBERS, Amount
from sgo_pfdo.funds.rules.kinds import LARGEST_LIMIT, LARGEST_NOMINAL, MOST_PROGRAMMES
from sgo_pfdo.funds.rules.plan import MOST_BACKDATED, Mistake
from sgo_pfdo.plain.wording import plural

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
MISTAKES = {
    Mistake.NOT_FIRST_DAY: "Период начинается с первого дня месяца, например 01.01.2027.",
    Mistake.NOT_LAST_DAY: "Период заканчивается последним днём месяца, например 31.12.2027.",
    Mistake.ENDS_BEFORE_START: "Последний день должен быть позже первого.",
    Mistake.TOO_LONG: "Период не может быть длиннее 24 месяцев.",
    Mistake.OPENS_TOO_LATE: "Период должен открыться не позже своего последнего дня.",
    Mistake.STOP_OUTSIDE: "Этот день должен быть не раньше, чем период откроется, и не позже его последнего дня.",
    Mistake.STOP_TOO_SOON: "Остановить новые договоры можно самое раннее послезавтра: семьи и организации должны "
    "успеть об этом узнать.",
    Mistake.OVERLAPS: "Часть этих дней уже входит в другой период. Измените даты: периоды не пересекаются.",
    Mistake.IN_USE: "Это менять уже нельзя: семьи пользуются этим периодом.",
}


def said(mistake: Mistake, count: int) -> str:
    """Say which rule is against it.

    :param count: how many certificates have used more than a new nominal, for :attr:`Mistake.TOO_LOW`.
    """
    if mistake is Mistake.TOO_LOW:
        whose = plural(count, "сертификата", "сертификатов", "сертификатов")
        return f"Столько нельзя: у {count} {whose} уже зарезервировано и списано больше."
    return MISTAKES[mistake]


class PeriodForm(SettingForm):
    """A period."""

    starts_on = CalendarField("Первый день", [InputRequired("Введите первый день периода.")])
    ends_on = CalendarField("Последний день", [InputRequired("Введите последний день периода.")])
    opens_on = CalendarField(
        "Открыт для семей с",
        [Optional()],
        description="С этого дня семьи видят период и могут подавать заявки. Пустое поле – за 30 дней до первого дня.",
    )
    stop_on = CalendarField(
        "Новых договоров нет с",
        [Optional()],
        description="Обычно пустое. Заключённые договоры продолжают действовать.",
    )
    funding_limit = MoneyField(
        "Лимит денег на все сертификаты, ₽",
        most=LARGEST_LIMIT,
        description="Когда он будет исчерпан, семьи вместо номинала увидят сообщение об этом. "
        "Пустое поле – без лимита.",
    )
    backdate_days = IntegerField(
        "На сколько дней договор может начаться раньше заявки",
        [InputRequired("Введите число от 0 до 50."), NumberRange(0, MOST_BACKDATED, "Введите число от 0 до 50.")],
        description="Только в первые дни периода. Обычно 0.",
        default=0,
    )
    decrease = RadioField("Как уменьшается номинал, пока им не пользуются", choices=choices(wording.DECREASES.items()))

    def validate_starts_on(self, field: Any) -> None:
        """Take a date."""
        self._check_day(field)

    def validate_ends_on(self, field: Any) -> None:
        """Take a date."""
        self._check_day(field)

    def validate_opens_on(self, field: Any) -> None:
        """Take a date, or nothing."""
        self._check_day(field)

    def validate_stop_on(self, field: Any) -> None:
        """Take a date, or nothing."""
        self._check_day(field)

    def _check_day(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError("Введите дату, например 01.01.2027.")
        if not FIRST <= field.data <= LAST:
            raise ValidationError("Проверьте год.")


def _number(value: Any) -> Amount:
    return value if value == FREE else int(value) if value else None


def _numbers(name: str) -> SelectField:
    label = wording.ALLOWANCES[name].label
    offered = [("", "не предоставляются"), (FREE, "без ограничения")]
    offered += [(str(number), wording.programmes(number)) for number in range(1, MOST_PROGRAMMES + 1)]
    return SelectField(label[0].upper() + label[1:], coerce=_number, choices=choices(offered))


class AllowanceForm(SettingForm):
    """What certificates of a group may use in a period."""

    nominal = MoneyField(
        "Номинал сертификата ПФ, ₽",
        most=LARGEST_NOMINAL,
        description="На весь период. Пустое поле – денег на сертифицированные программы нет.",
    )


for name_of_number in NUMBERS:
    setattr(AllowanceForm, name_of_number, _numbers(name_of_number))
