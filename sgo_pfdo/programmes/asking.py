"""Asks for each group of a programme whether a child may enrol, and what it would cost (specification, 4.4 and 4.5).

The answers are those of :func:`sgo_pfdo.programmes.rules.enrolling.may_enrol`; here is only gathered what it has to
know. A programme may stand in several registers: each is a way of its own to pay, with an answer of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from sgo_pfdo.funds.capabilities import PeriodView
from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.rules.kinds import RegisterKind, Unit
from sgo_pfdo.programmes.model import Lesson, ProgrammeGroup
from sgo_pfdo.programmes.provider_model import Agreement, DirectionLimit
from sgo_pfdo.programmes.rules.agreements import AgreementState
from sgo_pfdo.programmes.rules.enrolling import Answer, Effect, Reason, Verdict, may_enrol
from sgo_pfdo.programmes.rules.enrolling_facts import Child, Offer, Offered, PeriodTerms, Question
from sgo_pfdo.programmes.rules.enrolling_words import Told, tell
from sgo_pfdo.programmes.rules.kinds import ProviderState, Week
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.rules.price import Price, Terms, price_of
from sgo_pfdo.programmes.rules.starting import Window, first_day_in
from sgo_pfdo.programmes.rules.timetable import Hours
from sgo_pfdo.programmes.rules.wishes import FREE
from sgo_pfdo.programmes.shown import ShownGroup, ShownPart, ShownProgramme


class Explained(NamedTuple):
    """A reason in words."""

    reason: Reason
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to pay for a group: by certificate, by the budget, by the family alone.

    :param reasons: those that hold for this way alone.
    :param price: what it would cost; ``None`` where it is free, unknown, or cannot be had this way.
    """

    register: RegisterKind
    verdict: Verdict
    reasons: Sequence[Explained]
    price: Price | None

    @property
    def is_free(self) -> bool:
        """Whether the family pays nothing, nor its certificate."""
        return self.register in FREE


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswer:
    """Whether a child may enrol in a group.

    :param verdict: of the best way.
    :param reasons: those that hold for every way.
    :param ways: in the order of :class:`sgo_pfdo.funds.rules.kinds.RegisterKind`.
    """

    verdict: Verdict
    reasons: Sequence[Explained]
    ways: Sequence[Way]


Answers = Mapping[tuple[int, int | None], GroupAnswer]
"""By the ids of part and group; ``None`` for a part that has no group."""


class _Terms(NamedTuple):
    """A period with what a contract in it depends on besides its allowances."""

    view: PeriodView
    backdate_days: int
    has_agreement: bool


def ask_for_all(
    session: Session,
    shown: ShownProgramme,
    child: Child,
    periods: Sequence[PeriodView],
    today: date,
) -> Answers:
    """Ask for each group that a page shows, and for each part without one.

    :param periods: what the child's certificate can do, by period.
    :param today: the date in the child's municipality.
    """
    terms = _terms(session, shown, child, periods)
    limit = session.get(DirectionLimit, (child.municipality_code, shown.programme.direction))
    asking = _Asking(shown, child, terms, limit.most if limit else None, today)
    return {
        (part.part.id, one.group.id if one else None): asking.answer(part, one)
        for part in shown.parts
        for one in (part.groups or (None,))
    }


def _terms(session: Session, shown: ShownProgramme, child: Child, periods: Sequence[PeriodView]) -> Sequence[_Terms]:
    """Read agreements and days of grace of the periods of the child's municipality, the earliest first."""
    agreed = and_(Agreement.period_id == Period.id, Agreement.provider_code == shown.provider.code)
    rows = session.execute(
        select(Period.id, Period.backdate_days, Agreement.state, Agreement.maximum)
        .outerjoin(Agreement, agreed)
        .where(Period.municipality_code == child.municipality_code)
    )
    # nobody has a contract yet, so only a sum of nothing is reached
    known = {
        period_id: (days, state == AgreementState.ACTIVE.value and maximum != 0)
        for period_id, days, state, maximum in rows
    }
    return [_Terms(view, *known[view.period_id]) for view in periods if view.period_id in known]


@dataclass(frozen=True, slots=True)
class _Asking:
    """What is the same for all groups of a programme."""

    shown: ShownProgramme
    child: Child
    terms: Sequence[_Terms]
    direction_limit: int | None
    today: date

    def answer(self, part: ShownPart, one: ShownGroup | None) -> GroupAnswer:
        """Ask for a group by every way of payment, and tell what holds for all ways once."""
        registers = self.shown.registers or (RegisterKind.PAID,)
        questions = [self._question(part, one, register) for register in registers]
        answers = [may_enrol(question) for question in questions]
        explained = [
            [Explained(reason, tell(reason, question)) for reason in answer.reasons]
            for question, answer in zip(questions, answers, strict=True)
        ]
        common = [told for told in explained[0] if all(told in others for others in explained)]
        ways = [
            Way(
                register=register,
                verdict=answer.verdict,
                reasons=[told for told in reasons if told not in common],
                price=_price(part, question, answer),
            )
            for register, question, answer, reasons in zip(registers, questions, answers, explained, strict=True)
        ]
        return GroupAnswer(verdict=_best(way.verdict for way in ways), reasons=common, ways=ways)

    def _question(self, part: ShownPart, one: ShownGroup | None, register: RegisterKind) -> Question:
        programme, provider = self.shown.programme, self.shown.provider
        offer = Offer(
            register=register,
            state=State(programme.state),
            part_state=State(part.part.state),
            part_is_open=part.part.is_open,
            municipality_code=programme.municipality_code,
            age_min=programme.age_min,
            age_max=programme.age_max,
            group=_offered(one) if one else None,
            all_region=programme.all_region,
            health=frozenset(self.shown.health),
            needs_medical=programme.needs_medical,
            provider_state=ProviderState(provider.state),
            accepts_certificates=provider.accepts_certificates,
            enrolment_limit=programme.enrolment_limit,
            pupil_limit=provider.pupil_limit,
            direction_limit=self.direction_limit,
            telephone=programme.telephone or provider.telephone or "",
        )
        return Question(
            child=self.child,
            offer=offer,
            today=self.today,
            first_day=self._first_day(one.group, register) if one else None,
            periods=[_period_terms(terms, register) for terms in self.terms],
        )

    def _first_day(self, group: ProgrammeGroup, register: RegisterKind) -> date | None:
        """Tell when the learning would begin; who pays all alone does not wait for a period."""
        windows = [Window(one.view.span.starts_on, one.view.span.ends_on, one.backdate_days) for one in self.terms]
        if register is RegisterKind.PAID:
            windows = []
        return first_day_in(group.starts_on, group.ends_on, windows, self.today)


def _offered(one: ShownGroup) -> Offered:
    group = one.group
    return Offered(
        starts_on=group.starts_on,
        ends_on=group.ends_on,
        places=group.places + group.extra_places,
        age_min=group.age_min,
        age_max=group.age_max,
        order_from=group.order_from,
        order_to=group.order_to,
        next_order_from=group.next_order_from,
        next_order_to=group.next_order_to,
        is_locked=group.is_locked,
        is_archived=group.is_archived,
        entrance_test=(group.entrance_test or "") if group.has_entrance_test else None,
        lessons=[_hours(lesson, group) for lesson in one.lessons],
    )


def _hours(lesson: Lesson, group: ProgrammeGroup) -> Hours:
    return Hours(
        weekday=lesson.weekday,
        begins_at=lesson.begins_at,
        ends_at=lesson.ends_at,
        valid_from=lesson.valid_from or group.starts_on,
        valid_to=lesson.valid_to or group.ends_on,
        week=Week(lesson.week),
    )


def _period_terms(terms: _Terms, register: RegisterKind) -> PeriodTerms:
    """Say what a period gives for a register."""
    view = terms.view
    number = next((one for one in view.numbers if one.register is register), None)
    balance = view.money.ledger.balance if view.money else view.would_be or 0
    return PeriodTerms(
        starts_on=view.span.starts_on,
        ends_on=view.span.ends_on,
        opens_on=view.opens_on,
        stop_on=view.stop_on,
        limit_reached=view.limit_reached,
        has_agreement=terms.has_agreement,
        balance=0 if view.limit_reached else balance,
        unit=number.unit if number else Unit.CLOSED,
        amount=number.amount if number else 0,
        used=number.used if number else 0,
    )


def _price(part: ShownPart, question: Question, answer: Answer) -> Price | None:
    """Work out what a contract would cost; nothing is said of what the certificate cannot pay."""
    group, price, first = question.offer.group, part.part.price, question.first_day
    if group is None or price is None or first is None or question.offer.register in FREE:
        return None
    if question.offer.register is RegisterKind.PAID:
        last, normative, balance = group.ends_on, 0, 0
    elif question.period is None or answer.stops(Effect.CERTIFIED):
        return None
    else:
        last, balance = question.period.ends_on, question.period.balance
        normative = price if part.part.normative_price is None else part.part.normative_price
    terms = Terms(
        price=price,
        normative=normative,
        group_starts_on=group.starts_on,
        group_ends_on=group.ends_on,
        first_day=first,
        period_ends_on=last,
        balance=balance,
    )
    return price_of(terms)


_FROM_THE_BEST = (Verdict.POSSIBLE, Verdict.WITH_NOTES, Verdict.IMPOSSIBLE)


def _best(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=_FROM_THE_BEST.index)
