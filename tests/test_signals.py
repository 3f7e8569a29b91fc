"""What the host hears: after the commit, once, with the documented arguments; and nothing a receiver does hurts."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import flask
import pytest
from blinker import NamedSignal
from sqlalchemy import select

from sgo_pfdo import database, signals
from sgo_pfdo.certificates import extract, issuing
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from tests.support.actions import FATHER, MOTHER, events, press, renew_password
from tests.support.apps import IGOR, NOW, MakeApp

ALL = {name: value for name, value in vars(signals).items() if isinstance(value, NamedSignal)}

Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def heard(app: flask.Flask) -> Iterator[Heard]:
    """Everything the host hears, in order; a signal that is sent in another way than it is documented fails."""
    said: Heard = []
    receivers = {}
    for name, signal in ALL.items():
        documented = set(re.findall(r":param (\w+):", signal.__doc__ or ""))

        def receive(sender: object, _name: str = name, _documented: set[str] = documented, **arguments: object) -> None:
            said.append((_name, arguments))
            assert sender is app
            assert set(arguments) == _documented

        receivers[name] = receive
        signal.connect(receive, app)
    yield said
    for name, receive in receivers.items():
        ALL[name].disconnect(receive, app)


def test_a_press_is_heard_once_and_then_its_account(heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    certificate = press()
    press(viewer=FATHER)
    child = {"certificate_id": certificate.id, "pupil_id": "igor"}
    assert heard == [("certificate_issued", child | {"viewer_id": MOTHER.id}), ("account_opened", child)]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_an_extract_is_heard(heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    certificate = press()
    heard.clear()
    renew_password(viewer=FATHER)
    told = {"certificate_id": certificate.id, "pupil_id": "igor", "viewer_id": FATHER.id}
    assert heard == [("password_reset", told)]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_downloads_are_heard(app: flask.Flask, heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    certificate = press()
    heard.clear()
    client = app.test_client()
    for paper in ("application-form.pdf", "consent.pdf", "certificate.pdf", "certificate.png", "credentials.pdf"):
        assert client.get(f"/settings/certificate/{paper}?child=igor").status_code == 200
    assert {name for name, _ in heard} == {"document_downloaded"}
    assert [(arguments["document"], arguments["certificate_id"]) for _, arguments in heard] == [
        ("application_form", None),
        ("consent", None),
        ("certificate_image", certificate.id),
        ("certificate_picture", certificate.id),
        ("credentials_sheet", certificate.id),
    ]
    assert {(arguments["pupil_id"], arguments["viewer_id"]) for _, arguments in heard} == {("igor", MOTHER.id)}
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_nothing_is_heard_of_what_was_rolled_back(heard: Heard) -> None:
    plan = current_state().issuing

    def issue_and_fail(session: database.Session) -> None:
        issuing.issue(session, MOTHER, IGOR, issuing=plan, now=NOW)
        extract.make_extract(session, MOTHER, IGOR, issuing=plan, now=NOW)
        raise LookupError

    with pytest.raises(LookupError):
        database.perform(issue_and_fail)
    assert heard == []
    press()
    assert [name for name, _ in heard] == ["certificate_issued", "account_opened"]


def test_nothing_is_heard_before_the_outermost_commit(heard: Heard) -> None:
    def press_within(session: database.Session) -> None:
        press()
        assert heard == []

    database.perform(press_within)
    assert [name for name, _ in heard] == ["certificate_issued", "account_opened"]


def test_an_action_that_was_run_again_is_heard_once(app: flask.Flask, heard: Heard) -> None:
    runs = []

    def press_at_the_second_attempt(session: database.Session) -> None:
        press()
        runs.append(session)
        if len(runs) == 1:
            raise database.OperationalError("", {}, Exception("a server that went away gives no code"))

    database.perform(press_at_the_second_attempt)
    assert len(runs) == 2
    assert [name for name, _ in heard] == ["certificate_issued", "account_opened"]


def test_a_receiver_finds_the_certificate_committed(app: flask.Flask, make_app: MakeApp) -> None:
    found: list[str | None] = []

    def look_from_elsewhere(sender: flask.Flask, certificate_id: int, **arguments: object) -> None:
        with app.extensions["sqlalchemy"].engine.connect() as connection:
            found.append(connection.scalar(select(Certificate.number).where(Certificate.id == certificate_id)))

    with signals.certificate_issued.connected_to(look_from_elsewhere, app):
        number = press().number
    assert found == [number]


def test_a_receiver_may_start_an_action_of_its_own(app: flask.Flask) -> None:
    def make_an_extract(sender: flask.Flask, **arguments: object) -> None:
        renew_password()

    with signals.certificate_issued.connected_to(make_an_extract, app):
        press()
    assert events() == ["issued", "account_opened", "password_reset"]


def test_a_receiver_that_raises_hurts_neither_the_family_nor_other_receivers(
    app: flask.Flask, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(sender: flask.Flask, **arguments: object) -> None:
        raise ValueError("the mail server is away")

    with signals.certificate_issued.connected_to(fail, app), caplog.at_level(logging.ERROR, "sgo_pfdo"):
        certificate = press()
    assert [name for name, _ in heard] == ["certificate_issued", "account_opened"]
    assert current_session().get_one(Certificate, certificate.id).number == certificate.number
    assert "a receiver of sgo-pfdo-certificate-issued failed" in caplog.text
    assert "the mail server is away" in caplog.text


def test_two_applications_in_one_process_hear_only_of_themselves(heard: Heard, make_app: MakeApp) -> None:
    with make_app(prepare=False).app_context():
        press()
    assert heard == []


@pytest.mark.usefixtures("app")
def test_signals_are_only_promised_inside_an_action() -> None:
    with pytest.raises(RuntimeError, match=r"only inside database\.perform"):
        signals.send_after_commit(current_session(), signals.certificate_issued)


def test_each_signal_says_what_its_arguments_are() -> None:
    for name, signal in ALL.items():
        assert re.search(r":param \w+: \w+", signal.__doc__ or ""), name
        assert signal.name == "sgo-pfdo-" + name.replace("_", "-")
