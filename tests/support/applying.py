"""What applicants do: on the pages, and without one inside an application context."""

import re
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo import Pupil, Viewer, database
from sgo_pfdo.applications import confirming, finishing
from sgo_pfdo.applications.finishing import PapersData
from sgo_pfdo.applications.model import Application
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.outbox import Letter
from sgo_pfdo.municipalities.model import Municipality
from tests.support.actions import MOTHER, run_command
from tests.support.apps import IGOR, NOW
from tests.support.editing import change_past_the_module
from tests.support.pages import Page
from tests.support.web import Web

BASE_URL = "https://school.example"
APPLY = "Подать заявление на сертификат"
SEND = "Отправить заявку"
GET = "Получить сертификат"
EMAIL = "mama@mail.ru"
DOCUMENT = {"document_kind": "birth_certificate", "document_number": "III-АБ № 123456"}
EVERYTHING = DOCUMENT | {
    "document_issued_on": "01.06.2004",
    "document_issued_by": "Отдел ЗАГС г. Киселёвска",
    "child_address": "г. Киселёвск, ул. Мира, д. 8, кв. 15",
    "applicant_surname": "Иванова",
    "applicant_first_name": "Мария",
    "applicant_patronymic": "Сергеевна",
    "telephone": "8 905 000-12-34",
    "applicant_document_kind": "passport",
    "applicant_document": "3210 456789",
    "applicant_document_issued_on": "14.09.2011",
    "applicant_document_issued_by": "ОУФМС России по Кемеровской области",
    "same_address": "y",
}
DATA = PapersData(
    group_id=None, document_kind=DocumentKind.BIRTH_CERTIFICATE, document_number=DOCUMENT["document_number"]
)


_LINK = re.compile(re.escape(BASE_URL) + r"(/pfdo/mail/\S+)")


def choose_way(way: str = "email") -> None:
    """Let every municipality choose how families apply."""
    change_past_the_module(update(Municipality).values(application_way=way))


def link_in(message: EmailMessage) -> str:
    """Read the link of a letter, without the address that it begins with."""
    text = _text_of(message)
    found = _LINK.search(text)
    assert found is not None, text
    return found[1]


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(["plain"])
    assert body is not None
    return str(body.get_content())


class Applicant:
    """Somebody who applies on the pages of a portal in memory.

    Args:
        web: the portal; whoever is signed in there applies.
        child: whom for.
        email: their address.
    """

    def __init__(self, web: Web, child: Pupil = IGOR, email: str = EMAIL) -> None:
        """Sit down in front of a browser."""
        self.web = web
        self.child = child
        self.email = email

    def open(self, page: str = "") -> Page:
        """Open a page of the application: ``papers``, ``update``, ``withdraw``, or how things stand."""
        return self.web.open(f"/settings/certificate/application{page and '/' + page}", child=self.child.id)

    def family_page(self) -> Page:
        """Open the family's page."""
        return self.web.open(child=self.child.id)

    def send(self, email: str | None = None) -> Page:
        """Give the address, or another one: «Отправить заявку»."""
        return self.web.land(self.open().press(self.web.client, SEND, email=email or self.email))

    def letters(self) -> list[EmailMessage]:
        """Empty the outbox and list every letter there ever was."""
        assert run_command(self.web.app, "mail", "send").exit_code == 0
        return self.web.portal.letters

    def link(self) -> str:
        """Give the link of the newest letter that has one: letters of a certificate may have gone out after it."""
        return [found[1] for letter in self.letters() for found in _LINK.finditer(_text_of(letter))][-1]

    def confirm(self, client: FlaskClient | None = None) -> Page:
        """Press on the page of the link, by default in the same browser."""
        client = client or self.web.client
        page = Page(client.get(self.link()))
        answer = page.press(client, "Подтвердить адрес")
        assert answer.status_code == 303
        return Page(client.get(answer.headers["Location"]))

    def confirmed(self) -> Page:
        """Go all the way to the form of the papers."""
        self.send()
        self.confirm()
        return self.open("papers")

    def finish(self, **fields: str) -> Page:
        """Go all the way to the certificate; ``fields`` are typed besides the document."""
        page = self.confirmed()
        return self.web.land(page.press(self.web.client, GET, **(DOCUMENT | fields)))


def begin(
    viewer: Viewer = MOTHER, child: Pupil = IGOR, *, email: str = EMAIL, now: datetime = NOW, letter: bool = True
) -> tuple[int, str]:
    """Begin an application without a page: give its id and the key of the link; ``letter=False`` writes none."""
    cipher = current_state().cipher

    def action(session: Session) -> tuple[int, str]:
        request = confirming.begin(session, viewer, child.id, "kiselevsk", email, cipher=cipher, now=now)
        if letter:
            topic = confirming.topic_of(request.application)
            written = Letter(recipient=email, subject="Тема", text="Текст", html="<p>Текст</p>")
            outbox.put(session, cipher, written, topic=topic, now=now)
        return request.application.id, request.link_key

    return database.perform(action)


def confirm(application: tuple[int, str], *, now: datetime = NOW) -> bool:
    """Press on the page of the link."""
    return database.perform(lambda session: confirming.confirm(session, *application, now))


def finish(
    viewer: Viewer = MOTHER,
    child: Pupil = IGOR,
    data: PapersData = DATA,
    *,
    now: datetime = NOW,
    is_other: bool = False,
) -> Application:
    """Finish an application whose address is confirmed."""
    plan = current_state().issuing
    return database.perform(
        lambda session: finishing.finish(session, viewer, child, data, issuing=plan, now=now, is_other=is_other)
    )


def apply(
    viewer: Viewer = MOTHER,
    child: Pupil = IGOR,
    data: PapersData = DATA,
    *,
    now: datetime = NOW,
    is_other: bool = False,
) -> Application:
    """Do it all."""
    assert confirm(begin(viewer, child, now=now), now=now)
    return finish(viewer, child, data, now=now, is_other=is_other)


def unfinished(viewer: Viewer = MOTHER, child: Pupil = IGOR) -> Application | None:
    """Find an application that was begun."""
    return confirming.find_unfinished(current_session(), viewer, child.id)


def applications() -> list[Any]:
    """Read every application, the oldest first."""
    return list(current_session().scalars(select(Application).order_by(Application.id)))
