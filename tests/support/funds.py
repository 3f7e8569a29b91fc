"""Periods, allowances and enrolments as the tables hold them: inside an application context."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.funds import periods
from sgo_pfdo.funds.allowances import FIELDS, put_allowances
from sgo_pfdo.funds.capabilities import Capabilities, capabilities_of
from sgo_pfdo.funds.model import Correction, Enrolment, EnrolmentMonth, Period, PeriodCertificate
from sgo_pfdo.funds.rules.nominal import Span
from sgo_pfdo.funds.rules.plan import Plan
from sgo_pfdo.municipalities.reading import known_municipality, renew_revision

YEAR = (date(2019, 1, 1), date(2019, 12, 31))
NEXT_YEAR = (date(2020, 1, 1), date(2020, 12, 31))
FULL = 1_200_000
"""Kopecks: a thousand roubles for each month of a year."""


def give(certificate: Certificate, starts_on: date, ends_on: date, **values: Any) -> int:
    """Add a period to the municipality of a certificate, with allowances for its group.

    Args:
        certificate: whose municipality and group.
        starts_on: the first day.
        ends_on: the last day.
        values: fields of a plan; amounts by the names of :data:`FIELDS`; ``committed``.
    """
    amounts = {name: values.pop(name, None) for name in FIELDS}
    committed = values.pop("committed", 0)
    plan = Plan(starts_on=starts_on, ends_on=ends_on, **values)
    code, group_id = certificate.municipality_code, certificate.group_id

    def add(session: Any) -> int:
        period = periods.put_period(session, code, plan, None, today=date(1990, 1, 1))
        put_allowances(session, period, group_id, amounts, today=starts_on)
        period.committed = committed
        renew_revision(session, code)
        return period.id

    return database.perform(add)


def enrol(
    certificate: Certificate,
    period_id: int,
    parts: Sequence[int] = (),
    *,
    fixed: tuple[int, date] | None = None,
    register_kind: str = "certified",
    status: str = "active",
    starts_on: date | None = None,
    ends_early_on: date | None = None,
) -> int:
    """Write an enrolment with a row for each of its months, as the issues that follow will do.

    Args:
        certificate: whose.
        period_id: of the period.
        parts: kopecks of each month, the last one being that of the period's end.
        fixed: the nominal that it fixes, and when.
        register_kind: of the programme.
        status: of the enrolment.
        starts_on: the first day of learning, by default the first of the first month.
        ends_early_on: the last day, where it ends before its time.
    """

    def write(session: Any) -> int:
        period = session.get_one(Period, period_id)
        months = list(Span(period.starts_on, period.ends_on).first_days())[-len(parts) :] if parts else []
        first = starts_on or (months[0] if months else period.starts_on)
        one = Enrolment(
            certificate_id=certificate.id,
            period_id=period_id,
            register_kind=register_kind,
            status=status,
            starts_on=first,
            ends_on=period.ends_on,
            ends_early_on=ends_early_on,
        )
        session.add(one)
        session.flush()
        for month, part in zip(months, parts, strict=True):
            due_on = max(month, first)
            session.add(EnrolmentMonth(enrolment_id=one.id, month=month, certificate_part=part, due_on=due_on))
        if fixed is not None:
            row = PeriodCertificate(certificate_id=certificate.id, period_id=period_id)
            row.fixed_nominal, row.fixed_on = fixed
            session.merge(row)
        return one.id

    return database.perform(write)


def correct(enrolment_id: int, month: date, amount: int, cause_id: int = 1) -> None:
    """Give kopecks of a month back."""
    row = Correction(enrolment_id=enrolment_id, month=month, cause="completeness", cause_id=cause_id, amount=amount)
    database.perform(lambda session: session.add(row))


def set_enrolment(enrolment_id: int, **values: Any) -> None:
    """Change columns of an enrolment."""

    def change(session: Any) -> None:
        for name, value in values.items():
            setattr(session.get_one(Enrolment, enrolment_id), name, value)

    database.perform(change)


def seen(certificate: Certificate, today: date) -> Capabilities:
    """Read what a certificate can do on a day."""
    session = current_session()
    one = session.merge(certificate)
    return capabilities_of(session, one, known_municipality(session, one.municipality_code), today)


def figures(certificate: Certificate, today: date, place: int = 0) -> tuple[int, int, int, int]:
    """Read nominal, balance, reserve and spent of the first period that is open on a day, or of another one."""
    money = seen(certificate, today).open[place].money
    assert money is not None
    one = money.ledger
    return one.nominal, one.balance, one.reserve, one.spent


def period(period_id: int) -> Period:
    """Read a period afresh."""
    return (
        current_session()
        .scalars(select(Period).where(Period.id == period_id).execution_options(populate_existing=True))
        .one()
    )


def commit(period_id: int, kopecks: int) -> None:
    """Let all certificates together have reserved and spent so much in a period."""
    database.perform(lambda session: setattr(session.get_one(Period, period_id), "committed", kopecks))
