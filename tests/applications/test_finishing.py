"""Group, document, certificate: what the services promise, on both databases."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import flask
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications import finishing
from sgo_pfdo.applications.confirming import NotWantedError, Stage, stage_of
from sgo_pfdo.applications.finishing import NotConfirmedError, PapersData, UnknownGroupError
from sgo_pfdo.applications.model import Application, PapersVersion
from sgo_pfdo.applications.papers import FilledPapers, filled_papers
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.issuing import ApplicationNeededError, NotEligibleError
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.eligibility import Reason
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.documents import Applicant
from sgo_pfdo.municipalities.model import Group
from sgo_pfdo.people import Role, Viewer
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from tests.support.actions import FATHER, MOTHER, events, press, run_command
from tests.support.applying import DATA, applications, apply, begin, choose_way, confirm, finish, unfinished
from tests.support.apps import IGOR, MYSKI_SCHOOL, NOW, SASHA, another_child
from tests.support.desk import LIZA, birth_certificate, holder_of, register, take, transitions

IGOR_HIMSELF = Viewer(id="account-igor", role=Role.PUPIL, pupil_id=IGOR.id)


def other_document(number: int) -> PapersData:
    return replace(DATA, document_number=birth_certificate(number))


def certificate_of(application: Application) -> Certificate:
    return current_session().get_one(Certificate, application.certificate_id)


def papers(application: Application, version: int | None = None) -> FilledPapers | None:
    state = current_state()
    return filled_papers(current_session(), application, cipher=state.cipher, settings=state.settings, version=version)


def update(application: Application, data: PapersData, viewer: Viewer = MOTHER, *, now: datetime = NOW) -> None:
    state, application_id = current_state(), application.id

    def action(session: Session) -> None:
        own = session.get_one(Application, application_id)
        finishing.update_papers(session, own, data, viewer, cipher=state.cipher, settings=state.settings, now=now)

    database.perform(action)


def test_one_press_gives_nothing_where_an_application_is_wanted(any_app: flask.Flask) -> None:
    with pytest.raises(ApplicationNeededError):
        press()
    assert events() == []


def test_an_application_ends_in_a_certificate_like_any_other(any_app: flask.Flask) -> None:
    certificate = certificate_of(apply())
    assert (certificate.stored_status, certificate.start_date, certificate.end_date) == (
        "inactive",
        date(2019, 10, 28),
        date(2020, 1, 25),
    )
    assert events() == ["issued", "account_opened"]


def test_applications_are_numbered_in_each_municipality(any_app: flask.Flask) -> None:
    children = [another_child(number) for number in range(3)]
    elsewhere = another_child(9, schools=(MYSKI_SCHOOL,))
    numbers = [
        apply(child=child, data=other_document(number)).number for number, child in enumerate([*children, elsewhere])
    ]
    assert numbers == [1, 2, 3, 1]


def test_an_application_that_is_not_confirmed_gives_no_certificate(any_app: flask.Flask) -> None:
    with pytest.raises(NotConfirmedError):
        finish()
    begin()
    with pytest.raises(NotConfirmedError):
        finish()
    assert current_session().scalars(select(Certificate)).all() == []


def test_a_second_press_finds_the_application_finished(any_app: flask.Flask) -> None:
    application = apply()
    with pytest.raises(NotConfirmedError):
        finish()
    assert [one.id for one in applications()] == [application.id]


def test_the_other_parent_is_never_blocked_and_then_told_of_the_certificate(any_app: flask.Flask) -> None:
    begin(FATHER)
    mothers = apply()
    fathers = unfinished(FATHER)
    assert stage_of(fathers, NOW) is Stage.WAITING and mothers.certificate_id
    assert confirm((fathers.id, fathers.link_key))
    with pytest.raises(NotEligibleError) as refused:
        finish(FATHER)
    assert refused.value.reasons == (Reason.HAS_CERTIFICATE,)


def test_every_rule_is_checked_again_at_the_end(any_app: flask.Flask) -> None:
    little = another_child(1, birth_date=date(2016, 1, 1))
    assert confirm(begin(child=little))
    with pytest.raises(NotEligibleError):
        finish(child=little)
    assert unfinished(child=little) is not None


def test_a_group_that_does_not_fit_is_refused(any_app: flask.Flask) -> None:
    session = current_session()
    session.add(Group(municipality_code="kiselevsk", name="Малыши", age_from=3, age_to=6, position=5))
    session.commit()
    small = session.scalars(select(Group).where(Group.name == "Малыши")).one().id
    assert confirm(begin())
    for wrong in (small, 999_999):
        with pytest.raises(UnknownGroupError):
            finish(data=replace(DATA, group_id=wrong))


def test_where_the_municipality_has_gone_back_to_one_press_no_application_is_needed(any_app: flask.Flask) -> None:
    assert confirm(begin())
    choose_way("direct")
    with pytest.raises(NotWantedError):
        finish()
    assert press(IGOR).number


def test_two_children_for_whom_one_document_was_typed_both_get_their_certificates(any_app: flask.Flask) -> None:
    igors, sashas = certificate_of(apply()), certificate_of(apply(child=SASHA))
    assert igors.holder_id != sashas.holder_id


@pytest.mark.parametrize(
    "difference",
    [{"surname": "Петров"}, {"birth_date": date(2004, 5, 15)}, {"surname": "Петров", "patronymic": None}],
)
@pytest.mark.parametrize("ends", [True, False])
def test_a_number_that_was_only_typed_leads_to_no_child_of_the_desk_and_refuses_nobody(
    app: flask.Flask, difference: dict, ends: bool
) -> None:
    same = {"surname": "Иванов", "first_name": "Игорь", "patronymic": "Иванович", "birth_date": IGOR.birth_date}
    strangers = register(**(same | difference))
    if ends:
        take(Step.ANNUL, strangers, reason_code="at_request")
    assert certificate_of(apply()).holder_id != strangers.holder_id


def test_a_pupil_applies_for_themself_and_the_papers_are_theirs(any_app: flask.Flask) -> None:
    data = replace(DATA, document_kind=DocumentKind.PASSPORT, document_number="3210 123456", telephone="+79050001234")
    filled = papers(apply(IGOR_HIMSELF, data=data))
    assert filled is not None
    assert filled.form.applicant is Applicant.PUPIL
    assert filled.entries.applicant(Applicant.PUPIL).name == "Иванов Игорь Иванович"
    assert filled.entries.parent.name == ""


def test_updating_makes_a_version_and_replaces_the_older_one(any_app: flask.Flask) -> None:
    application = apply()
    number = certificate_of(application).number
    update(application, replace(DATA, telephone="+7 (905) 000-12-34"), now=NOW + timedelta(days=2))
    newest, first = papers(application), papers(application, 1)
    assert newest is not None and first is not None
    assert (newest.entries.is_replaced, first.entries.is_replaced) == (False, True)
    assert (newest.entries.telephone, first.entries.telephone) == ("+7 (905) 000-12-34", None)
    assert newest.entries.record_number == first.entries.record_number == number
    assert newest.entries.made_on == date(2019, 10, 30)
    assert papers(application, 3) is None
    assert events()[-1] == "papers_updated"


def test_an_update_with_a_stranger_s_document_refuses_nothing_and_takes_nothing(any_app: flask.Flask) -> None:
    strangers = register(LIZA, document_number=birth_certificate(77))
    application = apply()
    update(application, other_document(77))
    assert len(finishing.versions_of(current_session(), application)) == 2
    assert holder_of(strangers).document_key
    assert holder_of(certificate_of(application)).document_key is None


def test_a_clerk_who_has_older_papers_open_does_not_tick_the_newer_ones(any_app: flask.Flask) -> None:
    application = apply()
    seen = certificate_of(application).version
    update(application, other_document(77))
    with pytest.raises(ChangedMeanwhileError):
        take(Step.ACTIVATE, certificate_of(application), version=seen, papers=[Paper.CHILD_IDENTITY])


def test_the_papers_cannot_be_read_in_the_table(any_app: flask.Flask) -> None:
    apply(data=replace(DATA, child_address="г. Киселёвск, ул. Мира, д. 8"))
    stored = current_session().scalars(select(PapersVersion.content)).one()
    assert "Мира" not in stored and "123456" not in stored


def test_after_a_withdrawn_consent_the_application_is_erased_with_the_name(any_app: flask.Flask) -> None:
    application = apply()
    certificate = certificate_of(application)
    take(Step.WITHDRAW_CONSENT, certificate)
    any_app.extensions["sgo_pfdo"].host.moment = NOW + timedelta(days=40)
    assert run_command(any_app, "clean", "--sure").exit_code == 0
    session = current_session()
    session.expire_all()
    assert session.scalars(select(PapersVersion)).all() == []
    row = session.get_one(Application, application.id)
    assert (row.email, row.number, row.finished_at) == (None, 1, NOW)
    assert finishing.application_of(session, certificate.id) is None


def test_an_activation_records_which_consent_was_given(any_app: flask.Flask) -> None:
    certificate = certificate_of(apply())
    take(Step.ACTIVATE, certificate, papers=[Paper.APPLICATION, Paper.CONSENT], consent_text="2026-11")
    take(Step.UNDO, certificate, consent_text="never without a consent")
    assert [(one.papers, one.consent_text) for one in transitions(certificate)] == [
        ("application consent", "2026-11"),
        (None, None),
    ]
