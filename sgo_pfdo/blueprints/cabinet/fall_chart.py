"""The picture of how the nominal falls over the months of a period: bars for an inline SVG, and their labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sgo_pfdo.blueprints.common.bar_chart import HEIGHT, STEP, bar_path, label_every
from sgo_pfdo.funds.capabilities import PeriodView
from sgo_pfdo.funds.rules.nominal import Course


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


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """The picture. What follows from it can be kept by the object itself.

    :param paths: the bars of each kind as one path of an SVG with this width and :data:`HEIGHT`.
    :param is_used: the nominal is fixed, and what is to come is certain.
    """

    bars: Sequence[Bar]
    paths: Mapping[str, str]
    width: int
    is_used: bool
    height: int = HEIGHT


def chart_of(view: PeriodView, today: date) -> Chart | None:
    """Draw the nominal of a period by its months.

    :param today: the date in the municipality.
    :return: ``None`` where there is nothing to see: no money, or the same in each month.
    """
    money = view.money
    if money is None or money.limit_reached:
        return None
    return _drawn(money.course, today.replace(day=1), is_used=money.is_used)


@lru_cache(maxsize=1024)
def _drawn(course: Course, month: date, *, is_used: bool) -> Chart | None:
    """Draw it once in a month for all who have the same nominal.

    :param month: the first day of the present one.
    """
    months = course.by_month()
    if len({one.amount for one in months}) < 2:
        return None
    largest = max(one.amount for one in months)
    every = label_every(len(months))
    bars, paths = [], dict[str, str]()
    for place, one in enumerate(months):
        kind, height = _kind(one.on, month), max(2, HEIGHT * one.amount // largest)
        paths[kind] = paths.get(kind, "") + bar_path(place, height)
        bars.append(Bar(one.on, kind, one.amount, is_labelled=place % every == 0))
    return Chart(bars, paths, len(bars) * STEP, is_used)


def _kind(month: date, present: date) -> str:
    if month == present:
        return "now"
    return "past" if month < present else "next"
