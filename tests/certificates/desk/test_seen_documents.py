"""A child's document counts once a clerk has seen it: who joins, who is asked, how a slip is freed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.applications.papers import document_key_on_papers
from sgo_pfdo.certificates.correcting import Correction, correct
from sgo_pfdo.certificates.holders import AlreadyHasOneError, AnotherChildError, DocumentAnswer
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor, history_of
from tests.support.actions import press
from tests.support.applying import DATA, apply, choose_way
from tests.support.apps import IGOR, NOW
from tests.support.desk import (
    BIRTH_CERTIFICATE,
    CLERK,
    LIZA,
    MYSKI_CLERK,
    OTHER_CLERK,
    birth_certificate,
    holder_of,
    register,
    take,
)

by_rule = pytest.mark.usefixtures("app")
on_both = pytest.mark.usefixtures("any_app")

LATER = NOW + timedelta(hours=1)
AS_IGOR = {
    "surname": IGOR.surname,
    "first_name": IGOR.first_name,
    "patronymic": IGOR.patronymic,
    "birth_date": IGOR.birth_date,
}
MISSPELT = {"surname": "Елкена"}
"""Of Liza, whose birth date is right."""
SAME, FREE = DocumentAnswer.SAME, DocumentAnswer.FREE


def applied(number: int = 123456) -> Certificate:
    """Let Igor's mother apply by e-mail and type a document."""
    choose_way()
    application = apply(data=replace(DATA, document_number=birth_certificate(number)))
    return current_session().get_one(Certificate, application.certificate_id)


def activate(certificate: Certificate, clerk: Actor = CLERK, **request: Any) -> Certificate:
    """Tick the child's document, too, as the page does."""
    certificate_id, cipher = certificate.id, current_state().cipher
    key = database.perform(lambda session: document_key_on_papers(session, certificate_id, cipher))
    papers = [Paper.APPLICATION, Paper.CHILD_IDENTITY]
    return take(Step.ACTIVATE, certificate, clerk, now=LATER, document_key=key, **({"papers": papers} | request))


def give_document(certificate: Certificate, number: int, clerk: Actor = CLERK, **changes: Any) -> None:
    """Take down a document on «Исправить данные»."""
    kind = DATA.document_kind
    correction = Correction(
        version=certificate.version,
        surname=certificate.surname,
        first_name=certificate.first_name,
        patronymic=certificate.patronymic,
        document=(kind, birth_certificate(number)),
        **changes,
    )
    certificate_id, plan = certificate.id, current_state().issuing
    database.perform(lambda session: correct(session, certificate_id, correction, clerk, issuing=plan, now=LATER))
    current_session().refresh(certificate)


def freed() -> list[tuple[int | None, str | None, str | None]]:
    """List the entries about freed documents: whose history, which municipality, in which words."""
    query = select(JournalEntry).where(JournalEntry.event == "document_freed").order_by(JournalEntry.id)
    return [(one.holder_id, one.municipality_code, one.details) for one in current_session().scalars(query)]


@on_both
def test_what_a_family_typed_is_kept_once_a_clerk_has_ticked_it_with_who_saw_it_and_when() -> None:
    certificate = applied()
    assert holder_of(certificate).document_key is None
    activate(certificate, OTHER_CLERK)
    holder = holder_of(certificate)
    assert holder.document_key
    seen = (holder.document_seen_role, holder.document_seen_by, holder.document_seen_at)
    assert seen == ("clerk", OTHER_CLERK.id, LATER)
    with pytest.raises(AlreadyHasOneError):
        register(**AS_IGOR)


@by_rule
def test_a_document_that_was_not_ticked_stays_unseen() -> None:
    certificate = activate(applied(), papers=[Paper.APPLICATION])
    assert holder_of(certificate).document_key is None


@by_rule
def test_taking_the_activation_back_takes_back_that_the_document_was_seen() -> None:
    certificate = activate(applied())
    take(Step.UNDO, certificate, now=LATER)
    holder = holder_of(certificate)
    assert (holder.document_key, holder.document_seen_by, holder.document_seen_at) == (None, None, None)


@by_rule
def test_who_was_registered_with_the_document_keeps_it_when_the_activation_is_taken_back() -> None:
    certificate = register(activate=True, papers=[Paper.CHILD_IDENTITY])
    take(Step.UNDO, certificate)
    assert holder_of(certificate).document_seen_by == CLERK.id


@by_rule
def test_what_a_clerk_took_down_is_not_replaced_by_what_the_family_typed_before() -> None:
    certificate = applied()
    give_document(certificate, 777)
    known = holder_of(certificate).document_key
    activate(certificate)
    assert holder_of(certificate).document_key == known


@on_both
def test_the_same_child_of_the_desk_and_the_application_become_one_when_the_clerk_sees_the_document() -> None:
    at_desk = register(**AS_IGOR)
    take(Step.ANNUL, at_desk, reason_code="at_request")
    certificate = activate(applied())
    current_session().refresh(at_desk)
    assert at_desk.holder_id == certificate.holder_id
    told = [entry.event for entry in history_of(current_session(), certificate.holder_id)]
    assert "registered_in_person" in told and "issued" in told


@by_rule
def test_of_two_living_certificates_of_one_child_the_clerk_has_to_annul_one_first() -> None:
    certificate = applied()
    at_desk = register(**AS_IGOR, others=[certificate.card_id])
    with pytest.raises(AlreadyHasOneError) as refused:
        activate(certificate)
    assert refused.value.certificate.id == at_desk.id
    take(Step.ANNUL, at_desk, reason_code="duplicate")
    assert activate(certificate).stored_status == "active"


@by_rule
def test_a_ticked_document_that_stands_with_another_child_is_asked_about() -> None:
    register(LIZA)
    certificate = applied()
    with pytest.raises(AnotherChildError) as asked:
        activate(certificate)
    assert not asked.value.may_be_same, "the birth dates differ"
    assert current_session().get_one(Certificate, certificate.id, populate_existing=True).stored_status == "inactive"


@pytest.mark.parametrize(
    "difference",
    [
        {"first_name": "Анна"},
        {"surname": "Сосновская"},
        {"patronymic": "Петровна"},
        {"birth_date": date(2011, 8, 3)},
        {"first_name": "Анна", "birth_date": date(2011, 8, 3)},
    ],
)
@by_rule
def test_two_are_one_child_only_if_surname_first_name_patronymic_and_birth_date_agree(difference: dict) -> None:
    first = take(Step.ANNUL, register(), reason_code="at_request")
    with pytest.raises(AnotherChildError):
        register(**difference)
    with pytest.raises(AnotherChildError):
        register(**difference, pupil_id="some-pupil")
    assert register(surname="елкина").holder_id == first.holder_id


@by_rule
def test_a_patronymic_that_one_record_lacks_never_leads_from_one_child_to_a_third() -> None:
    first = take(Step.ANNUL, register(), reason_code="at_request")
    second = take(Step.ANNUL, register(patronymic=None), reason_code="at_request")
    assert first.holder_id == second.holder_id
    with pytest.raises(AnotherChildError):
        register(patronymic="Петровна")
    with pytest.raises(AnotherChildError):
        register(patronymic=None, pupil_id="pupil", pupil_patronymic="Петровна")


@by_rule
def test_a_holder_with_a_pupil_of_the_portal_is_never_joined_by_a_document() -> None:
    igors = take(Step.ANNUL, register(**AS_IGOR, pupil_id=IGOR.id), reason_code="at_request")
    for answer in (None, SAME):
        for pupil_id in (None, "namesake"):
            with pytest.raises(AnotherChildError) as asked:
                register(**AS_IGOR, pupil_id=pupil_id, document_answer=answer)
            assert not asked.value.may_be_same
    assert register(**AS_IGOR, document_answer=FREE).holder_id != igors.holder_id


@on_both
def test_a_clerk_may_say_that_it_is_the_same_child_where_the_birth_date_agrees() -> None:
    first = take(Step.ANNUL, register(**MISSPELT), reason_code="wrong_data")
    with pytest.raises(AnotherChildError) as asked:
        register()
    assert (asked.value.may_be_same, asked.value.certificate_id) == (True, first.id)
    assert register(document_answer=SAME).holder_id == first.holder_id


@by_rule
def test_and_is_then_told_of_a_certificate_that_this_child_has() -> None:
    first = register(**MISSPELT)
    with pytest.raises(AlreadyHasOneError) as refused:
        register(document_answer=SAME)
    assert refused.value.certificate.id == first.id


@by_rule
def test_nobody_may_say_so_where_the_birth_date_differs_or_the_child_is_another_municipality_s() -> None:
    register()
    for changes in ({"birth_date": date(2011, 8, 3)}, {"clerk": MYSKI_CLERK, **MISSPELT}):
        with pytest.raises(AnotherChildError) as asked:
            register(**changes, document_answer=SAME)
        assert not asked.value.may_be_same


@on_both
def test_a_mistyped_document_is_freed_across_municipalities_with_an_entry_on_both_sides() -> None:
    squatter = register(LIZA)
    owner = register(MYSKI, clerk=MYSKI_CLERK, document_answer=FREE)
    assert owner.holder_id != squatter.holder_id
    assert holder_of(squatter).document_key is None and holder_of(squatter).document_seen_by is None
    assert holder_of(owner).document_seen_by == MYSKI_CLERK.id
    (lost, got) = freed()
    assert lost[:2] == (squatter.holder_id, "kiselevsk") and "больше не записан" in (lost[2] or "")
    assert got[:2] == (owner.holder_id, "myski") and "раньше по ошибке" in (got[2] or "")


MYSKI = replace(LIZA, surname="Сосновский", first_name="Артур", patronymic=None, birth_date=date(2012, 1, 1))


@by_rule
def test_so_it_is_when_a_clerk_corrects_a_document() -> None:
    squatter = register(LIZA)
    certificate = press()
    with pytest.raises(AnotherChildError):
        give_document(certificate, 123456)
    give_document(certificate, 123456, document_answer=FREE)
    assert holder_of(squatter).document_key is None
    assert [whose for whose, _, _ in freed()] == [squatter.holder_id, certificate.holder_id]


@by_rule
def test_whose_document_is_right_is_not_freed_by_an_answer_given_in_advance() -> None:
    first = register()
    with pytest.raises(AlreadyHasOneError):
        register(document_answer=FREE)
    assert holder_of(first).document_key and freed() == []


@by_rule
def test_a_correction_that_brings_two_records_of_a_child_together_moves_the_living_certificate() -> None:
    living = register()
    another = register(document_number=birth_certificate(5), others=[living.card_id])
    annulled = take(Step.ANNUL, another, reason_code="duplicate")
    assert living.holder_id != annulled.holder_id
    give_document(annulled, int(BIRTH_CERTIFICATE[-6:]))
    current_session().refresh(living)
    assert living.holder_id == living.living_key == annulled.holder_id
    with pytest.raises(AlreadyHasOneError):
        register()


@by_rule
def test_the_history_of_a_child_who_was_joined_twice_is_whole() -> None:
    first = take(Step.ANNUL, register(), reason_code="duplicate")
    second = take(Step.ANNUL, register(document_number=birth_certificate(5)), reason_code="duplicate")
    give_document(second, 123456)
    third = register(document_number=birth_certificate(6))
    give_document(third, 123456)
    current_session().refresh(first)
    assert first.holder_id == third.holder_id
    told = [entry.event for entry in history_of(current_session(), third.holder_id)]
    assert told.count("registered_in_person") == 3
    assert current_session().scalars(select(Holder.joined_id)).all().count(None) == 1
