"""What a school that has enabled the module leads to: its municipality, with all that the family's page shows of it.

All of it comes as one text of JSON, which :mod:`sgo_pfdo.certificates.reading` asks for.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Function, ScalarSelect, Text, cast, func, select
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


class Connection(NamedTuple):
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


def connection_from(school_id: str | None, text: str) -> Connection:
    """Make a connection of what :func:`municipality_as_text` gave."""
    return Connection(school_id, *_parsed(text))


@lru_cache(maxsize=1024)
def _parsed(
    text: str,
) -> tuple[KnownMunicipality, Sequence[CertificateGroup], Sequence[Place], Mapping[str, int]]:
    """Read a municipality from its text, once for as long as nothing of it changes: whole regions have the same one."""
    values, groups, places, papers = json.loads(text)
    named = dict(zip(_FIELDS, values, strict=True))
    alone = named["pupil_may_come_alone"]
    return (
        KnownMunicipality(**named | {"pupil_may_come_alone": None if alone is None else bool(alone)}),
        tuple(
            CertificateGroup(id_, name, AgeRange(start, stop), bool(is_open))
            for _, id_, name, start, stop, is_open in sorted(groups or (), key=_in_order)
        ),
        tuple(Place(*rest) for _, _, *rest in sorted(places or (), key=_in_order)),
        MappingProxyType(dict(papers or ())),
    )


def _in_order(row: Sequence[Any]) -> tuple[int, Any]:
    return row[0], row[1]


_FIELDS = [one.name for one in fields(KnownMunicipality)]


def municipality_as_text(dialect: str) -> ColumnElement[str]:
    """Make a column that holds a municipality and its rows in other tables as JSON.

    :param dialect: ``sqlite`` or ``postgresql``.
    """
    parts = [
        _array(dialect, *(Municipality.__table__.c[name] for name in _FIELDS)),
        _rows_of(dialect, Group, Group.municipality_code, Group.position, Group.id, Group.name, Group.age_from,
                 Group.age_to, Group.is_open),
        _rows_of(dialect, Organisation, Organisation.municipality_code, Organisation.position, Organisation.code,
                 Organisation.name, Organisation.address, Organisation.telephone, Organisation.hours,
                 where=Organisation.is_open),
        _rows_of(dialect, OwnPaper, OwnPaper.municipality_code, OwnPaper.kind, func.length(OwnPaper.content)),
    ]  # fmt: skip
    if dialect == "postgresql":
        return cast(_array(dialect, *parts), Text)
    return _array(dialect, *(func.json(part) for part in parts))  # SQLite forgets what is JSON already


def _array(dialect: str, *columns: Any) -> Function[str]:
    make = func.json_build_array if dialect == "postgresql" else func.json_array
    return make(*columns, type_=Text)


def _rows_of(
    dialect: str,
    table: type[Group] | type[Organisation] | type[OwnPaper],
    key: InstrumentedAttribute[str],
    *columns: ColumnElement[object] | InstrumentedAttribute[object],
    where: InstrumentedAttribute[bool] | None = None,
) -> ScalarSelect[str]:
    collect = func.json_agg if dialect == "postgresql" else func.json_group_array
    rows = collect(_array(dialect, *columns), type_=Text)
    source: FromClause = table.__table__
    query = select(rows).select_from(source).where(key == Municipality.code)
    if where is not None:
        query = query.where(where)
    return query.correlate(Municipality).scalar_subquery()
