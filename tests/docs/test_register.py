"""docs/register.md: its remote register against a server, its lines for the embedded one."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import flask
import pytest

from sgo_pfdo.register.model import Account, RegisterTask
from sgo_pfdo.register.port import Register
from sgo_pfdo.upkeep import leasing
from tests.docs.reading import DOCS, blocks, prose, remote_register
from tests.support.apps import build_app, close_app, family_portal
from tests.support.pages import Page, open_page
from tests.support.server import Serve

PAGE = DOCS / "register.md"


class RegisterServer:
    """A server that keeps what it was told; it refuses as long as ``is_away``."""

    def __init__(self) -> None:
        self.is_away = False
        self.told: list[tuple[str, str, dict[str, Any]]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer a request."""
        fields = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        assert environ["HTTP_AUTHORIZATION"] == "Bearer token"
        if self.is_away:
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        self.told.append((environ["PATH_INFO"], environ["HTTP_IDEMPOTENCY_KEY"], fields))
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"accepted": environ["HTTP_IDEMPOTENCY_KEY"]}).encode()]


@pytest.fixture
def server() -> RegisterServer:
    """The server of a remote АИС ПФДО."""
    return RegisterServer()


@pytest.fixture
def remote(serve: Serve, server: RegisterServer) -> Register:
    """The register of the page, talking to the server."""
    return remote_register(serve(server))


@pytest.fixture
def remote_app(ready_sqlite_uri: str, remote: Register) -> Iterator[flask.Flask]:
    """A host whose АИС ПФДО is the server."""
    app = build_app(ready_sqlite_uri, family_portal(), remote, prepare=False)
    yield app
    close_app(app)


def sync(app: flask.Flask) -> str:
    """Run ``flask pfdo register sync``."""
    result = app.test_cli_runner().invoke(args=["pfdo", "register", "sync"])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_remote_register_of_the_page_is_told_of_account_and_password(
    remote_app: flask.Flask, server: RegisterServer
) -> None:
    client = remote_app.test_client()
    page = open_page(client, "/settings/certificate")
    page = Page(client.get(page.press(client, "Получить сертификат").location))
    assert "готовится" in page.text
    assert "Told: 1" in sync(remote_app)
    page = open_page(client, "/settings/certificate")
    assert page.has_link("Файл с учётными данными для входа в АИС ПФДО")
    open_page(client, page.link("Новый пароль")).press(client, "Создать новый пароль")
    assert "Told: 1" in sync(remote_app)
    (_, first_key, account), (kind, second_key, reset) = server.told
    assert (account["surname"], account["start_date"]) == ("Иванов", "2019-10-28")
    assert kind == "/passwords"
    assert reset["login"] == account["login"] == account["number"]
    assert reset["password"] != account["password"]
    assert first_key != second_key


def test_a_register_that_is_away_is_told_later_and_its_problem_holds_no_secret(
    remote_app: flask.Flask, server: RegisterServer
) -> None:
    client = remote_app.test_client()
    open_page(client, "/settings/certificate").press(client, "Получить сертификат")
    server.is_away = True
    assert "put back for later: 1" in sync(remote_app)
    with remote_app.app_context():
        session = remote_app.extensions["sqlalchemy"].session
        assert session.query(RegisterTask).one().problem == "accounts: HTTPError"


def test_the_times_of_the_queue_are_those_that_are_told() -> None:
    told = " ".join(prose(PAGE).split())
    assert timedelta(minutes=2) == leasing.LEASE
    assert "A call must end within two minutes" in told
    assert (timedelta(seconds=30), timedelta(hours=1)) == (leasing.FIRST_DELAY, leasing.LONGEST_DELAY)
    assert "tried again after 30 seconds, then after twice as long each time, at most an hour" in told


def test_the_lines_for_the_embedded_register_check_and_change_passwords(app: flask.Flask) -> None:
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[0].code, names)
    client = app.test_client()
    open_page(client, "/settings/certificate").press(client, "Получить сертификат")
    with app.app_context():
        login = app.extensions["sqlalchemy"].session.query(Account).one().login
        names["change_password"](login, "своё слово")
        assert names["may_sign_in"](login, "своё слово")
        assert not names["may_sign_in"](login, "чужое слово")
    assert not open_page(client, "/settings/certificate").has_link("Файл с учётными данными для входа в АИС ПФДО")
