"""Reads what a family's page shows, in one statement: the schools' municipalities and the child's newest certificate.

The page is what three hundred thousand people open in one evening. So it reads at once what belongs together, as plain
data: to make rows that could be changed costs more than all the rest. What is called «Known…» here and in
:mod:`sgo_pfdo.municipalities.known` is such plain data, in contrast to a row of the same name that can be changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, inspect, literal, select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder, stands_for
from sgo_pfdo.database import Base, table_of
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.municipalities.reading import known_municipality
from sgo_pfdo.register.model import Account


class KnownHolder(NamedTuple):
    """A child as the module keeps it, as plain data; the fields are columns."""

    id: int
    pupil_id: str | None
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
    funding: str
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
    """What stands in the database of a family's schools and of one of its children: facts only.

    What the rules make of them is a :class:`sgo_pfdo.certificates.standing.Standing`.

    :param municipalities: by the ids of those schools that have enabled the module.
    :param holder: the child as the module keeps it, once it has issued anything.
    :param certificate: the one that has the child's place, else the newest, living or not.
    :param account: of that certificate.
    """

    municipalities: Mapping[str, KnownMunicipality]
    holder: KnownHolder | None = None
    certificate: KnownCertificate | None = None
    account: KnownAccount | None = None


def read_family(session: Session, school_ids: Sequence[str], pupil_id: str) -> Reading:
    """Read which of a family's schools have enabled the module, and the newest certificate of one child.

    :param school_ids: the host's ids, of any number of schools.
    :param pupil_id: the host's id of the child.
    """
    session.flush()
    rows = session.connection().execute(_FAMILY, {"school_ids": list(school_ids), "pupil_id": pupil_id}).all()
    municipalities = {
        school_id: known_municipality(session, code, revision)
        for school_id, code, revision, *_ in rows
        if school_id is not None
    }
    child = rows[0][_HOLDER:]
    holder, certificate, account = child[:_CERTIFICATE], child[_CERTIFICATE:_ACCOUNT], child[_ACCOUNT:]
    return Reading(
        municipalities,
        KnownHolder(*holder) if holder[0] is not None else None,
        KnownCertificate(*certificate) if certificate[0] is not None else None,
        KnownAccount(*account) if account[0] is not None else None,
    )


_HOLDER = 3
"""Where the child begins in a row, behind a school, its municipality and the revision of that."""
_CERTIFICATE = len(KnownHolder._fields)
_ACCOUNT = _CERTIFICATE + len(KnownCertificate._fields)
"""Where the values of the certificate begin in those of the child, and those of its account."""


def columns_of(table: type[Base], known: type[Any]) -> list[ColumnElement[Any]]:
    """Give the columns that a class of plain data is made of, in its order."""
    columns = inspect(table).columns
    return [columns[name] for name in known._fields]


def _family() -> Select[Any]:
    """Compose the statement: a row for each enabled school, one without a school where none is, the child in each."""
    school, town, holder = table_of(RegisteredSchool), table_of(Municipality), table_of(Holder)
    pupils_own = holder.alias("pupils_own")
    certificate, account = table_of(Certificate), table_of(Account)
    any_of_theirs = certificate.alias("any_of_theirs")
    newest = (
        select(any_of_theirs.c.id)
        .where(any_of_theirs.c.holder_id == holder.c.id)
        .order_by(any_of_theirs.c.living_key.is_(None), any_of_theirs.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = and_(school.c.id.in_(bindparam("school_ids", expanding=True)), school.c.is_enabled)
    one = select(literal(1).label("one")).subquery("one")
    source = (
        one.outerjoin(school.join(town, town.c.code == school.c.municipality_code), asked)
        .outerjoin(pupils_own, pupils_own.c.pupil_id == bindparam("pupil_id"))
        .outerjoin(holder, holder.c.id == stands_for(pupils_own.c))
        .outerjoin(certificate, certificate.c.id == newest)
        .outerjoin(account, account.c.certificate_id == certificate.c.id)
    )
    return select(
        school.c.id,
        town.c.code,
        town.c.revision,
        *columns_of(Holder, KnownHolder),
        *columns_of(Certificate, KnownCertificate),
        *columns_of(Account, KnownAccount),
    ).select_from(source)


_FAMILY = _family()
