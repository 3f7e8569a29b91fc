"""Thirty thousand odd requests to demo, module and access to children, on both databases: no error of ours."""

from collections.abc import Callable, Iterator
from random import SystemRandom

import flask
import pytest
from flask.testing import FlaskClient
from school_portal.demo_data import prepare

from sgo_pfdo.testing import MemoryFamilyPortal
from tests.browser.demo_portal import DemoPortal
from tests.security import filling
from tests.security.filling import PEOPLE
from tests.security.world import World
from tests.support.access_workers import ASKED
from tests.support.apps import IGOR, NOW, SCHOOL, build_app, close_app
from tests.support.figures import SOAK, Figures
from tests.support.pages import open_page
from tests.survival.fuzzing import Fuzzer

REQUESTS = 5000 if SOAK else 120
"""On either of two portals and two databases."""
FOR_ACCESS = 50_000 if SOAK else 120
"""On either database."""
BEGIN = ["/", "/sign-in", "/settings/certificate", "/pfdo/desk", "/pfdo/school", "/pfdo/municipality", "/mail/1"]
LOGINS = ["ivanova", "petrova", "smirnova", "igor", "clerk", "director", "operator", "nobody"]


@pytest.fixture
def seed() -> int:
    """Another one each time; a failure names it, so that it can be put here."""
    return SystemRandom().randrange(2**32)


@pytest.fixture
def module(ready_uri: str) -> Iterator[World]:
    """The portal in memory in which everything has happened once."""
    portal = filling.portal()
    app = build_app(ready_uri, portal, prepare=False, SGO_PFDO_BASE_URL=filling.BASE_URL)
    filling.fill(app)
    yield World(app, portal)
    close_app(app)


ACCESS: dict[str, Callable[[MemoryFamilyPortal], object]] = {
    "mother": lambda portal: portal.sign_in_parent("novikova"),
    "registrar": lambda portal: portal.sign_in_registrar(SCHOOL.id),
    "director": lambda portal: portal.sign_in_director(SCHOOL.id),
    "pupil": lambda portal: portal.sign_in_pupil(IGOR.id),
    "nobody": MemoryFamilyPortal.sign_out,
}
"""Who comes to a portal that attaches children."""
ACCESS_PAGES = ["", "/new", "/code", "/help"]
SCHOOL_PAGES = ["", "/codes", f"/notice?pupil={IGOR.id}"]


@pytest.fixture
def attaching(ready_uri: str) -> Iterator[flask.Flask]:
    """A portal that attaches children, with a request that waits."""
    portal = MemoryFamilyPortal(NOW)
    portal.add(IGOR)
    app = build_app(ready_uri, portal, prepare=False, SGO_PFDO_BASE_URL=filling.BASE_URL)
    ACCESS["mother"](portal)
    client = app.test_client()
    stated = {name: value for name, value in ASKED.items() if name != "version"}
    assert open_page(client, "/pfdo/access/new").press(client, "Подать заявление", **stated).status_code == 303
    yield app
    close_app(app)


@pytest.fixture
def demo(database_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[flask.Flask]:
    """The demo, which shows what goes wrong instead of the page that hides it."""
    settings = {
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "SQLALCHEMY_ENGINE_OPTIONS": {},
        "SGO_PFDO_BASE_URL": "http://portal.example",
        "PROPAGATE_EXCEPTIONS": True,
    }
    app = DemoPortal(tmp_path_factory.getbasetemp(), **settings).app
    with app.app_context():
        prepare()
    yield app
    close_app(app)


def keep(figures: Figures, fuzzer: Fuzzer, seed: int) -> None:
    """Keep what was answered."""
    answers = {f"status_{code}": count for code, count in sorted(fuzzer.codes.items())}
    figures(tries=sum(fuzzer.codes.values()), errors=0, seed=seed, **answers)
    assert fuzzer.codes[200] > REQUESTS / (10 if SOAK else 30), "most requests ended at the door"


def test_odd_requests_to_the_module(module: World, figures: Figures, seed: int) -> None:
    fuzzer = Fuzzer(module.app, sorted(PEOPLE), module.client, list(module.seeds()), seed)
    print(f"seed {seed}")
    fuzzer.send(REQUESTS, be=lambda person: PEOPLE[person](module.portal))
    keep(figures, fuzzer, seed)


def test_odd_requests_for_access_to_children(attaching: flask.Flask, figures: Figures, seed: int) -> None:
    portal = attaching.extensions["sgo_pfdo"].host
    begin = [f"/pfdo/access{page}" for page in ACCESS_PAGES] + [f"/pfdo/school/access{page}" for page in SCHOOL_PAGES]
    fuzzer = Fuzzer(attaching, sorted(ACCESS), lambda person: attaching.test_client(), begin, seed)
    print(f"seed {seed}")
    fuzzer.send(FOR_ACCESS, be=lambda person: ACCESS[person](portal))
    keep(figures, fuzzer, seed)


def test_odd_requests_to_the_demo(demo: flask.Flask, figures: Figures, seed: int) -> None:
    def browser(login: str) -> FlaskClient:
        client = demo.test_client()
        if login != "nobody":
            open_page(client, "/sign-in").press(client, "Войти", login=login, password=login)
        return client

    fuzzer = Fuzzer(demo, LOGINS, browser, BEGIN, seed)
    print(f"seed {seed}")
    fuzzer.send(REQUESTS)
    keep(figures, fuzzer, seed)
