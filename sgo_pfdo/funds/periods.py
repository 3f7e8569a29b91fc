"""The periods of a municipality, and the operator's changes of them; each is told in the history.

The municipality's row is locked first, as for every other setting: two periods that meet cannot be added at once.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.funds import wording
from sgo_pfdo.funds.allowances import Amount, PeriodRefusedError, allowances_of, put_allowances
from sgo_pfdo.funds.model import Enrolment, Period, PeriodCertificate
from sgo_pfdo.funds.rules.nominal import Decrease
from sgo_pfdo.funds.rules.plan import Mistake, Plan, mistakes, stops_too_soon
from sgo_pfdo.municipalities import changes
from sgo_pfdo.municipalities.editing import Edit, SettingsChangedError, fingerprint, lock, tell


def periods_of(session: Session, municipality_code: str) -> list[Period]:
    """Read all periods of a municipality, the latest first."""
    return list(
        session.scalars(
            select(Period)
            .where(Period.municipality_code == municipality_code)
            .order_by(Period.starts_on.desc())
            .execution_options(populate_existing=True)
        )
    )


def period_values(period: Period) -> dict[str, Any]:
    """Read what can be changed of a period, by column."""
    return {name: getattr(period, name) for name in wording.PERIOD}


def plan_of(values: Mapping[str, Any]) -> Plan:
    """Make a plan of values by column."""
    return Plan(**{name: values[name] for name in wording.PERIOD} | {"decrease": Decrease(values["decrease"])})


def put_period(session: Session, municipality_code: str, plan: Plan, period: Period | None, *, today: date) -> Period:
    """Write a period, new or not, if no rule is against it.

    :param session: inside :func:`sgo_pfdo.database.perform`, with the municipality's row locked.
    :param period: ``None`` for a new one.
    :param today: the date in the municipality.
    :raises PeriodRefusedError: a rule is against it.
    """
    for field, mistake in mistakes(plan):
        raise PeriodRefusedError(field, mistake)
    others = [one for one in periods_of(session, municipality_code) if one is not period]
    if any(plan.meets(one.starts_on, one.ends_on) for one in others):
        raise PeriodRefusedError("starts_on", Mistake.OVERLAPS)
    if period is not None and (changed := _fixed_by_use(plan, period)) and _is_used(session, period):
        raise PeriodRefusedError(changed, Mistake.IN_USE)
    if stops_too_soon(plan.stop_on, period.stop_on if period is not None else None, today):
        raise PeriodRefusedError("stop_on", Mistake.STOP_TOO_SOON)
    values = asdict(plan) | {"opens_on": plan.opening, "decrease": plan.decrease.value}
    if period is None:
        period = Period(municipality_code=municipality_code, **values)
        session.add(period)
    for name, value in values.items():
        setattr(period, name, value)
    session.flush()
    return period


def _fixed_by_use(plan: Plan, period: Period) -> str | None:
    """Tell what would change of which the nominals are made that families have begun to use; ``None`` for nothing."""
    if (plan.starts_on, plan.ends_on) != (period.starts_on, period.ends_on):
        return "starts_on"
    return "decrease" if plan.decrease != period.decrease else None


def _is_used(session: Session, period: Period) -> bool:
    by_enrolment = exists().where(Enrolment.period_id == period.id)
    by_certificate = exists().where(PeriodCertificate.period_id == period.id)
    return bool(session.scalar(select(or_(by_enrolment, by_certificate))))


def add_period(session: Session, plan: Plan, edit: Edit, *, today: date) -> None:
    """Add a period.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param today: the date in the municipality.
    :raises PeriodRefusedError: a rule is against it.
    """
    lock(session, edit.municipality_code)
    period = put_period(session, edit.municipality_code, plan, None, today=today)
    values = {name: value for name, value in period_values(period).items() if name not in ("starts_on", "ends_on")}
    tell(session, edit, f"Новый период {wording.dates(period)} – {changes.listed(values, wording.PERIOD)}")


def change_period(session: Session, period_id: int, plan: Plan, edit: Edit, *, today: date) -> bool:
    """Change a period.

    :return: whether anything is different now.
    :raises LookupError: the municipality has no such period.
    :raises SettingsChangedError: it is no longer what the form showed.
    :raises PeriodRefusedError: a rule is against it.
    """
    period = _locked(session, period_id, edit)
    before, name = period_values(period), wording.dates(period)
    if fingerprint(before) != edit.seen:
        raise SettingsChangedError
    put_period(session, edit.municipality_code, plan, period, today=today)
    difference = changes.told(before, period_values(period), wording.PERIOD)
    return tell(session, edit, f"Период {name} – {difference}" if difference else "")


def change_allowances(
    session: Session,
    period_id: int,
    group: tuple[int | None, str],
    values: Mapping[str, Amount],
    edit: Edit,
    *,
    today: date,
) -> bool:
    """Change what certificates of a group may use in a period.

    :param group: its id and its name, ``None`` and any words for certificates without a group.
    :param values: every name in :data:`sgo_pfdo.funds.allowances.FIELDS`.
    :return: whether anything is different now.
    :raises LookupError: the municipality has no such period.
    :raises SettingsChangedError: they are no longer what the form showed.
    :raises PeriodRefusedError: some certificates have used more.
    """
    period = _locked(session, period_id, edit)
    group_id, name = group
    before = group_values(session, period_id, group_id)
    if fingerprint(before) != edit.seen:
        raise SettingsChangedError
    put_allowances(session, period, group_id, values, today=today)
    difference = changes.told(before, values, wording.ALLOWANCES)
    return tell(session, edit, f"Период {wording.dates(period)}, {name} – {difference}" if difference else "")


def group_values(session: Session, period_id: int, group_id: int | None) -> dict[str, Amount]:
    """Read what a period gives to a group, by the names of :data:`sgo_pfdo.funds.allowances.FIELDS`."""
    return allowances_of(session, period_id).get(group_id) or dict.fromkeys(wording.ALLOWANCES)


def _locked(session: Session, period_id: int, edit: Edit) -> Period:
    lock(session, edit.municipality_code)
    periods = periods_of(session, edit.municipality_code)
    period = next((one for one in periods if one.id == period_id), None)
    if period is None:
        raise LookupError(period_id)
    return period
