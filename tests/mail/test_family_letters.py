"""Letters to families about a certificate: each kind by a real mail server, each once, none for what was taken back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import flask
import pytest
from icalendar import Calendar
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo import Role, Viewer, database
from sgo_pfdo.cabinet import emails, settings
from sgo_pfdo.certificates import correcting
from sgo_pfdo.certificates.correcting import Correction
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.reminding import remind
from sgo_pfdo.certificates.restoring import Restoration, restore
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.mail.family_letters import SUBJECTS
from sgo_pfdo.mail.kinds import LETTERS, LetterKind
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.mail.notices import tell_entered, tell_family
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.register.accounts import choose_password
from tests.applications.conftest import MakeWay
from tests.support.actions import press, renew_password, run_command
from tests.support.applying import BASE_URL, EMAIL
from tests.support.applying import begin as begin_application
from tests.support.applying import confirm as confirm_application
from tests.support.applying import finish as finish_application
from tests.support.apps import IGOR, NOW, PARENT
from tests.support.cabinet import do
from tests.support.desk import CLERK, take
from tests.support.editing import change_past_the_module
from tests.support.family_letters import (
    FAMILY,
    PostingPortal,
    give_address,
    send,
    text_of,
    waiting,
    with_address,
    written,
)
from tests.support.smtp import MailServer
from tests.support.web import Web

WORDS = re.compile("Иванов|Игорь|Александра|[0-9]{10}")


def correct(certificate: Certificate, **names: Any) -> None:
    """Correct the name at the desk."""
    current_session().refresh(certificate)
    known = {"surname": certificate.surname, "first_name": certificate.first_name, "patronymic": certificate.patronymic}
    wanted = Correction(version=certificate.version, **(known | names))
    plan, certificate_id = current_state().issuing, certificate.id
    database.perform(lambda session: correcting.correct(session, certificate_id, wanted, CLERK, issuing=plan, now=NOW))


def own_password(certificate: Certificate) -> None:
    number = certificate.number
    database.perform(lambda session: choose_password(session, number, "три жёлтых кота", now=NOW))


def reissue(certificate: Certificate) -> None:
    take(Step.ANNUL, certificate, reason_code="wrong_data")
    written()
    press()


STEPS: dict[str, Callable[[Certificate], object]] = {
    "issued": reissue,
    "activated": lambda one: take(Step.ACTIVATE, one),
    "frozen": lambda one: take(Step.FREEZE, take(Step.ACTIVATE, one), reason_code="misuse"),
    "unfrozen": lambda one: take(Step.UNFREEZE, take(Step.FREEZE, take(Step.ACTIVATE, one), reason_code="misuse")),
    "annulled": lambda one: take(Step.ANNUL, one, reason_code="moved", reason_words="Переезд в Томск"),
    "corrected": lambda one: correct(one, surname="Петров"),
    "password": lambda _: renew_password(),
    "entered": lambda one: database.perform(lambda session: tell_entered(session, one.id, "here", NOW)),
}
SAID = {
    "issued": ("Осталось его активировать", "25 января 2020 года", "Свидетельство о рождении"),
    "activated": ("активирован 28 октября 2019 года", CLERK.organisation or "", "13 мая 2022 года"),
    "frozen": ("Почему: сертификатом могли воспользоваться без ведома семьи", "записаться по нему нельзя"),
    "unfrozen": ("снова действует",),
    "annulled": ("Почему: ребёнок больше не живёт в муниципалитете. Переезд в Томск", "28 октября 2019 года"),
    "corrected": ("Изменено: фамилия.", "исправил данные"),
    "password": ("28 октября 2019 года в 10:00", "Самого пароля в письме нет"),
    "entered": ("28 октября 2019 года в 10:00", "с устройства, с которого в него раньше не входили"),
}


@pytest.mark.parametrize("kind", STEPS)
def test_each_kind_arrives_once_and_says_what_happened_and_where_to_go(
    posting: Web, server: MailServer, kind: str
) -> None:
    certificate = with_address()
    STEPS[kind](certificate)
    send(posting.app)
    send(posting.app)
    found = [letter for letter in server.letters if letter["Subject"] == SUBJECTS[kind]]
    assert len(found) == 1, [letter["Subject"] for letter in server.letters]
    letter, text = found[0], text_of(found[0])
    assert letter["To"] == FAMILY
    for words in SAID[kind]:
        assert words in text
    assert "ребёнок: Игорь" in text and "Телефон:" in text and "Часы приёма:" in text
    assert f"{BASE_URL}/pfdo/letters/" in text
    html = letter.get_body(["html"])
    assert html is not None and SAID[kind][0] in html.get_content()
    assert certificate.number not in letter.as_string() + text and IGOR.surname not in text


def test_no_subject_says_a_name_or_a_number() -> None:
    assert not [subject for subject in SUBJECTS.values() if WORDS.search(subject) or re.search("[0-9]", subject)]


def test_no_password_goes_by_mail(posting: Web, server: MailServer) -> None:
    certificate = with_address()
    renew_password()
    own_password(certificate)
    send(posting.app)
    texts = [text_of(letter) for letter in server.letters]
    assert len(texts) == 2 and "его знает тот, кто его придумал" in texts[1]
    for password in (*posting.passwords(), "три жёлтых кота"):
        assert not [text for text in texts if password in text]


def remind_on(web: Web, day: int) -> None:
    """Run what cron runs on a day of the certificate, the first being 1."""
    web.portal.moment = NOW + timedelta(days=day - 1)
    assert run_command(web.app, "remind").exit_code == 0
    send(web.app)


def test_reminders_come_28_and_14_and_3_days_before_the_end(posting: Web, server: MailServer) -> None:
    with_address()
    for day in (61, 62, 63, 76, 77, 87, 88, 90, 91):
        remind_on(posting, day)
    assert {letter["Subject"] for letter in server.letters} == {SUBJECTS["ending"]}
    left = [re.search(r"остал\S+ ([0-9]+)", text_of(letter)) for letter in server.letters]
    assert [found and found[1] for found in left] == ["29", "15", "4"]


def test_nobody_is_reminded_of_a_certificate_that_was_activated_meanwhile(posting: Web, server: MailServer) -> None:
    certificate = with_address()
    posting.portal.moment = later = NOW + timedelta(days=61)
    assert remind(current_state().settings, later) == 1
    take(Step.ACTIVATE, certificate, now=later)
    send(posting.app)
    assert [letter["Subject"] for letter in server.letters] == [SUBJECTS["activated"]]


def test_a_certificate_that_was_short_from_the_first_is_not_reminded_of_at_once(
    posting: Web, server: MailServer
) -> None:
    change_past_the_module(update(Municipality).values(validity_days=10))
    with_address()
    remind_on(posting, 1)
    assert server.letters == []
    remind_on(posting, 7)
    assert [letter["Subject"] for letter in server.letters] == [SUBJECTS["ending"]]


def test_who_applied_by_e_mail_is_told_at_that_address(make_way: MakeWay, server: MailServer) -> None:
    portal = PostingPortal(NOW)
    portal.add(IGOR, PARENT)
    portal.sign_in_parent(PARENT)
    web = make_way(portal, **server.options)
    with web.app.app_context():
        application = begin_application(letter=False)
        confirm_application(application)
        finish_application()
    send(web.app)
    (letter,) = server.letters
    assert (letter["To"], letter["Subject"]) == (EMAIL, SUBJECTS["issued"])
    (calendar,) = letter.iter_attachments()
    assert (calendar.get_content_type(), calendar.get_filename()) == ("text/calendar", "certificate.ics")
    (event,) = Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert str(event.decoded("DTSTART")) == "2020-01-25" and IGOR.first_name not in calendar.get_content()
    with web.app.app_context():
        certificate = current_session().scalars(select(Certificate)).one()
        give_address(certificate)
        take(Step.ACTIVATE, certificate)
    send(web.app)
    assert server.letters[-1]["To"] == FAMILY, "the address of the cabinet is the newer one"
    with web.app.app_context():
        certificate = current_session().scalars(select(Certificate)).one()
        do(emails.remove, certificate, current_state().cipher)
        take(Step.FREEZE, certificate, reason_code="misuse")
    send(web.app)
    assert len(server.letters) == 2, "who takes the address away does not get letters at the older one"


def test_without_a_confirmed_address_nothing_is_even_noted(app: flask.Flask) -> None:
    change_past_the_module(update(Municipality).values(application_way="direct"))
    certificate = press()
    take(Step.ACTIVATE, certificate)
    assert current_session().scalars(select(Notice)).all() == []


@pytest.fixture
def family(any_app: flask.Flask) -> Certificate:
    """A certificate with an address to write to, on both databases."""
    change_past_the_module(update(Municipality).values(application_way="direct"))
    return with_address()


def test_a_step_that_is_rolled_back_tells_nothing(family: Certificate) -> None:
    def stumble(session: Session) -> None:
        take(Step.ACTIVATE, family)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        database.perform(stumble)
    assert (written(), waiting()) == (0, 0)


def test_a_step_that_is_undone_in_time_tells_nothing_and_later_is_told_as_undone(family: Certificate) -> None:
    take(Step.ACTIVATE, family)
    take(Step.UNDO, family)
    assert written() == 0
    take(Step.ACTIVATE, family)
    assert written() == 1
    take(Step.UNDO, family)
    assert written() == 1 and waiting() == 2
    keys = set(current_session().scalars(select(Notice.event_key)))
    assert len(keys) == 2


def test_an_event_is_noted_once_however_often_it_is_told(family: Certificate) -> None:
    for _ in range(3):
        database.perform(lambda session: tell_family(session, LetterKind.ISSUED, family.id, f"issued:{family.id}", NOW))
    assert written() == 1 and written() == 0 and waiting() == 1


@pytest.mark.parametrize("who", ["host", "municipality", "family"])
@pytest.mark.parametrize("kind", LETTERS)
def test_each_kind_can_be_refused_by_host_municipality_and_family(make_way: MakeWay, kind: str, who: str) -> None:
    options = {"SGO_PFDO_LETTERS": [one for one in LETTERS if one != kind]} if who == "host" else {}
    web = make_way(**options)
    with web.app.app_context():
        refused = kind if who == "municipality" else None
        change_past_the_module(update(Municipality).values(application_way="direct", letters_off=refused))
        certificate = with_address()
        if who == "family":
            do(settings.choose_notices, certificate, [one for one in LETTERS if one != kind])
        if kind == LetterKind.ENDING:
            web.portal.moment = later = NOW + timedelta(days=61)
            remind(current_state().settings, later)
        else:
            STEPS[kind](certificate)
        written()
        noted = current_session().scalars(select(Notice).where(Notice.kind == kind)).all()
        assert noted and all(one.written_at is not None and one.link_key is None for one in noted)


def test_news_of_last_week_is_none(posting: Web, server: MailServer) -> None:
    take(Step.ACTIVATE, with_address())
    posting.portal.moment = NOW + timedelta(days=8)
    send(posting.app)
    assert server.letters == [] and written() == 0


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    posting: Web, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = with_address()
    take(Step.ACTIVATE, certificate)
    renew_password()
    render = flask.render_template

    def stumble(name: str, **known: object) -> str:
        if name.endswith("family/activated.txt"):
            raise ValueError(f"{FAMILY} is something that this template does not like")
        return render(name, **known)

    monkeypatch.setattr(posting.portal, "render_template", stumble)
    send(posting.app)
    assert [letter["Subject"] for letter in server.letters] == [SUBJECTS["password"]]
    (left,) = current_session().scalars(select(Notice).where(Notice.written_at.is_(None))).all()
    assert left.problem == "ValueError"
    monkeypatch.undo()
    posting.portal.moment = NOW + timedelta(minutes=1)
    send(posting.app)
    assert [letter["Subject"] for letter in server.letters][1:] == [SUBJECTS["activated"]]


def test_a_restored_certificate_and_the_one_that_goes_are_both_told(posting: Web, server: MailServer) -> None:
    old = with_address()
    newer = press(now=NOW + timedelta(days=120))
    wanted = Restoration(version=old.version, newer_version=newer.version, reason_code="clock")
    state, old_id = current_state(), old.id

    def action(session: Session) -> None:
        restore(session, old_id, wanted, CLERK, settings=state.settings, has_remote_register=False, now=NOW)

    database.perform(action)
    send(posting.app)
    subjects = [letter["Subject"] for letter in server.letters]
    assert subjects[-2:] == [SUBJECTS["annulled"], SUBJECTS["restored"]]


def test_a_pupil_who_applied_is_not_called_a_child(make_way: MakeWay, server: MailServer) -> None:
    portal = PostingPortal(NOW)
    portal.add(IGOR, PARENT)
    portal.sign_in_pupil(IGOR.id)
    web = make_way(portal, **server.options)
    pupil = Viewer(id="account-igor", role=Role.PUPIL, pupil_id=IGOR.id)
    with web.app.app_context():
        confirm_application(begin_application(pupil, letter=False))
        finish_application(pupil)
    send(web.app)
    letter = server.letters[-1]
    assert letter["Subject"] == SUBJECTS["issued"] and "ребёнок: Игорь" not in text_of(letter)


def test_the_doctor_finds_letters_that_nobody_writes(posting: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "etter" not in run_command(posting.app, "doctor").output
    take(Step.ACTIVATE, with_address())
    posting.portal.moment = NOW + timedelta(minutes=16)
    assert "BAD  Letters wait and nobody sends them." in run_command(posting.app, "doctor").output
    monkeypatch.setattr(posting.portal, "render_template", lambda name, **known: 1 / 0)
    for _ in range(5):
        written()
        posting.portal.moment += timedelta(hours=1)
    assert "BAD  Letters cannot be written: ZeroDivisionError." in run_command(posting.app, "doctor").output


def test_old_notices_are_forgotten(family: Certificate, any_app: flask.Flask) -> None:
    take(Step.ACTIVATE, family)
    assert written() == 1
    any_app.extensions["sgo_pfdo"].host.moment = NOW + timedelta(days=366)
    assert run_command(any_app, "clean", "--sure").exit_code == 0
    assert current_session().scalars(select(Notice)).all() == []
