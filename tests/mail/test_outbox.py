"""The outbox: none is lost, none is sent for what was rolled back, and only a crash repeats one."""

from datetime import timedelta
from email.message import EmailMessage

import flask
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications import confirming
from sgo_pfdo.applications.confirming import Stage, stage_of
from sgo_pfdo.cli.mail import send_letters
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.outbox import Letter, QueuedLetter
from sgo_pfdo.mail.smtp import MailRefusedError
from sgo_pfdo.testing import MemoryPortal
from tests.support.actions import FATHER, MOTHER
from tests.support.applying import begin, unfinished
from tests.support.apps import IGOR, NOW


@pytest.fixture
def portal(any_app: flask.Flask) -> MemoryPortal:
    """The portal whose letters are looked at."""
    host = any_app.extensions["sgo_pfdo"].host
    assert isinstance(host, MemoryPortal)
    return host


class CrashError(BaseException):
    """The machine dies; nothing catches that."""


def waiting() -> list[QueuedLetter]:
    current_session().expire_all()
    return list(current_session().scalars(select(QueuedLetter)))


def test_a_step_that_was_rolled_back_sends_nothing(portal: MemoryPortal) -> None:
    cipher = current_state().cipher

    def action(session: Session) -> None:
        request = confirming.begin(session, MOTHER, IGOR.id, "kiselevsk", "a@b.ru", cipher=cipher, now=NOW)
        letter = Letter(recipient="a@b.ru", subject="Тема", text="Текст", html="<p>Текст</p>")
        outbox.put(session, cipher, letter, topic=confirming.topic_of(request.application), now=NOW)
        raise RuntimeError("something else failed")

    with pytest.raises(RuntimeError):
        database.perform(action)
    assert send_letters().sent == 0
    assert portal.letters == []
    assert unfinished() is None


def test_a_crash_between_sending_and_marking_repeats_the_letter_and_it_can_be_told_as_one(
    portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    take = portal.send_mail

    def send_and_die(message: EmailMessage) -> None:
        take(message)
        raise CrashError

    monkeypatch.setattr(portal, "send_mail", send_and_die)
    with pytest.raises(CrashError):
        send_letters()
    monkeypatch.undo()
    assert send_letters().sent == 0, "the lease of the dead worker still runs"
    portal.moment = NOW + timedelta(minutes=2)
    assert send_letters().sent == 1
    first, second = portal.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_string().splitlines()[0] == second.as_string().splitlines()[0]
    assert send_letters().sent == 0


def test_a_letter_that_another_one_has_replaced_is_never_sent(portal: MemoryPortal) -> None:
    begin(email="old@mail.ru")
    begin(email="new@mail.ru", now=NOW + timedelta(minutes=1))
    portal.moment = NOW + timedelta(minutes=1)
    assert send_letters().sent == 1
    assert [letter["To"] for letter in portal.letters] == ["new@mail.ru"]


def test_a_refusal_of_an_old_address_says_nothing_of_the_new_one(
    portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(email="typo@mial.ru")

    take = portal.send_mail

    def refuse_late(message: EmailMessage) -> None:
        if message["To"] == "right@mail.ru":
            take(message)
            return
        portal.moment = NOW + timedelta(minutes=1)
        begin(email="right@mail.ru", now=NOW + timedelta(minutes=1))  # while the old letter is on its way
        raise MailRefusedError("the mail server answered 550")

    monkeypatch.setattr(portal, "send_mail", refuse_late)
    result = send_letters()
    assert (result.refused, result.sent) == (1, 1)
    assert stage_of(unfinished(), NOW) is Stage.WAITING


def test_a_letter_that_cannot_be_sent_does_not_hold_up_the_others(
    portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(email="first@mail.ru")
    begin(FATHER, email="second@mail.ru")
    take = portal.send_mail

    def stumble(message: EmailMessage) -> None:
        if message["To"] == "first@mail.ru":
            raise ValueError("first@mail.ru is something that this portal does not like")
        take(message)

    monkeypatch.setattr(portal, "send_mail", stumble)
    result = send_letters()
    assert (result.sent, result.postponed) == (1, 1)
    (letter,) = waiting()
    assert letter.problem == "send_mail raised ValueError"


def test_the_pauses_double_up_to_an_hour(portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    begin()

    def refuse(message: EmailMessage) -> None:
        raise OSError

    monkeypatch.setattr(portal, "send_mail", refuse)
    pauses = []
    for _ in range(9):
        before = portal.now()
        assert send_letters().postponed == 1
        (letter,) = waiting()
        pauses.append((letter.due_at - before).total_seconds())
        portal.moment = letter.due_at
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_no_text_of_an_applicant_can_add_a_line_to_the_head(portal: MemoryPortal) -> None:
    begin(email="a@b.ru\nBcc: everybody@mail.ru")
    assert send_letters().postponed == 1
    assert portal.letters == []
