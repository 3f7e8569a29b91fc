"""A portal in memory on a database that is copied, ready, for each test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from weakref import WeakKeyDictionary

import flask
import pytest
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from werkzeug.test import TestResponse

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.register.model import Account
from sgo_pfdo.testing import MemoryPortal
from tests.support import actions
from tests.support.apps import IGOR, SASHA, build_app, close_app
from tests.support.once import made_once
from tests.support.pages import Page, open_page

PAGE = "/settings/certificate"


_tokens: WeakKeyDictionary[FlaskClient, tuple[str, str]] = WeakKeyDictionary()
"""The session of each browser and the token that was made for it."""


@dataclass(frozen=True)
class Web:
    """A portal and a browser in front of it; whoever ``portal`` says is signed in there."""

    app: flask.Flask
    portal: MemoryPortal
    client: FlaskClient

    def open(self, address: str = PAGE, **query: str) -> Page:
        """Open an address, by default the family's page, and follow redirects."""
        return Page(self.client.get(address, query_string=query or None, follow_redirects=True))

    def press(self, button: str = "Получить сертификат", **query: str) -> Page:
        """Open the page, press a button on it and follow the redirect."""
        return self.land(self.open(**query).press(self.client, button))

    def land(self, answer: TestResponse) -> Page:
        """Follow the redirect of a press."""
        assert answer.status_code == 303, answer.status_code
        return open_page(self.client, answer.headers["Location"])

    def token(self) -> str:
        """Give a token that is good in this browser, whether or not a page would give one.

        As long as the browser keeps the very session for which one was made, that one is good.
        """
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = self.client.get_cookie(name)
        known = _tokens.get(self.client)
        if cookie is not None and known is not None and known[0] == cookie.value:
            return known[1]
        with self.app.test_request_context():
            token: str = generate_csrf()
            secret = flask.session["csrf_token"]
        with self.client.session_transaction() as session:
            session["csrf_token"] = secret
        cookie = self.client.get_cookie(name)
        if cookie is not None:
            _tokens[self.client] = cookie.value, token
        return token

    def certificates(self) -> list[Certificate]:
        """Read all certificates, the oldest first."""
        with self.app.app_context():
            return list(current_session().scalars(select(Certificate).order_by(Certificate.id)))

    def passwords(self) -> list[str]:
        """Decrypt all initial passwords, the oldest certificate first."""
        with self.app.app_context():
            accounts = current_session().scalars(select(Account).order_by(Account.certificate_id))
            return [current_state().cipher.decrypt(account.secret) for account in accounts if account.secret]


MakeWeb = Callable[..., Web]


@pytest.fixture(scope="session")
def certified_file(ready_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same file once Igor and Sasha have their certificates."""

    def make(file: Path) -> None:
        shutil.copy(ready_file, file)
        app = build_app(f"sqlite:///{file}", prepare=False)
        with app.app_context():
            actions.press(IGOR)
            actions.press(SASHA)
        close_app(app)

    return made_once(tmp_path_factory, "certified.sqlite", make)


@pytest.fixture
def make_web(ready_file: Path, certified_file: Path, tmp_path: Path) -> Iterator[MakeWeb]:
    """``make_web(certified=True, …)`` builds a portal on a copy; other arguments go to ``build_app``.

    ``file`` is another one that is copied.
    """
    made: list[flask.Flask] = []

    def make(*arguments: Any, certified: bool = False, file: Path | None = None, **options: Any) -> Web:
        copy = tmp_path / f"{len(made)}.sqlite"
        shutil.copy(file or (certified_file if certified else ready_file), copy)
        app = build_app(f"sqlite:///{copy}", *arguments, prepare=False, **options)
        made.append(app)
        portal = cast(MemoryPortal, app.extensions["sgo_pfdo"].host)
        return Web(app, portal, app.test_client())

    yield make
    for app in made:
        close_app(app)


@pytest.fixture
def web(make_web: MakeWeb) -> Web:
    """The portal of Igor and Sasha, whose mother is signed in; neither has a certificate."""
    return make_web()


@pytest.fixture
def certified(make_web: MakeWeb) -> Web:
    """The same family once both children have their certificates."""
    return make_web(certified=True)
