"""The picture of how many certificates were issued in each month: bars for an inline SVG, and their labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.blueprints.common.bar_chart import HEIGHT, STEP, bar_path, label_every
from sgo_pfdo.certificates.counting import CountLine

FEWEST_MONTHS, MOST_MONTHS = 12, 24


@dataclass(frozen=True, slots=True)
class Month:
    """A month.

    :param total: how many certificates were issued in it.
    :param is_labelled: whether the month is named under its bar.
    """

    month: date
    total: int
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class MonthChart:
    """The picture.

    :param path: all bars as one path of an SVG with this width and height.
    """

    months: Sequence[Month]
    path: str
    width: int
    height: int = HEIGHT

    @property
    def most(self) -> Month:
        """The month with the highest bar, the latest of several."""
        return max(reversed(self.months), key=lambda one: one.total)


def month_chart(lines: Sequence[CountLine], today: date) -> MonthChart | None:
    """Draw the last year, or the last two where there is something to see; empty months are included.

    :param lines: the counts by month.
    :param today: the date in the municipality.
    :return: ``None`` where there are fewer than two months with certificates to compare.
    """
    totals = {line.key: line.counts.total for line in lines}
    first = min((key for key in totals if isinstance(key, date)), default=today)
    first = min(first, _before(today, FEWEST_MONTHS - 1))
    months = _months(max(first, _before(today, MOST_MONTHS - 1)), today)
    if sum(bool(totals.get(month)) for month in months) < 2:
        return None
    largest, every = max(totals.get(month, 0) for month in months), label_every(len(months))
    path = "".join(
        bar_path(place, max(2, HEIGHT * totals[month] // largest))
        for place, month in enumerate(months)
        if totals.get(month)
    )
    named = [Month(one, totals.get(one, 0), is_labelled=place % every == 0) for place, one in enumerate(months)]
    return MonthChart(named, path, len(months) * STEP)


def _months(first: date, last: date) -> list[date]:
    """List the first days of all months from one day to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [_before(last, count - 1 - place) for place in range(count)]


def _before(day: date, months: int) -> date:
    """Give the first day of the month so many months before."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
