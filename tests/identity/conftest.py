"""The stand on a port of its own, a provider that speaks with it, and a person's way through its pages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import flask
import pytest
from gosuslugi_stand import Client, Person, create_stand, tokens
from gosuslugi_stand.stand import Stand

from sgo_pfdo.identity.oidc import OidcProvider
from tests.support.pages import Page
from tests.support.server import serving

BACK = "https://portal.example/pfdo/sign-in/gosuslugi/return"
SECRET = "the secret of the portal"
MOTHER = Person(
    login="mother",
    subject="1000299654",
    claims={
        "lastName": "Королёва",
        "firstName": "Алёна",
        "middleName": "Игоревна",
        "birthDate": "01.10.1981",
        "snils": "112-233-445 95",
        "trusted": True,
        "email": "koroleva@mail.example",
    },
)


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the stand's keys are: they take a second to make, and a tenth of one to read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_kept_key", cache(tokens._kept_key))
        yield tmp_path_factory.mktemp("stand")


class Somebody:
    """A browser at the stand."""

    def __init__(self, app: flask.Flask) -> None:
        self.client = app.test_client()

    def go(self, address: str, login: str = "mother", answer: str = "yes", role: str = "person") -> dict[str, str]:
        """Go through the pages from the address that a portal gave, and give the arguments of the way back."""
        return dict(parse_qsl(urlsplit(self.way_back(address, login, answer, role)).query))

    def way_back(self, address: str, login: str = "mother", answer: str = "yes", role: str = "person") -> str:
        """Do that, and give the whole address of the way back."""
        asked = urlsplit(address)
        said = self.client.get(f"{asked.path}?{asked.query}")
        while said.status_code == 200:
            [form] = Page(said).forms
            fields = form.fields | {"login": login, "password": login, "role": role, "answer": answer}
            said = self.client.post(form.action, data=fields)
        assert said.status_code == 303, said.text
        return said.headers["Location"]


@pytest.fixture
def stand(key_folder: Path) -> Iterator[Stand]:
    """A stand with one person, that is well until its mood is changed."""
    client = Client(client_id="portal", secret=SECRET, redirect_uris=[BACK], sign_out_uris=["https://portal.example/"])
    app = create_stand("", client, [MOTHER], key_folder)
    with serving(app) as address:
        running: Stand = app.extensions["stand"]
        running.issuer = address.replace("127.0.0.1", "localhost")
        yield running


@pytest.fixture
def somebody(stand: Stand) -> Somebody:
    """A browser at the stand."""
    return Somebody(stand.app)


@pytest.fixture
def provider(stand: Stand) -> OidcProvider:
    """A provider that speaks with the stand."""
    return OidcProvider(stand.issuer, "portal", SECRET)


def now() -> datetime:
    """Give the moment."""
    return datetime.now(UTC)
