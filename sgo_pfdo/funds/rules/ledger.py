"""Reserve, spent and balance of a certificate in a period: sums over facts, none of them stored (S001, part 1).

``nominal = balance + reserve + spent`` holds for every certificate and period at every moment, because only this module
adds them up. Amounts are kopecks.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


class EnrolmentStatus(enum.StrEnum):
    """The states of an enrolment that decide what its months mean."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


LIVING = frozenset({EnrolmentStatus.REQUESTED, EnrolmentStatus.CONFIRMED, EnrolmentStatus.ACTIVE})


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one enrolment, as far as the certificate pays it.

    :param status: of the enrolment.
    :param month: the first day of the month.
    :param due_on: the first day of the month, for the first month the first day of learning.
    :param certificate_part: kopecks.
    :param ends_early_on: the day on which the enrolment ends before its time; later months are released at once.
    :param corrected: kopecks that were given back of this month.
    """

    status: EnrolmentStatus
    month: date
    due_on: date
    certificate_part: int
    ends_early_on: date | None = None
    corrected: int = 0

    @property
    def counts(self) -> bool:
        """Whether the month reserves or has spent anything."""
        is_released = self.ends_early_on is not None and self.month > self.ends_early_on
        return self.status in LIVING and not is_released

    def is_spent(self, today: date) -> bool:
        """Whether the month has been written off: the enrolment is active and the day has come."""
        return self.counts and self.status is EnrolmentStatus.ACTIVE and self.due_on <= today


@dataclass(frozen=True, slots=True)
class Ledger:
    """How the nominal of a certificate stands in a period, in kopecks."""

    nominal: int
    reserve: int
    spent: int

    @property
    def balance(self) -> int:
        """What can still be used."""
        return self.nominal - self.reserve - self.spent


def ledger_of(available_now: int, fixed: int | None, months: Iterable[Month], today: date) -> Ledger:
    """Add up how a certificate stands in a period.

    :param available_now: what :func:`sgo_pfdo.funds.rules.nominal.available` gives today.
    :param fixed: the nominal that the first application has fixed. It counts only while something is reserved or spent:
        once all was refused or withdrawn, the nominal is that of the running month again.
    :param months: of all enrolments of the certificate that lie in the period.
    :param today: the date in the municipality.
    """
    reserve = spent = 0
    for month in months:
        if month.is_spent(today):
            spent += month.certificate_part - month.corrected
        elif month.counts:
            reserve += month.certificate_part
    is_used = bool(reserve or spent)
    nominal = fixed if is_used and fixed is not None else available_now
    return Ledger(max(nominal, reserve + spent), reserve, spent)


def refund(amount: int, completeness: int) -> int:
    """Tell what a provider gives back of a month that was taught in part.

    :param amount: of the month, in kopecks.
    :param completeness: percent of the lessons that took place, 0 to 100.
    :return: kopecks; a part of a kopeck is dropped.
    """
    return amount * (100 - completeness) // 100
