"""The world of :mod:`tests.security.world`, made once and copied for each test, also to PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.security import world as worlds
from tests.security.world import PEOPLE, Crawl, Sent, World, distinct
from tests.support.apps import build_app, close_app
from tests.support.databases import copy_rows
from tests.support.ready import ReadyDatabase

MakeWorld = Callable[..., World]


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file in which everything has happened once."""
    file = tmp_path_factory.mktemp("world") / "world.sqlite"
    app = build_app(f"sqlite:///{file}", worlds.portal(), SGO_PFDO_BASE_URL=worlds.BASE_URL)
    worlds.fill(app)
    close_app(app)
    return file


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
        file = shutil.copy(world_file, tmp_path / f"world-{len(made)}.sqlite")
        portal = worlds.portal()
        app = build_app(
            f"sqlite:///{file}", portal, prepare=False, **({"SGO_PFDO_BASE_URL": worlds.BASE_URL} | options)
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
    portal = worlds.portal()
    app = build_app(world_database.renewed(), portal, prepare=False, SGO_PFDO_BASE_URL=worlds.BASE_URL)
    yield World(app, portal)
    close_app(app)


@pytest.fixture(scope="session")
def crawls(world_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Crawl]:
    """Everything that anybody can reach there; addresses and ids are the same in every copy."""
    file = shutil.copy(world_file, tmp_path_factory.mktemp("crawl") / "world.sqlite")
    portal = worlds.portal()
    app = build_app(f"sqlite:///{file}", portal, prepare=False, SGO_PFDO_BASE_URL=worlds.BASE_URL)
    found = [World(app, portal).crawl(person) for person in PEOPLE]
    found.append(Crawl(forms=World(app, portal).ask_to_accept()))
    close_app(app)
    return found


@pytest.fixture(scope="session")
def forms(crawls: Sequence[Crawl]) -> Sequence[Sent]:
    """Every form on those pages, one of each kind."""
    return distinct([form for crawl in crawls for form in crawl.forms])
