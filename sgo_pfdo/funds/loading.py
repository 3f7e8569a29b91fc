"""The periods and allowances in the file of ``flask pfdo load``: checked with the rest of it, written with the rest."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.funds.allowances import FREE, NOMINAL, Amount, PeriodRefusedError, put_allowances
from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.periods import put_period
from sgo_pfdo.funds.rules.kinds import LARGEST_LIMIT, LARGEST_NOMINAL, MOST_PROGRAMMES, PAID_BY_BUDGET, Funding
from sgo_pfdo.funds.rules.nominal import Decrease
from sgo_pfdo.funds.rules.plan import MOST_BACKDATED, Mistake, Plan, mistakes
from sgo_pfdo.municipalities import checking
from sgo_pfdo.municipalities.checking import Checker
from sgo_pfdo.municipalities.model import Group

_ROUBLES = re.compile(r"([0-9]{1,13})(?:\.([0-9]{2}))?")
MISTAKES = {
    Mistake.NOT_FIRST_DAY: "is not the first day of a month",
    Mistake.NOT_LAST_DAY: "is not the last day of a month",
    Mistake.ENDS_BEFORE_START: "is before starts_on",
    Mistake.TOO_LONG: "makes the period longer than 24 months",
    Mistake.OPENS_TOO_LATE: "is after ends_on",
    Mistake.STOP_OUTSIDE: "is not between opens_on and ends_on",
    Mistake.STOP_TOO_SOON: "is less than two days ahead",
    Mistake.OVERLAPS: "overlaps another period of the municipality",
    Mistake.IN_USE: "cannot change: families have used the period",
    Mistake.TOO_LOW: "is less than some certificates have reserved and spent",
}


@dataclass(slots=True)
class LoadedPeriod:
    """A period of the file, checked.

    :param amounts: by the name of the group, ``None`` for certificates without one.
    """

    plan: Plan
    amounts: dict[str | None, dict[str, Amount]] = field(default_factory=dict)


def check_periods(checker: Checker, group_names: Iterable[str]) -> list[LoadedPeriod]:
    """Read and check the periods of a municipality.

    :param checker: of the municipality.
    :param group_names: of its groups in the file.
    """
    names = frozenset(group_names)
    found: list[LoadedPeriod] = []
    for one in checker.objects("periods"):
        period = _period(one, names)
        if period is None:
            continue
        if any(period.plan.meets(other.plan.starts_on, other.plan.ends_on) for other in found):
            one.error("starts_on", MISTAKES[Mistake.OVERLAPS])
        found.append(period)
    return found


def _period(checker: Checker, group_names: frozenset[str]) -> LoadedPeriod | None:
    starts_on = checker.take("starts_on", checking.day, required=True)
    ends_on = checker.take("ends_on", checking.day, required=True)
    values: dict[str, Any] = {name: checker.take(name, checking.day) for name in ("opens_on", "stop_on")}
    values["funding_limit"] = checker.take("funding_limit", limit)
    values["backdate_days"] = checker.take("backdate_days", _backdate_days, default=0)
    values["decrease"] = checker.take("decrease", _decrease, default=Decrease.MONTHLY)
    amounts: dict[str | None, dict[str, Amount]] = {}
    for one in checker.objects("allowances"):
        group = one.take("group", checking.text)
        if group is not None and group not in group_names:
            one.error("group", "is none of the groups of the municipality in this file")
        if group in amounts:
            one.error("group", "stands in the period twice")
        amounts[group] = _amounts(one)
    checker.finish()
    if starts_on is None or ends_on is None:
        return None
    plan = Plan(starts_on=starts_on, ends_on=ends_on, **values)
    for name, mistake in mistakes(plan):
        checker.error(name, MISTAKES[mistake])
    return LoadedPeriod(plan, amounts)


def _amounts(checker: Checker) -> dict[str, Amount]:
    amounts: dict[str, Amount] = {NOMINAL: checker.take(NOMINAL, _nominal)}
    for funding in Funding:
        numbers = checker.object(funding.value)
        for register in PAID_BY_BUDGET:
            amounts[f"{funding}_{register}"] = numbers.take(register.value, _programmes)
        numbers.finish()
    checker.finish()
    return amounts


def roubles(value: Any, most: int) -> int:
    """Take an amount in roubles as kopecks: 12000 or "12000.50".

    :param most: kopecks.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = _ROUBLES.fullmatch(value) if isinstance(value, str) else None
    if not found or int(found[1]) * 100 + int(found[2] or 0) > most:
        raise ValueError(f'is no amount in roubles like 12000 or "12000.50", at most {most // 100}')
    return int(found[1]) * 100 + int(found[2] or 0)


def _nominal(value: Any) -> int:
    return roubles(value, LARGEST_NOMINAL)


def limit(value: Any) -> int:
    """Take what many certificates together may have, as kopecks."""
    return roubles(value, LARGEST_LIMIT)


def _programmes(value: Any) -> Amount:
    if value == FREE:
        return FREE
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_PROGRAMMES:
        raise ValueError(f'is neither a number of programmes from 0 to {MOST_PROGRAMMES} nor "{FREE}"')
    return value or None


def _backdate_days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_BACKDATED:
        raise ValueError(f"is not a number of days from 0 to {MOST_BACKDATED}")
    return value


def _decrease(value: Any) -> Decrease:
    try:
        return Decrease(value)
    except ValueError:
        raise ValueError(f"is none of: {', '.join(sorted(Decrease))}") from None


def write_periods(session: Session, code: str, periods: Iterable[LoadedPeriod], today: date) -> list[str]:
    """Write the periods of a municipality; what the file does not name stays as it is.

    :param session: inside :func:`sgo_pfdo.database.perform`, with the municipality's row locked and its groups written.
    :param today: the date in the municipality.
    :return: what stands against it; the caller lets the action fail then.
    """
    session.flush()
    groups: dict[str | None, int | None] = {None: None}
    rows = session.execute(select(Group.name, Group.id).where(Group.municipality_code == code))
    groups |= {row[0]: row[1] for row in rows}
    errors = []
    for one in periods:
        known = select(Period).where(Period.municipality_code == code, Period.starts_on == one.plan.starts_on)
        place = f"period {one.plan.starts_on} of {code}:"
        try:
            row = put_period(session, code, one.plan, session.scalars(known).one_or_none(), today=today)
            for name, amounts in one.amounts.items():
                put_allowances(session, row, groups[name], amounts, today=today)
        except PeriodRefusedError as error:
            said = f"{place} {error.field} {MISTAKES[error.mistake]}"
            errors.append(f"{said}: {error.count}" if error.count else said)
    return errors
