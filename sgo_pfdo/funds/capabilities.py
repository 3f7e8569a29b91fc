"""Reads what one certificate can do at one moment: «Возможности сертификата» (S001, part 1).

Two statements, whatever the number of periods and enrolments. Nothing is written: a new month or a new period needs no
job, it follows from the date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import BigId, table_of
from sgo_pfdo.funds.facts import ENROLMENT, Fact, facts, months_of
from sgo_pfdo.funds.model import Allowance, Enrolment, Period, PeriodCertificate
from sgo_pfdo.funds.rules.capabilities import Money, Number, Purse, Stage, money_of, stage_of
from sgo_pfdo.funds.rules.kinds import PAID_BY_BUDGET, Funding, RegisterKind, Unit
from sgo_pfdo.funds.rules.ledger import uses_place
from sgo_pfdo.funds.rules.nominal import Decrease, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """What a certificate can do in a period.

    :param stop_on: from this day on no new contract is made.
    :param is_stopped: that day has come.
    :param money: ``None`` where the municipality gives none, or the certificate is one of учёт and has used none.
    :param would_be: for a certificate of учёт: the nominal in kopecks that it would have today as one of ПФ.
    :param numbers: a row for each register that the budget pays for, empty where nothing was set.
    """

    span: Span
    opens_on: date
    stop_on: date | None
    stage: Stage
    is_stopped: bool
    money: Money | None
    would_be: int | None
    numbers: Sequence[Number]

    @property
    def is_set(self) -> bool:
        """Whether the municipality has set anything for this certificate."""
        return bool(self.money or self.would_be or self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a certificate can do, by period.

    :param open: the running period and the next one, once families can use it; the earliest first.
    :param closed: the next one, before that.
    :param past: what is over, the latest first.
    """

    funding: Funding
    open: Sequence[PeriodView]
    closed: PeriodView | None
    past: Sequence[PeriodView]


class _Row(NamedTuple):
    """A row of the first statement: a period, one of its allowances, and whether the certificate has used it."""

    period_id: int
    starts_on: date
    ends_on: date
    opens_on: date
    stop_on: date | None
    funding_limit: int | None
    committed: int
    decrease: str
    fixed_nominal: int | None
    fixed_on: date | None
    funding: str | None
    register_kind: str | None
    unit: str | None
    amount: int | None


@dataclass(slots=True)
class _Found:
    """What stands in the database of one period."""

    row: _Row
    allowances: dict[tuple[str | None, str | None], tuple[Unit, int]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)


def capabilities_of(session: Session, certificate: Certificate, today: date) -> Capabilities:
    """Read what a certificate can do.

    :param today: the date in its municipality.
    """
    funding = Funding(certificate.funding)
    views = [
        _view(one, funding, today)
        for one in _read(session, certificate).values()
        if one.facts or one.row.ends_on >= certificate.start_date
    ]
    closed = [view for view in views if view.stage is Stage.CLOSED]
    return Capabilities(
        funding=funding,
        open=[view for view in views if view.stage in (Stage.RUNNING, Stage.NEXT)],
        closed=closed[0] if closed else None,
        past=[view for view in views if view.stage is Stage.PAST][::-1],
    )


def _read(session: Session, certificate: Certificate) -> Mapping[int, _Found]:
    """Read the periods with all that belongs to them, the earliest first."""
    session.flush()
    about = {
        "certificate_id": certificate.id,
        "municipality_code": certificate.municipality_code,
        "group_id": certificate.group_id,
    }
    connection = session.connection()
    found: dict[int, _Found] = {}
    for row in map(_Row._make, connection.execute(_PERIODS, about)):
        one = found.setdefault(row.period_id, _Found(row))
        if row.unit is not None:
            one.allowances[row.funding, row.register_kind] = (Unit(row.unit), row.amount or 0)
    for fact in map(Fact._make, connection.execute(_FACTS, {"certificate_id": certificate.id})):
        if fact.period_id in found:  # else the enrolment was made between the two statements
            found[fact.period_id].facts.append(fact)
    return found


def _view(found: _Found, funding: Funding, today: date) -> PeriodView:
    row = found.row
    span = Span(row.starts_on, row.ends_on)
    stage = stage_of(span, row.opens_on, today)
    money = _money(found, span, today)
    would_be: int | None = None
    if funding is Funding.ACCOUNTING and money is not None and not money.is_used:
        would_be = money.ledger.nominal if not money.limit_reached else None
        money = None
    return PeriodView(
        span=span,
        opens_on=row.opens_on,
        stop_on=row.stop_on,
        stage=stage,
        is_stopped=row.stop_on is not None and today >= row.stop_on,
        money=money,
        would_be=would_be,
        numbers=_numbers(found, funding, today),
    )


def _money(found: _Found, span: Span, today: date) -> Money | None:
    """Put the row of money together; whoever has used money goes on seeing it, whatever is given now."""
    row, months = found.row, months_of(found.facts, today)
    unit, full = found.allowances.get((Funding.FUNDED, RegisterKind.CERTIFIED), (Unit.CLOSED, 0))
    if unit is not Unit.MONEY:
        full = 0
    if not full and not months:
        return None
    fixed = None
    if row.fixed_nominal is not None and row.fixed_on is not None:
        fixed = (row.fixed_nominal, row.fixed_on)
    purse = Purse(full=full, decrease=Decrease(row.decrease), fixed=fixed, months=months)
    left = None if row.funding_limit is None else row.funding_limit - row.committed
    money = money_of(purse, span, today, left=left)
    return money if full or money.is_used else None


def _numbers(found: _Found, funding: Funding, today: date) -> list[Number]:
    """Count the programmes of each register; one that nothing was set for, and nothing used, has no row."""
    used = _programmes(found.facts, today)
    rows = []
    for register in PAID_BY_BUDGET:
        given = found.allowances.get((funding, register))
        if given or register in used:
            unit, amount = given or (Unit.CLOSED, 0)
            rows.append(Number(register, unit, amount, used.get(register, 0)))
    return rows


def _programmes(found: Sequence[Fact], today: date) -> dict[str, int]:
    """Count the enrolments that use a place, by register; an enrolment has a fact for each of its months."""
    enrolments = {
        one.enrolment_id: one.register_kind
        for one in found
        if uses_place(one.status_on(today), one.starts_on, one.ends_early_on)
    }
    counts: dict[str, int] = {}
    for register in enrolments.values():
        counts[register] = counts.get(register, 0) + 1
    return counts


def _periods() -> Select[Any]:
    """Compose the first statement: the periods of the municipality, and those the certificate has enrolments in."""
    period, allowance, used = table_of(Period), table_of(Allowance), table_of(PeriodCertificate)
    enrolment = table_of(Enrolment).alias("any_enrolment")
    certificate_id: BindParameter[int] = bindparam("certificate_id", type_=BigId)
    group_id: BindParameter[int | None] = bindparam("group_id", type_=BigId)
    in_group = or_(allowance.c.group_id == group_id, and_(allowance.c.group_id.is_(None), group_id.is_(None)))
    theirs = select(enrolment.c.period_id).where(enrolment.c.certificate_id == certificate_id)
    return (
        select(
            *(period.c[name] for name in ("id", "starts_on", "ends_on", "opens_on", "stop_on")),
            *(period.c[name] for name in ("funding_limit", "committed", "decrease")),
            *(used.c[name] for name in ("fixed_nominal", "fixed_on")),
            *(allowance.c[name] for name in ("funding", "register_kind", "unit", "amount")),
        )
        .select_from(
            period.outerjoin(
                used, and_(used.c.period_id == period.c.id, used.c.certificate_id == certificate_id)
            ).outerjoin(allowance, and_(allowance.c.period_id == period.c.id, in_group))
        )
        .where(or_(period.c.municipality_code == bindparam("municipality_code"), period.c.id.in_(theirs)))
        .order_by(period.c.starts_on, period.c.id)
    )


_PERIODS = _periods()
_FACTS = facts().where(ENROLMENT.c.certificate_id == bindparam("certificate_id")).order_by(ENROLMENT.c.id)
