"""What certificates of a group may use in a period: read and set by the municipality (S001, part 1).

Seven values belong to a group: the nominal, and the number of programmes of each register for both types of
certificates. ``None`` is «not offered», :data:`FREE` «as many as one likes».
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.funds.facts import ENROLMENT, Fact, facts, months_of
from sgo_pfdo.funds.model import Allowance, Period, PeriodCertificate
from sgo_pfdo.funds.rules.kinds import PAID_BY_BUDGET, Funding, RegisterKind, Unit
from sgo_pfdo.funds.rules.ledger import ledger_of
from sgo_pfdo.funds.rules.nominal import Decrease, available, first_day_of_next_month
from sgo_pfdo.funds.rules.plan import Mistake

NOMINAL = "nominal"
FREE = "free"
NUMBERS: Mapping[str, tuple[Funding, RegisterKind]] = {
    f"{funding}_{register}": (funding, register) for funding in Funding for register in PAID_BY_BUDGET
}
"""The names of the numbers of programmes, with whose they are."""
FIELDS: Mapping[str, tuple[Funding, RegisterKind]] = {
    NOMINAL: (Funding.FUNDED, RegisterKind.CERTIFIED),
    **NUMBERS,
}
Amount = int | str | None
"""Kopecks or programmes, :data:`FREE`, or ``None``."""


class PeriodRefusedError(Exception):
    """What a municipality wants to set is against a rule; nothing was written.

    :param field: which one.
    :param count: how many certificates stand against it.
    """

    def __init__(self, field: str, mistake: Mistake, count: int = 0) -> None:
        super().__init__(f"{field}: {mistake} {count}")
        self.field, self.mistake, self.count = field, mistake, count


def allowances_of(session: Session, period_id: int) -> dict[int | None, dict[str, Amount]]:
    """Read what a period gives, by the id of the group.

    :return: every name in :data:`FIELDS` for each group that anything was set for.
    """
    found: dict[int | None, dict[str, Amount]] = {}
    names = {whose: name for name, whose in FIELDS.items()}
    for row in _rows(session, Allowance.period_id == period_id):
        name = names.get((Funding(row.funding), RegisterKind(row.register_kind)))
        if name is not None:
            found.setdefault(row.group_id, dict.fromkeys(FIELDS))[name] = _amount(row)
    return found


def put_allowances(
    session: Session, period: Period, group_id: int | None, values: Mapping[str, Amount], *, today: date
) -> None:
    """Set what certificates of a group may use in a period.

    More money for all is more for those who have used the period, too: each gets the share of its month.

    :param session: inside :func:`sgo_pfdo.database.perform`, with the municipality's row locked.
    :param values: every name in :data:`FIELDS`.
    :param today: the date in the municipality.
    :raises PeriodRefusedError: some certificates have reserved and spent more than they would have.
    """
    rows = {
        (row.funding, row.register_kind): row
        for row in _rows(session, Allowance.period_id == period.id, _of_group(Allowance.group_id, group_id))
    }
    was = rows.get(FIELDS[NOMINAL])
    before, after = _amount(was) if was is not None else None, values[NOMINAL]
    nominal = after if isinstance(after, int) else 0
    if isinstance(before, int) and nominal < before:
        _refuse_too_low(session, period, group_id, nominal, today)
    for name, (funding, register) in FIELDS.items():
        unit, amount = _unit(name, values[name])
        row = rows.get((funding, register))
        if row is None:
            row = Allowance(period_id=period.id, group_id=group_id, funding=funding.value, register_kind=register.value)
            session.add(row)
        row.unit, row.amount = unit.value, amount
    if before != after:
        _fix_anew(session, period, group_id, nominal)


def _rows(session: Session, *conditions: ColumnElement[bool]) -> list[Allowance]:
    query = select(Allowance).where(*conditions).order_by(Allowance.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _of_group(column: Any, group_id: int | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.is_(None) if group_id is None else column == group_id
    return condition


def _amount(row: Allowance) -> Amount:
    if row.unit in (Unit.MONEY, Unit.PROGRAMMES):
        return row.amount
    return FREE if row.unit == Unit.FREE else None


def _unit(name: str, value: Amount) -> tuple[Unit, int]:
    if value is None:
        return Unit.CLOSED, 0
    if isinstance(value, str):
        return Unit.FREE, 0
    return (Unit.MONEY if name == NOMINAL else Unit.PROGRAMMES), value


def _certificates(period: Period, group_id: int | None) -> Any:
    """Select the ids of the certificates that an allowance of money is for."""
    return select(Certificate.id).where(
        Certificate.municipality_code == period.municipality_code,
        _of_group(Certificate.group_id, group_id),
        Certificate.funding == Funding.FUNDED.value,
    )


def _refuse_too_low(session: Session, period: Period, group_id: int | None, nominal: int, today: date) -> None:
    """Count the certificates that have used more than they would get."""
    count = sum(
        used > available(nominal, period.span, fixed_on or today, Decrease(period.decrease))
        for used, fixed_on in _used(session, period, group_id, today)
    )
    if count:
        raise PeriodRefusedError(NOMINAL, Mistake.TOO_LOW, count)


def _used(session: Session, period: Period, group_id: int | None, today: date) -> Iterator[tuple[int, date | None]]:
    """Give what each certificate of a group has reserved and spent in a period, and when its nominal was fixed."""
    session.flush()
    fixings = select(PeriodCertificate.certificate_id, PeriodCertificate.fixed_on)
    rows_of_fixings = session.execute(fixings.where(PeriodCertificate.period_id == period.id))
    fixed: dict[int, date | None] = {row[0]: row[1] for row in rows_of_fixings}
    query = facts().where(
        ENROLMENT.c.period_id == period.id, ENROLMENT.c.certificate_id.in_(_certificates(period, group_id))
    )
    rows = (Fact(*row) for row in session.connection().execute(query.order_by(ENROLMENT.c.certificate_id)))
    for certificate_id, found in groupby(rows, key=lambda one: one.certificate_id):
        ledger = ledger_of(0, None, months_of(found, today), today)
        yield ledger.reserve + ledger.spent, fixed.get(certificate_id)


def _fix_anew(session: Session, period: Period, group_id: int | None, nominal: int) -> None:
    """Give those who have used the period their share of the new nominal: that of the month in which they began."""
    session.flush()
    span = period.span
    for first in span.first_days():
        began = PeriodCertificate.fixed_on < first_day_of_next_month(first)
        if first != span.starts_on:
            began &= PeriodCertificate.fixed_on >= first
        session.execute(
            update(PeriodCertificate)
            .where(
                PeriodCertificate.period_id == period.id,
                PeriodCertificate.certificate_id.in_(_certificates(period, group_id)),
                began,
            )
            .values(fixed_nominal=available(nominal, span, first, Decrease(period.decrease)))
            .execution_options(synchronize_session=False)
        )
