"""The life of a certificate: its states, and the one table of steps that lead from one to another."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.certificates.rules.validity import activated_end_date


class Status(enum.StrEnum):
    """How things stand with a certificate."""

    INACTIVE = "inactive"
    """Issued; the family must come to an authorised organisation with papers."""
    ACTIVE = "active"
    """The clerk checked the papers."""
    FROZEN = "frozen"
    """Suspended from active; blocks a new one."""
    ANNULLED = "annulled"
    """Withdrawn, with a reason; the child may get a new one."""
    EXPIRED = "expired"
    """Never stored: the end date has passed; the child may get a new one, the old row stays."""


LIVING = (Status.INACTIVE, Status.ACTIVE, Status.FROZEN)
"""Those that keep the child from getting another certificate."""
STORED = (Status.INACTIVE, Status.ACTIVE, Status.FROZEN, Status.ANNULLED)

SHOWN: Mapping[Status, str] = {
    Status.INACTIVE: "Не активирован",
    Status.ACTIVE: "Активный",
    Status.FROZEN: "Заморожен",
    Status.ANNULLED: "Аннулирован",
    Status.EXPIRED: "Срок действия истёк",
}
"""What people see (S004, figure 26; «Неактивирован» is printed there, apart is correct)."""


class Step(enum.StrEnum):
    """What a clerk can do with a certificate."""

    ACTIVATE = "activate"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    ANNUL = "annul"
    WITHDRAW_CONSENT = "withdraw_consent"
    """The family withdrew its consent: the certificate is annulled, the account closed, the data erased later. One that
    has ended by its date or was annulled before is no exception: its data is still there."""
    RESTORE = "restore"
    """Gives a certificate the place back that it lost to a newer one while it was still good: a clock was wrong."""
    UNDO = "undo"
    """Takes the last step back, on the day it was done."""


@dataclass(frozen=True, slots=True)
class _Rule:
    before: frozenset[Status]
    after: Status


_STEPS: Mapping[Step, _Rule] = {
    Step.ACTIVATE: _Rule(frozenset({Status.INACTIVE}), Status.ACTIVE),
    Step.FREEZE: _Rule(frozenset({Status.ACTIVE}), Status.FROZEN),
    Step.UNFREEZE: _Rule(frozenset({Status.FROZEN}), Status.ACTIVE),
    Step.ANNUL: _Rule(frozenset(LIVING), Status.ANNULLED),
    Step.WITHDRAW_CONSENT: _Rule(frozenset(Status), Status.ANNULLED),
}
NEEDS_REASON = frozenset({Step.FREEZE, Step.ANNUL, Step.RESTORE})
"""Steps that a family may ask about: a reason from the list and words of one's own are kept."""


class Refusal(enum.StrEnum):
    """Why a step is impossible."""

    EXPIRED = "expired"
    WRONG_STATUS = "wrong_status"
    NOTHING_TO_UNDO = "nothing_to_undo"
    ANOTHER_DAY = "another_day"
    NEWER_LIVES = "newer_lives"
    """The child has got a newer certificate since: two cannot live."""
    NEWER_ELSEWHERE = "newer_elsewhere"
    """That newer one belongs to another municipality, whose clerks alone may annul it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStep:
    """The newest step that was not taken back yet.

    :param day: on which it was done, in the time zone of the municipality.
    """

    step: Step
    before: Status
    end_date_before: date
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step makes of a certificate."""

    status: Status
    end_date: date


def shown_status(stored: Status, end: date, today: date) -> Status:
    """Tell the status that counts today.

    :param stored: the status in the register.
    :param end: the last day of the certificate.
    :return: ``EXPIRED`` once the last day has passed, unless the certificate was annulled before.
    """
    if stored is not Status.ANNULLED and today > end:
        return Status.EXPIRED
    return stored


def is_living(stored: Status, end: date, today: date) -> bool:
    """Tell whether a certificate keeps the child from getting another one: neither annulled nor expired."""
    return shown_status(stored, end, today) in LIVING


def refusal(
    step: Step,
    stored: Status,
    end: date,
    today: date,
    *,
    last: LastStep | None,
    newer_lives: bool,
    has_place: bool = True,
    is_erasing: bool = False,
) -> Refusal | None:
    """Tell why a step is impossible now, or ``None`` when it can be taken. Nothing else decides that.

    :param stored: the status in the register.
    :param end: the last day of the certificate.
    :param last: the newest step that was not taken back.
    :param newer_lives: the child has a living certificate newer than this one.
    :param has_place: it is the one that keeps the child from getting another.
    :param is_erasing: the consent was withdrawn, and the data is gone or soon will be.
    """
    if step is Step.UNDO:
        return _undo_refusal(stored, today, last, newer_lives)
    status = shown_status(stored, end, today)
    if step is Step.RESTORE:
        possible = status in LIVING and not has_place
    else:
        possible = status in _STEPS[step].before and not (step is Step.WITHDRAW_CONSENT and is_erasing)
    if not possible:
        return Refusal.EXPIRED if status is Status.EXPIRED else Refusal.WRONG_STATUS
    lives_on = step is Step.RESTORE or _STEPS[step].after is not Status.ANNULLED
    return Refusal.NEWER_LIVES if lives_on and newer_lives else None


def _undo_refusal(stored: Status, today: date, last: LastStep | None, newer_lives: bool) -> Refusal | None:
    if last is None or last.step is Step.RESTORE:
        return Refusal.NOTHING_TO_UNDO
    if last.day != today:
        return Refusal.ANOTHER_DAY
    if stored is Status.ANNULLED and newer_lives and is_living(last.before, last.end_date_before, today):
        return Refusal.NEWER_LIVES
    return None


def outcome(step: Step, stored: Status, end: date, birth_date: date, *, last: LastStep | None) -> Outcome:
    """Tell what a step that :func:`refusal` allows makes of a certificate.

    :param stored: the status before the step; giving the place back leaves it as it is.
    :param end: the last day before the step; activation extends it to the day before the 18th birthday, undoing
        restores the one before.
    :param birth_date: as it is known now: it may have been put right since the step that is undone.
    """
    if step is Step.UNDO:
        assert last is not None
        return Outcome(status=last.before, end_date=_end_date_before(last, birth_date))
    if step is Step.RESTORE:
        return Outcome(status=stored, end_date=end)
    end_date = activated_end_date(birth_date) if step is Step.ACTIVATE else end
    return Outcome(status=_STEPS[step].after, end_date=end_date)


def _end_date_before(last: LastStep, birth_date: date) -> date:
    """Give the last day that undoing restores; none lies behind the 18th birthday, and an active one goes up to it."""
    grown_up = activated_end_date(birth_date)
    return grown_up if last.before in {Status.ACTIVE, Status.FROZEN} else min(last.end_date_before, grown_up)
