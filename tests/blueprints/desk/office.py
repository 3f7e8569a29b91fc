"""What a clerk does on the pages of the desk."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.required_papers import papers_to_activate, papers_to_apply_in_person
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.testing import MemoryPortal
from tests.support.editing import change_past_the_module
from tests.support.pages import Page
from tests.support.web import Web

DESK = "/pfdo/desk"
IN_PERSON = f"{DESK}/in-person"
SEEN = [paper.value for paper in papers_to_activate(attends_school=True, alone=False)]
SEEN_IN_PERSON = [paper.value for paper in papers_to_apply_in_person(attends_school=True, alone=False)]
ANNA = {
    "surname": "Ёлкина",
    "first_name": "Анна",
    "patronymic": "Павловна",
    "born": "08.03.2011",
    "document_kind": "birth_certificate",
    "document_number": "iii-аб 123456",
    "attends": "y",
    "papers": SEEN_IN_PERSON,
}
"""Eight years old, not in the portal; all papers are on the table."""


@dataclass(frozen=True)
class Desk:
    """The pages of the desk, and the portal around them."""

    web: Web

    @property
    def portal(self) -> MemoryPortal:
        """The portal: says who is signed in and what time it is."""
        return self.web.portal

    @property
    def client(self) -> FlaskClient:
        """The clerk's browser."""
        return self.web.client

    def certificate(self, position: int = 0) -> Certificate:
        """Read Igor's certificate, or another one in the order of issuing."""
        return self.web.certificates()[position]

    def card(self, position: int = 0, **query: str) -> Page:
        """Open a card."""
        return self.web.open(f"{DESK}/c/{self.certificate(position).card_id}", **query)

    def step_page(self, name: str, position: int = 0) -> Page:
        """Open the page of a step: «annul»."""
        return self.web.open(f"{DESK}/c/{self.certificate(position).card_id}/{name}")

    def press(self, page: Page, button: str, **typed: Any) -> Page:
        """Press a button and look at what comes: where it redirects to, or the answer itself."""
        answer = page.press(self.client, button, **typed)
        return self.web.land(answer) if answer.status_code == 303 else Page(answer)

    def activate(self, position: int = 0, **typed: Any) -> Page:
        """Tick all papers and activate."""
        return self.press(self.card(position), "Активировать", **({"papers": SEEN} | typed))

    def search(self, wanted: str) -> Page:
        """Type into the one field and press Enter."""
        return self.press(self.web.open(DESK), "Найти", wanted=wanted)

    def search_name(self, surname: str, born: str) -> Page:
        """Look for a child by name."""
        return self.press(self.web.open(DESK), "Найти по фамилии", surname=surname, born=born)

    def register(self, **changes: Any) -> Page:
        """Fill «Оформить лично» in and send it."""
        return self.press(self.web.open(IN_PERSON), "Оформить сертификат", **(ANNA | changes))

    def events(self) -> list[str]:
        """List what clerks have left in the history, the oldest first."""
        with self.web.app.app_context():
            query = select(JournalEntry.event).where(JournalEntry.actor_role == "clerk").order_by(JournalEntry.id)
            return list(current_session().scalars(query))

    def set_municipality(self, **values: Any) -> None:
        """Change what the operator has set."""
        with self.web.app.app_context():
            change_past_the_module(update(Municipality).values(**values))


def focused(page: Page) -> list[str]:
    """List the ids of what asks for the focus."""
    return [given.get("id", "") for _, given in page.elements if "autofocus" in given]
