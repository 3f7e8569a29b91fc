"""The consent with the processing rules, and what a withdrawal does, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import flask
import pytest

from sgo_pfdo import database
from sgo_pfdo.cabinet import consent
from sgo_pfdo.cabinet import settings as services
from sgo_pfdo.cabinet.applicant import Place
from sgo_pfdo.cabinet.consent import Consent, consent_of
from sgo_pfdo.cabinet.presence import PresenceKind
from sgo_pfdo.certificates import steps
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session
from tests.support import actions
from tests.support.actions import run_command
from tests.support.apps import IGOR, NOW, SASHA
from tests.support.cabinet import cipher, do, events, stored
from tests.support.desk import take

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_consent_names_its_version(igor: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    assert do(consent.accept, igor) and not do(consent.accept, igor)
    assert consent_of(stored(igor), NOW) is Consent.GIVEN
    monkeypatch.setattr(consent, "RULES_VERSION", "2027-09")
    assert consent_of(stored(igor), NOW) is Consent.OUTDATED
    do(consent.accept, igor, now=NOW + DAY)
    row = stored(igor)
    assert (row.rules_version, row.rules_given_at, row.rules_changed_at) == ("2027-09", NOW, NOW + DAY)
    assert [details for event, details in events(igor) if event == "rules_accepted"] == [
        "редакция 2027-09",
        "редакция 2026-11",
    ]


def clean(app: flask.Flask, now: datetime) -> str:
    """Run the nightly command at a moment."""
    app.extensions["sgo_pfdo"].host.moment = now
    result = run_command(app, "clean", "--sure")
    assert result.exit_code == 0, result.output
    return result.output


def fresh(certificate: Certificate) -> Certificate:
    return current_session().get_one(Certificate, certificate.id, populate_existing=True)


def test_a_withdrawal_can_be_taken_back_for_three_days(any_app: flask.Flask, igor: Certificate) -> None:
    do(consent.accept, igor)
    assert do(consent.withdraw, igor) and not do(consent.withdraw, igor)
    almost = NOW + 3 * DAY - timedelta(seconds=1)
    assert consent_of(stored(igor), almost) is Consent.WITHDRAWING
    assert "withdrawn: 0" in clean(any_app, almost)
    assert do(consent.accept, igor, now=almost)
    assert consent_of(stored(igor), almost) is Consent.GIVEN
    assert "withdrawn: 0" in clean(any_app, NOW + 4 * DAY)
    assert fresh(igor).stored_status == "inactive"


def test_after_three_days_it_is_carried_out_and_nothing_brings_it_back(any_app: flask.Flask, igor: Certificate) -> None:
    do(consent.accept, igor)
    do(services.set_place, igor, Place(address="ул. Мира, 8"), cipher())
    do(services.choose_presence, igor, PresenceKind.FORBIDDEN)
    do(consent.withdraw, igor)
    due = NOW + 3 * DAY
    assert consent_of(stored(igor), due) is Consent.WITHDRAWN
    for bring_back in (consent.take_back, consent.accept):
        with pytest.raises(consent.TooLateError):
            do(bring_back, igor, now=due)
    assert "withdrawn: 1" in clean(any_app, due)
    assert "withdrawn: 0" in clean(any_app, due)
    assert fresh(igor).stored_status == "annulled" and fresh(igor).erase_on is not None
    assert ("step", "withdraw_consent") in events(igor)
    clean(any_app, due + 32 * DAY)
    row = stored(igor)
    assert row.place is None and row.withdrawn_at == due and row.rules_version is not None
    assert not services.has_chosen_presence(row)


def test_a_clerk_who_undoes_on_the_same_day_what_was_carried_out_brings_the_consent_back(
    any_app: flask.Flask, igor: Certificate
) -> None:
    do(consent.accept, igor)
    do(consent.withdraw, igor)
    due = NOW + 3 * DAY
    clean(any_app, due)
    take(Step.UNDO, igor, now=due + HOUR)
    assert fresh(igor).stored_status == "inactive"
    assert consent_of(stored(igor), due + HOUR) is Consent.GIVEN
    assert "withdrawn: 0" in clean(any_app, due + 2 * HOUR)
    assert do(consent.withdraw, igor, now=due + 3 * HOUR)


def test_a_withdrawal_on_paper_ends_the_consent_and_undoing_it_brings_it_back(igor: Certificate) -> None:
    do(consent.accept, igor)
    take(Step.WITHDRAW_CONSENT, igor)
    assert stored(igor).withdrawn_at == NOW and consent_of(stored(igor), NOW) is Consent.WITHDRAWN
    take(Step.UNDO, igor, now=NOW + HOUR)
    assert consent_of(stored(igor), NOW + HOUR) is Consent.GIVEN
    take(Step.WITHDRAW_CONSENT, igor, now=NOW + 2 * HOUR)
    another = actions.press(IGOR, now=NOW + DAY)
    assert consent_of(stored(another), NOW + DAY) is Consent.WITHDRAWN
    assert do(consent.accept, another, now=NOW + DAY)


def test_a_withdrawal_for_an_earlier_certificate_leaves_the_consent_for_the_newer_one(igor: Certificate) -> None:
    take(Step.ANNUL, igor)
    another = actions.press(IGOR, now=NOW + DAY)
    do(consent.accept, another, now=NOW + DAY)
    take(Step.WITHDRAW_CONSENT, igor, now=NOW + DAY)
    assert consent_of(stored(another), NOW + DAY) is Consent.GIVEN


def test_undoing_leaves_a_withdrawal_of_before(igor: Certificate) -> None:
    do(consent.accept, igor)
    take(Step.WITHDRAW_CONSENT, igor)
    another = actions.press(IGOR, now=NOW + DAY)
    take(Step.WITHDRAW_CONSENT, another, now=NOW + DAY)
    take(Step.UNDO, another, now=NOW + DAY + HOUR)
    assert stored(another).withdrawn_at == NOW


def test_a_certificate_that_changes_meanwhile_waits_for_the_next_run(
    any_app: flask.Flask, igor: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    sasha = actions.press(SASHA)
    for one in (igor, sasha):
        do(consent.accept, one)
        do(consent.withdraw, one)

    def faster(session: database.Session, certificate_id: int, *arguments: Any, **options: Any) -> Certificate:
        if certificate_id == igor.id:
            raise steps.ChangedMeanwhileError
        return steps.take_step(session, certificate_id, *arguments, **options)

    due = NOW + 3 * DAY
    monkeypatch.setattr(consent, "take_step", faster)
    assert "withdrawn: 1" in clean(any_app, due)
    assert (fresh(igor).stored_status, fresh(sasha).stored_status) == ("inactive", "annulled")
    monkeypatch.undo()
    assert "withdrawn: 1" in clean(any_app, due)
    assert fresh(igor).stored_status == "annulled"


def test_a_clock_that_was_ahead_gives_three_days_from_now(any_app: flask.Flask, igor: Certificate) -> None:
    do(consent.accept, igor)
    do(consent.withdraw, igor, now=NOW + 300 * DAY)
    clean(any_app, NOW)
    assert consent.ends_of(stored(igor)) == NOW + 3 * DAY


def test_a_child_that_has_a_new_certificate_may_consent_anew(any_app: flask.Flask, igor: Certificate) -> None:
    do(consent.accept, igor)
    do(consent.withdraw, igor)
    clean(any_app, NOW + 3 * DAY)
    any_app.extensions["sgo_pfdo"].host.moment = NOW + 4 * DAY
    another = actions.press(IGOR, now=NOW + 4 * DAY)
    assert do(consent.accept, another, now=NOW + 5 * DAY)
    assert consent_of(stored(another), NOW + 5 * DAY) is Consent.GIVEN
