"""The clerks' register: the certificates of one municipality by filters, in an order, a page at a time.

Whatever is asked, one index of the table answers it (see the model), so a page costs at the most one pass through that
index, and the hundredth page no more than the first: a page begins behind the last certificate of the one before it,
never after «so many rows».
"""

import enum
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from sgo_pfdo.certificates.model import Certificate, has_status
from sgo_pfdo.certificates.rules.lifecycle import Status, shown_status
from sgo_pfdo.certificates.rules.names import fold
from sgo_pfdo.journal.writing import About
from sgo_pfdo.municipalities.model import Group, Municipality, RegisteredSchool

PAGE_SIZE = 50
BATCH = 500
"""How many certificates are read at once where all of them are wanted."""
_AFTER_EVERY_LETTER = "\U0010ffff"

Key = tuple[str | date | int, ...]
"""The place of a certificate in an order: what it is sorted by, its id last."""


class Order(enum.StrEnum):
    """In which order the register stands."""

    NEWEST = "newest"
    """By the first day, the latest first."""
    SURNAME = "surname"
    ENDING = "ending"
    """By the last day, the earliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which certificates are wanted; what is left out does not matter.

    :param status: the one that counts today, «Срок действия истёк» included.
    :param school_id: the host's id of the school that the certificate was issued for.
    :param without_school: only those issued for no school: registered in person.
    :param school_elsewhere: only those issued for a school of another municipality: accepted from there.
    :param starts_from: the earliest first day.
    :param starts_until: the latest first day; it counts.
    :param ends_from: the earliest last day.
    :param ends_until: the latest last day; it counts.
    :param surname: how the surname begins, however it is written.
    """

    status: Status | None = None
    school_id: str | None = None
    without_school: bool = False
    school_elsewhere: bool = False
    group_id: int | None = None
    starts_from: date | None = None
    starts_until: date | None = None
    ends_from: date | None = None
    ends_until: date | None = None
    surname: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind this certificate, or before it.

    :param key: of a certificate in the order that is asked for.
    :param is_before: the page that ends in front of the certificate is wanted.
    """

    key: Key
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A certificate as the register shows and exports it.

    :param about: ids of the child and the certificate, for the history.
    :param surname: empty, like the first name, where the data was erased.
    :param group: the name of its group; ``None`` where the municipality has no groups.
    :param school: the name of the school that it was issued for, or the host's id where no name was loaded, with the
        municipality where that is another one; ``None`` without a school. Where the child learns today is not asked.
    :param active_since: the day of the activation, while the certificate is active or frozen.
    """

    about: About
    card_id: str
    number: str
    surname: str
    first_name: str
    patronymic: str | None
    birth_date: date
    status: Status
    group: str | None
    school: str | None
    start_date: date
    end_date: date
    active_since: date | None

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic; empty where the data was erased."""
        return " ".join(part for part in (self.surname, self.first_name, self.patronymic) if part)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the register.

    :param previous: where the page before it is, if there is one.
    :param next: where the page after it is, if there is one.
    """

    rows: Sequence[Row]
    previous: Place | None
    next: Place | None


_KEYS: Mapping[Order, tuple[InstrumentedAttribute[Any], ...]] = {
    Order.NEWEST: (Certificate.start_date, Certificate.id),
    Order.SURNAME: (Certificate.surname_key, Certificate.first_name_key, Certificate.id),
    Order.ENDING: (Certificate.end_date, Certificate.id),
}
_DESCENDING = {Order.NEWEST}


def read_page(
    session: Session,
    municipality_code: str,
    wanted: Filter,
    order: Order,
    today: date,
    *,
    place: Place | None = None,
    size: int = PAGE_SIZE,
) -> RegisterPage:
    """Read a page of a municipality's register.

    Whatever is inserted meanwhile, no certificate is shown twice or left out on the way from page to page.

    :param today: the date in the municipality.
    :param place: where the page begins, from the page before or after it; by default the first page.
    :param size: how many certificates a page holds.
    """
    backwards = place is not None and place.is_before
    query = _sorted(select(*_KEYS[order]).where(*_conditions(municipality_code, wanted, today)), order, backwards)
    if place is not None:
        query = query.where(_beyond(order, place.key, backwards))
    keys: list[Key] = [tuple(row) for row in session.execute(query.limit(size + 1))]
    has_more = len(keys) > size
    keys = keys[:size]
    if backwards:
        keys.reverse()
    before = has_more if backwards else place is not None
    after = backwards or has_more
    return RegisterPage(
        rows=read_rows(session, municipality_code, [_id(key) for key in keys], today),
        previous=Place(keys[0], is_before=True) if keys and before else None,
        next=Place(keys[-1]) if keys and after else None,
    )


def _id(key: Key) -> int:
    number = key[-1]
    assert isinstance(number, int)
    return number


def _sorted(query: Select[Any], order: Order, backwards: bool) -> Select[Any]:
    descending = (order in _DESCENDING) != backwards
    return query.order_by(*(column.desc() if descending else column for column in _KEYS[order]))


def _beyond(order: Order, key: Key, backwards: bool) -> ColumnElement[bool]:
    columns = _KEYS[order]
    here = tuple_(*columns)
    there = tuple_(*(literal(value, column.type) for value, column in zip(key, columns, strict=True)))
    return here < there if (order in _DESCENDING) != backwards else here > there


def _conditions(municipality_code: str, wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Certificate.municipality_code == municipality_code]
    if wanted.status is not None:
        conditions.append(has_status(wanted.status, today))
    if wanted.school_id is not None:
        conditions.append(Certificate.school_id == wanted.school_id)
    if wanted.without_school:
        conditions.append(Certificate.school_id.is_(None))
    if wanted.school_elsewhere:
        own = select(RegisteredSchool.id).where(RegisteredSchool.municipality_code == municipality_code)
        conditions += [Certificate.school_id.is_not(None), Certificate.school_id.not_in(own)]
    if wanted.group_id is not None:
        conditions.append(Certificate.group_id == wanted.group_id)
    beginning = fold(wanted.surname)
    if wanted.surname.strip() and not beginning:
        conditions.append(false())  # no surname begins with «-»
    elif beginning:
        conditions += [
            Certificate.surname_key >= beginning,
            Certificate.surname_key < beginning + _AFTER_EVERY_LETTER,
        ]
    return conditions + _date_conditions(wanted)


def _date_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    start, end = Certificate.start_date, Certificate.end_date
    return [
        *([start >= wanted.starts_from] if wanted.starts_from else []),
        *([start <= wanted.starts_until] if wanted.starts_until else []),
        *([end >= wanted.ends_from] if wanted.ends_from else []),
        *([end <= wanted.ends_until] if wanted.ends_until else []),
    ]


def count(session: Session, municipality_code: str, wanted: Filter, today: date, *, limit: int) -> int:
    """Count the certificates that are wanted, up to a limit: beyond it nobody needs the number while paging.

    :return: at the most ``limit``.
    """
    some = select(Certificate.id).where(*_conditions(municipality_code, wanted, today)).limit(limit).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def ids_in_order(session: Session, municipality_code: str, wanted: Filter, order: Order, today: date) -> "array[int]":
    """Read the ids of all certificates that are wanted, in order, at one moment: eight bytes for each.

    With them all can be read in small batches, each exactly once, whatever changes meanwhile.
    """
    query = _sorted(select(Certificate.id).where(*_conditions(municipality_code, wanted, today)), order, False)
    return array("q", session.scalars(query.execution_options(yield_per=10_000)))


def read_all(session: Session, municipality_code: str, ids: Sequence[int], today: date) -> Iterator[Sequence[Row]]:
    """Read certificates in small batches.

    Between two batches the connection goes back to its pool: whoever takes the rows slowly keeps no writer waiting.

    :param session: with nothing pending, outside :func:`sgo_pfdo.database.perform`.
    :param ids: from :func:`ids_in_order`.
    """
    for start in range(0, len(ids), BATCH):
        rows = read_rows(session, municipality_code, ids[start : start + BATCH], today)
        session.rollback()
        yield rows


def read_rows(session: Session, municipality_code: str, ids: Sequence[int], today: date) -> list[Row]:
    """Read certificates of a municipality in the order of their ids as given; those of another one are left out."""
    columns = (
        Certificate.id,
        Certificate.holder_id,
        Certificate.municipality_code,
        Certificate.card_id,
        Certificate.number,
        Certificate.surname,
        Certificate.first_name,
        Certificate.patronymic,
        Certificate.birth_date,
        Certificate.stored_status.label("status"),
        Group.name.label("group"),
        func.coalesce(RegisteredSchool.name, Certificate.school_id).label("school"),
        Municipality.name.label("school_municipality"),
        Certificate.start_date,
        Certificate.end_date,
        Certificate.active_since,
    )
    query = (
        select(*columns)
        .outerjoin(Group, Certificate.group_id == Group.id)
        .outerjoin(RegisteredSchool, Certificate.school_id == RegisteredSchool.id)
        .outerjoin(
            Municipality,
            and_(
                Municipality.code == RegisteredSchool.municipality_code,
                RegisteredSchool.municipality_code != Certificate.municipality_code,
            ),
        )
        .where(Certificate.id.in_(ids))
    )
    # compared here: in the query it would have SQLite walk through the whole municipality instead of the ids
    rows = (row for row in session.execute(query) if row.municipality_code == municipality_code)
    found = {row.id: _row(row, today) for row in rows}
    return [found[number] for number in ids if number in found]


def _row(row: Any, today: date) -> Row:
    return Row(
        about=(row.holder_id, row.id),
        card_id=row.card_id,
        number=row.number,
        surname=row.surname,
        first_name=row.first_name,
        patronymic=row.patronymic,
        birth_date=row.birth_date,
        status=shown_status(Status(row.status), row.end_date, today),
        group=row.group,
        school=school_told(row.school, row.school_municipality),
        start_date=row.start_date,
        end_date=row.end_date,
        active_since=row.active_since,
    )


def school_told(name: str | None, municipality: str | None) -> str | None:
    """Name a school: «МБОУ «СОШ № 1»», or «МБОУ «СОШ № 1», г. Мыски» where it is another municipality's."""
    return f"{name}, {municipality}" if name and municipality else name
