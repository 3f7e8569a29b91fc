"""What must not be kept is erased in time; who has not come yet is reminded once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import flask
import pytest

from sgo_pfdo import database, signals
from sgo_pfdo.certificates.erasing import erase_withdrawn
from sgo_pfdo.certificates.in_person import issue_again
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.reminding import remind
from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.certificates.steps import StepRefusedError
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.register.model import Account
from tests.support.actions import press
from tests.support.apps import IGOR, NOW, SASHA, TODAY
from tests.support.desk import CLERK, entries, holder_of, possible, register, take, transitions

on_both = pytest.mark.usefixtures("any_app")
by_rule = pytest.mark.usefixtures("app")


def cleaned(days: int) -> int:
    """Run ``flask pfdo clean`` so many days later."""
    settings, now = current_state().settings, NOW + timedelta(days=days)
    count = database.perform(lambda session: erase_withdrawn(session, settings, now))
    current_session().expire_all()
    return count


@on_both
def test_thirty_days_after_the_withdrawal_name_account_and_document_are_gone() -> None:
    certificate = take(Step.WITHDRAW_CONSENT, register())
    number, dates = certificate.number, (certificate.start_date, certificate.end_date)
    assert cleaned(30) == 0
    assert cleaned(31) == 1
    assert (certificate.surname, certificate.first_name, certificate.patronymic) == ("", "", None)
    assert certificate.surname_key == ""
    assert (certificate.number, certificate.start_date, certificate.end_date) == (number, *dates)
    assert certificate.status(TODAY) is Status.ANNULLED
    assert current_session().query(Account).count() == 0
    assert holder_of(certificate).document_key is None
    assert entries(certificate.holder_id)[-1] == ("erased", None)
    assert cleaned(32) == 0


def ended_by_date() -> Certificate:
    return press(now=NOW - timedelta(days=200))


def annulled() -> Certificate:
    return take(Step.ANNUL, press(), reason_code="moved")


@on_both
@pytest.mark.parametrize("ended", [ended_by_date, annulled])
def test_the_consent_can_be_withdrawn_for_one_that_has_ended(ended: Callable[[], Certificate]) -> None:
    certificate = take(Step.WITHDRAW_CONSENT, ended())
    account = current_session().query(Account).one()
    assert account.closed_at == NOW and certificate.living_key is None
    assert certificate.status(TODAY) is Status.ANNULLED
    with pytest.raises(StepRefusedError):
        take(Step.WITHDRAW_CONSENT, certificate)
    assert (cleaned(30), cleaned(31)) == (0, 1)
    assert (certificate.surname, current_session().query(Account).count()) == ("", 0)
    assert Step.WITHDRAW_CONSENT not in possible(certificate)


@by_rule
@pytest.mark.parametrize("ended", [ended_by_date, annulled])
def test_that_too_can_be_taken_back_on_its_day_beside_a_newer_certificate(ended: Callable[[], Certificate]) -> None:
    old = ended()
    status, newer = old.status(TODAY), press()
    take(Step.WITHDRAW_CONSENT, old)
    take(Step.UNDO, old)
    current_session().expire_all()
    assert (old.status(TODAY), old.erase_on, old.living_key) == (status, None, None)
    assert newer.living_key == newer.holder_id and newer.is_living(TODAY)
    assert {account.closed_at for account in current_session().query(Account)} == {None}


@by_rule
def test_when_the_other_ground_falls_away_the_data_can_still_go() -> None:
    certificate = take(Step.WITHDRAW_CONSENT, press(), keep_data="Незавершённый договор")
    assert certificate.erase_on is None
    take(Step.WITHDRAW_CONSENT, certificate)
    take(Step.UNDO, certificate)
    current_session().expire_all()
    assert current_session().query(Account).one().closed_at == NOW, "the first withdrawal holds"
    take(Step.WITHDRAW_CONSENT, certificate)
    assert cleaned(31) == 1


@by_rule
def test_nobody_gets_a_new_one_in_the_name_of_an_erased_child() -> None:
    old = ended_by_date()
    newer = take(Step.WITHDRAW_CONSENT, press())
    assert (newer.id != old.id, cleaned(31)) == (True, 2)
    later, plan = NOW + timedelta(days=32), current_state().issuing
    with pytest.raises(StepRefusedError):
        database.perform(lambda session: issue_again(session, old, [], CLERK, issuing=plan, now=later))


@by_rule
def test_the_clerk_s_own_words_about_the_family_go_too() -> None:
    certificate = press()
    take(Step.ACTIVATE, certificate)
    take(Step.FREEZE, certificate, reason_code="other", reason_words="Мама Ирина просила подождать")
    take(Step.UNFREEZE, certificate)
    take(Step.WITHDRAW_CONSENT, certificate)
    cleaned(31)
    assert [step.reason_words for step in transitions(certificate)] == [None] * 4
    assert [step.step for step in transitions(certificate)] == ["activate", "freeze", "unfreeze", "withdraw_consent"]


@by_rule
def test_earlier_certificates_of_the_child_are_erased_with_it_and_a_later_one_is_not() -> None:
    first = take(Step.ANNUL, press(), reason_code="wrong_data")
    second = take(Step.WITHDRAW_CONSENT, press())
    third = press()
    assert cleaned(31) == 2
    for certificate, surname in ((first, ""), (second, ""), (third, IGOR.surname)):
        assert certificate.surname == surname


@by_rule
def test_data_with_another_ground_and_data_whose_withdrawal_was_undone_stay() -> None:
    kept = take(Step.WITHDRAW_CONSENT, press(), keep_data="договор не завершён")
    undone = take(Step.WITHDRAW_CONSENT, press(SASHA))
    take(Step.UNDO, undone)
    assert cleaned(400) == 0
    assert (kept.surname, undone.surname) == (IGOR.surname, SASHA.surname)


@pytest.fixture
def reminded(any_app: flask.Flask) -> list[tuple[Any, ...]]:
    """Collect what hosts are told."""
    told: list[tuple[Any, ...]] = []

    def listen(sender: object, **said: Any) -> None:
        told.append((said["certificate_id"], said["pupil_id"], said["days_left"]))

    any_app.extensions["reminded"] = listen  # a receiver is held weakly
    signals.certificate_expiring.connect(listen, any_app)
    return told


def remind_on(day: int) -> int:
    """Run ``flask pfdo remind`` on a day of the certificate, the first being 1."""
    return remind(current_state().settings, moment(day))


def moment(day: int) -> datetime:
    return NOW + timedelta(days=day - 1)


def test_a_family_is_reminded_28_and_14_and_3_days_before_the_end_each_once(reminded: list[tuple[Any, ...]]) -> None:
    certificate = press()
    assert [day for day in range(55, 91) if remind_on(day)] == [62, 76, 87]
    assert reminded == [(certificate.id, IGOR.id, left) for left in (29, 15, 4)]


def test_a_day_that_was_missed_is_made_up_for_with_the_nearer_reminder_alone(
    reminded: list[tuple[Any, ...]],
) -> None:
    press()
    assert remind_on(80) == 1
    assert remind_on(81) == 0
    assert [left for _, _, left in reminded] == [11]


def test_nobody_is_reminded_of_what_is_active_annulled_or_over(reminded: list[tuple[Any, ...]]) -> None:
    take(Step.ACTIVATE, press())
    take(Step.ANNUL, press(SASHA), reason_code="at_request")
    register()
    assert remind_on(91) == 0
    assert reminded == []


def test_a_child_that_the_portal_does_not_have_is_named_by_its_certificate(reminded: list[tuple[Any, ...]]) -> None:
    certificate: Certificate = register()
    assert remind_on(62) == 1
    assert reminded == [(certificate.id, None, 29)]
