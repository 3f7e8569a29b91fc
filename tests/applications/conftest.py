"""A portal in a municipality that wants an application by e-mail, in memory or as services on both databases."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import flask
import pytest

from sgo_pfdo.testing import MemoryPortal
from tests.support.applying import BASE_URL, Applicant, choose_way
from tests.support.apps import MakeApp, build_app, close_app, family_portal
from tests.support.web import Web

MakeWay = Callable[..., Web]  # what the fixture ``make_way`` gives


@pytest.fixture(scope="session")
def way_file(ready_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the families once both municipalities have chosen the way by e-mail."""
    file = Path(shutil.copy(ready_file, tmp_path_factory.mktemp("way") / "way.sqlite"))
    app = build_app(f"sqlite:///{file}", prepare=False)
    with app.app_context():
        choose_way()
    close_app(app)
    return file


@pytest.fixture
def make_way(way_file: Path, tmp_path: Path) -> Iterator[MakeWay]:
    """``make_way(portal, …)`` builds a portal on a copy of that file."""
    made: list[flask.Flask] = []

    def make(portal: MemoryPortal | None = None, **options: Any) -> Web:
        file = shutil.copy(way_file, tmp_path / f"way-{len(made)}.sqlite")
        config = {"SGO_PFDO_BASE_URL": BASE_URL} | options
        app = build_app(f"sqlite:///{file}", portal or family_portal(), prepare=False, **config)
        made.append(app)
        return Web(app, cast(MemoryPortal, app.extensions["sgo_pfdo"].host), app.test_client())

    yield make
    for app in made:
        close_app(app)


@pytest.fixture
def web(make_way: MakeWay) -> Web:
    """The portal of Igor and Sasha; their mother is signed in."""
    return make_way()


@pytest.fixture
def mother(web: Web) -> Applicant:
    """The mother, who applies for Igor."""
    return Applicant(web)


@pytest.fixture
def any_app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on each of the two databases, inside its application context."""
    app = make_app(SGO_PFDO_BASE_URL=BASE_URL)
    with app.app_context():
        choose_way()
        yield app


@pytest.fixture
def app(way_file: Path, tmp_path: Path) -> Iterator[flask.Flask]:
    """A host on a copied SQLite file, inside its application context."""
    file = shutil.copy(way_file, tmp_path / "services.sqlite")
    app = build_app(f"sqlite:///{file}", prepare=False, SGO_PFDO_BASE_URL=BASE_URL)
    with app.app_context():
        yield app
    close_app(app)
