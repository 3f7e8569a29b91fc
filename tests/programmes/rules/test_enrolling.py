"""May this child enrol: every reason, what it stops, and its next step."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.funds.rules.kinds import Funding, RegisterKind, Unit
from sgo_pfdo.programmes.rules.ages import full_months
from sgo_pfdo.programmes.rules.enrolling import EFFECTS, Effect, Reason, Verdict, may_enrol
from sgo_pfdo.programmes.rules.enrolling_facts import Child, Offer, Offered, PeriodTerms, Question, Taken
from sgo_pfdo.programmes.rules.enrolling_words import tell
from sgo_pfdo.programmes.rules.kinds import Health, ProviderState
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.rules.timetable import Hours

LESSON = Hours(
    weekday=2,
    begins_at=time(16),
    ends_at=time(17, 30),
    valid_from=date(2026, 9, 1),
    valid_to=date(2027, 5, 31),
    title="Шахматы",
)
CHILD = Child(status=Status.ACTIVE, municipality_code="kiselevsk", birth_date=date(2018, 3, 12))
GROUP = Offered(starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 31), places=12, lessons=(LESSON,))
OFFER = Offer(
    register=RegisterKind.CERTIFIED,
    state=State.PUBLISHED,
    part_state=State.PUBLISHED,
    part_is_open=True,
    municipality_code="kiselevsk",
    age_min=84,
    age_max=155,
    group=GROUP,
    telephone="8 (38464) 2-00-00",
)
AUTUMN = PeriodTerms(
    starts_on=date(2026, 9, 1),
    ends_on=date(2026, 12, 31),
    opens_on=date(2026, 8, 2),
    has_agreement=True,
    balance=1_200_000,
    unit=Unit.MONEY,
)
SPRING = replace(AUTUMN, starts_on=date(2027, 1, 1), ends_on=date(2027, 8, 31), opens_on=date(2026, 12, 2))
FINE = Question(child=CHILD, offer=OFFER, today=date(2026, 8, 20), first_day=date(2026, 9, 1), periods=(AUTUMN, SPRING))
BUDGET = replace(
    FINE,
    offer=replace(OFFER, register=RegisterKind.VALUED),
    periods=(replace(AUTUMN, unit=Unit.PROGRAMMES, amount=2), SPRING),
)


def child(**values: Any) -> Question:
    return replace(FINE, child=replace(CHILD, **values))


def offer(**values: Any) -> Question:
    return replace(FINE, offer=replace(OFFER, **values))


def group(**values: Any) -> Question:
    return offer(group=replace(GROUP, **values))


def period(**values: Any) -> Question:
    return replace(FINE, periods=(replace(AUTUMN, **values), SPRING))


def taken(**values: Any) -> Question:
    return replace(FINE, taken=Taken(**values))


def used(amount: int, count: int) -> Question:
    return replace(BUDGET, periods=(replace(BUDGET.periods[0], amount=amount, used=count), SPRING))


CASES: list[tuple[Reason, Question, Effect, str]] = [
    (
        Reason.NOT_ACTIVE,
        child(status=Status.INACTIVE, desk="ЦДТ, ул. Унжакова, 6", activate_by=date(2026, 9, 5)),
        Effect.CONCLUDING,
        "до 5 сентября 2026 года в уполномоченную организацию: ЦДТ, ул. Унжакова, 6.",
    ),
    (Reason.FROZEN, child(status=Status.FROZEN), Effect.APPLYING, "в уполномоченной организации"),
    (Reason.ANNULLED, child(status=Status.ANNULLED), Effect.APPLYING, "Получите новый сертификат."),
    (Reason.EXPIRED, child(status=Status.EXPIRED), Effect.APPLYING, "Получите новый сертификат."),
    (Reason.CONSENT_WITHDRAWN, child(has_consent=False), Effect.APPLYING, "«Личные данные»"),
    (Reason.PUPIL_UNDER_14, child(by_pupil=True), Effect.APPLYING, "Попросите родителя"),
    (Reason.TOO_YOUNG, child(birth_date=date(2019, 9, 2)), Effect.APPLYING, "с 2 сентября 2026 года"),
    (Reason.TOO_OLD, child(birth_date=date(2013, 9, 1)), Effect.APPLYING, "для детей постарше"),
    (Reason.NOT_PUBLISHED, offer(state=State.REVIEW), Effect.APPLYING, "похожие программы"),
    (Reason.NOT_PUBLISHED, offer(part_state=State.RETURNED), Effect.APPLYING, "похожие программы"),
    (Reason.ARCHIVED, offer(state=State.ARCHIVED), Effect.APPLYING, "похожие программы"),
    (Reason.ARCHIVED, group(is_archived=True), Effect.APPLYING, "похожие программы"),
    (Reason.CLOSED, offer(part_is_open=False), Effect.APPLYING, "8 (38464) 2-00-00"),
    (Reason.CLOSED, group(is_locked=True), Effect.APPLYING, "Спросите в организации"),
    (Reason.CLOSED, group(order_from=date(2026, 8, 25)), Effect.APPLYING, "откроется 25 августа 2026 года"),
    (Reason.CLOSED, group(order_to=date(2026, 8, 19)), Effect.APPLYING, "Спросите в организации"),
    (
        Reason.CLOSED,
        group(order_to=date(2026, 8, 1), next_order_from=date(2027, 4, 1)),
        Effect.APPLYING,
        "откроется 1 апреля 2027 года",
    ),
    (Reason.NO_GROUPS, replace(offer(group=None), first_day=None), Effect.APPLYING, "другие модули"),
    (
        Reason.GROUP_OVER,
        replace(group(starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 31)), first_day=None),
        Effect.APPLYING,
        "другие модули",
    ),
    (Reason.NO_PLACES, taken(in_group=12), Effect.APPLYING, "другие группы"),
    (
        Reason.PROGRAMME_FULL,
        replace(offer(enrolment_limit=40), taken=Taken(in_programme=40)),
        Effect.APPLYING,
        "8 (38464) 2-00-00",
    ),
    (
        Reason.PROVIDER_FULL,
        replace(offer(pupil_limit=400), taken=Taken(at_provider=401)),
        Effect.APPLYING,
        "8 (38464) 2-00-00",
    ),
    (
        Reason.DIRECTION_FULL,
        replace(offer(direction_limit=0), taken=Taken(of_direction=0)),
        Effect.CERTIFIED,
        "бесплатные программы",
    ),
    (
        Reason.PROVIDER_SUSPENDED,
        offer(provider_state=ProviderState.SUSPENDED),
        Effect.APPLYING,
        "похожие программы",
    ),
    (Reason.NO_CERTIFICATES, offer(accepts_certificates=False), Effect.CERTIFIED, "бесплатные программы"),
    (Reason.NO_AGREEMENT, period(has_agreement=False), Effect.CONCLUDING, "в уполномоченном органе"),
    (
        Reason.OTHER_MUNICIPALITY,
        replace(
            offer(municipality_code="myski", register=RegisterKind.PAID),
            periods=(replace(AUTUMN, has_agreement=False),),
        ),
        Effect.APPLYING,
        "своего муниципалитета",
    ),
    (
        Reason.ACCOUNTING,
        child(funding=Funding.ACCOUNTING, group_full=True, place_in_queue=14),
        Effect.CERTIFIED,
        "в очереди, место 14",
    ),
    (
        Reason.NO_BALANCE,
        period(balance=99),
        Effect.CERTIFIED,
        "бесплатные программы",
    ),
    (Reason.LIMIT_REACHED, period(limit_reached=True, balance=0), Effect.CERTIFIED, "Бесплатные программы"),
    (Reason.PERIOD_STOPPED, period(stop_on=date(2026, 8, 20)), Effect.APPLYING, "с 2 декабря 2026 года"),
    (
        Reason.PERIOD_NOT_OPEN,
        period(opens_on=date(2026, 8, 21)),
        Effect.APPLYING,
        "откроется 21 августа 2026 года",
    ),
    (Reason.OUTSIDE_PERIOD, replace(FINE, periods=(SPRING,)), Effect.APPLYING, "Загляните позже"),
    (Reason.ALREADY, taken(already=True), Effect.APPLYING, "«Договоры»"),
    (Reason.USED_UP, used(2, 2), Effect.APPLYING, "«Договоры»"),
    (Reason.USED_UP, used(0, 0), Effect.APPLYING, "других реестров"),
    (Reason.CLASH, child(lessons=(LESSON,)), Effect.NOTE, "другую группу"),
    (Reason.ENTRANCE_TEST, group(entrance_test="Просмотр 1 сентября в 15:00, каб. 12"), Effect.NOTE, "каб. 12"),
    (Reason.HEALTH, offer(health=frozenset({Health.AUTISM})), Effect.NOTE, "ПМПК"),
    (Reason.MEDICAL, offer(needs_medical=True), Effect.NOTE, "к первому занятию"),
]


@pytest.mark.parametrize(("reason", "question", "effect", "step"), CASES, ids=[case[0].value for case in CASES])
def test_each_reason_stands_alone_with_its_effect_and_its_next_step(
    reason: Reason, question: Question, effect: Effect, step: str
) -> None:
    answer = may_enrol(question)
    assert list(answer.reasons) == [reason]
    assert EFFECTS[reason] is effect and answer.stops(effect) == [reason]
    stopped = effect in (Effect.APPLYING, Effect.CERTIFIED)
    assert answer.verdict is (Verdict.IMPOSSIBLE if stopped else Verdict.WITH_NOTES)
    told = tell(reason, question)
    assert step in told.next_step
    assert told.says.endswith(".") and told.next_step.strip()


def test_every_reason_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(Reason)


@pytest.mark.parametrize(
    "question",
    [
        FINE,
        BUDGET,
        replace(BUDGET, periods=(replace(AUTUMN, unit=Unit.FREE), SPRING)),
        offer(municipality_code="myski"),  # its agreement is with the child's municipality
        offer(municipality_code="myski", all_region=True),
        child(birth_date=date(2019, 9, 1)),  # 7 on the first day of learning
        child(birth_date=date(2013, 9, 2)),  # 13 on the next one
        child(funding=Funding.ACCOUNTING),
        group(order_from=date(2026, 8, 20), order_to=date(2026, 8, 20)),
        group(order_to=date(2026, 8, 1), next_order_from=date(2026, 8, 20)),
        taken(in_group=11),
        period(balance=100),
        replace(FINE, offer=replace(OFFER, register=RegisterKind.PAID, accepts_certificates=False), periods=()),
    ],
)
def test_where_nothing_is_against_it_a_child_may_enrol(question: Question) -> None:
    assert may_enrol(question).verdict is Verdict.POSSIBLE


def test_all_reasons_that_hold_are_told_in_one_order() -> None:
    question = replace(
        group(is_locked=True, places=1),
        child=replace(CHILD, status=Status.FROZEN, birth_date=date(2021, 1, 1)),
        taken=Taken(in_group=1, already=True),
    )
    assert list(may_enrol(question).reasons) == [
        Reason.FROZEN,
        Reason.TOO_YOUNG,
        Reason.CLOSED,
        Reason.NO_PLACES,
        Reason.ALREADY,
    ]


def test_a_family_may_pay_all_itself_where_the_municipality_lets_it() -> None:
    question = replace(period(balance=0), family_may_pay=True)
    answer = may_enrol(question)
    assert answer.verdict is Verdict.WITH_NOTES and list(answer.reasons) == [Reason.NO_BALANCE]
    assert "Можно заплатить самим" in tell(Reason.NO_BALANCE, question).next_step


def test_money_in_the_next_period_is_money_once_that_period_is_open() -> None:
    empty = (replace(AUTUMN, balance=0), replace(SPRING, opens_on=date(2026, 8, 1)))
    assert may_enrol(replace(FINE, periods=empty)).verdict is Verdict.POSSIBLE


def test_a_group_narrows_the_ages_of_its_programme() -> None:
    question = group(age_min=120, age_max=143)
    assert list(may_enrol(question).reasons) == [Reason.TOO_YOUNG]
    assert tell(Reason.TOO_YOUNG, question).day == date(2028, 3, 12)
    assert "10–11\u00a0лет" in tell(Reason.TOO_YOUNG, question).says


@given(st.dates(date(2006, 1, 1), date(2023, 1, 1)), st.integers(36, 216), st.integers(36, 216))
def test_the_day_that_is_told_to_the_too_young_is_the_first_one_that_fits(born: date, one: int, other: int) -> None:
    least, most = sorted((one, other))
    question = replace(offer(age_min=least, age_max=most), child=replace(CHILD, birth_date=born))
    found = {Reason.TOO_YOUNG, Reason.TOO_OLD} & set(may_enrol(question).reasons)
    age = full_months(born, date(2026, 9, 1))
    assert found == ({Reason.TOO_YOUNG} if age < least else {Reason.TOO_OLD} if age > most else set())
    if Reason.TOO_YOUNG in found:
        day = tell(Reason.TOO_YOUNG, question).day
        assert day is not None
        later = replace(question, first_day=day)
        assert Reason.TOO_YOUNG not in may_enrol(later).reasons
