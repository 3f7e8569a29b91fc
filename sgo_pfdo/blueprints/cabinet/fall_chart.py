"""The picture of how the nominal falls over the months of a period: bars for an inline SVG, and their labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.blueprints.common.bar_chart import HEIGHT, STEP, bar_path, label_every
from sgo_pfdo.funds.capabilities import PeriodView


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
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture.

    :param paths: the bars of each kind as one path of an SVG with this width and :data:`HEIGHT`.
    """

    bars: Sequence[Bar]
    paths: Mapping[str, str]
    width: int
    height: int = HEIGHT


def chart_of(view: PeriodView, today: date) -> Chart | None:
    """Draw the nominal of a period by its months.

    :param today: the date in the municipality.
    :return: ``None`` where there is nothing to see: no money, or the same in each month.
    """
    money = view.money
    if money is None or money.limit_reached or len({one.amount for one in money.by_month}) < 2:
        return None
    largest = max(one.amount for one in money.by_month)
    every = label_every(len(money.by_month))
    bars, paths = [], dict[str, str]()
    for place, one in enumerate(money.by_month):
        kind, height = _kind(one.on, today), max(2, HEIGHT * one.amount // largest)
        paths[kind] = paths.get(kind, "") + bar_path(place, height)
        bars.append(Bar(one.on, kind, one.amount, is_labelled=place % every == 0))
    return Chart(bars, paths, len(bars) * STEP)


def _kind(month: date, today: date) -> str:
    if (month.year, month.month) == (today.year, today.month):
        return "now"
    return "past" if month < today else "next"
