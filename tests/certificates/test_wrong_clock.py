"""The clock is a day or a year ahead, or behind, for once: whatever was done meanwhile holds nobody up afterwards."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import flask
import pytest
from sqlalchemy import func, select

from sgo_pfdo import drafts
from sgo_pfdo.applications import confirming
from sgo_pfdo.applications.confirming import Stage
from sgo_pfdo.applications.model import Application
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.showing import record_opened
from sgo_pfdo.cli.mail import send_letters
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.limits import ACCOUNT, SEARCH, Limiter
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.counting import TooManyLettersError
from sgo_pfdo.mail.outbox import Letter
from sgo_pfdo.mail.smtp import MailUnavailableError
from sgo_pfdo.register.port import RegisterUnavailableError
from sgo_pfdo.register.sync import sync
from sgo_pfdo.testing import MemoryPortal
from tests.support import databases
from tests.support.actions import events, press, renew_password, run_command
from tests.support.applying import begin, confirm, unfinished
from tests.support.apps import NOW, MakeApp, another_child
from tests.support.desk import CLERK, take
from tests.support.registers import LedRegister

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SHIFTS = {"a day ahead": DAY, "a year ahead": 365 * DAY, "a day behind": -DAY, "a year behind": -365 * DAY}
FIELDS = {"surname": ["Иванова"]}


PLAYED = [("sqlite", shift) for shift in SHIFTS] + [("postgresql", "a year ahead")]


@pytest.fixture(params=PLAYED, ids="-".join)
def played(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Which way the clock is wrong, and on which database."""
    way: tuple[str, str] = request.param
    return way


@pytest.fixture
def wrong(played: tuple[str, str]) -> datetime:
    """What the wrong clock says when it is NOW."""
    return NOW + SHIFTS[played[1]]


@pytest.fixture
def database(request: pytest.FixtureRequest, played: tuple[str, str]) -> databases.TestsDatabase:
    """The database of the play, instead of both for each."""
    return databases.TestsDatabase(
        lambda: request.getfixturevalue(f"{played[0]}_uri"), lambda: request.getfixturevalue(f"ready_{played[0]}_uri")
    )


@pytest.fixture
def portal(app: flask.Flask) -> MemoryPortal:
    """The portal whose clock it is."""
    host = current_state().host
    assert isinstance(host, MemoryPortal)
    return host


def open_card(certificate: Certificate, now: datetime) -> int:
    """Open a card and count the entries that tell of it."""
    about = certificate.holder_id, certificate.id
    perform(lambda session: record_opened(session, CLERK, *about, now))
    return events().count("found")


def search_in_vain(times: int, now: datetime) -> None:
    limiter = Limiter("of the test")
    for _ in range(times):
        perform(lambda session: limiter.take(session, SEARCH, {ACCOUNT: "clerk-cdt"}, now))


def keep_draft(now: datetime) -> None:
    cipher = current_state().cipher
    perform(lambda session: drafts.keep(session, cipher, "ivanova", "card", FIELDS, now))


def find_draft(now: datetime) -> drafts.Fields | None:
    return drafts.find(current_session(), current_state().cipher, "ivanova", "card", now)


def put_letter(now: datetime) -> None:
    letter = Letter(recipient="mama@mail.ru", subject="Тема", text="Текст", html="<p>Текст</p>")
    perform(lambda session: outbox.put(session, current_state().cipher, letter, topic=None, now=now))


def sync_at(register: LedRegister, now: datetime) -> int:
    return sync(register, current_state().cipher, lambda: now).done


def test_each_opening_of_a_card_is_recorded(app: flask.Flask, wrong: datetime) -> None:
    certificate = press()
    assert open_card(certificate, NOW - HOUR) == 1
    assert open_card(certificate, wrong) == 2
    assert open_card(certificate, NOW) == 3
    assert open_card(certificate, NOW + MINUTE) == 3, "the clerk has just been there"
    assert open_card(certificate, wrong + MINUTE) in (3, 4)
    assert open_card(certificate, NOW + HOUR) > 3


def test_the_search_stays_open(app: flask.Flask, wrong: datetime) -> None:
    search_in_vain(30, wrong)
    search_in_vain(30, NOW)


def test_a_draft_of_another_time_is_neither_shown_nor_kept(app: flask.Flask, wrong: datetime) -> None:
    keep_draft(wrong)
    assert find_draft(NOW) is None
    assert perform(lambda session: drafts.drop_old(session, NOW)) == 1


def test_what_was_typed_before_is_there_when_the_clock_is_right_again(app: flask.Flask, wrong: datetime) -> None:
    keep_draft(NOW)
    assert find_draft(wrong) is None
    assert find_draft(NOW + HOUR) == FIELDS


def test_a_letter_written_by_the_wrong_clock_is_sent_at_once(portal: MemoryPortal, wrong: datetime) -> None:
    put_letter(wrong)
    assert send_letters().sent == 1
    (letter,) = portal.letters
    assert letter["Date"].datetime <= NOW, "mail servers take a letter of the future for spam"


@pytest.mark.parametrize("is_killed", [False, True], ids=["refused", "killed"])
def test_a_letter_tried_by_the_wrong_clock_goes_within_the_hour(
    portal: MemoryPortal, wrong: datetime, monkeypatch: pytest.MonkeyPatch, is_killed: bool
) -> None:
    put_letter(NOW - MINUTE)
    portal.moment = wrong

    def fail(message: EmailMessage) -> None:
        raise KeyboardInterrupt if is_killed else MailUnavailableError("no route")

    monkeypatch.setattr(portal, "send_mail", fail)
    if is_killed:
        with pytest.raises(KeyboardInterrupt):
            send_letters()
    else:
        assert send_letters().postponed == 1
    monkeypatch.undo()
    portal.moment = NOW
    assert send_letters().sent == 1


def test_a_letter_is_late_for_the_doctor_whatever_clock_wrote_it(make_app: MakeApp, wrong: datetime) -> None:
    app = make_app(SGO_PFDO_APPLICATION_WAY="email", SGO_PFDO_BASE_URL="https://school.example")
    with app.app_context():
        put_letter(wrong)
    assert "Letters wait and nobody sends them." in run_command(app, "doctor").output


def test_a_task_of_the_register_is_told(make_app: MakeApp, wrong: datetime) -> None:
    register = LedRegister(RegisterUnavailableError("away"))
    with make_app(None, register).app_context():
        press(now=wrong)
        assert sync_at(register, wrong) == 0
        assert sync_at(register, NOW) == 1
        renew_password(now=wrong)
        assert sync_at(register, NOW) == 1


def test_a_link_of_the_wrong_clock_is_too_old_and_a_new_one_may_be_asked_for(app: flask.Flask, wrong: datetime) -> None:
    link = begin(now=wrong)
    if abs(wrong - NOW) > 2 * DAY:
        assert confirming.stage_of(unfinished(), NOW) is Stage.EXPIRED
        assert not confirm(link)
    assert confirm(begin(now=NOW), now=NOW + MINUTE)


def test_a_link_of_before_works_again_once_the_clock_is_right(app: flask.Flask, wrong: datetime) -> None:
    link = begin()
    confirming.stage_of(unfinished(), wrong)
    assert confirm(link, now=NOW + HOUR)


def test_five_letters_of_the_wrong_clock_do_not_count(app: flask.Flask, wrong: datetime) -> None:
    for minute in range(5):
        begin(now=wrong + minute * MINUTE)
    for minute in range(5):
        begin(now=NOW + HOUR + minute * MINUTE)
    with pytest.raises(TooManyLettersError):
        begin(now=NOW + HOUR + 6 * MINUTE)


def test_an_unfinished_application_is_erased_in_its_time(
    app: flask.Flask, portal: MemoryPortal, wrong: datetime
) -> None:
    begin(now=wrong)
    press()
    for day in (0, 31):
        portal.moment = NOW + day * DAY
        assert run_command(app, "clean").exit_code == 0
        if wrong > NOW - 30 * DAY:
            assert (current_session().scalar(select(func.count(Application.id))) == 0) is (day == 31)


def test_data_whose_consent_was_withdrawn_goes_in_its_time(
    app: flask.Flask, portal: MemoryPortal, wrong: datetime
) -> None:
    certificate = take(Step.ACTIVATE, press(now=min(wrong, NOW)), now=min(wrong, NOW))
    take(Step.WITHDRAW_CONSENT, certificate, now=wrong)
    press(another_child(1))
    for day in (0, 32):
        portal.moment = NOW + day * DAY
        press(another_child(day + 2), now=portal.moment)
        assert run_command(app, "clean", *(["--sure"] if wrong > NOW else [])).exit_code == 0
    current_session().expire_all()
    assert certificate.surname == ""
