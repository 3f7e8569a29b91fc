"""Reads what a family's page shows, in one statement: the schools' municipalities and the child's newest certificate.

The page is what three hundred thousand people open in one evening. So it reads at once what belongs together, as plain
data: to make rows that could be changed costs more than all the rest.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Date, String, TextualSelect, column, inspect, text
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import Base
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.reading import known_municipality
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
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        query, schools_asked = _ON_POSTGRESQL, json.dumps(school_ids)
    elif len(school_ids) == 1:  # most families; the page costs a fiftieth less
        query, schools_asked = _ON_SQLITE_OF_ONE_SCHOOL, school_ids[0]
    else:
        query, schools_asked = _ON_SQLITE, json.dumps(school_ids)
    answer = connection.scalar(query, {"school_ids": schools_asked, "pupil_id": pupil_id})
    (schools, child), _ = _read_json(answer)
    municipalities = {school_id: known_municipality(session, code, revision) for school_id, code, revision in schools}
    return Reading(municipalities, *_known(child)) if child else Reading(municipalities)


def _known(child: list[Any]) -> tuple[KnownHolder, KnownCertificate | None, KnownAccount | None]:
    """Make what is known of a child of its values; an id of ``None`` says that there is nothing."""
    for place in _DATES:
        if child[place] is not None:
            child[place] = date.fromisoformat(child[place])
    for place in _FLAGS:
        child[place] = bool(child[place])  # SQLite says 0 and 1
    certificate, account = child[_CERTIFICATE:_ACCOUNT], child[_ACCOUNT:]
    return (
        KnownHolder(*child[:_CERTIFICATE]),
        KnownCertificate(*certificate) if certificate[0] is not None else None,
        KnownAccount(*account) if account[0] is not None else None,
    )


_CERTIFICATE = len(KnownHolder._fields)
_ACCOUNT = _CERTIFICATE + len(KnownCertificate._fields)
"""Where the values of the certificate begin, and those of its account."""


def _columns(alias: str, table: type[Base], known: type[Any]) -> list[tuple[str, Column[Any]]]:
    columns = inspect(table).columns
    return [(alias, columns[name]) for name in known._fields]


_COLUMNS = [
    *_columns("holder", Holder, KnownHolder),
    *_columns("certificate", Certificate, KnownCertificate),
    *_columns("account", Account, KnownAccount),
]
_DATES = [place for place, (_, column) in enumerate(_COLUMNS) if isinstance(column.type, Date)]
_FLAGS = [place for place, (_, column) in enumerate(_COLUMNS) if isinstance(column.type, Boolean)]


_read_json = json.JSONDecoder().raw_decode
"""Nothing stands around it, which :func:`json.loads` would look for."""


def _answer(sql: str) -> TextualSelect:
    return text(sql).columns(column("family", String))


def _on_sqlite(condition: str) -> TextualSelect:
    """Compose the statement.

    :param condition: which schools are meant.
    """
    values = ", ".join(f"{alias}.{column.name}" for alias, column in _COLUMNS)
    return _answer(f"""
        SELECT '[' || (
            SELECT json_group_array(json_array(school.id, town.code, town.revision))
            FROM sgo_pfdo_school school
            JOIN sgo_pfdo_municipality town ON town.code = school.municipality_code
            WHERE school.id {condition} AND school.is_enabled
        ) || ',' || COALESCE((
            SELECT json_array({values})
            FROM sgo_pfdo_holder holder
            LEFT JOIN sgo_pfdo_certificate certificate ON certificate.id = (
                SELECT one.id FROM sgo_pfdo_certificate one WHERE one.holder_id = holder.id
                ORDER BY one.living_key IS NULL, one.id DESC LIMIT 1
            )
            LEFT JOIN sgo_pfdo_account account ON account.certificate_id = certificate.id
            WHERE holder.pupil_id = :pupil_id
        ), 'null') || ']'
    """)  # noqa: S608 - names of columns


# All that is read comes as one text of JSON: to make rows of twenty columns takes drivers longer than to find them.
_ON_SQLITE = _on_sqlite("IN (SELECT value FROM json_each(:school_ids))")
_ON_SQLITE_OF_ONE_SCHOOL = _on_sqlite("= :school_ids")
_ON_POSTGRESQL = _answer("SELECT sgo_pfdo_read_family(:school_ids, :pupil_id)")
"""Calls a function of revision 0003, which does the same.

Drivers let go of what they have prepared at each rollback, and so at the end of each page. To plan six tables anew
takes PostgreSQL longer than all the rest; the plan of a function stays.
"""
