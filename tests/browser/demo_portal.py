"""The demo portal of `make demo` on a database and at a clock of its own, and the pages that people look at there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import flask
from playwright.sync_api import Locator, Page
from school_portal import create_app
from school_portal.demo_data import prepare
from sqlalchemy import update

from sgo_pfdo.database import Base
from tests.support.apps import KEY, close_app
from tests.support.editing import change_past_the_module
from tests.support.pages import open_page
from tests.support.server import serving

MORNING = datetime(2019, 10, 28, 10, 0, tzinfo=ZoneInfo("Asia/Novokuznetsk"))
"""On this day the certificate in S004 begins; everybody's birth date is counted from it."""
SECTION = "Сертификат дополнительного образования"
IGOR = "Иванов Игорь Иванович"
SASHA = "Иванова Александра Ивановна"
GET = "Получить сертификат"


class DemoPortal:
    """A running demo portal.

    Args:
        database: its SQLite file.
        config: more options of the application.
    """

    def __init__(self, database: Path, **config: Any) -> None:
        """Build the portal; it is not served yet."""
        self.database = database
        self.moment = MORNING
        """What time it is there; a test may set it."""
        self.address = ""
        """Where it is served, without a slash at the end."""
        self.app: flask.Flask = create_app(
            {
                "SECRET_KEY": "the demo portal of the tests",
                "SGO_PFDO_KEYS": [KEY],
                "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}",
                "SQLALCHEMY_ENGINE_OPTIONS": {"connect_args": {"timeout": 0.1}},
                "CLOCK": lambda: self.moment,
                "PASSWORD_METHOD": "pbkdf2:sha256:1",  # these passwords guard nothing, and hashing takes time
                **config,
            }
        )

    def sign_in(self, page: Page, login: str, path: str = "/") -> None:
        """Sign somebody in, in place of whoever was; the tab needs no page for that.

        Args:
            page: the tab.
            login: of a demo account.
            path: where to go then.
        """
        client = self.app.test_client()
        open_page(client, "/sign-in").press(client, "Войти", login=login, password=login)
        session = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert session is not None, "the portal knows a browser by its cookie"
        page.context.clear_cookies()
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": self.address}])
        page.goto(f"{self.address}{path}")

    def sign_in_by_hand(self, page: Page, login: str) -> None:
        """Sign somebody in as people do, on the page that asks for it."""
        page.goto(f"{self.address}/")
        page.get_by_label("Логин").fill(login)
        page.get_by_label("Пароль").fill(login)
        press(page, "Войти")

    def open_section(self, page: Page, login: str, child: str | None = None) -> None:
        """Sign in and open the page of the certificate.

        Args:
            page: the tab.
            login: of a demo account.
            child: full name, to be chosen among the children.
        """
        self.sign_in(page, login, "/settings/certificate")
        if child is not None:
            choose(page, child)

    def get_certificate(self, page: Page, login: str, child: str | None = None) -> None:
        """Sign in and get a certificate."""
        self.open_section(page, login, child)
        press(page, GET)

    def visit(self, page: Page, child: str) -> None:
        """Go to a child's account as the parent who is signed in («Войти как ребёнок») and open the section there."""
        page.goto(f"{self.address}/")
        press(page, f"Войти как ребёнок: {child}")
        page.goto(f"{self.address}/settings/certificate")

    def change_all(self, table: type[Base], **values: Any) -> None:
        """Write something into every row of a table that nobody can write from these pages."""
        with self.app.app_context():
            change_past_the_module(update(table).values(**values))


@contextmanager
def running_portal(database: Path, **config: Any) -> Iterator[DemoPortal]:
    """Serve the demo portal on a prepared SQLite file until the block ends; ``config`` are options of it."""
    portal = DemoPortal(database, **config)
    with serving(portal.app) as portal.address:
        yield portal
    close_app(portal.app)


def prepare_database(file: Path) -> None:
    """Make the SQLite file that every demo begins with."""
    portal = DemoPortal(file)
    with portal.app.app_context():
        prepare()
    close_app(portal.app)


def copy_database(prepared: Path, folder: Path) -> Path:
    """Copy a prepared SQLite file into ``folder``."""
    return Path(shutil.copy(prepared, folder / "demo.sqlite"))


def press(page: Page, button: str) -> None:
    """Press a button by what it says, and wait for the page that answers, style sheets included."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def follow(page: Page, link: str) -> None:
    """Follow a link by what it says, and wait for the page behind it."""
    page.get_by_role("link", name=link, exact=True).click()
    page.wait_for_load_state()


def choose(page: Page, child: str) -> None:
    """Choose a child among the links «Дети»."""
    page.get_by_role("navigation", name="Дети").get_by_role("link", name=child).click()
    page.wait_for_load_state()


def heading(page: Page) -> Locator:
    """Give the heading that names the child."""
    return page.get_by_role("heading", level=2).and_(page.locator(".pfdo-name"))


def facts(page: Page) -> dict[str, str]:
    """Read the facts of a certificate: what stands beside «Номер», «Статус» and so on."""
    rows = page.locator(".pfdo-facts > div")
    return {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows.all()}


def reasons(page: Page) -> list[str]:
    """Read by which rules the button is not shown."""
    return [str(reason.get_attribute("data-pfdo-reason")) for reason in page.locator("[data-pfdo-reason]").all()]


def focused_text(page: Page) -> str:
    """Read the element that has the focus."""
    return page.locator(":focus").inner_text()
