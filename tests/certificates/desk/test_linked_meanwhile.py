"""The family claims a desk child's certificate by number while a clerk has pressed: nobody works on what was before.

On PostgreSQL whoever waits for a lock sees the locked row anew, and everything else as it was before the wait.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import flask
import pytest
from sqlalchemy import select, text

from sgo_pfdo.certificates.alike import find_alike
from sgo_pfdo.certificates.correcting import Correction, correct
from sgo_pfdo.certificates.holders import living_of
from sgo_pfdo.certificates.in_person import issue_again
from sgo_pfdo.certificates.linking import BY_NUMBER, link_pupil
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.names import ChildRecord
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from tests.support.apps import NOW, TODAY
from tests.support.desk import CLERK, LIZA, register, take

FAMILY = Actor(role="parent", id="elkina")
PUPIL = "liza"
LATER = NOW + timedelta(days=200)
# of this database alone: others on the server wait for locks of their own
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def claim(certificate_id: int, pressed: Callable[[], None]) -> None:
    """Show a certificate to the pupil of the portal, as its family asks; the clerk presses before the commit."""
    certificate = current_session().get_one(Certificate, certificate_id)
    child = ChildRecord.of(certificate, LIZA.birth_date)
    (alike,) = find_alike(current_session(), "kiselevsk", child, TODAY)

    def action(session: Any) -> None:
        link_pupil(session, alike, "kiselevsk", PUPIL, FAMILY, BY_NUMBER, today=TODAY, now=NOW)
        session.flush()
        pressed()

    perform(action)


def while_it_is_claimed(app: flask.Flask, certificate_id: int, clerks: Callable[[], Any]) -> Any:
    """Let a clerk press while the family's action is about to commit: what it gave, or the error it raised."""
    result: list[Any] = []

    def run() -> None:
        with app.app_context():
            try:
                result.append(clerks())
            except Exception as error:
                result.append(error)

    clerk = threading.Thread(target=run)

    def press_and_wait() -> None:
        clerk.start()
        for _ in range(200):
            with app.app_context():
                waiting = current_session().scalar(text(WAITING))
            if waiting or not clerk.is_alive():
                return
            time.sleep(0.05)
        raise AssertionError("the clerk neither waits nor has done")

    claim(certificate_id, press_and_wait)
    clerk.join(30)
    current_session().rollback()
    current_session().expire_all()
    return result[0]


def activate(certificate_id: int) -> Callable[[], Any]:
    def action() -> None:
        take(Step.ACTIVATE, current_session().get_one(Certificate, certificate_id))

    return action


def correcting(certificate_id: int) -> Callable[[], Any]:
    names = {"surname": "Ёлкина", "first_name": "Лиза", "patronymic": None}
    correction = Correction(version=1, **names)  # type: ignore[arg-type]

    def action() -> None:
        plan = current_state().issuing
        perform(lambda session: correct(session, certificate_id, correction, CLERK, issuing=plan, now=NOW))

    return action


def issuing_again(certificate_id: int) -> Callable[[], Any]:
    def action(session: Any) -> str:
        old, plan = session.get_one(Certificate, certificate_id), current_state().issuing
        return issue_again(session, old, [], CLERK, issuing=plan, now=LATER).number

    return lambda: perform(action)


@pytest.mark.parametrize("press", [activate, correcting])
def test_the_clerk_is_told_and_the_certificate_keeps_its_place_with_its_child(
    postgresql_app: flask.Flask, press: Callable[[int], Callable[[], Any]]
) -> None:
    registered = register()
    certificate_id, holder_id = registered.id, registered.holder_id
    told = while_it_is_claimed(postgresql_app, certificate_id, press(certificate_id))
    assert isinstance(told, ChangedMeanwhileError), told
    pupils = current_session().scalars(select(Holder).where(Holder.pupil_id == PUPIL)).one()
    certificate = current_session().get_one(Certificate, certificate_id)
    assert pupils.id != holder_id and certificate.holder_id == pupils.id
    living = living_of(current_session(), pupils.id, TODAY)
    assert living is not None and living.id == certificate_id
    press(certificate_id)()
    current_session().expire_all()
    assert certificate.living_key == pupils.id


def test_no_second_one_is_issued_to_the_record_that_the_child_has_left(postgresql_app: flask.Flask) -> None:
    registered = register()
    certificate_id, holder_id = registered.id, registered.holder_id
    told = while_it_is_claimed(postgresql_app, certificate_id, issuing_again(certificate_id))
    assert isinstance(told, ChangedMeanwhileError), told
    holders = current_session().scalars(select(Certificate.holder_id)).all()
    assert len(holders) == 1 and holders[0] != holder_id
    assert issuing_again(certificate_id)()
    assert set(current_session().scalars(select(Certificate.holder_id))) == set(holders)
