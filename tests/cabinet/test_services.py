"""The services of the way in, on both databases, and the rule of who may come in."""

from collections.abc import Iterator
from datetime import date, timedelta

import flask
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from sgo_pfdo.cabinet import recovery, sessions
from sgo_pfdo.cabinet.admission import READ_ONLY, Admission, admission
from sgo_pfdo.cabinet.ending import drop_ended, end_sessions
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.reading import CabinetRecord
from sgo_pfdo.cabinet.session_model import CabinetLink, CabinetSession
from sgo_pfdo.cabinet.signing_in import HOLDER, enter, note_in_vain
from sgo_pfdo.certificates.rules.lifecycle import LIVING, Status
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.mail.outbox import Letter, QueuedLetter
from sgo_pfdo.register.accounts import account_with, check_password
from tests.support.actions import password_of, press
from tests.support.apps import NOW, SASHA, MakeApp

MINUTE = timedelta(minutes=1)


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on each of the two databases."""
    app = make_app()
    with app.app_context():
        yield app


def opened(certificate_id: int, token: str | None = None, *, at: int = 0) -> str:
    """Open a cabinet on a device, so many minutes later."""
    now = NOW + at * MINUTE
    return perform(lambda session: sessions.open_session(session, certificate_id, HOLDER, token=token, now=now))


def here(token: str, at: int = 0) -> list[int]:
    """List the certificates whose cabinets are open on a device."""
    return [one.certificate_id for one in sessions.open_sessions(current_session(), token, NOW + at * MINUTE)]


def letter(*_: object) -> Letter:
    """Write a letter."""
    return Letter(recipient="family@example.org", subject="x", text="x", html="x")


@pytest.mark.usefixtures("app")
def test_a_device_has_one_token_for_all_its_cabinets() -> None:
    igor, sasha = press().id, press(SASHA).id
    first = opened(igor)
    second = opened(sasha, first)
    assert here(first) == [] and here(second) == [igor, sasha]
    third = opened(igor, second, at=1)
    assert here(third, 1) == [sasha, igor]
    perform(lambda session: sessions.close(session, third, sasha))
    assert here(third, 1) == [igor]


@pytest.mark.usefixtures("app")
def test_sessions_end_by_time_and_by_hand_and_are_cleaned_away() -> None:
    igor = press().id
    one, other = opened(igor), opened(igor, at=1)
    assert here(one, 59) == [igor] and here(one, 60) == []
    kept = sessions.open_sessions(current_session(), other, NOW + MINUTE)[0].id
    perform(lambda session: end_sessions(session, igor, keep=kept))
    assert here(one) == [] and here(other, 2) == [igor]
    perform(lambda session: drop_ended(session, NOW + timedelta(hours=13)))
    assert current_session().scalars(select(CabinetSession)).all() == []


@pytest.mark.usefixtures("app")
def test_a_session_of_a_clock_that_was_ahead_opens_nothing() -> None:
    token = opened(press().id, at=600)
    assert here(token) == []


def test_tries_in_vain_are_told_at_the_first_fifth_and_twentieth(app: flask.Flask) -> None:
    certificate, state = press(), app.extensions["sgo_pfdo"]
    number, holder_id, cipher = certificate.number, certificate.holder_id, state.cipher
    secret = cipher.encrypt("family@example.org")
    perform(lambda session: session.merge(CabinetSettings(holder_id=holder_id, email=secret, email_confirmed_at=NOW)))
    for tries in (1, 2, 4, 6, 7, 19, 21, 22, 40):
        perform(lambda session, tries=tries: note_in_vain(session, number, tries, cipher=cipher, warn=letter, now=NOW))
    assert len(current_session().scalars(select(QueuedLetter)).all()) == 1


@pytest.mark.usefixtures("app")
def test_a_closed_account_is_found_by_its_password_and_signs_nobody_in() -> None:
    certificate = press()
    number, password, cipher = certificate.number, password_of(certificate), current_state().cipher
    perform(lambda session: setattr(account_with(session, cipher, number, password), "closed_at", NOW))
    assert account_with(current_session(), cipher, number, password) is not None
    assert not check_password(current_session(), cipher, number, password)


def test_a_secret_of_a_letter_is_taken_once(app: flask.Flask) -> None:
    certificate, state = press(), app.extensions["sgo_pfdo"]
    cipher, settings, certificate_id = state.cipher, state.settings, certificate.id
    found = recovery.read_cabinet(current_session(), certificate_id, settings=settings, now=NOW)
    assert isinstance(found, CabinetRecord)
    perform(
        lambda session: recovery.put_secret(session, found, recovery.CODE, "123456", letter(), cipher=cipher, now=NOW)
    )
    take = [("654321", NOW), ("123456", NOW + 11 * MINUTE), ("123456", NOW), ("123456", NOW)]
    taken = [
        perform(lambda session, code=code, at=at: recovery.take_code(session, certificate_id, code, at))
        for code, at in take
    ]
    assert taken == [False, False, True, False]
    assert current_session().scalars(select(CabinetLink)).all() == []


@pytest.mark.usefixtures("app")
def test_the_first_time_is_known_from_the_history() -> None:
    state = current_state()
    found = recovery.read_cabinet(current_session(), press().id, settings=state.settings, now=NOW)
    assert found is not None
    firsts = [perform(lambda session: enter(session, found, HOLDER, token=None, now=NOW))[1] for _ in range(2)]
    assert firsts == [True, False]


@given(st.sampled_from(Status), st.dates(date(2019, 1, 1), date(2021, 1, 1)), st.integers(0, 400), st.booleans())
def test_who_may_come_in_follows_from_the_certificate(status: Status, ended: date, days: int, is_empty: bool) -> None:
    today = ended + timedelta(days=days)
    answer = admission(status, None if status in LIVING else ended, today, is_empty=is_empty)
    if is_empty:
        assert answer is Admission.NONE
    elif status in LIVING:
        assert answer is Admission.CHANGE
    else:
        assert answer is (Admission.READ if days <= READ_ONLY.days else Admission.NONE)
