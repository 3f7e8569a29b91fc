"""Reads the facts that reserve, spent and counts are added up from: enrolments with their months and corrections."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from sgo_pfdo.database import table_of
from sgo_pfdo.funds.model import Correction, Enrolment, EnrolmentMonth
from sgo_pfdo.funds.rules.ledger import EnrolmentStatus, Month, status_on

ENROLMENT, MONTH, CORRECTION = table_of(Enrolment), table_of(EnrolmentMonth), table_of(Correction)


class Fact(NamedTuple):
    """A month of an enrolment, or an enrolment without months: the budget pays for it."""

    certificate_id: int
    enrolment_id: int
    period_id: int
    register_kind: str
    status: str
    starts_on: date
    ends_on: date
    ends_early_on: date | None
    month: date | None
    due_on: date | None
    certificate_part: int | None
    corrected: int

    def status_on(self, today: date) -> EnrolmentStatus:
        """Tell the status of the enrolment that counts today."""
        return status_on(today, EnrolmentStatus(self.status), self.ends_on)


_CORRECTED = (
    select(func.coalesce(func.sum(CORRECTION.c.amount), 0))
    .where(CORRECTION.c.enrolment_id == MONTH.c.enrolment_id, CORRECTION.c.month == MONTH.c.month)
    .scalar_subquery()
)
FACT: Sequence[ColumnElement[Any]] = (
    ENROLMENT.c.certificate_id,
    ENROLMENT.c.id,
    ENROLMENT.c.period_id,
    ENROLMENT.c.register_kind,
    ENROLMENT.c.status,
    ENROLMENT.c.starts_on,
    ENROLMENT.c.ends_on,
    ENROLMENT.c.ends_early_on,
    MONTH.c.month,
    MONTH.c.due_on,
    MONTH.c.certificate_part,
    _CORRECTED,
)
"""The columns of a :class:`Fact`."""


def facts() -> Select[Any]:
    """Compose the statement that gives :class:`Fact` rows; the caller says of whom."""
    return select(*FACT).select_from(ENROLMENT.outerjoin(MONTH, MONTH.c.enrolment_id == ENROLMENT.c.id))


def months_of(found: Iterable[Fact], today: date) -> list[Month]:
    """Turn facts into months as the rules take them.

    :param today: the date in the municipality.
    """
    return [
        Month(
            status=one.status_on(today),
            month=one.month,
            due_on=one.due_on,
            certificate_part=one.certificate_part or 0,
            ends_early_on=one.ends_early_on,
            corrected=int(one.corrected),
        )
        for one in found
        if one.month is not None and one.due_on is not None
    ]
