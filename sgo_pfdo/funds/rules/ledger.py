"""Reserve, spent and balance of a certificate in a period: sums over facts, none of them stored (S001, part 1).

``nominal = balance + reserve + spent`` holds for every certificate and period at every moment, because only this module
adds them up. Amounts are kopecks.
"""

import enum
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class EnrolmentStatus(enum.StrEnum):
    """The states of an enrolment that decide what its months mean."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


LIVING = frozenset({EnrolmentStatus.REQUESTED, EnrolmentStatus.CONFIRMED, EnrolmentStatus.ACTIVE})


def status_on(day: date, status: EnrolmentStatus, last_day: date) -> EnrolmentStatus:
    """Tell the status that counts on a day: an application that can no longer begin has lapsed, with its reserve.

    :param status: as stored.
    :param last_day: of the learning that was applied for.
    """
    waits = status in (EnrolmentStatus.REQUESTED, EnrolmentStatus.CONFIRMED)
    return EnrolmentStatus.LAPSED if waits and last_day < day else status


def uses_place(status: EnrolmentStatus, first_day: date, ends_early_on: date | None) -> bool:
    """Tell whether an enrolment is one of the number of programmes of its period.

    Asked for, confirmed, running and ended ones are; what came to nothing before its first day is not.

    :param status: from :func:`status_on`.
    """
    return status in LIVING and (ends_early_on is None or ends_early_on >= first_day)


class Month(NamedTuple):
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
        return self.status in LIVING and (self.ends_early_on is None or self.month <= self.ends_early_on)


class Ledger(NamedTuple):
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
    :param today: the date in the municipality. A month is spent when its enrolment is active and its day has come.
    """
    reserve = spent = 0
    for month in months:
        if not month.counts:
            continue
        if month.status is EnrolmentStatus.ACTIVE and month.due_on <= today:
            spent += month.certificate_part - month.corrected
        else:
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
