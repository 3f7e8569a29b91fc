"""Reads what one certificate can do at one moment: «Возможности сертификата» (S001, part 1).

One statement, whatever the number of periods and enrolments; what the municipality gives is known from before. Nothing
is written: a new month or a new period needs no job, it follows from the date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.database import BigId, table_of
from sgo_pfdo.funds.facts import ENROLMENT, FACT, MONTH, Fact, months_of
from sgo_pfdo.funds.known import PERIOD, Allowances, KnownPeriod, known_periods, read_periods
from sgo_pfdo.funds.model import PeriodCertificate
from sgo_pfdo.funds.rules.capabilities import Money, Number, Purse, Stage, money_of, stage_of
from sgo_pfdo.funds.rules.kinds import PAID_BY_BUDGET, Funding, RegisterKind, Unit
from sgo_pfdo.funds.rules.ledger import uses_place
from sgo_pfdo.funds.rules.nominal import Span
from sgo_pfdo.municipalities.known import KnownMunicipality


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """What a certificate can do in a period.

    :param stop_on: from this day on no new contract is made.
    :param is_stopped: that day has come.
    :param money: ``None`` where the municipality gives none, or the certificate is one of учёт and has used none.
    :param would_be: for a certificate of учёт: the nominal in kopecks that it would have today as one of ПФ.
    :param limit_reached: the municipality has used up its money, whatever type the certificate is of (S001, part 1).
    :param numbers: a row for each register that the budget pays for, empty where nothing was set.
    """

    period_id: int
    span: Span
    opens_on: date
    stop_on: date | None
    stage: Stage
    is_stopped: bool
    money: Money | None
    would_be: int | None
    limit_reached: bool
    numbers: Sequence[Number]

    @property
    def is_set(self) -> bool:
        """Whether the municipality has set anything for this certificate."""
        return bool(self.money or self.would_be or self.limit_reached or self.numbers)

    @property
    def has_free(self) -> bool:
        """Whether the budget pays for any programme at all."""
        return any(one.unit is Unit.FREE or one.amount for one in self.numbers)


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


class _Use(NamedTuple):
    """What has happened in a period: a row of the statement begins with it."""

    period_id: int
    committed: int
    fixed_nominal: int | None
    fixed_on: date | None


@dataclass(slots=True)
class _Found:
    """A period with what the certificate has used of it.

    :param allowances: what certificates of its group may use.
    """

    period: KnownPeriod
    allowances: Allowances
    use: _Use
    facts: list[Fact] = field(default_factory=list)


def capabilities_of(
    session: Session, certificate: AnyCertificate, municipality: KnownMunicipality, today: date
) -> Capabilities:
    """Read what a certificate can do.

    :param municipality: the one that the certificate belongs to, as it was just read.
    :param today: the date there.
    """
    views = period_views(session, certificate, municipality, today)
    closed = [view for view in views if view.stage is Stage.CLOSED]
    return Capabilities(
        funding=Funding(certificate.funding),
        open=[view for view in views if view.stage in (Stage.RUNNING, Stage.NEXT)],
        closed=closed[0] if closed else None,
        past=[view for view in views if view.stage is Stage.PAST][::-1],
    )


def period_views(
    session: Session, certificate: AnyCertificate, municipality: KnownMunicipality, today: date
) -> list[PeriodView]:
    """Read what a certificate can do in each period since it was issued, the earliest first.

    As :func:`capabilities_of`, but for periods that are far ahead, too.
    """
    return [
        _view(one, Funding(certificate.funding), today)
        for one in _read(session, certificate, municipality)
        if one.facts or one.period.span.ends_on >= certificate.start_date
    ]


def _read(session: Session, certificate: AnyCertificate, municipality: KnownMunicipality) -> Iterable[_Found]:
    """Read the periods with all that belongs to them, the earliest first."""
    session.flush()
    about = {"certificate_id": certificate.id, "municipality_code": certificate.municipality_code}
    rows = session.connection().execute(_USES, about).all()
    known = known_periods(session, municipality)
    foreign = {row[0] for row in rows} - known.keys()
    if foreign:  # it was of another municipality when it was used there
        known = {**known, **read_periods(session, PERIOD.c.id.in_(foreign))}
    found: dict[int, _Found] = {}
    for row in rows:
        use = _Use._make(row[:_FACT])
        one = found.get(use.period_id)
        if one is None:
            period = known[use.period_id]
            one = found[use.period_id] = _Found(period, period.allowances_of(certificate.group_id), use)
        if row[_FACT] is not None:
            one.facts.append(Fact._make(row[_FACT:]))
    return found.values()


def _view(found: _Found, funding: Funding, today: date) -> PeriodView:
    period = found.period
    money = _money(found, today)
    limit_reached = money is not None and money.limit_reached
    would_be: int | None = None
    if funding is Funding.ACCOUNTING and money is not None and not money.is_used:
        would_be = money.ledger.nominal if not limit_reached else None
        money = None
    return PeriodView(
        period_id=period.id,
        span=period.span,
        opens_on=period.opens_on,
        stop_on=period.stop_on,
        stage=stage_of(period.span, period.opens_on, today),
        is_stopped=period.stop_on is not None and today >= period.stop_on,
        money=money,
        would_be=would_be,
        limit_reached=limit_reached,
        numbers=_numbers(found, funding, today),
    )


def _money(found: _Found, today: date) -> Money | None:
    """Put the row of money together; whoever has used money goes on seeing it, whatever is given now."""
    period, use, months = found.period, found.use, months_of(found.facts, today)
    unit, full = found.allowances.get((Funding.FUNDED, RegisterKind.CERTIFIED), (Unit.CLOSED, 0))
    if unit is not Unit.MONEY:
        full = 0
    if not full and not months:
        return None
    fixed = None
    if use.fixed_nominal is not None and use.fixed_on is not None:
        fixed = (use.fixed_nominal, use.fixed_on)
    purse = Purse(full=full, decrease=period.decrease, fixed=fixed, months=months)
    left = None if period.funding_limit is None else period.funding_limit - use.committed
    money = money_of(purse, period.span, today, left=left)
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


_FACT = len(_Use._fields)
"""Where the fact begins in a row."""


def _uses() -> Select[Any]:
    """Compose the statement: the periods of the municipality, and those the certificate has enrolments in."""
    used = table_of(PeriodCertificate)
    mine = ENROLMENT.alias("any_of_mine")
    certificate_id: BindParameter[int] = bindparam("certificate_id", type_=BigId)
    own = PERIOD.c.municipality_code == bindparam("municipality_code")
    theirs = select(mine.c.period_id).where(mine.c.certificate_id == certificate_id)
    enrolled = and_(ENROLMENT.c.period_id == PERIOD.c.id, ENROLMENT.c.certificate_id == certificate_id)
    return (
        select(PERIOD.c.id, PERIOD.c.committed, used.c.fixed_nominal, used.c.fixed_on, *FACT)
        .select_from(
            PERIOD.outerjoin(used, and_(used.c.period_id == PERIOD.c.id, used.c.certificate_id == certificate_id))
            .outerjoin(ENROLMENT, enrolled)
            .outerjoin(MONTH, MONTH.c.enrolment_id == ENROLMENT.c.id)
        )
        .where(or_(own, PERIOD.c.id.in_(theirs)))
        .order_by(PERIOD.c.starts_on, PERIOD.c.id, ENROLMENT.c.id)
    )


_USES = _uses()
