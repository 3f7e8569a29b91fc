"""What a clerk asks of the register: the form, and where the page that is wanted begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import flask
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import Length

from sgo_pfdo import database, drafts
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, choices
from sgo_pfdo.blueprints.common.forms.fields import CalendarField, one_line
from sgo_pfdo.blueprints.common.staff import Clerk
from sgo_pfdo.certificates.listing import PAGE_SIZE, Filter, Order, Place, RegisterPage
from sgo_pfdo.certificates.rules.lifecycle import SHOWN, Status
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.model import RegisteredSchool
from sgo_pfdo.municipalities.rules import groups_of
from sgo_pfdo.plain.wording import natural_key

ANY = ""
WITHOUT_SCHOOL = "none"
SCHOOL_ELSEWHERE = "elsewhere"
_KEPT = "desk.register"
_SCHOOL = "school:"
"""In front of the host's ids, which may be any text."""

ORDERS = {
    Order.NEWEST: "сначала новые",
    Order.SURNAME: "по фамилии",
    Order.ENDING: "по дате окончания",
}


class RegisterForm(PfdoForm):
    """Filters and order. What a field does not name does not matter."""

    surname = StringField("Начало фамилии", [Length(max=100, message="Не больше 100 знаков.")], filters=[one_line])
    status = SelectField(
        "Статус", choices=choices([(ANY, "Любой"), *((status.value, SHOWN[status]) for status in Status)]), default=ANY
    )
    school = SelectField("Школа при получении", default=ANY)
    group = SelectField("Группа", default=ANY)
    starts_from = CalendarField("Начало не раньше")
    starts_until = CalendarField("Начало не позже")
    ends_from = CalendarField("Окончание не раньше")
    ends_until = CalendarField("Окончание не позже")
    order = SelectField(
        "Порядок",
        choices=choices((order.value, label) for order, label in ORDERS.items()),
        default=Order.NEWEST.value,
    )

    def offer(self, session: Session, municipality: KnownMunicipality) -> None:
        """Fill the choices with the schools and groups of a municipality."""
        schools = session.execute(
            select(RegisteredSchool.id, RegisteredSchool.name).where(
                RegisteredSchool.municipality_code == municipality.code
            )
        )
        named = sorted(((name or school_id, school_id) for school_id, name in schools), key=_by_name)
        offered = ((_SCHOOL + school_id, name) for name, school_id in named)
        others = [(SCHOOL_ELSEWHERE, "Школа другого муниципалитета"), (WITHOUT_SCHOOL, "Без школы")]
        self.school.choices = choices([(ANY, "Любая"), *offered, *others])
        groups = groups_of(session, municipality)
        self.group.choices = choices([(ANY, "Любая"), *((str(group.id), group.name) for group in groups)])

    def validate_starts_until(self, field: Any) -> None:
        """Refuse a range that ends before it begins: it finds nothing, and nobody would see why."""
        _check_range(self.starts_from.data, field)

    def validate_ends_until(self, field: Any) -> None:
        """Refuse a range that ends before it begins."""
        _check_range(self.ends_from.data, field)

    @property
    def wanted(self) -> Filter:
        """What was asked for; after ``validate``."""
        school = self.school.data or ANY
        return Filter(
            status=Status(self.status.data) if self.status.data else None,
            school_id=school.removeprefix(_SCHOOL) if school.startswith(_SCHOOL) else None,
            without_school=school == WITHOUT_SCHOOL,
            school_elsewhere=school == SCHOOL_ELSEWHERE,
            group_id=int(self.group.data) if self.group.data else None,
            starts_from=self.starts_from.data,
            starts_until=self.starts_until.data,
            ends_from=self.ends_from.data,
            ends_until=self.ends_until.data,
            surname=self.surname.data or "",
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for: all certificates are wanted."""
        return self.wanted == Filter()

    @property
    def wanted_order(self) -> Order:
        """The order that was asked for; after ``validate``."""
        return Order(self.order.data)

    @property
    def has_groups(self) -> bool:
        """Whether there are groups to choose between."""
        return len(self.group.choices) > 2  # «Любая» and the only one

    @property
    def has_dates(self) -> bool:
        """Whether a date was given, or something that should have been one."""
        dates = (self.starts_from, self.starts_until, self.ends_from, self.ends_until)
        return any(field.data or field.errors for field in dates)

    @property
    def carried(self) -> Iterator[tuple[str, str]]:
        """The filters as hidden fields, for the buttons under the list."""
        return ((field.name, field._value() if hasattr(field, "_value") else field.data) for field in self._filters())

    @property
    def wrong_fields(self) -> list[Any]:
        """The fields with errors, from top to bottom."""
        return [field for field in self._filters() if field.errors]

    def _filters(self) -> list[Any]:
        return [field for field in self if field is not self.token]


def _by_name(school: tuple[str, str]) -> tuple[tuple[int, str], ...]:
    return natural_key(school[0])


def _check_range(first: date | None, field: Any) -> None:
    if first and field.data and field.data < first:
        raise ValidationError("Этот день раньше первого дня. Проверьте оба.")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page is: behind or before which certificate, and how many were shown before it.

    :param place: ``None`` for the first page.
    """

    place: Place | None = None
    shown_before: int = 0

    def next_to(self, page: RegisterPage) -> tuple["Position | None", "Position | None"]:
        """Give the positions of the pages before and after a page that stands here."""
        start = self.shown_before if page.previous else 0
        before = Position(page.previous, max(start - PAGE_SIZE, 0)) if page.previous else None
        after = Position(page.next, start + len(page.rows)) if page.next else None
        return before, after


class PositionTickets:
    """Signed texts that a form carries for a position: whoever makes one up gets the first page.

    :param secret_key: of the application.
    """

    def __init__(self, secret_key: str | bytes) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="sgo_pfdo.register")

    def make(self, order: Order, position: Position | None) -> str:
        """Make the ticket of a position in an order; empty where there is none."""
        if position is None or position.place is None:
            return ""
        place = position.place
        key = [value.isoformat() if isinstance(value, date) else value for value in place.key]
        return str(self._serializer.dumps([order.value, place.is_before, position.shown_before, *key]))

    def read(self, order: Order, ticket: str) -> Position:
        """Read a ticket; the first page for one that is forged or of another order."""
        try:
            told, is_before, shown_before, *key = self._serializer.loads(ticket)
        except (BadSignature, ValueError):
            return Position()
        if told != order.value:
            return Position()
        if order is not Order.SURNAME:
            key[0] = date.fromisoformat(key[0])
        return Position(Place(tuple(key), is_before), shown_before)


def current_tickets() -> PositionTickets:
    """Give the tickets of the current application."""
    return PositionTickets(flask.current_app.secret_key or "")


def keep_filters(clerk: Clerk, form: RegisterForm) -> None:
    """Keep the filters, encrypted, while the portal asks once more who the clerk is: no address may hold them."""
    state, fields = current_state(), {name: [value] for name, value in form.carried if value}
    now = state.host.now()
    database.perform(lambda session: drafts.keep(session, state.cipher, clerk.viewer.id, _KEPT, fields, now))


def take_filters(clerk: Clerk) -> MultiDict[str, str] | None:
    """Give the filters that were kept, once; ``None`` where there are none."""
    state, session = current_state(), database.current_session()
    kept = drafts.find(session, state.cipher, clerk.viewer.id, _KEPT, state.host.now())
    if kept is None:
        return None
    database.perform(lambda session: drafts.drop(session, clerk.viewer.id, _KEPT))
    return MultiDict((name, value) for name, values in kept.items() for value in values)
