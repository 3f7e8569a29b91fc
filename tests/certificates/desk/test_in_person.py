"""A certificate for a family that comes in person (S002): any child of the municipality, each of them once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from sgo_pfdo.certificates.holders import AlreadyHasOneError, AnotherChildError
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.in_person import OutsideAgesError
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.certificates.rules.required_papers import papers_to_apply_in_person
from sgo_pfdo.certificates.steps import StepRefusedError
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.writing import history_of
from sgo_pfdo.municipalities.model import Group
from tests.support.actions import events, press
from tests.support.apps import IGOR, NOW, TODAY
from tests.support.desk import (
    MYSKI_CLERK,
    OTHER_CLERK,
    birth_certificate,
    holder_of,
    register,
    take,
    transitions,
)

by_rule = pytest.mark.usefixtures("app")
on_both = pytest.mark.usefixtures("any_app")

PASSPORT_OF_IGOR = {"document_kind": DocumentKind.PASSPORT, "document_number": "3210 123456"}
AS_IGOR = {
    "surname": IGOR.surname,
    "first_name": IGOR.first_name,
    "patronymic": IGOR.patronymic,
    "birth_date": IGOR.birth_date,
    **PASSPORT_OF_IGOR,
}


def holders() -> int:
    return current_session().scalar(select(func.count()).select_from(Holder)) or 0


@on_both
def test_a_child_who_is_not_in_the_portal_gets_a_certificate() -> None:
    certificate = register()
    assert certificate.status(TODAY) is Status.INACTIVE
    assert (certificate.surname, certificate.surname_key) == ("Ёлкина", "елкина")
    assert (certificate.start_date, certificate.end_date) == (TODAY, date(2020, 1, 25))
    assert holder_of(certificate).pupil_id is None
    assert events() == ["registered_in_person", "account_opened"]


@by_rule
def test_it_is_active_at_once_if_the_family_wants_and_the_papers_are_kept() -> None:
    papers = papers_to_apply_in_person(attends_school=True, alone=False)
    certificate = register(activate=True, papers=papers)
    assert certificate.status(TODAY) is Status.ACTIVE
    assert certificate.end_date == date(2029, 3, 7)
    (activation,) = transitions(certificate)
    assert activation.papers == "application consent applicant_passport child_identity snils inn"


@on_both
def test_the_same_document_opens_no_second_certificate() -> None:
    first = register()
    with pytest.raises(AlreadyHasOneError) as refused:
        register(clerk=OTHER_CLERK)
    assert refused.value.certificate.id == first.id
    assert holders() == 1


@by_rule
def test_another_municipality_is_refused_too() -> None:
    register()
    with pytest.raises(AlreadyHasOneError):
        register(clerk=MYSKI_CLERK)


@by_rule
def test_a_document_that_belongs_to_a_child_with_another_name_and_birth_date_is_a_slip() -> None:
    register()
    with pytest.raises(AnotherChildError):
        register(surname="Сосновский", first_name="Артур", birth_date=date(2012, 1, 1))


@by_rule
def test_the_pupil_of_the_portal_is_linked() -> None:
    certificate = register(**AS_IGOR, pupil_id=IGOR.id, school_id="school-1")
    assert holder_of(certificate).pupil_id == IGOR.id
    assert press().id == certificate.id, "the portal shows the family the certificate they got at the desk"


@by_rule
def test_a_pupil_with_a_certificate_of_the_portal_gets_no_second_one() -> None:
    first = press()
    with pytest.raises(AlreadyHasOneError) as refused:
        register(**AS_IGOR, pupil_id=IGOR.id)
    assert refused.value.certificate.id == first.id


@by_rule
def test_the_document_of_a_portal_child_keeps_it_single_from_then_on() -> None:
    take(Step.ANNUL, press(), reason_code="at_request")
    second = register(**AS_IGOR, pupil_id=IGOR.id)
    with pytest.raises(AlreadyHasOneError) as refused:
        register(**AS_IGOR)
    assert refused.value.certificate.id == second.id


@on_both
def test_two_records_of_one_child_become_one_with_all_certificates_and_their_history() -> None:
    at_desk = register(**AS_IGOR)
    take(Step.ANNUL, at_desk, reason_code="moved")
    in_portal = press()
    take(Step.ANNUL, in_portal, reason_code="at_request")
    joined = register(**AS_IGOR, pupil_id=IGOR.id)
    current_session().refresh(at_desk)
    assert at_desk.holder_id == in_portal.holder_id == joined.holder_id
    told = [entry.event for entry in history_of(current_session(), joined.holder_id)]
    assert told.count("registered_in_person") == 2
    assert "issued" in told


@by_rule
def test_what_was_annulled_before_two_records_became_one_stays_so_once_a_newer_lives() -> None:
    at_desk = register(**AS_IGOR)
    take(Step.ANNUL, at_desk, reason_code="duplicate")
    take(Step.ANNUL, press(), reason_code="at_request")
    register(**AS_IGOR, pupil_id=IGOR.id)
    with pytest.raises(StepRefusedError, match="newer_lives"):
        take(Step.UNDO, at_desk)


@by_rule
def test_a_document_linked_to_one_pupil_is_never_joined_to_another() -> None:
    take(Step.ANNUL, register(**AS_IGOR, pupil_id=IGOR.id), reason_code="at_request")
    with pytest.raises(AnotherChildError):
        register(**AS_IGOR, pupil_id="namesake")


@by_rule
def test_an_expired_certificate_makes_way() -> None:
    old = register()
    later = NOW + timedelta(days=90)
    assert register(now=later).holder_id == old.holder_id


@pytest.mark.parametrize("birth_date", [date(2014, 10, 29), date(2001, 10, 28)], ids=["4 years", "18 years"])
@by_rule
def test_a_child_outside_the_ages_is_refused(birth_date: date) -> None:
    with pytest.raises(OutsideAgesError):
        register(birth_date=birth_date)


@by_rule
def test_of_several_groups_the_one_wanted_is_taken_if_it_fits() -> None:
    session = current_session()
    session.add(Group(municipality_code="kiselevsk", name="Спортивный резерв", age_from=7, age_to=18, position=9))
    session.add(Group(municipality_code="kiselevsk", name="Подростки", age_from=14, age_to=18, position=10))
    session.commit()
    groups = {group.name: group.id for group in session.scalars(select(Group))}
    assert register(group_id=groups["Спортивный резерв"]).group_id == groups["Спортивный резерв"]
    with pytest.raises(OutsideAgesError):
        register(document_number=birth_certificate(7), group_id=groups["Подростки"])


@by_rule
def test_nothing_is_left_of_a_registration_that_was_refused() -> None:
    with pytest.raises(OutsideAgesError):
        register(birth_date=TODAY)
    assert (holders(), events()) == (0, [])
    assert current_session().scalar(select(func.count()).select_from(Certificate)) == 0
