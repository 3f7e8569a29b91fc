"""May this child enrol in this group? One function, and every reason that holds.

It is asked when a page shows a group, and again at each press. What enrolments decide, full groups and used numbers, is
an argument as everything else: as long as nobody is enrolled, it says «no».
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.funds.rules.capabilities import LEAST
from sgo_pfdo.funds.rules.kinds import Funding, RegisterKind, Unit
from sgo_pfdo.programmes.rules.ages import full_months
from sgo_pfdo.programmes.rules.enrolling_facts import PeriodTerms, Question
from sgo_pfdo.programmes.rules.kinds import ProviderState
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.rules.timetable import clashes


class Reason(enum.StrEnum):
    """Why a child cannot enrol, or what it should know before it does. Pages explain them in this order."""

    NOT_ACTIVE = "not_active"
    FROZEN = "frozen"
    ANNULLED = "annulled"
    EXPIRED = "expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PUPIL_UNDER_14 = "pupil_under_14"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    ARCHIVED = "archived"
    NOT_PUBLISHED = "not_published"
    PROVIDER_SUSPENDED = "provider_suspended"
    OTHER_MUNICIPALITY = "other_municipality"
    NO_GROUPS = "no_groups"
    GROUP_OVER = "group_over"
    CLOSED = "closed"
    NO_PLACES = "no_places"
    PROGRAMME_FULL = "programme_full"
    PROVIDER_FULL = "provider_full"
    ALREADY = "already"
    PERIOD_STOPPED = "period_stopped"
    PERIOD_NOT_OPEN = "period_not_open"
    OUTSIDE_PERIOD = "outside_period"
    USED_UP = "used_up"
    NO_CERTIFICATES = "no_certificates"
    LIMIT_REACHED = "limit_reached"
    DIRECTION_FULL = "direction_full"
    ACCOUNTING = "accounting"
    NO_BALANCE = "no_balance"
    NO_AGREEMENT = "no_agreement"
    HEALTH = "health"
    MEDICAL = "medical"
    CLASH = "clash"
    ENTRANCE_TEST = "entrance_test"


class Effect(enum.StrEnum):
    """What a reason keeps from happening."""

    APPLYING = "applying"
    CERTIFIED = "certified"
    """The certificate cannot pay; whether the family may is up to the municipality."""
    CONCLUDING = "concluding"
    """The application is taken, and waits."""
    NOTE = "note"


EFFECTS: Mapping[Reason, Effect] = {
    **dict.fromkeys(Reason, Effect.APPLYING),
    **dict.fromkeys((Reason.NOT_ACTIVE, Reason.NO_AGREEMENT), Effect.CONCLUDING),
    **dict.fromkeys(
        (Reason.NO_CERTIFICATES, Reason.LIMIT_REACHED, Reason.DIRECTION_FULL, Reason.ACCOUNTING, Reason.NO_BALANCE),
        Effect.CERTIFIED,
    ),
    **dict.fromkeys((Reason.HEALTH, Reason.MEDICAL, Reason.CLASH, Reason.ENTRANCE_TEST), Effect.NOTE),
}


class Verdict(enum.StrEnum):
    """What comes of all reasons together."""

    POSSIBLE = "possible"
    WITH_NOTES = "with_notes"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Answer:
    """All reasons that hold, and what comes of them."""

    reasons: Sequence[Reason]
    verdict: Verdict

    def stops(self, effect: Effect) -> list[Reason]:
        """List the reasons of one effect."""
        return [one for one in self.reasons if EFFECTS[one] is effect]


def may_enrol(question: Question) -> Answer:
    """Tell whether a child may enrol, with every reason that holds."""
    found = [
        reason
        for reason, holds in (
            *_certificate(question),
            *_ages(question),
            *_offer(question),
            *_places(question),
            *_period(question),
            *_paid_by_certificate(question),
            *_notes(question),
        )
        if holds
    ]
    effects = {EFFECTS[one] for one in found}
    is_stopped = Effect.APPLYING in effects or (Effect.CERTIFIED in effects and not question.family_may_pay)
    verdict = Verdict.IMPOSSIBLE if is_stopped else Verdict.WITH_NOTES if found else Verdict.POSSIBLE
    return Answer(sorted(found, key=_ORDER.__getitem__), verdict)


_ORDER = {reason: place for place, reason in enumerate(Reason)}
_Holds = Iterable[tuple[Reason, bool]]


def _certificate(question: Question) -> _Holds:
    child = question.child
    return (
        (Reason.NOT_ACTIVE, child.status is Status.INACTIVE),
        (Reason.FROZEN, child.status is Status.FROZEN),
        (Reason.ANNULLED, child.status is Status.ANNULLED),
        (Reason.EXPIRED, child.status is Status.EXPIRED),
        (Reason.CONSENT_WITHDRAWN, not child.has_consent),
        (Reason.PUPIL_UNDER_14, child.by_pupil and full_months(child.birth_date, question.today) < 14 * 12),
    )


def _ages(question: Question) -> _Holds:
    least, most = question.ages
    age = full_months(question.child.birth_date, question.counted_on)
    return ((Reason.TOO_YOUNG, age < least), (Reason.TOO_OLD, age > most))


def _offer(question: Question) -> _Holds:
    offer, group, today = question.offer, question.offer.group, question.today
    archived = State.ARCHIVED in (offer.state, offer.part_state) or (group is not None and group.is_archived)
    published = offer.state is State.PUBLISHED and offer.part_state is State.PUBLISHED
    is_over = group is not None and group.ends_on < today
    closed = not offer.part_is_open or (group is not None and (group.is_locked or not group.takes_on(today)))
    agreed = any(one.has_agreement for one in question.periods)
    elsewhere = offer.municipality_code != question.child.municipality_code
    return (
        (Reason.ARCHIVED, archived),
        (Reason.NOT_PUBLISHED, not published and not archived),
        (Reason.PROVIDER_SUSPENDED, offer.provider_state is not ProviderState.ACTIVE),
        (Reason.OTHER_MUNICIPALITY, elsewhere and not offer.all_region and not agreed),
        (Reason.NO_GROUPS, group is None),
        (Reason.GROUP_OVER, is_over),
        (Reason.CLOSED, closed and not is_over),
    )


def _places(question: Question) -> _Holds:
    offer, taken = question.offer, question.taken
    limits = (
        (Reason.NO_PLACES, None if offer.group is None else offer.group.places, taken.in_group),
        (Reason.PROGRAMME_FULL, offer.enrolment_limit, taken.in_programme),
        (Reason.PROVIDER_FULL, offer.pupil_limit, taken.at_provider),
    )
    full = [(reason, limit is not None and count >= limit) for reason, limit, count in limits]
    return (*full, (Reason.ALREADY, taken.already))


def _period(question: Question) -> _Holds:
    """Say what the municipality's dates and numbers are against; whoever pays all alone needs neither."""
    if question.offer.register is RegisterKind.PAID or question.first_day is None:
        return ()
    period, today = question.period, question.today
    if period is None:
        return ((Reason.OUTSIDE_PERIOD, True),)
    stopped = period.stop_on is not None and today >= period.stop_on
    counted = question.offer.register is not RegisterKind.CERTIFIED
    used = period.unit is Unit.CLOSED or (period.unit is Unit.PROGRAMMES and period.used >= period.amount)
    return (
        (Reason.PERIOD_STOPPED, stopped),
        (Reason.PERIOD_NOT_OPEN, today < period.opens_on),
        (Reason.USED_UP, counted and used),
    )


def _paid_by_certificate(question: Question) -> _Holds:
    if question.offer.register is not RegisterKind.CERTIFIED:
        return ()
    offer, child, period = question.offer, question.child, question.period
    limit, group = offer.direction_limit, offer.group
    reached = period is not None and period.limit_reached
    last = group.ends_on if group is not None else None
    usable = [one for one in question.periods if _is_usable(one, question, last)]
    broke = all(one.balance < LEAST for one in usable)
    return (
        (Reason.NO_CERTIFICATES, not offer.accepts_certificates),
        (Reason.LIMIT_REACHED, reached),
        (Reason.DIRECTION_FULL, limit is not None and question.taken.of_direction >= limit),
        (Reason.ACCOUNTING, child.funding is Funding.ACCOUNTING and child.group_full),
        (Reason.NO_BALANCE, bool(usable) and broke and not reached),
        (Reason.NO_AGREEMENT, period is not None and not period.has_agreement),
    )


def _is_usable(period: PeriodTerms, question: Question, last: date | None) -> bool:
    """Tell whether a part of the group lies in a period that families may use today."""
    first = question.first_day
    if first is None or last is None or question.today < period.opens_on:
        return False
    return period.starts_on <= last and first <= period.ends_on


def _notes(question: Question) -> _Holds:
    offer, group = question.offer, question.offer.group
    lessons = group.lessons if group is not None else ()
    return (
        (Reason.HEALTH, bool(offer.health) and not offer.health & question.child.health),
        (Reason.MEDICAL, offer.needs_medical),
        (Reason.CLASH, bool(clashes(lessons, question.child.lessons))),
        (Reason.ENTRANCE_TEST, group is not None and group.entrance_test is not None),
    )
