"""What a contract costs, month by month: the certificate's part and the parents' part, exact to the kopeck."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a price follows from. Prices are kopecks for the whole time of the group.

    :param price: of the part.
    :param normative: what a certificate pays at the most for it.
    :param group_starts_on: the first day of the group, ``group_ends_on`` the last one.
    :param first_day: of learning.
    :param period_ends_on: the last day of the period in which the contract lies.
    :param balance: kopecks that the certificate still has; 0 for one of учёт.
    """

    price: int
    normative: int
    group_starts_on: date
    group_ends_on: date
    first_day: date
    period_ends_on: date
    balance: int


@dataclass(frozen=True, slots=True)
class PriceMonth:
    """A month: its first day, and the two parts in kopecks."""

    month: date
    certificate: int
    parents: int


@dataclass(frozen=True, slots=True)
class Price:
    """What the contract costs in all, and by months."""

    first_day: date
    last_day: date
    certificate: int
    parents: int
    months: Sequence[PriceMonth]

    @property
    def total(self) -> int:
        """Kopecks from both together."""
        return self.certificate + self.parents


def first_day_of(group_starts_on: date, period_starts_on: date, today: date, *, backdate_days: int = 0) -> date:
    """Tell on which day learning can begin at the earliest.

    :param backdate_days: how many first days of the period a contract may begin in the past.
    """
    earliest = max(group_starts_on, period_starts_on)
    in_time = today < period_starts_on + timedelta(days=backdate_days)
    return earliest if in_time else max(earliest, today + timedelta(days=1))


def price_of(terms: Terms) -> Price:
    """Work a price out.

    The total is rounded down, so that a certificate never pays more than its share. The last, incomplete month costs as
    much as the others; the first one takes what is left over.

    :raises ValueError: the first day lies outside the group, or behind the period.
    """
    last = min(terms.group_ends_on, terms.period_ends_on)
    if not terms.group_starts_on <= terms.first_day <= last:
        raise ValueError("the first day is outside the group and the period")
    whole = (terms.group_ends_on - terms.group_starts_on).days + 1
    taken = (last - terms.first_day).days + 1
    total = terms.price * taken // whole
    certificate = min(total, terms.normative * taken // whole, terms.balance)
    months = _months(terms.first_day, last)
    in_first = (min(_next(months[0]) - timedelta(days=1), last) - terms.first_day).days + 1
    parts = [_shared(amount, len(months), taken, in_first) for amount in (certificate, total - certificate)]
    by_months = [PriceMonth(*one) for one in zip(months, *parts, strict=True)]
    return Price(terms.first_day, last, certificate, total - certificate, by_months)


def _shared(amount: int, months: int, days: int, days_in_first: int) -> list[int]:
    if months == 1:
        return [amount]
    other = amount * (days - days_in_first) // (days * (months - 1))
    return [amount - other * (months - 1), *[other] * (months - 1)]


def _months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = _next(month)
    return found


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
