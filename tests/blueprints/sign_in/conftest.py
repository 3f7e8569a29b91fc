"""A portal with accounts, a provider that vouches for whoever is wanted, and a browser that goes there and back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sgo_pfdo import Account, VerifiedPerson
from sgo_pfdo.database import current_session
from sgo_pfdo.identity.model import Identity, SignIn
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.people import Level
from sgo_pfdo.testing import MemoryIdentityPortal, MemoryProvider
from tests.support.apps import IGOR, NOW
from tests.support.pages import Page
from tests.support.web import MakeWeb, Web

BASE_URL = "https://portal.example"
START, BACK, RESULT = "/pfdo/sign-in/gosuslugi", "/pfdo/sign-in/gosuslugi/return", "/pfdo/sign-in/result"
LINK, UNLINK, CHOOSE = "/pfdo/sign-in/link", "/pfdo/sign-in/unlink", "/pfdo/sign-in/choose"
MOTHER = VerifiedPerson(
    provider="gosuslugi",
    subject="1000299654",
    level=Level.CONFIRMED,
    surname="Королёва",
    first_name="Алёна",
    patronymic="Игоревна",
    birth_date=date(1981, 10, 1),
    snils="112-233-445 95",
)
ACCOUNT = Account(
    id="koroleva",
    label="Родитель",
    surname="Королёва",
    first_name="Алёна",
    patronymic="Игоревна",
    birth_date=date(1981, 10, 1),
    snils="11223344595",
)
IGOR_ACCOUNT = Account(
    id="account-igor",
    label="Учащийся",
    surname=IGOR.surname,
    first_name=IGOR.first_name,
    birth_date=IGOR.birth_date,
    snils="087-654-303 00",
    pupil_id=IGOR.id,
)
IGOR_HIMSELF = replace(
    MOTHER,
    subject="2000",
    surname=IGOR.surname,
    first_name=IGOR.first_name,
    patronymic=None,
    birth_date=IGOR.birth_date,
    snils="08765430300",
)
SECRETS = ("Корол", "Алёна", "112-233", "11223344595", "1981-10-01", "01.10.1981", "1981, 10", "1000299654", "Игоревна")


@dataclass
class Door:
    """The portal, the provider, and a browser in front of them."""

    web: Web
    provider: MemoryProvider

    @property
    def portal(self) -> MemoryIdentityPortal:
        """The portal in memory."""
        portal = self.web.portal
        assert isinstance(portal, MemoryIdentityPortal)
        return portal

    @property
    def client(self) -> FlaskClient:
        """The browser."""
        return self.web.client

    def start(self, client: FlaskClient | None = None, **query: str) -> str:
        """Go to the provider, and give the state that it got."""
        answer = (client or self.client).get(START, query_string=query)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        asked = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert asked["redirect_uri"] == [BASE_URL + BACK]
        return asked["state"][0]

    def answer(self, state: str, client: FlaskClient | None = None, **arguments: Any) -> TestResponse:
        """Come back with an answer; the redirect is not followed."""
        query = {"state": state, "code": "good"} | arguments
        return (client or self.client).get(
            BACK, query_string={name: value for name, value in query.items() if value is not None}
        )

    def come(self, **query: str) -> TestResponse:
        """Go there and back."""
        return self.answer(self.start(**query))

    def land(self, answer: TestResponse) -> Page:
        """Follow the redirect to the page that says what came of it."""
        assert answer.status_code == 303
        return Page(self.client.get(answer.headers["Location"]))

    def is_in(self) -> list[str]:
        """Tell who was signed in, each time."""
        return self.portal.signed_in

    def rows(self, model: type[Any]) -> list[Any]:
        """Read a table."""
        with self.web.app.app_context():
            return list(current_session().query(model))

    def links(self) -> list[tuple[str, str]]:
        """Read which accounts are linked, and how."""
        return [(row.account_id, row.how) for row in self.rows(Identity)]

    def ways(self) -> list[SignIn]:
        """Read the ways that are under way."""
        return self.rows(SignIn)

    def history(self) -> list[tuple[str, str | None, str | None]]:
        """Read what the history tells of identities."""
        entries = self.rows(JournalEntry)
        return [(one.event, one.actor_id, one.details) for one in entries if one.event.startswith("identity")]

    def wait(self, **time: float) -> None:
        """Let time go by."""
        assert self.portal.moment is not None
        self.portal.moment += timedelta(**time)


MakeDoor = Callable[..., Door]


@pytest.fixture
def make_door(make_web: MakeWeb) -> MakeDoor:
    """``make_door(account, …)``; other arguments are options of the application."""

    def make(*accounts: Account, person: VerifiedPerson = MOTHER, **options: Any) -> Door:
        portal, provider = MemoryIdentityPortal(NOW), MemoryProvider(person)
        portal.add(IGOR, "koroleva")
        for account in accounts:
            portal.put_account(account)
        options = {"SGO_PFDO_BASE_URL": BASE_URL, "identity": provider} | options
        return Door(make_web(portal, **options), provider)

    return make


@pytest.fixture
def door(make_door: MakeDoor) -> Door:
    """The usual one: one account, which is the mother's."""
    return make_door(ACCOUNT)
