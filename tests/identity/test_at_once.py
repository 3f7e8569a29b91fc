"""Many at once: a state is spent once, an account is linked to one person, whoever is quicker."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import flask
import pytest
from cryptography.fernet import Fernet

from sgo_pfdo import database
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.identity import keeping
from sgo_pfdo.identity.linking import MATCHED, Someone, link, subject_key
from sgo_pfdo.identity.model import Identity, SignIn
from sgo_pfdo.identity.port import Attempt
from sgo_pfdo.identity.signing_in import Entered, Identifying, enter
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.people import Level
from sgo_pfdo.secrets import Cipher
from sgo_pfdo.testing import MemoryIdentityPortal, MemoryProvider
from tests.blueprints.sign_in.conftest import ACCOUNT, BASE_URL, IGOR_ACCOUNT, IGOR_HIMSELF, MOTHER
from tests.support.actions import press, run_command
from tests.support.apps import IGOR, KEY, NOW, TODAY, MakeApp

AT_ONCE = 8


def all_at_once(app: flask.Flask, action: Callable[[int], Any]) -> list[Any]:
    """Run something in several threads, each with a session of its own."""
    results: list[Any] = [None] * AT_ONCE
    barrier = threading.Barrier(AT_ONCE)

    def run(place: int) -> None:
        with app.app_context():
            barrier.wait(30)
            results[place] = action(place)

    threads = [threading.Thread(target=run, args=[place]) for place in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def app(make_app: MakeApp) -> flask.Flask:
    """A portal with one account."""
    portal = MemoryIdentityPortal(NOW)
    portal.put_account(ACCOUNT)
    return make_app(portal, SGO_PFDO_BASE_URL=BASE_URL, identity=MemoryProvider(MOTHER))


def begin(attempt: Attempt, browser: str = "browser") -> None:
    """Keep an attempt."""
    cipher = current_state().cipher
    database.perform(
        lambda session: keeping.begin(
            session,
            cipher,
            attempt,
            browser=browser,
            provider="gosuslugi",
            purpose="enter",
            account_id=None,
            after="/",
            now=NOW,
        )
    )


def test_a_state_is_spent_once(app: flask.Flask) -> None:
    attempt = Attempt.begin("https://portal.example/return", NOW)
    with app.app_context():
        begin(attempt)
        cipher = current_state().cipher

    def spend(place: int) -> bool:
        found = database.perform(
            lambda session: keeping.spend(
                session, cipher, state=attempt.state, browser="browser", provider="gosuslugi", now=NOW
            )
        )
        return found is not None

    assert all_at_once(app, spend).count(True) == 1


def test_an_account_is_linked_to_one_person(app: flask.Flask) -> None:
    with app.app_context():
        cipher = current_state().cipher
        database.perform(lambda session: subject_key(session, cipher, "gosuslugi", "first"))

    def press_link(place: int) -> bool:
        someone = Someone(provider="gosuslugi", key=f"{place:064d}", level=Level.CONFIRMED)
        return database.perform(
            lambda session: link(session, someone, ACCOUNT, how=MATCHED, actor=SYSTEM, now=NOW, today=TODAY)
        )

    assert all_at_once(app, press_link).count(True) == 1
    with app.app_context():
        assert current_session().query(Identity).count() == 1
        assert current_session().query(JournalEntry).filter_by(event="identity_linked").count() == 1


def test_somebody_who_comes_eight_times_at_once_comes_in_and_is_linked_once(app: flask.Flask) -> None:
    with app.app_context():
        state = current_state()
    portal = state.host
    assert isinstance(portal, MemoryIdentityPortal)
    way = Identifying(portal=portal, cipher=state.cipher, issuer="gosuslugi", now=NOW, today=TODAY)
    outcomes = all_at_once(app, lambda place: database.perform(lambda session: enter(session, MOTHER, way)))
    assert outcomes == [Entered("koroleva")] * AT_ONCE
    with app.app_context():
        assert current_session().query(Identity).count() == 1


def test_the_same_number_at_another_issuer_is_somebody_else(app: flask.Flask) -> None:
    with app.app_context():
        cipher = current_state().cipher
        keys = {
            database.perform(lambda session, issuer=issuer: subject_key(session, cipher, issuer, "1"))
            for issuer in ("https://test.example", "https://esia.example")
        }
    assert len(keys) == 2


def test_the_cleaner_and_the_next_sign_in_take_what_is_past_its_time(app: flask.Flask) -> None:
    with app.app_context():
        portal = current_state().host
        assert isinstance(portal, MemoryIdentityPortal)
        begin(Attempt.begin("https://portal.example/return", NOW))
        portal.moment = NOW + timedelta(minutes=11)
    assert run_command(app, "clean", "--sure").exit_code == 0
    with app.app_context():
        assert current_session().query(SignIn).count() == 0


def test_the_child_s_own_history_tells_of_the_link(make_app: MakeApp) -> None:
    portal = MemoryIdentityPortal(NOW)
    portal.add(IGOR, "koroleva")
    portal.put_account(IGOR_ACCOUNT)
    app = make_app(portal, SGO_PFDO_BASE_URL=BASE_URL, identity=MemoryProvider(IGOR_HIMSELF))
    with app.app_context():
        press(IGOR)
        state = current_state()
        way = Identifying(portal=portal, cipher=state.cipher, issuer="gosuslugi", now=NOW, today=TODAY)
        assert database.perform(lambda session: enter(session, IGOR_HIMSELF, way)) == Entered("account-igor")
        entry = current_session().query(JournalEntry).filter_by(event="identity_linked").one()
        assert entry.holder_id is not None and entry.actor_role == "pupil"


def test_what_is_under_way_outlives_a_rotation_of_the_keys(app: flask.Flask) -> None:
    attempt = Attempt.begin("https://portal.example/return", NOW)
    old, new = KEY, Fernet.generate_key().decode()
    with app.app_context():
        begin(attempt)
        begin(Attempt.begin("https://portal.example/return", NOW), "another")
        database.perform(lambda session: keeping.rotate(session, Cipher([new, old])))
        found = database.perform(
            lambda session: keeping.spend(
                session, Cipher([new]), state=attempt.state, browser="browser", provider="gosuslugi", now=NOW
            )
        )
        assert found is not None and found.attempt.nonce == attempt.nonce
        database.perform(lambda session: keeping.rotate(session, Cipher([Fernet.generate_key().decode()])))
        assert [row.step for row in current_session().query(SignIn)] == ["spent"], "what no key fits is begun anew"
