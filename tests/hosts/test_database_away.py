"""The database is locked, restarted or gone: the person reads «Попробуйте через минуту», and nothing is half done."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient
from psycopg.sql import SQL, Identifier
from werkzeug.test import TestResponse

from sgo_pfdo import database
from tests.hosts import strict_portal, text_portal, uuid_portal
from tests.hosts.conftest import MakePortal, RunningPortal
from tests.support import postgresql
from tests.support.contents import contents_of
from tests.support.pages import Page, open_page

GET_IT = "Получить сертификат"
IMPATIENT = {"connect_args": {"timeout": 0}}
PAGE = "/settings/certificate"


@pytest.fixture(autouse=True)
def _few_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ATTEMPTS", 2)


@contextmanager
def locked(uri: str, *, for_readers: bool) -> Iterator[None]:
    """Hold an SQLite file from another connection: against writers, or against readers as well."""
    connection = sqlite3.connect(uri.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE" if for_readers else "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def read_apology(answer: TestResponse) -> Page:
    """Check that an answer asks to come again, and keep it for a closer look."""
    page = Page(answer)
    assert (page.status, answer.headers["Retry-After"]) == (503, "60")
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.title == "Попробуйте через минуту"
    assert "Обновите страницу через минуту." in page.text
    return page


def signed_in(portal: RunningPortal) -> FlaskClient:
    """Sign a parent in and see that all is well."""
    parent = portal.sign_in("ivanova")
    assert parent.get(PAGE).status_code == 200
    return parent


def test_the_apology_stands_in_the_layout_of_a_portal_that_needs_no_database_for_it(
    make_portal: MakePortal, sqlite_uri: str
) -> None:
    portal = make_portal(
        text_portal,
        sqlite_uri,
        SQLALCHEMY_ENGINE_OPTIONS=IMPATIENT,
        SGO_PFDO_BASE_TEMPLATE="layout.html",
        SGO_PFDO_SETTINGS_URL_PREFIX=PAGE,
    )
    parent = signed_in(portal)
    with locked(sqlite_uri, for_readers=True):
        page = read_apology(parent.get(PAGE))
    assert "Городской портал" in page.text
    assert parent.get(PAGE).status_code == 200


@pytest.mark.parametrize("host", [uuid_portal, strict_portal], ids=["uuid", "strict"])
def test_it_stands_alone_where_the_layout_itself_needs_the_database(
    make_portal: MakePortal, sqlite_uri: str, host: ModuleType
) -> None:
    parent = signed_in(make_portal(host, sqlite_uri, SQLALCHEMY_ENGINE_OPTIONS=IMPATIENT))
    with locked(sqlite_uri, for_readers=True):
        read_apology(parent.get(PAGE))
        read_apology(parent.get(f"{PAGE}/history"))
    assert parent.get(PAGE).status_code == 200


def test_a_press_while_others_write_changes_nothing_and_works_afterwards(
    make_portal: MakePortal, sqlite_uri: str
) -> None:
    portal = make_portal(strict_portal, sqlite_uri, SQLALCHEMY_ENGINE_OPTIONS=IMPATIENT)
    parent = signed_in(portal)
    page = open_page(parent, PAGE)
    before = contents_of(portal.app)
    with locked(sqlite_uri, for_readers=False):
        apology = read_apology(page.press(parent, GET_IT))
    assert apology.text.startswith("Формы обучения: Главная")
    assert contents_of(portal.app) == before
    assert page.press(parent, GET_IT).status_code == 303


def test_a_file_that_may_not_be_written_is_told_the_same_way(make_portal: MakePortal, sqlite_uri: str) -> None:
    portal = make_portal(strict_portal, sqlite_uri)
    parent = signed_in(portal)
    page = open_page(parent, PAGE)
    with portal.app.app_context():
        engine = portal.app.extensions["sqlalchemy"].engine
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
    read_apology(page.press(parent, GET_IT))
    engine.dispose()
    assert page.press(parent, GET_IT).status_code == 303


@pytest.fixture
def on_postgresql(make_portal: MakePortal, postgresql_uri: str) -> RunningPortal:
    """A portal whose layout asks the database who is signed in, on PostgreSQL."""
    return make_portal(uuid_portal, postgresql_uri)


def end_connections(server: Path, uri: str, *, and_refuse_new: bool) -> None:
    """End every connection to a database, as a restart does."""
    name = uri.split("@/")[1].split("?")[0]
    with postgresql.connect(server) as connection:
        if and_refuse_new:
            connection.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def test_a_server_that_is_away_is_told_the_same_way(
    on_postgresql: RunningPortal, postgresql_uri: str, postgresql_server: Path
) -> None:
    parent = signed_in(on_postgresql)
    page = open_page(parent, PAGE)
    end_connections(postgresql_server, postgresql_uri, and_refuse_new=True)
    for _ in range(2):
        read_apology(parent.get(PAGE))
        read_apology(page.press(parent, GET_IT))


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/application-form.pdf"])
def test_after_a_restart_the_next_page_is_there_as_if_nothing_had_happened(
    on_postgresql: RunningPortal, postgresql_uri: str, postgresql_server: Path, address: str
) -> None:
    parent = signed_in(on_postgresql)
    end_connections(postgresql_server, postgresql_uri, and_refuse_new=False)
    assert parent.get(address).status_code == 200
    end_connections(postgresql_server, postgresql_uri, and_refuse_new=False)
    assert open_page(parent, PAGE).press(parent, GET_IT).status_code == 303
