"""Steps in the life of a certificate: who, when, why and what was before is kept; two clerks cannot both be first."""

from datetime import date, timedelta

import pytest

from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.certificates.rules.required_papers import Paper, papers_to_activate
from sgo_pfdo.certificates.rules.validity import activated_end_date
from sgo_pfdo.certificates.steps import StepRefusedError
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.register.port import StatusChange
from sgo_pfdo.register.sync import sync
from tests.support.actions import account_of, press
from tests.support.apps import IGOR, NOW, TODAY, MakeApp
from tests.support.desk import CLERK, OTHER_CLERK, entries, possible, take, transitions
from tests.support.registers import LedRegister

on_both = pytest.mark.usefixtures("any_app")
by_rule = pytest.mark.usefixtures("app")
PAPERS = papers_to_activate(attends_school=True, alone=False)


@on_both
def test_activation_keeps_who_when_and_which_papers_and_extends_the_certificate() -> None:
    certificate = take(Step.ACTIVATE, press(), papers=PAPERS)
    assert certificate.status(TODAY) is Status.ACTIVE
    assert certificate.active_since == TODAY
    assert certificate.end_date == date(2022, 5, 13)
    (step,) = transitions(certificate)
    assert (step.status_before, step.status_after, step.end_date_before) == ("inactive", "active", date(2020, 1, 25))
    assert (step.at, step.day, step.actor_id, step.organisation) == (NOW, TODAY, CLERK.id, CLERK.organisation)
    assert step.papers == "application consent applicant_passport child_identity"
    assert entries(certificate.holder_id)[-1] == ("step", "activate")


@by_rule
def test_proof_of_residence_is_asked_only_of_those_who_attend_no_school_and_one_passport_serves_a_pupil_alone() -> None:
    assert Paper.RESIDENCE not in papers_to_activate(attends_school=True, alone=False)
    assert Paper.RESIDENCE in papers_to_activate(attends_school=False, alone=False)
    assert Paper.APPLICANT_PASSPORT not in papers_to_activate(attends_school=True, alone=True)


@by_rule
def test_the_page_offers_what_the_table_allows() -> None:
    certificate = press()
    assert possible(certificate) == [Step.ACTIVATE, Step.ANNUL, Step.WITHDRAW_CONSENT]
    take(Step.ACTIVATE, certificate)
    assert possible(certificate) == [Step.FREEZE, Step.ANNUL, Step.WITHDRAW_CONSENT, Step.UNDO]
    take(Step.FREEZE, certificate, reason_code="at_request")
    assert possible(certificate) == [Step.UNFREEZE, Step.ANNUL, Step.WITHDRAW_CONSENT, Step.UNDO]
    assert Step.UNDO not in possible(certificate, now=NOW + timedelta(days=1))
    take(Step.ANNUL, certificate, reason_code="moved")
    assert possible(certificate) == [Step.WITHDRAW_CONSENT, Step.UNDO]


@on_both
def test_an_impossible_step_is_refused_with_the_reason_and_leaves_no_trace() -> None:
    certificate = press()
    before = entries(certificate.holder_id)
    for step in (Step.FREEZE, Step.UNFREEZE, Step.UNDO):
        with pytest.raises(StepRefusedError, match=r"wrong_status|nothing_to_undo"):
            take(step, certificate)
    assert transitions(certificate) == []
    assert entries(certificate.holder_id) == before


@on_both
def test_the_second_of_two_clerks_who_saw_the_same_card_is_told() -> None:
    certificate = press()
    seen = certificate.version
    take(Step.ACTIVATE, certificate, version=seen)
    with pytest.raises(ChangedMeanwhileError):
        take(Step.ANNUL, certificate, OTHER_CLERK, version=seen, reason_code="at_request")
    assert certificate.status(TODAY) is Status.ACTIVE
    assert len(transitions(certificate)) == 1


@by_rule
def test_undoing_goes_back_step_by_step_through_the_day() -> None:
    certificate = press()
    end = certificate.end_date
    take(Step.ACTIVATE, certificate)
    take(Step.FREEZE, certificate, reason_code="misuse")
    take(Step.UNDO, certificate)
    assert (certificate.status(TODAY), certificate.active_since) == (Status.ACTIVE, TODAY)
    take(Step.UNDO, certificate)
    assert (certificate.status(TODAY), certificate.active_since, certificate.end_date) == (Status.INACTIVE, None, end)
    with pytest.raises(StepRefusedError, match="nothing_to_undo"):
        take(Step.UNDO, certificate)
    steps = [event for event in entries(certificate.holder_id) if event[0] == "step"]
    assert [details for _, details in steps] == ["activate", "freeze", "undo freeze", "undo activate"]


@on_both
def test_undoing_an_annulment_is_refused_once_the_child_has_a_newer_certificate() -> None:
    first = take(Step.ANNUL, press(), reason_code="at_request")
    second = press()
    assert second.id != first.id
    assert Step.UNDO not in possible(first)
    with pytest.raises(StepRefusedError, match="newer_lives"):
        take(Step.UNDO, first)
    take(Step.ANNUL, second, reason_code="duplicate")
    assert take(Step.UNDO, first).is_living(TODAY)


@by_rule
def test_the_day_of_a_step_is_the_day_in_the_municipality() -> None:
    certificate = press()
    late_evening = NOW.replace(hour=18)  # after one in the morning in Kuzbass
    take(Step.ACTIVATE, certificate, now=late_evening)
    assert certificate.active_since == TODAY + timedelta(days=1)
    assert Step.UNDO not in possible(certificate, now=NOW)


@by_rule
def test_withdrawing_the_consent_closes_the_account_and_sets_the_day_of_erasing() -> None:
    certificate = take(Step.WITHDRAW_CONSENT, press())
    assert certificate.status(TODAY) is Status.ANNULLED
    assert account_of(certificate).closed_at == NOW
    assert certificate.erase_on == TODAY + timedelta(days=30)
    take(Step.UNDO, certificate)
    assert account_of(certificate).closed_at is None
    assert certificate.erase_on is None


@by_rule
def test_data_that_must_be_kept_on_another_ground_stays() -> None:
    certificate = take(Step.WITHDRAW_CONSENT, press(), keep_data="договор с организацией не завершён")
    assert certificate.erase_on is None
    assert transitions(certificate)[0].reason_words == "договор с организацией не завершён"


def test_the_register_is_told_of_every_change_of_status(make_app: MakeApp) -> None:
    register = LedRegister()
    app = make_app(register=register)
    with app.app_context():
        certificate = press()
        take(Step.ACTIVATE, certificate)
        take(Step.FREEZE, certificate, reason_code="misuse")
        take(Step.UNDO, certificate)
        sync(register, app.extensions["sgo_pfdo"].cipher, lambda: NOW)
    told = [(change.status, change.end_date) for change in register.told_of(StatusChange)]
    assert IGOR.birth_date is not None
    end = activated_end_date(IGOR.birth_date)
    assert told == [("active", end), ("frozen", end), ("active", end)]
