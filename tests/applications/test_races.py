"""A family and a clerk at once, from threads of their own against a real database: one of them is told."""

from dataclasses import replace

import flask
import pytest
from sqlalchemy import select

from sgo_pfdo.applications.finishing import PapersSettledError
from sgo_pfdo.applications.model import PapersVersion
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from tests.applications.test_finishing import other_document, update
from tests.certificates.desk.test_races import at_once, errors, step
from tests.support.actions import MOTHER
from tests.support.applying import apply
from tests.support.apps import another_child

ROUNDS = 5


def test_papers_are_not_replaced_behind_a_clerk_who_activates(any_app: flask.Flask) -> None:
    for number in range(ROUNDS):
        application = apply(MOTHER, another_child(number), other_document(number))
        certificate = current_session().get_one(Certificate, application.certificate_id)
        activate = step(certificate.id, Step.ACTIVATE, certificate.version)
        new = replace(other_document(number), telephone="+7 (900) 000-00-01")
        results = at_once(any_app, lambda application=application, new=new: update(application, new), activate)
        versions = current_session().scalars(
            select(PapersVersion.version).where(PapersVersion.application_id == application.id)
        )
        was_updated = max(versions) == 2
        assert errors(results) == [ChangedMeanwhileError if was_updated else PapersSettledError]


def test_papers_of_an_active_certificate_are_settled(any_app: flask.Flask) -> None:
    application = apply()
    certificate = current_session().get_one(Certificate, application.certificate_id)
    step(certificate.id, Step.ACTIVATE, certificate.version)()
    with pytest.raises(PapersSettledError):
        update(application, other_document(1))


def test_papers_that_were_made_anew_are_told_to_the_clerk_who_has_the_card_open(any_app: flask.Flask) -> None:
    application = apply()
    certificate = current_session().get_one(Certificate, application.certificate_id)
    activate = step(certificate.id, Step.ACTIVATE, certificate.version)
    update(application, other_document(1))
    with pytest.raises(ChangedMeanwhileError):
        activate()
