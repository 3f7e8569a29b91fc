"""The world of :mod:`tests.security.world`, made once and copied for each test, also to PostgreSQL."""

import os
import pickle
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Response

from sgo_pfdo.municipalities import reading
from tests.security import filling
from tests.security.filling import PEOPLE
from tests.security.world import Crawl, Sent, World, distinct
from tests.support.apps import build_app, close_app
from tests.support.databases import copy_rows
from tests.support.once import WORKER, made_once
from tests.support.ready import ReadyDatabase

MakeWorld = Callable[..., World]


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file in which everything has happened once."""

    def make(file: Path) -> None:
        app = build_app(f"sqlite:///{file}", filling.portal(), SGO_PFDO_BASE_URL=filling.BASE_URL)
        filling.fill(app)
        close_app(app)

    return made_once(tmp_path_factory, "world.sqlite", make)


@pytest.fixture(scope="session")
def world_database(world_file: Path, postgresql_server: Path) -> Iterator[ReadyDatabase]:
    """The same rows on PostgreSQL: whatever was found in one of the two worlds is in the other one."""
    database = ReadyDatabase(postgresql_server, lambda uri: copy_rows(f"sqlite:///{world_file}", uri))
    yield database
    database.drop()


@pytest.fixture
def make_world(world_file: Path, tmp_path: Path) -> Iterator[MakeWorld]:
    """``make_world()`` gives a world of its own; arguments are options of the application."""
    made = []

    def make(**options: Any) -> World:
        reading._kept.cache_clear()  # a test before may have changed a municipality past the module
        file = shutil.copy(world_file, tmp_path / f"world-{len(made)}.sqlite")
        portal = filling.portal()
        app = build_app(
            f"sqlite:///{file}", portal, prepare=False, **({"SGO_PFDO_BASE_URL": filling.BASE_URL} | options)
        )
        made.append(app)
        return World(app, portal)

    yield make
    for app in made:
        close_app(app)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """One such world."""
    return make_world()


@pytest.fixture
def postgresql_world(world_database: ReadyDatabase) -> Iterator[World]:
    """One on PostgreSQL."""
    portal = filling.portal()
    app = build_app(world_database.renewed(), portal, prepare=False, SGO_PFDO_BASE_URL=filling.BASE_URL)
    yield World(app, portal)
    close_app(app)


@pytest.fixture(scope="session")
def crawls(world_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Crawl]:
    """Everything that anybody can reach there; addresses and ids are the same in every copy.

    The workers share the people among them: every second one begins with the last.
    """
    file = shutil.copy(world_file, tmp_path_factory.mktemp("crawl") / "world.sqlite")
    portal = filling.portal()
    app = build_app(f"sqlite:///{file}", portal, prepare=False, SGO_PFDO_BASE_URL=filling.BASE_URL)
    world = World(app, portal)
    walks = {person: partial(world.crawl, person) for person in PEOPLE}
    walks["who asks to accept"] = lambda: Crawl(forms=world.ask_to_accept())
    order = reversed(walks) if os.environ.get(WORKER, "")[-1:] in set("13579") else iter(walks)
    files = {name: made_once(tmp_path_factory, f"crawl of {name}", partial(_write, walks[name])) for name in order}
    close_app(app)
    return [pickle.loads(files[name].read_bytes()) for name in walks]


def _write(walk: Callable[[], Crawl], file: Path) -> None:
    """Write down what was found, with answers that have let go of the application."""
    found = walk()
    for page in found.pages.values():
        page.answer = _alone(page.answer)
    found.files = {address: _alone(answer) for address, answer in found.files.items()}
    file.write_bytes(pickle.dumps(found))


def _alone(answer: Response) -> Response:
    return Response(answer.get_data(), answer.status, answer.headers)


@pytest.fixture(scope="session")
def forms(crawls: Sequence[Crawl]) -> Sequence[Sent]:
    """Every form on those pages, one of each kind."""
    return distinct([form for crawl in crawls for form in crawl.forms])
