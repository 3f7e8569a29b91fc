"""Which of a family's schools have enabled the module, each with all that its municipality decides: one statement.

A family's page is what three hundred thousand people open in one evening, so it reads what belongs together at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, ScalarSelect, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sgo_pfdo.certificates.eligibility import AgeRange
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation, OwnPaper, RegisteredSchool


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
    municipality: Municipality
    groups: Sequence[CertificateGroup]
    places: Sequence[Place]
    own_papers: Mapping[str, int]


AT_ONCE = 1000
"""How many schools are asked about in one statement, which no database lets grow without end."""


def connections_of(session: Session, school_ids: Sequence[str]) -> Sequence[Connection]:
    """Read which of these schools have enabled the module, in the order given."""
    if not school_ids:
        return ()
    query = _BY_SCHOOLS[session.get_bind(Municipality).dialect.name]
    wanted = list(dict.fromkeys(school_ids))
    found: dict[str, Connection] = {}
    for start in range(0, len(wanted), AT_ONCE):
        for school_id, *rest in session.execute(query, {"school_ids": wanted[start : start + AT_ONCE]}):
            found[school_id] = _connection(school_id, *rest)
    return [found[school_id] for school_id in wanted if school_id in found]


def connection_to(session: Session, municipality_code: str) -> Connection:
    """Read a municipality that no school of the child leads to any more, but its certificate does."""
    query = _BY_CODE[session.get_bind(Municipality).dialect.name]
    municipality, groups, places, papers = session.execute(query, {"code": municipality_code}).one()
    return _connection(None, municipality, groups, places, papers)


Rows = list[list[object]]


def _connection(
    school_id: str | None, municipality: Municipality, groups: Rows | None, places: Rows | None, papers: Rows | None
) -> Connection:
    return Connection(
        school_id=school_id,
        municipality=municipality,
        groups=[
            CertificateGroup(int(str(id_)), str(name), AgeRange(int(str(start)), int(str(stop))), bool(is_open))
            for _, id_, name, start, stop, is_open in sorted(groups or (), key=_in_order)
        ],
        places=[Place(*map(_text, rest)) for _, _, *rest in sorted(places or (), key=_in_order)],  # type: ignore[arg-type]
        own_papers={str(kind): int(str(size)) for kind, size in papers or ()},
    )


def _in_order(row: list[object]) -> tuple[int, object]:
    return int(str(row[0])), row[1]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _columns(dialect: str) -> list[ScalarSelect[Rows]]:
    """Make the columns that bring a municipality's rows of other tables along, as JSON."""
    return [
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


_DIALECTS = ("sqlite", "postgresql")
_BY_SCHOOLS: dict[str, Any] = {
    dialect: select(RegisteredSchool.id, Municipality, *_columns(dialect))
    .join(Municipality, RegisteredSchool.municipality_code == Municipality.code)
    .where(RegisteredSchool.id.in_(bindparam("school_ids", expanding=True)), RegisteredSchool.is_enabled)
    .execution_options(populate_existing=True)
    for dialect in _DIALECTS
}
"""Composed once: to compose such a statement costs as much as to run it."""
_BY_CODE: dict[str, Any] = {
    dialect: select(Municipality, *_columns(dialect))
    .where(Municipality.code == bindparam("code"))
    .execution_options(populate_existing=True)
    for dialect in _DIALECTS
}
