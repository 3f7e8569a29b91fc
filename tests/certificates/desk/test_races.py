"""Two clerks at once, from threads of their own against a real database: one of them is first, the other is told."""

from collections.abc import Callable
from typing import Any

import flask
from sqlalchemy import func, select

from sgo_pfdo.certificates.correcting import Correction, correct
from sgo_pfdo.certificates.creating import Issuing
from sgo_pfdo.certificates.holders import AlreadyHasOneError, AnotherChildError
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.model import Certificate, Transition
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.steps import StepRefusedError
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.register.accounts import take_for_printing
from tests.support.actions import press
from tests.support.apps import NOW, TODAY, another_child
from tests.support.at_once import outcomes
from tests.support.desk import CLERK, OTHER_CLERK, register, take

ROUNDS = 5


def at_once(app: flask.Flask, *actions: Callable[[], Any]) -> list[Any]:
    """Tell what became of actions that begin together; what was read before them is read anew."""
    results = outcomes(actions, app)
    current_session().rollback()
    return results


def errors(results: list[Any]) -> list[type[Exception]]:
    return [type(result) for result in results if isinstance(result, Exception)]


def count(model: type[Any]) -> int:
    return current_session().scalar(select(func.count()).select_from(model)) or 0


def test_two_clerks_who_register_the_same_child_make_one_certificate(any_app: flask.Flask) -> None:
    for number in range(1, ROUNDS + 1):
        own = {"document_number": f"III-АБ № {number:06d}", "surname": another_child(number).surname}
        results = at_once(
            any_app,
            lambda own=own: register(**own).number,
            lambda own=own: register(**own, clerk=OTHER_CLERK).number,
        )
        assert errors(results) == [AlreadyHasOneError]
        assert count(Certificate) == number


def test_of_two_clerks_who_activate_the_same_card_one_is_told(any_app: flask.Flask) -> None:
    for number in range(ROUNDS):
        certificate = press(another_child(number))
        certificate_id, version = certificate.id, certificate.version
        presses = [step(certificate_id, Step.ACTIVATE, version, clerk) for clerk in (CLERK, OTHER_CLERK)]
        results = at_once(any_app, *presses)
        assert errors(results) == [ChangedMeanwhileError]
        assert count(Transition) == number + 1


def step(certificate_id: int, kind: Step, version: int, clerk: Any = CLERK) -> Callable[[], Any]:
    """Prepare a step with the card as it was at a version."""

    def action() -> str:
        certificate = current_session().get_one(Certificate, certificate_id)
        take(kind, certificate, clerk, version=version)
        return "done"

    return action


def test_undoing_an_annulment_and_a_new_press_never_leave_two_that_live(any_app: flask.Flask) -> None:
    for number in range(ROUNDS):
        child = another_child(number)
        first = take(Step.ANNUL, press(child), reason_code="at_request")
        first_id, version = first.id, first.version
        results = at_once(any_app, step(first_id, Step.UNDO, version), lambda child=child: press(child).id)
        assert set(errors(results)) <= {StepRefusedError}
        query = select(Certificate).where(Certificate.holder_id == first.holder_id)
        living = [one for one in current_session().scalars(query) if one.is_living(TODAY)]
        assert len(living) == 1


def test_the_credentials_sheet_is_given_to_one_of_two_clerks(any_app: flask.Flask) -> None:
    certificate_id = register().id

    def print_sheet() -> bool:
        def action(session: Any) -> bool:
            return take_for_printing(session, session.get_one(Certificate, certificate_id), CLERK, NOW)

        return perform(action)

    assert sorted(at_once(any_app, print_sheet, print_sheet)) == [False, True]


def test_freezing_and_annulling_at_once_leaves_one_story(any_app: flask.Flask) -> None:
    certificate = take(Step.ACTIVATE, press())
    certificate_id, version = certificate.id, certificate.version
    results = at_once(
        any_app, step(certificate_id, Step.FREEZE, version), step(certificate_id, Step.ANNUL, version, OTHER_CLERK)
    )
    assert errors(results) == [ChangedMeanwhileError]
    assert count(Transition) == 2


def test_of_two_clerks_who_give_two_children_the_same_document_one_is_told(any_app: flask.Flask) -> None:
    plan = any_app.extensions["sgo_pfdo"].issuing
    for number in range(ROUNDS):
        document = (DocumentKind.BIRTH_CERTIFICATE, f"III-АБ № {900_000 + number:06d}")
        pairs = [
            (one.id, one.version) for one in (press(another_child(2 * number)), press(another_child(2 * number + 1)))
        ]
        results = at_once(any_app, *(change(*pair, document, plan) for pair in pairs))
        assert errors(results) == [AnotherChildError]


def change(certificate_id: int, version: int, document: tuple[DocumentKind, str], plan: Issuing) -> Callable[[], Any]:
    """Prepare a correction that brings a document."""
    names = {"surname": "Иванов", "first_name": "Игорь", "patronymic": None}
    correction = Correction(version=version, document=document, **names)  # type: ignore[arg-type]
    return lambda: perform(lambda session: correct(session, certificate_id, correction, CLERK, issuing=plan, now=NOW))
