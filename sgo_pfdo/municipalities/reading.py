"""Reads a municipality with all that families see of it, once for as long as nothing of it changes.

Whole regions look at the same one in one evening.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Function, ScalarSelect, Text, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sgo_pfdo.certificates.eligibility import AgeRange
from sgo_pfdo.municipalities.known import CertificateGroup, KnownMunicipality, Place
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation, OwnPaper
from sgo_pfdo.municipalities.rules import open_ages


def known_municipality(session: Session, code: str, revision: str | None = None) -> KnownMunicipality:
    """Give a municipality as plain data.

    :param code: of one that was loaded.
    :param revision: as its row has just said, if it was asked: what was read of this revision is not read again.
    """
    if revision and (kept := _kept(revision)):
        return kept[0]
    session.flush()
    query = select(Municipality.revision, _as_text(session.get_bind().dialect.name))
    found, text = session.execute(query.where(Municipality.code == code)).one()
    if not found:
        return _parsed(text)  # a database without the triggers that give revisions
    kept = _kept(found)
    if not kept:
        kept.append(_parsed(text))
    return kept[0]


@lru_cache(maxsize=1024)
def _kept(revision: str) -> list[KnownMunicipality]:
    """Keep room for what was read of a revision; no other municipality and no other time has the same one."""
    return []


def _parsed(text: str) -> KnownMunicipality:
    values, groups, places, papers = json.loads(text)
    named = dict(zip(READ_OF_THE_ROW, values, strict=True))
    named |= {name: None if named[name] is None else bool(named[name]) for name in _FLAGS}
    known_groups = tuple(
        CertificateGroup(id_, name, AgeRange(start, stop), bool(is_open))
        for _, id_, name, start, stop, is_open in sorted(groups or (), key=_in_order)
    )
    return KnownMunicipality(
        **named,
        groups=known_groups,
        open_ages=open_ages(known_groups),
        places=tuple(Place(*rest) for _, _, *rest in sorted(places or (), key=_in_order)),
        own_papers=MappingProxyType(dict(papers or ())),
    )


def _in_order(row: Sequence[Any]) -> tuple[int, Any]:
    return row[0], row[1]


READ_OF_THE_ROW: Mapping[str, ColumnElement[Any] | InstrumentedAttribute[Any]] = {
    "code": Municipality.code,
    "name": Municipality.name,
    "district": Municipality.district,
    "region": Municipality.region,
    "region_code": Municipality.region_code,
    "municipality_code": Municipality.municipality_code,
    "time_zone": Municipality.time_zone,
    "number_format": Municipality.number_format,
    "validity_days": Municipality.validity_days,
    "pupil_may_come_alone": Municipality.pupil_may_come_alone,
    "application_way": Municipality.application_way,
    "authority": Municipality.authority,
    "authority_address": Municipality.authority_address,
    "has_applications": Municipality.applications_used > 0,
}
"""What is read of the row. The triggers of revision 0003 know these columns: a new one needs a revision with others."""
_FLAGS = ("pupil_may_come_alone", "has_applications")
"""What SQLite gives as numbers."""


def _as_text(dialect: str) -> ColumnElement[str]:
    """Make a column that holds a municipality and its rows in other tables as JSON: all of it is of one moment.

    :param dialect: ``sqlite`` or ``postgresql``.
    """
    parts = [
        _array(dialect, *READ_OF_THE_ROW.values()),
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
