"""What a school that has enabled the module leads to: its municipality, with all that the family's page shows of it.

The columns come in one row, the rows of other tables as JSON in it; :mod:`sgo_pfdo.certificates.reading` asks for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute

from sgo_pfdo.certificates.eligibility import AgeRange
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation, OwnPaper
from sgo_pfdo.municipalities.rules import KnownMunicipality


@dataclass(frozen=True, slots=True)
class CertificateGroup:
    """A certificate group, as plain data."""

    id: int
    name: str
    ages: AgeRange
    is_open: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An open authorised organisation: where a family can go."""

    name: str
    address: str | None
    telephone: str | None
    hours: str | None


@dataclass(frozen=True, slots=True)
class Connection:
    """A municipality with all that the family's page shows of it, and the school that leads to it.

    :param school_id: ``None`` where a certificate leads to it, not a school.
    :param groups: closed ones included, in the municipality's order.
    :param places: the open authorised organisations, in the municipality's order.
    :param own_papers: the size in bytes of each PDF of the municipality's own, by kind.
    """

    school_id: str | None
    municipality: KnownMunicipality
    groups: Sequence[CertificateGroup]
    places: Sequence[Place]
    own_papers: Mapping[str, int]


AT_ONCE = 1000
"""How many schools or children are asked about in one statement, which no database lets grow without end."""


def portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Divide ids, each taken once, into lists that a statement can hold."""
    wanted = list(dict.fromkeys(ids))
    return (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))


Rows = list[list[object]]


def connection_from(school_id: str | None, row: Sequence[Any]) -> Connection:
    """Make a connection of the values of :func:`connection_columns`."""
    *municipality, groups, places, papers = row
    return Connection(
        school_id=school_id,
        municipality=KnownMunicipality(*municipality),
        groups=[
            CertificateGroup(id_, name, AgeRange(start, stop), bool(is_open))
            for _, id_, name, start, stop, is_open in sorted(groups or (), key=_in_order)
        ],
        places=[Place(*rest) for _, _, *rest in sorted(places or (), key=_in_order)],
        own_papers=dict(papers or ()),
    )


def _in_order(row: Sequence[Any]) -> tuple[int, Any]:
    return row[0], row[1]


def connection_columns(dialect: str) -> list[ColumnElement[Any]]:
    """Make the columns of a municipality and, as JSON, of its rows in other tables.

    :param dialect: ``sqlite`` or ``postgresql``.
    """
    return [
        *(Municipality.__table__.c[one.name] for one in fields(KnownMunicipality)),
        _rows_of(dialect, Group, Group.municipality_code, Group.position, Group.id, Group.name, Group.age_from,
                 Group.age_to, Group.is_open),
        _rows_of(dialect, Organisation, Organisation.municipality_code, Organisation.position, Organisation.code,
                 Organisation.name, Organisation.address, Organisation.telephone, Organisation.hours,
                 where=Organisation.is_open),
        _rows_of(dialect, OwnPaper, OwnPaper.municipality_code, OwnPaper.kind, func.length(OwnPaper.content)),
    ]  # fmt: skip


def _rows_of(
    dialect: str,
    table: type[Group] | type[Organisation] | type[OwnPaper],
    key: InstrumentedAttribute[str],
    *columns: ColumnElement[object] | InstrumentedAttribute[object],
    where: InstrumentedAttribute[bool] | None = None,
) -> ScalarSelect[Rows]:
    if dialect == "postgresql":
        rows = func.json_agg(func.json_build_array(*columns), type_=JSON)
    else:
        rows = func.json_group_array(func.json_array(*columns), type_=JSON)
    source: FromClause = table.__table__
    query = select(rows).select_from(source).where(key == Municipality.code)
    if where is not None:
        query = query.where(where)
    return query.correlate(Municipality).scalar_subquery()
