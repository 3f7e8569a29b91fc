"""Every portal, ready for a family."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import make_url

from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.enabling import enable
from sgo_pfdo.municipalities.loading import load_file
from tests.browser.demo_portal import DemoPortal, prepare_database
from tests.hosts import strict_portal, text_portal, uuid_portal
from tests.support.apps import MUNICIPALITIES, close_app
from tests.support.once import made_once
from tests.support.pages import open_page

PORTALS = {"uuid": uuid_portal, "text": text_portal, "strict": strict_portal}


@dataclass(frozen=True)
class RunningPortal:
    """A portal with its people, in which the module is enabled."""

    app: flask.Flask

    def sign_in(self, login: str) -> FlaskClient:
        """Sign somebody in the way a person does."""
        client = self.app.test_client()
        assert open_page(client, "/sign-in").press(client, "Войти", login=login).status_code == 302
        return client


MakePortal = Callable[..., RunningPortal]


def fill(portal: ModuleType, app: flask.Flask) -> None:
    """Write what a portal has, and what the module knows of it."""
    with app.app_context():
        schools = portal.fill()
        upgrade(app.extensions["sqlalchemy"].engine)
        load_file(MUNICIPALITIES)
        enable(schools, municipality="kiselevsk")


FilledFile = Callable[[ModuleType], Path]


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> FilledFile:
    """``filled_file(module)`` gives an SQLite file that its portal has filled."""

    def filled(portal: ModuleType) -> Path:
        def make(file: Path) -> None:
            app = portal.create_app(f"sqlite:///{file}", TESTING=True)
            fill(portal, app)
            close_app(app)

        return made_once(tmp_path_factory, f"{portal.__name__}.sqlite", make)

    return filled


@pytest.fixture
def make_portal(filled_file: FilledFile) -> Iterator[MakePortal]:
    """``make_portal(module, database_uri, …)`` builds a portal and fills it; the rest is for its ``create_app``."""
    made: list[flask.Flask] = []

    def make(portal: ModuleType, database_uri: str, **config: Any) -> RunningPortal:
        url = make_url(database_uri)
        if is_file := url.drivername == "sqlite":
            shutil.copy(filled_file(portal), str(url.database))
        app = portal.create_app(database_uri, TESTING=True, **config)
        made.append(app)
        if not is_file:
            fill(portal, app)
        return RunningPortal(app)

    yield make
    for app in made:
        close_app(app)


@pytest.fixture(params=list(PORTALS))
def portal(request: pytest.FixtureRequest, make_portal: MakePortal, sqlite_uri: str) -> RunningPortal:
    """Each of the portals in turn, on SQLite."""
    return make_portal(PORTALS[request.param], sqlite_uri)


@pytest.fixture(params=list(PORTALS))
def portal_on_each_database(
    request: pytest.FixtureRequest, make_portal: MakePortal, database_uri: str
) -> RunningPortal:
    """Each of the portals in turn, on SQLite and on PostgreSQL."""
    return make_portal(PORTALS[request.param], database_uri)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file that every demo begins with."""
    return made_once(tmp_path_factory, "example.sqlite", prepare_database)


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[DemoPortal]:
    """The portal of the demo on a copy of it."""
    portal = DemoPortal(Path(shutil.copy(demo_file, tmp_path / "demo.sqlite")))
    yield portal
    close_app(portal.app)
