"""The table of steps: what a clerk can do with a certificate in each state, and what becomes of it."""

from datetime import date, timedelta

import pytest

from sgo_pfdo.certificates.rules.lifecycle import LastStep, Outcome, Refusal, Status, Step, outcome, refusal

TODAY = date(2019, 10, 28)
END = date(2020, 1, 25)
BIRTH_DATE = date(2010, 9, 1)
GROWN_UP = date(2028, 8, 31)
"""The day before the 18th birthday."""

ENDING = {Step.ANNUL: Status.ANNULLED, Step.WITHDRAW_CONSENT: Status.ANNULLED}
ALLOWED = {
    Status.INACTIVE: {Step.ACTIVATE: Status.ACTIVE} | ENDING,
    Status.ACTIVE: {Step.FREEZE: Status.FROZEN} | ENDING,
    Status.FROZEN: {Step.UNFREEZE: Status.ACTIVE} | ENDING,
    Status.ANNULLED: {Step.WITHDRAW_CONSENT: Status.ANNULLED},
}
FORWARD = [step for step in Step if step is not Step.UNDO]
LIVING = [Status.INACTIVE, Status.ACTIVE, Status.FROZEN]


def last(step: Step, before: Status, *, day: date = TODAY) -> LastStep:
    return LastStep(step=step, before=before, end_date_before=END, day=day)


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("step", FORWARD)
def test_what_can_be_done_follows_from_the_status(status: Status, step: Step) -> None:
    expected = None if step in ALLOWED[status] else Refusal.WRONG_STATUS
    assert refusal(step, status, END, TODAY, last=None, newer_lives=False) is expected


@pytest.mark.parametrize(("status", "step"), [(status, step) for status in ALLOWED for step in ALLOWED[status]])
def test_a_step_changes_the_status_and_only_activation_moves_the_end(status: Status, step: Step) -> None:
    end = GROWN_UP if step is Step.ACTIVATE else END
    assert outcome(step, status, END, BIRTH_DATE, last=None) == Outcome(status=ALLOWED[status][step], end_date=end)


@pytest.mark.parametrize("status", LIVING)
@pytest.mark.parametrize("step", [step for step in FORWARD if step is not Step.WITHDRAW_CONSENT])
def test_once_expired_nothing_can_be_done_any_more(status: Status, step: Step) -> None:
    assert refusal(step, status, END, END, last=None, newer_lives=False) is not Refusal.EXPIRED
    after = END + timedelta(days=1)
    assert refusal(step, status, END, after, last=None, newer_lives=False) is Refusal.EXPIRED


@pytest.mark.parametrize("status", ALLOWED)
def test_the_consent_can_be_withdrawn_for_one_that_has_ended_until_the_data_goes(status: Status) -> None:
    after = END + timedelta(days=1)

    def reason(*, is_erasing: bool) -> Refusal | None:
        step = Step.WITHDRAW_CONSENT
        return refusal(step, status, END, after, last=None, newer_lives=True, is_erasing=is_erasing)

    assert reason(is_erasing=False) is None
    assert reason(is_erasing=True) in {Refusal.EXPIRED, Refusal.WRONG_STATUS}
    assert outcome(Step.WITHDRAW_CONSENT, status, END, BIRTH_DATE, last=None).status is Status.ANNULLED


@pytest.mark.parametrize("before", ALLOWED)
def test_a_withdrawal_for_one_that_had_ended_is_undone_whatever_lives_beside_it(before: Status) -> None:
    after = END + timedelta(days=1)
    ended = last(Step.WITHDRAW_CONSENT, before, day=after)
    assert refusal(Step.UNDO, Status.ANNULLED, END, after, last=ended, newer_lives=True) is None


@pytest.mark.parametrize("status", LIVING)
def test_what_lost_its_place_while_it_was_good_gets_it_back_as_it_was(status: Status) -> None:
    def reason(*, newer_lives: bool = False, today: date = TODAY) -> Refusal | None:
        return refusal(Step.RESTORE, status, END, today, last=None, newer_lives=newer_lives, has_place=False)

    assert reason() is None
    assert reason(newer_lives=True) is Refusal.NEWER_LIVES, "the newer one is annulled first"
    assert reason(today=END + timedelta(days=1)) is Refusal.EXPIRED
    assert outcome(Step.RESTORE, status, END, BIRTH_DATE, last=None) == Outcome(status=status, end_date=END)
    restored = last(Step.RESTORE, status)
    assert refusal(Step.UNDO, status, END, TODAY, last=restored, newer_lives=False) is Refusal.NOTHING_TO_UNDO


@pytest.mark.parametrize("status", LIVING)
def test_beside_a_newer_one_it_can_only_end(status: Status) -> None:
    for step in ALLOWED[status]:
        expected = None if step in ENDING else Refusal.NEWER_LIVES
        assert refusal(step, status, END, TODAY, last=None, newer_lives=True, has_place=False) is expected


def test_undoing_restores_status_and_end() -> None:
    before = last(Step.ACTIVATE, Status.INACTIVE)
    assert refusal(Step.UNDO, Status.ACTIVE, GROWN_UP, TODAY, last=before, newer_lives=False) is None
    after = outcome(Step.UNDO, Status.ACTIVE, GROWN_UP, BIRTH_DATE, last=before)
    assert after == Outcome(status=Status.INACTIVE, end_date=END)


def test_undoing_is_possible_on_the_day_of_the_step_alone() -> None:
    before = last(Step.FREEZE, Status.ACTIVE, day=TODAY - timedelta(days=1))
    assert refusal(Step.UNDO, Status.FROZEN, END, TODAY, last=before, newer_lives=False) is Refusal.ANOTHER_DAY
    assert refusal(Step.UNDO, Status.FROZEN, END, TODAY, last=None, newer_lives=False) is Refusal.NOTHING_TO_UNDO


@pytest.mark.parametrize("step", [Step.ANNUL, Step.WITHDRAW_CONSENT])
def test_undoing_an_annulment_is_refused_once_a_newer_certificate_lives(step: Step) -> None:
    before = last(step, Status.ACTIVE)
    assert refusal(Step.UNDO, Status.ANNULLED, END, TODAY, last=before, newer_lives=True) is Refusal.NEWER_LIVES
    assert refusal(Step.UNDO, Status.ANNULLED, END, TODAY, last=before, newer_lives=False) is None
