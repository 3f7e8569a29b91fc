"""The periods of a municipality as plain data, read once for as long as nothing of it changes.

Whoever changes a period or an allowance gives the municipality another revision, as for everything that families see:
:mod:`sgo_pfdo.municipalities.reading` gives another object then, and its periods are read anew. What certificates have
used of a period is read each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sgo_pfdo.database import table_of
from sgo_pfdo.funds.model import Allowance, Period
from sgo_pfdo.funds.rules.kinds import Funding, RegisterKind, Unit
from sgo_pfdo.funds.rules.nominal import Decrease, Span
from sgo_pfdo.municipalities.known import KnownMunicipality

PERIOD, ALLOWANCE = table_of(Period), table_of(Allowance)
Allowances = Mapping[tuple[Funding, RegisterKind], tuple[Unit, int]]
NONE: Allowances = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPeriod:
    """A period, and what it gives.

    :param stop_on: from this day on no new contract is made.
    :param funding_limit: kopecks, ``None`` for no limit.
    :param allowances: by the id of the group, ``None`` for certificates without one.
    """

    id: int
    span: Span
    opens_on: date
    stop_on: date | None
    funding_limit: int | None
    decrease: Decrease
    allowances: dict[int | None, dict[tuple[Funding, RegisterKind], tuple[Unit, int]]] = field(default_factory=dict)

    def allowances_of(self, group_id: int | None) -> Allowances:
        """Give what certificates of a group may use."""
        return self.allowances.get(group_id, NONE)


def known_periods(session: Session, municipality: KnownMunicipality) -> Mapping[int, KnownPeriod]:
    """Give the periods of a municipality by their ids, the earliest first.

    :param municipality: as it was just read.
    """
    kept = _kept(municipality)
    if not kept:
        kept.append(read_periods(session, PERIOD.c.municipality_code == municipality.code))
    return kept[0]


@lru_cache(maxsize=1024)
def _kept(municipality: KnownMunicipality) -> list[Mapping[int, KnownPeriod]]:
    """Keep room for the periods of a municipality: whatever changes of it, it is another object then."""
    return []


def read_periods(session: Session, condition: ColumnElement[bool]) -> Mapping[int, KnownPeriod]:
    """Read periods with what they give, by their ids, the earliest first."""
    names = ("id", "starts_on", "ends_on", "opens_on", "stop_on", "funding_limit", "decrease")
    query = (
        select(
            *(PERIOD.c[name] for name in names),
            *(ALLOWANCE.c[name] for name in ("group_id", "funding", "register_kind", "unit", "amount")),
        )
        .select_from(PERIOD.outerjoin(ALLOWANCE, ALLOWANCE.c.period_id == PERIOD.c.id))
        .where(condition)
        .order_by(PERIOD.c.starts_on, PERIOD.c.id)
    )
    session.flush()
    found: dict[int, KnownPeriod] = {}
    for period_id, starts_on, ends_on, opens_on, stop_on, limit, decrease, *given in session.connection().execute(
        query
    ):
        if period_id not in found:
            found[period_id] = KnownPeriod(
                id=period_id,
                span=Span(starts_on, ends_on),
                opens_on=opens_on,
                stop_on=stop_on,
                funding_limit=limit,
                decrease=Decrease(decrease),
            )
        group_id, funding, register, unit, amount = given
        if unit is not None:
            allowances = found[period_id].allowances.setdefault(group_id, {})
            allowances[Funding(funding), RegisterKind(register)] = (Unit(unit), amount)
    return found
