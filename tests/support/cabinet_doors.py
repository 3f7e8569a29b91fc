"""The doors of the cabinet: browsers that nobody is signed in with at the portal, and a family with certificates."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.journal.model import JournalEntry
from tests.support.actions import run_command
from tests.support.pages import Page, open_page
from tests.support.web import Web

BASE_URL = "https://portal.example"
SIGN_IN = "/pfdo/cabinet/sign-in"
EMAIL = "family@example.org"


@dataclass
class Device:
    """A browser at the cabinet's pages. Whoever is signed in at the portal is another matter."""

    web: Web
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        """Take a browser of its own."""
        self.client = self.web.app.test_client()

    def open(self, address: str) -> Page:
        """Open an address and follow redirects."""
        return open_page(self.client, address)

    def press(self, page: Page, button: str, **typed: Any) -> Page:
        """Press a button and follow the redirect, if there is one."""
        answer = page.press(self.client, button, **typed)
        return open_page(self.client, answer.headers["Location"]) if answer.status_code == 303 else Page(answer)

    def sign_in(self, number: str, password: str, **typed: Any) -> Page:
        """Type number and password."""
        return self.press(self.open(SIGN_IN), "Войти", number=number, password=password, **typed)

    def cabinet(self, card_id: str, page: str = "") -> Page:
        """Open a page of a cabinet."""
        return self.open(f"/pfdo/cabinet/{card_id}{page}")

    @property
    def cookie(self) -> str | None:
        """What the cookie of the cabinet says."""
        cookie = self.client.get_cookie("sgo_pfdo_cabinet", path="/pfdo/cabinet")
        return cookie.value if cookie else None


@dataclass
class Family:
    """Igor and Sasha with their certificates."""

    web: Web

    def certificate(self, place: int = 0) -> Certificate:
        """Read Igor's certificate, or Sasha's."""
        return self.web.certificates()[place]

    def number(self, place: int = 0) -> str:
        """Its number."""
        return self.certificate(place).number

    def card(self, place: int = 0) -> str:
        """What names it in addresses."""
        return self.certificate(place).card_id

    def password(self, place: int = 0) -> str:
        """Read the initial password from the sheet of a certificate."""
        return self.web.passwords()[place]

    def device(self) -> Device:
        """Take another device."""
        return Device(self.web)

    def signed_in(self, *places: int) -> Device:
        """Take a device where these cabinets are open, by default Igor's."""
        device = self.device()
        for place in places or (0,):
            assert "Личный кабинет сертификата" in device.sign_in(self.number(place), self.password(place)).text
        return device

    def wait(self, **time: float) -> None:
        """Let time go by."""
        moment = self.web.portal.moment
        assert moment is not None
        self.web.portal.moment = moment + timedelta(**time)

    def confirm_address(self, place: int = 0, email: str = EMAIL) -> None:
        """Confirm an address, as the settings do."""
        holder_id, now = self.certificate(place).holder_id, self.web.portal.moment
        with self.web.app.app_context():
            secret = current_state().cipher.encrypt(email)
            perform(
                lambda session: session.merge(
                    CabinetSettings(holder_id=holder_id, email=secret, email_confirmed_at=now)
                )
            )

    def letters(self) -> list[Any]:
        """Send what waits, and read what went out."""
        run_command(self.web.app, "mail", "send")
        return self.web.portal.letters

    def events(self, place: int = 0) -> list[tuple[str, str, str | None]]:
        """List what the history of a certificate says of its cabinet: event, role, details."""
        with self.web.app.app_context():
            entries = current_session().scalars(select(JournalEntry).order_by(JournalEntry.id))
            wanted = re.compile("cabinet|password|recovery|sessions")
            return [
                (one.event, one.actor_role, one.details)
                for one in entries
                if one.certificate_id == place + 1 and wanted.search(one.event)
            ]
