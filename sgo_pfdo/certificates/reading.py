"""Reads what a family's page shows, in one statement: the schools' municipalities and the child's newest certificate.

The page is what three hundred thousand people open in one evening. So it reads at once what belongs together, as plain
data: to make rows that could be changed costs more than all the rest.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    Executable,
    Select,
    String,
    Text,
    bindparam,
    column,
    func,
    inspect,
    lambda_stmt,
    select,
)
from sqlalchemy.orm import Session, aliased

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import TABLE_PREFIX, Base
from sgo_pfdo.municipalities.connections import Connection, connection_from, municipality_as_text
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.register.model import Account


class KnownHolder(NamedTuple):
    """A child as the module keeps it, as plain data; the fields are columns."""

    id: int
    birth_date: date


class KnownCertificate(NamedTuple):
    """A certificate as plain data; the fields are columns."""

    id: int
    holder_id: int
    number: str
    card_id: str
    stored_status: str
    surname: str
    first_name: str
    patronymic: str | None
    municipality_code: str
    group_id: int | None
    start_date: date
    end_date: date
    active_since: date | None


class KnownAccount(NamedTuple):
    """The account of a certificate as plain data; the fields are columns."""

    id: int
    login: str
    secret: str | None
    is_pending: bool


AnyCertificate = Certificate | KnownCertificate
AnyAccount = Account | KnownAccount
"""A certificate and its account, as rows or as plain data."""


class Reading(NamedTuple):
    """What stands in the database of a family's schools and of one of its children.

    :param connections: of the schools that have enabled the module, in the order in which they were named.
    :param holder: the child as the module keeps it, once it has issued anything.
    :param certificate: the newest one, living or not.
    :param account: of that certificate.
    """

    connections: Sequence[Connection]
    holder: KnownHolder | None = None
    certificate: KnownCertificate | None = None
    account: KnownAccount | None = None


def read_family(session: Session, school_ids: Sequence[str], pupil_id: str) -> Reading:
    """Read which of a family's schools have enabled the module, and the newest certificate of one child.

    :param school_ids: the host's ids, of any number of schools.
    :param pupil_id: the host's id of the child.
    """
    wanted = list(dict.fromkeys(school_ids))
    rows = _read(session, _FAMILY, {"school_ids": wanted, "pupil_id": pupil_id}) if wanted else ()
    if not rows:
        alone = _read(session, _CHILD, {"pupil_id": pupil_id})
        return Reading((), *_kept(alone[0])) if alone else Reading(())
    found = {row[0]: connection_from(row[0], row[1]) for row in rows}
    connections = [found[school_id] for school_id in wanted if school_id in found]
    return Reading(connections, *_kept(rows[0][2:]))


def connection_to(session: Session, municipality_code: str) -> Connection:
    """Read a municipality that no school of the child leads to any more, but its certificate does."""
    return connection_from(None, _read(session, _MUNICIPALITY, {"code": municipality_code})[0][0])


def _read(session: Session, queries: Mapping[str, Executable], values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    session.flush()
    connection = session.connection()
    return connection.execute(queries[connection.dialect.name], values).all()


def _kept(row: Sequence[Any]) -> tuple[KnownHolder | None, KnownCertificate | None, KnownAccount | None]:
    """Make what is kept of a child of the values of its columns; an id of ``None`` says that there is nothing."""
    holder, certificate, account = (
        row[:_FIRST_OF_CERTIFICATE],
        row[_FIRST_OF_CERTIFICATE:_FIRST_OF_ACCOUNT],
        row[_FIRST_OF_ACCOUNT:],
    )
    return (
        KnownHolder(*holder) if holder[0] is not None else None,
        KnownCertificate(*certificate) if certificate[0] is not None else None,
        KnownAccount(*account) if account[0] is not None else None,
    )


def _columns(table: type[Base], plain: type[Any]) -> list[Column[Any]]:
    columns = inspect(table).columns
    return [columns[name] for name in plain._fields]


_FIRST_OF_CERTIFICATE = len(KnownHolder._fields)
_FIRST_OF_ACCOUNT = _FIRST_OF_CERTIFICATE + len(KnownCertificate._fields)
_CHILD_COLUMNS = [
    *_columns(Holder, KnownHolder),
    *_columns(Certificate, KnownCertificate),
    *_columns(Account, KnownAccount),
]
_Later = aliased(Certificate)
_NEWEST = select(func.max(_Later.id)).where(_Later.holder_id == Holder.id).correlate(Holder).scalar_subquery()


def _family_on_sqlite() -> Select[Any]:
    every = func.json_each(bindparam("school_ids", type_=JSON)).table_valued("value")
    return (
        select(RegisteredSchool.id, municipality_as_text("sqlite"), *_CHILD_COLUMNS)
        .select_from(RegisteredSchool)
        .join(Municipality, RegisteredSchool.municipality_code == Municipality.code)
        .outerjoin(Holder, Holder.pupil_id == bindparam("pupil_id"))
        .outerjoin(Certificate, Certificate.id == _NEWEST)
        .outerjoin(Account, Account.certificate_id == Certificate.id)
        .where(RegisteredSchool.id.in_(select(every.c.value)), RegisteredSchool.is_enabled)
    )


def _family_on_postgresql() -> Select[Any]:
    """Call the function of revision 0002, which does the same.

    Drivers let go of what they have prepared at each rollback, and so at the end of each page. To plan nine tables anew
    takes PostgreSQL longer than all the rest; the plan of a function stays.
    """
    asked = bindparam("school_ids", type_=ARRAY(String)), bindparam("pupil_id", type_=String)
    child = [column(f"{one.table.name.removeprefix(TABLE_PREFIX)}_{one.name}", one.type) for one in _CHILD_COLUMNS]
    found = func.sgo_pfdo_family(*asked).table_valued(column("school_id", String), column("municipality", Text), *child)
    return select(found)


def _child() -> Select[Any]:
    return (
        select(*_CHILD_COLUMNS)
        .select_from(Holder)
        .outerjoin(Certificate, Certificate.id == _NEWEST)
        .outerjoin(Account, Account.certificate_id == Certificate.id)
        .where(Holder.pupil_id == bindparam("pupil_id"))
    )


def _municipality(dialect: str) -> Select[Any]:
    return select(municipality_as_text(dialect)).where(Municipality.code == bindparam("code"))


# Composed once, and found again by their place in the code: either costs as much as to run them.
_once = partial(lambda_stmt, enable_tracking=False)
_FAMILY = {"sqlite": _once(lambda: _family_on_sqlite()), "postgresql": _once(lambda: _family_on_postgresql())}
_CHILD = dict.fromkeys(_FAMILY, _once(lambda: _child()))
_MUNICIPALITY = {
    "sqlite": _once(lambda: _municipality("sqlite")),
    "postgresql": _once(lambda: _municipality("postgresql")),
}
