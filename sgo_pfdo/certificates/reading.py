"""Reads what a family's page shows, in one statement: the schools' municipalities and the child's newest certificate.

The page is what three hundred thousand people open in one evening. So it reads at once what belongs together, as plain
data: to make rows that could be changed costs more than all the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.municipalities.connections import Connection, connection_columns, connection_from, portions
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.register.model import Account


@dataclass(frozen=True, slots=True)
class KnownHolder:
    """A child as the module keeps it, as plain data; the fields are columns."""

    id: int
    birth_date: date


@dataclass(frozen=True, slots=True)
class KnownCertificate:
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


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """The account of a certificate as plain data; the fields are columns."""

    id: int
    login: str
    secret: str | None
    is_pending: bool


AnyCertificate = Certificate | KnownCertificate
AnyAccount = Account | KnownAccount
"""A certificate and its account, as rows or as plain data."""


@dataclass(frozen=True, slots=True)
class Reading:
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
    rows = [
        row
        for ids in portions(school_ids)
        for row in _read(session, _FAMILY, {"school_ids": ids, "pupil_id": pupil_id})
    ]
    if not rows:
        alone = _read(session, _CHILD, {"pupil_id": pupil_id})
        return Reading((), *_kept(alone[0])) if alone else Reading(())
    found = {row[0]: connection_from(row[0], row[1:_FIRST_OF_CHILD]) for row in rows}
    connections = [found[school_id] for school_id in dict.fromkeys(school_ids) if school_id in found]
    return Reading(connections, *_kept(rows[0][_FIRST_OF_CHILD:]))


def connection_to(session: Session, municipality_code: str) -> Connection:
    """Read a municipality that no school of the child leads to any more, but its certificate does."""
    return connection_from(None, _read(session, _MUNICIPALITY, {"code": municipality_code})[0])


def _read(session: Session, queries: Mapping[str, Select[Any]], values: Mapping[str, Any]) -> Sequence[Row[Any]]:
    session.flush()
    connection = session.connection(bind_arguments={"mapper": Municipality})
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


def _columns(table: type[Any], plain: type[Any]) -> list[ColumnElement[Any]]:
    return [getattr(table, one.name) for one in fields(plain)]


_FIRST_OF_CHILD = 1 + len(connection_columns("sqlite"))
_FIRST_OF_CERTIFICATE = len(fields(KnownHolder))
_FIRST_OF_ACCOUNT = _FIRST_OF_CERTIFICATE + len(fields(KnownCertificate))
_CHILD_COLUMNS = [
    *_columns(Holder, KnownHolder),
    *_columns(Certificate, KnownCertificate),
    *_columns(Account, KnownAccount),
]
_Later = aliased(Certificate)
_NEWEST = select(func.max(_Later.id)).where(_Later.holder_id == Holder.id).correlate(Holder).scalar_subquery()
_DIALECTS = ("sqlite", "postgresql")

# Composed once: to compose such a statement costs as much as to run it.
_FAMILY: Mapping[str, Select[Any]] = {
    dialect: select(RegisteredSchool.id, *connection_columns(dialect), *_CHILD_COLUMNS)
    .select_from(RegisteredSchool)
    .join(Municipality, RegisteredSchool.municipality_code == Municipality.code)
    .outerjoin(Holder, Holder.pupil_id == bindparam("pupil_id"))
    .outerjoin(Certificate, Certificate.id == _NEWEST)
    .outerjoin(Account, Account.certificate_id == Certificate.id)
    .where(RegisteredSchool.id.in_(bindparam("school_ids", expanding=True)), RegisteredSchool.is_enabled)
    for dialect in _DIALECTS
}
_CHILD: Mapping[str, Select[Any]] = dict.fromkeys(
    _DIALECTS,
    select(*_CHILD_COLUMNS)
    .select_from(Holder)
    .outerjoin(Certificate, Certificate.id == _NEWEST)
    .outerjoin(Account, Account.certificate_id == Certificate.id)
    .where(Holder.pupil_id == bindparam("pupil_id")),
)
_MUNICIPALITY: Mapping[str, Select[Any]] = {
    dialect: select(*connection_columns(dialect)).where(Municipality.code == bindparam("code")) for dialect in _DIALECTS
}
