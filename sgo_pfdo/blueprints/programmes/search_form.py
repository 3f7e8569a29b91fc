"""What a family looks for: one line, behind «Расширенный поиск» every criterion (specification of the cabinet, 4.3).

The form is sent by GET, so that what was found has an address. A category of health is personal: it is in
:class:`HealthForm`, which is sent by POST, and in no address.
"""

from collections.abc import Mapping
from datetime import time
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SearchField, SelectField

from sgo_pfdo.blueprints.common.forms.base import PfdoForm, choices
from sgo_pfdo.blueprints.common.forms.fields import MoneyField, TicksField
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.plain.signs import one_line
from sgo_pfdo.plain.wording import whole_number
from sgo_pfdo.programmes.model import ProgrammeTrait
from sgo_pfdo.programmes.rules.kinds import (
    DIRECTIONS,
    FORMS,
    HEALTHS,
    LARGEST_PRICE,
    LEVELS,
    WEEKDAYS,
    Direction,
    Form,
    Health,
    Level,
    Trait,
)
from sgo_pfdo.programmes.rules.wishes import Found, Order, Wish

ANY = ""
LONGEST_SHOWN = 500
"""Signs of a question that are kept: the search reads no more."""
ORDERS = {
    Order.DEFAULT: "сначала самые подходящие",
    Order.START: "по дате начала",
    Order.PRICE: "по цене",
    Order.RATING: "по оценке",
    Order.PLACES: "по свободным местам",
}
PAYMENTS = {
    RegisterKind.CERTIFIED: "Сертификатом",
    RegisterKind.VALUED: "Бесплатно: значимые",
    RegisterKind.PREPROF: "Бесплатно: предпрофессиональные",
    RegisterKind.OTHER: "Бесплатно: иные",
    RegisterKind.PAID: "Из личных средств",
}
"""How a programme is paid, as a family asks for it."""
AGES = [(str(years), f"{years}") for years in range(3, 19)]
"""Full years, as the form offers them."""
HOURS = [f"{hour:02}:00" for hour in range(8, 22)]
MOST_ACTIVITIES = 300
"""Activities that are offered to choose from."""


class GetForm(PfdoForm):
    """A form that only asks: sent by GET, without a token, and what is wrong in it does not matter."""

    class Meta(PfdoForm.Meta):
        """Nothing is changed, so nobody can be made to change anything."""

        csrf = False

    def good(self, name: str) -> Any:
        """Give what is in a field; ``None`` where it is empty, or nothing that the field offers."""
        field = self[name]
        return None if field.errors or field.data in (None, "", []) else field.data

    @property
    def carried(self) -> Mapping[str, Any]:
        """Everything that was chosen, for an address or for hidden fields."""
        return {name: value for name, value in self._raw() if value not in (None, "", [], False)}

    def _raw(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for field in self:
            value = field.data
            if isinstance(field, BooleanField):
                value = "1" if field.data else None
            elif isinstance(field, MoneyField):
                value = None if field.errors or field.data is None else field._value()
            elif field.errors:
                value = None
            found.append((field.name, value))
        return found


class SearchForm(GetForm):
    """All criteria but health. What a field does not name does not matter."""

    in_sight = frozenset({"sent", "q", "only_open", "order", "keyword", "provider"})
    """What does not stand behind «Расширенный поиск»."""
    sent = HiddenField(default="1")
    """That the form was sent: a tick that is not there was taken away."""
    q = SearchField("Что ищем", filters=[lambda typed: one_line(typed or "")[:LONGEST_SHOWN]])
    only_open = BooleanField("Только с открытой записью")
    with_places = BooleanField("Только со свободными местами")
    municipality = SelectField("Муниципалитет", default=ANY)
    direction = TicksField("Направленность")
    activity = SelectField("Вид деятельности", default=ANY)
    pay = TicksField("Как оплачивается")
    age = SelectField(
        "Возраст ребёнка",
        choices=choices([(ANY, "Любой"), *AGES]),
        description="Полных лет.",
        default=ANY,
    )
    month_price = MoneyField("Цена за месяц, не больше, ₽", most=LARGEST_PRICE)
    weekday = TicksField("Дни занятий", choices=choices((str(day), name) for day, name in WEEKDAYS.items()))
    begins = SelectField(
        "Не раньше", choices=choices([(ANY, "Любое время"), *((one, one) for one in HOURS)]), default=ANY
    )
    ends = SelectField("Не позже", choices=choices([(ANY, "Любое время"), *((one, one) for one in HOURS)]), default=ANY)
    form = SelectField(
        "Форма обучения", choices=choices([(ANY, "Любая"), *((k.value, v) for k, v in FORMS.items())]), default=ANY
    )
    distance = SelectField(
        "Дистанционно",
        choices=choices([(ANY, "Неважно"), ("1", "С дистанционными занятиями"), ("0", "Только очно")]),
        default=ANY,
    )
    level = SelectField(
        "Уровень", choices=choices([(ANY, "Любой"), *((k.value, v) for k, v in LEVELS.items())]), default=ANY
    )
    medical = SelectField(
        "Медицинская справка",
        choices=choices([(ANY, "Неважно"), ("0", "Не нужна"), ("1", "Нужна")]),
        default=ANY,
    )
    rating = SelectField(
        "Оценка",
        choices=choices([(ANY, "Любая"), ("600", "От 60 %"), ("750", "От 75 %"), ("900", "От 90 %")]),
        default=ANY,
    )
    adapted = BooleanField("Для детей-инвалидов")
    order = SelectField(
        "Порядок",
        choices=choices((key.value, label) for key, label in ORDERS.items()),
        default=Order.DEFAULT.value,
    )
    keyword = HiddenField("Ключевое слово", filters=[lambda typed: one_line(typed or "")[:LONGEST_SHOWN]])
    provider = HiddenField("Организация", filters=[lambda typed: one_line(typed or "")[:LONGEST_SHOWN]])

    def offer(self, session: Session, *, provider_code: str | None = None) -> None:
        """Fill the choices from the catalogue; what was sent beside them is left out.

        :param provider_code: of the one organisation whose programmes are looked at.
        """
        towns = session.execute(select(Municipality.code, Municipality.name).order_by(Municipality.name)).all()
        self.municipality.choices = choices([(ANY, "Весь регион"), *((code, name) for code, name in towns)])
        of_kind = select(ProgrammeTrait.value).where(ProgrammeTrait.kind == Trait.ACTIVITY.value).distinct()
        activities = session.scalars(of_kind.order_by(ProgrammeTrait.value).limit(MOST_ACTIVITIES)).all()
        self.activity.choices = choices([(ANY, "Любой"), *((one, one) for one in activities)])
        self.count(None)
        if provider_code is not None:
            self.provider.data = provider_code
        self.validate()

    def count(self, found: Found | None) -> None:
        """Write how many there are beside directions and ways of payment."""
        self.direction.choices = choices(
            (one.value, _with_count(label, found.by_direction.get(one) if found else None))
            for one, label in DIRECTIONS.items()
        )
        self.pay.choices = choices(
            (one.value, _with_count(label, found.by_register.get(one) if found else None))
            for one, label in PAYMENTS.items()
        )

    def wish(self) -> Wish:
        """Say what is wished for."""
        good = self.good
        age = good("age")
        return Wish(
            text=self.q.data or "",
            municipalities=frozenset({good("municipality")} - {None}),
            directions=frozenset(map(Direction, good("direction") or ())),
            activities=frozenset({good("activity")} - {None}),
            age=int(age) * 12 if age and age.isdigit() else None,
            registers=frozenset(map(RegisterKind, good("pay") or ())),
            only_open=bool(self.only_open.data),
            with_places=bool(self.with_places.data),
            is_adapted=bool(self.adapted.data),
            forms=frozenset({Form(good("form"))} if good("form") else ()),
            is_distance=_yes_or_no(good("distance")),
            weekdays=frozenset(map(int, good("weekday") or ())),
            begins_from=_time(good("begins")),
            ends_by=_time(good("ends")),
            month_price=good("month_price"),
            levels=frozenset({Level(good("level"))} if good("level") else ()),
            needs_medical=_yes_or_no(good("medical")),
            provider_code=good("provider"),
            keyword=good("keyword"),
            rating_from=int(good("rating")) if good("rating") else None,
            order=Order(good("order") or Order.DEFAULT),
        )

    @property
    def has_more(self) -> bool:
        """Whether something was chosen that stands behind «Расширенный поиск»."""
        return any(field.data for field in self if field.short_name not in self.in_sight)


class HealthForm(PfdoForm):
    """Categories of health; sent by POST alone."""

    health = TicksField("Особенности здоровья", choices=choices((one.value, label) for one, label in HEALTHS.items()))

    @property
    def wanted(self) -> frozenset[Health]:
        """What was chosen."""
        known = {one.value for one in Health}
        return frozenset(Health(one) for one in self.health.data or () if one in known)


F = TypeVar("F", bound=SearchForm)


def read_search(sent: MultiDict[str, str], defaults: Mapping[str, str], form: type[F]) -> F:
    """Read the form from an address, or from what was posted.

    :param defaults: what is ticked as long as the form was not sent.
    """
    asked = MultiDict(sent)
    if "sent" not in asked:
        for name, value in defaults.items():
            asked.setdefault(name, value)
    return form(formdata=asked)


def _with_count(label: str, count: int | None) -> str:
    return label if count is None else f"{label} ({whole_number(count)})"


def _yes_or_no(value: str | None) -> bool | None:
    return None if value is None else value == "1"


def _time(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None
