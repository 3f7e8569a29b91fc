"""Passwords of the portal of `make demo` when several press at once, on SQLite and PostgreSQL: one of them wins."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from school_portal.browsers import hash_of
from school_portal.demo_data import prepare
from school_portal.models import Account, RecoveryLink, db
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.browser.demo_portal import DemoPortal
from tests.hosts.demo import is_signed_in, sign_in, try_to_sign_in
from tests.support.apps import close_app
from tests.support.pages import open_page
from tests.support.ready import ReadyDatabase

AT_ONCE = 6


def on(database_uri: str) -> DemoPortal:
    """Build the portal on a database."""
    options = {"SQLALCHEMY_DATABASE_URI": database_uri, "SQLALCHEMY_ENGINE_OPTIONS": {}}
    return DemoPortal(Path("unused.sqlite"), **options)


def fill(database_uri: str) -> None:
    """Prepare the demo there."""
    portal = on(database_uri)
    with portal.app.app_context():
        prepare()
    close_app(portal.app)


@pytest.fixture(scope="module")
def demo_database(postgresql_server: Path) -> Iterator[ReadyDatabase]:
    """What every demo begins with, on PostgreSQL."""
    database = ReadyDatabase(postgresql_server, fill)
    yield database
    database.drop()


@pytest.fixture
def demo_postgresql_uri(demo_database: ReadyDatabase) -> str:
    """Address of that database, as new."""
    return demo_database.renewed()


@pytest.fixture
def demo_sqlite_uri(demo_file: Path, sqlite_uri: str) -> str:
    """The same on SQLite."""
    shutil.copy(demo_file, sqlite_uri.removeprefix("sqlite:///"))
    return sqlite_uri


@pytest.fixture(params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[DemoPortal]:
    """The portal on each database."""
    portal = on(request.getfixturevalue(f"demo_{request.param}_uri"))
    yield portal
    close_app(portal.app)


def at_once(*presses: Callable[[], TestResponse]) -> list[TestResponse]:
    """Press everything at the same moment."""
    barrier, answers = threading.Barrier(len(presses)), list[TestResponse]()

    def press(one: Callable[[], TestResponse]) -> None:
        barrier.wait()
        answers.append(one())

    threads = [threading.Thread(target=press, args=[one]) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_link_that_many_use_sets_one_password(demo: DemoPortal) -> None:
    with demo.app.app_context():
        account = db.session.scalars(select(Account).filter_by(login="smirnova")).one()
        ends_at = int(demo.moment.timestamp()) + 60
        stamp = account.password_stamp
        link = RecoveryLink(token_hash=hash_of("x"), account_id=account.id, password_stamp=stamp, ends_at=ends_at)
        db.session.add(link)
        db.session.commit()

    def user(number: int) -> Callable[[], TestResponse]:
        client, new = demo.app.test_client(), f"синий чайник {number}"
        page = open_page(client, "/new-password/link?key=x")
        return lambda: page.press(client, "Сохранить", new=new, again=new)

    answers = at_once(*map(user, range(AT_ONCE)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes.count(303) == 1 and set(codes) <= {303, 410, 503}
    right = [try_to_sign_in(demo, "smirnova", f"синий чайник {number}").status_code for number in range(AT_ONCE)]
    assert right.count(302) == 1


def test_slips_that_two_windows_print_are_printed_once(demo: DemoPortal) -> None:
    def director(_: int) -> Callable[[], TestResponse]:
        client = sign_in(demo, "director")
        open_page(client, "/school/logins").press(client, "Продолжить", password="director")
        page = open_page(client, "/school/logins")
        boxes = [given["value"] for tag, given in page.elements if tag == "input" and given.get("name") == "person"]
        fields = {"csrf_token": page.form("Напечатать листки").fields["csrf_token"], "person": boxes}
        return lambda: client.post("/school/logins", data=fields)

    answers = at_once(*map(director, range(AT_ONCE)))
    printed = [answer.text.count('class="slip"') for answer in answers if answer.status_code == 200]
    assert sum(printed) == 2, "the newcomer and the teacher"
    assert {answer.status_code for answer in answers} <= {200, 409, 503}


def test_a_change_and_the_sign_ins_of_that_moment(demo: DemoPortal) -> None:
    owner = sign_in(demo, "ivanova")
    page = open_page(owner, "/settings/password")
    own = "синий чайник поёт"
    thieves = [demo.app.test_client() for _ in range(AT_ONCE)]
    pages = [open_page(thief, "/sign-in") for thief in thieves]

    def enter(place: int) -> Callable[[], TestResponse]:
        client: FlaskClient = thieves[place]
        return lambda: pages[place].press(client, "Войти", login="ivanova", password="ivanova")

    at_once(lambda: page.press(owner, "Сохранить", current="ivanova", new=own, again=own), *map(enter, range(AT_ONCE)))
    assert is_signed_in(owner) and not any(is_signed_in(thief) for thief in thieves)
    assert is_signed_in(sign_in(demo, "ivanova", own))
