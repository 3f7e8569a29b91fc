"""The picture of how the nominal falls over the months of a period: bars for an inline SVG, and their labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.funds.capabilities import PeriodView

HEIGHT = 96
STEP = 24
BAR = 18
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A month.

    :param kind: ``past``, ``now`` or ``next``: how the bar looks.
    :param amount: the nominal, in kopecks.
    :param is_labelled: whether the month is named under it; long periods have no room for each.
    """

    month: date
    kind: str
    amount: int
    x: int
    y: int
    height: int
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture; its numbers are those of an SVG with this width and :data:`HEIGHT`."""

    bars: Sequence[Bar]
    width: int
    height: int = HEIGHT
    bar_width: int = BAR


def chart_of(view: PeriodView, today: date) -> Chart | None:
    """Draw the nominal of a period by its months.

    :param today: the date in the municipality.
    :return: ``None`` where there is nothing to see: no money, or the same in each month.
    """
    money = view.money
    if money is None or money.limit_reached or len({one.amount for one in money.by_month}) < 2:
        return None
    largest = max(one.amount for one in money.by_month)
    every = -(-len(money.by_month) // MOST_LABELS)
    bars = []
    for place, one in enumerate(money.by_month):
        height = max(2, HEIGHT * one.amount // largest)
        bars.append(
            Bar(
                month=one.on,
                kind=_kind(one.on, today),
                amount=one.amount,
                x=place * STEP + (STEP - BAR) // 2,
                y=HEIGHT - height,
                height=height,
                is_labelled=place % every == 0,
            )
        )
    return Chart(bars, len(bars) * STEP)


def _kind(month: date, today: date) -> str:
    if (month.year, month.month) == (today.year, today.month):
        return "now"
    return "past" if month < today else "next"
