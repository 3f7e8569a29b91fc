"""What families do in the cabinet: on its pages, and without one inside an application context."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from sgo_pfdo import Pupil, database
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.settings import Change, settings_of
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.writing import Actor, history_of
from sgo_pfdo.secrets import Cipher
from tests.support.actions import run_command
from tests.support.apps import IGOR, NOW
from tests.support.pages import Page
from tests.support.web import Web

FAMILY = Actor(role="parent", id="ivanova")
EMAIL = "mama@mail.ru"
OPEN = "Открыть личный кабинет сертификата"


def enter_cabinet(web: Web, child: Pupil = IGOR) -> None:
    """Press the door of the portal, as the parent who is signed in there."""
    page = web.open(child=child.id)
    assert page.press(web.client, OPEN).status_code == 303


def open_cabinet(web: Web, page: str = "", *, certificate: int = 0) -> Page:
    """Open a page of a child's cabinet through the portal, as the parent who is signed in there.

    Args:
        web: the portal; the child has a certificate.
        page: what follows the card id in the address.
        certificate: the place of the certificate, the oldest first.
    """
    enter_cabinet(web)
    return web.open(f"/pfdo/cabinet/{web.certificates()[certificate].card_id}{page}")


def change_for(certificate: Certificate, now: datetime = NOW) -> Change:
    """Describe a change by the mother."""
    return Change(
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        municipality_code=certificate.municipality_code,
        actor=FAMILY,
        now=now,
    )


def do(action: Any, certificate: Certificate, *arguments: Any, now: datetime = NOW, **options: Any) -> Any:
    """Carry out a service as one action."""

    def run(session: Session) -> Any:
        return action(session, change_for(certificate, now), *arguments, **options)

    return database.perform(run)


def stored(certificate: Certificate) -> CabinetSettings:
    """Read the settings, which exist."""
    found = settings_of(current_session(), certificate.holder_id)
    assert found is not None
    return found


def cipher() -> Cipher:
    """Give the cipher of the application."""
    return current_state().cipher


def events(certificate: Certificate) -> list[tuple[str, str | None]]:
    """List what the history tells, the newest first: event and details."""
    entries = history_of(current_session(), certificate.holder_id)
    return [(entry.event, entry.details) for entry in entries]


@dataclass(frozen=True)
class Office:
    """Somebody who is signed in at the portal, in the cabinet of a child."""

    web: Web
    child: Pupil = IGOR

    @property
    def card_id(self) -> str:
        """The child's card."""
        return next(one.card_id for one in self.web.certificates() if one.first_name == self.child.first_name)

    def address(self, page: str = "") -> str:
        """Give the address of a page of the settings."""
        return f"/pfdo/cabinet/{self.card_id}/settings{page and '/' + page}"

    def open(self, page: str = "") -> Page:
        """Open the overview, or a page of the settings; through the portal's door where the cabinet is not open."""
        shown = self.web.open(self.address(page))
        if shown.title.startswith("Вход в личный кабинет"):
            enter_cabinet(self.web, self.child)
            shown = self.web.open(self.address(page))
        return shown

    def save(self, page: str, button: str = "Сохранить", **typed: Any) -> Page:
        """Type something, press, and follow the redirect."""
        return self.web.land(self.open(page).press(self.web.client, button, **typed))

    def refused(self, page: str, button: str = "Сохранить", **typed: Any) -> Page:
        """Type something that is refused."""
        answer = self.open(page).press(self.web.client, button, **typed)
        assert answer.status_code == 422, answer.status_code
        return Page(answer)

    def letters(self) -> list[EmailMessage]:
        """Empty the outbox and list every letter there ever was."""
        assert run_command(self.web.app, "mail", "send").exit_code == 0
        return self.web.portal.letters

    def link(self) -> str:
        """Give the link of the newest letter that has one, without the address that it begins with."""
        for message in reversed(self.letters()):
            body = message.get_body(["plain"])
            assert body is not None
            found = re.search(r"https://school\.example(/pfdo/cabinet/mail/\S+)", body.get_content())
            if found:
                return found[1]
        raise AssertionError("no letter has a link")

    def confirm(self) -> Page:
        """Press on the page of the newest link, on another device where nobody is signed in."""
        client = self.web.app.test_client()
        page = Page(client.get(self.link()))
        answer = page.press(client, "Подтвердить адрес")
        assert answer.status_code == 303, answer.status_code
        return Page(client.get(answer.headers["Location"]))

    def give_email(self, email: str = EMAIL) -> Page:
        """Give an address and confirm it."""
        self.save("email", "Отправить письмо со ссылкой", email=email)
        return self.confirm()

    def history(self) -> str:
        """Read the history as the family does."""
        return self.web.open("/settings/certificate/history", child=self.child.id).text
