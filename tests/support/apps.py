"""Applications with the module in them, and the family that most tests are about."""

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import flask
import pytest
from flask_sqlalchemy import SQLAlchemy

from sgo_pfdo import HostPortal, Pupil, School, SgoPfdo
from sgo_pfdo.identity.port import IdentityProvider
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities import reading
from sgo_pfdo.municipalities.enabling import enable
from sgo_pfdo.municipalities.loading import load_file
from sgo_pfdo.programmes.search.port import ProgrammeSearch
from sgo_pfdo.register.port import Register
from sgo_pfdo.testing import MemoryPortal
from tests.support.databases import TestsDatabase
from tests.support.once import made_once
from tests.support.ready import ReadyDatabase

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
"""A Fernet key for accounts that do not exist."""
REGISTER_URL = "https://pfdo.example"
"""Where holders sign in to a remote register."""
NOW = datetime(2019, 10, 28, 3, 0, tzinfo=UTC)
"""Ten in the morning in Kuzbass, on the day of the certificate in S004."""
TODAY = date(2019, 10, 28)

MUNICIPALITIES = Path(__file__).with_name("municipalities.json")
SCHOOL = School(id="school-1", name="МБОУ «СОШ № 1»")
KINDERGARTEN = School(id="kindergarten-1", name="МБДОУ «Детский сад № 1»")
SCHOOL_OFF = School(id="school-off", name="МБОУ «СОШ № 9»")
"""Known to the module, and has not enabled it."""
MYSKI_SCHOOL = School(id="school-2", name="МБОУ «СОШ № 2»")
"""In a municipality with numbers in sequence and everything else left to the options."""

PARENT = "ivanova"
OTHER_PARENT = "ivanov"
IGOR = Pupil(
    id="igor",
    surname="Иванов",
    first_name="Игорь",
    patronymic="Иванович",
    birth_date=date(2004, 5, 14),
    schools=(SCHOOL,),
)
SASHA = Pupil(
    id="sasha",
    surname="Иванова",
    first_name="Александра",
    patronymic="Ивановна",
    birth_date=date(2010, 9, 1),
    schools=(SCHOOL,),
)
"""Fifteen and nine years old at :data:`NOW`."""


def family_portal() -> MemoryPortal:
    """Make a portal where it is :data:`NOW`, with Igor and Sasha attached to both parents; the mother is signed in."""
    portal = MemoryPortal(NOW)
    for child in (IGOR, SASHA):
        portal.add(child, PARENT, OTHER_PARENT)
    portal.sign_in_parent(PARENT)
    return portal


def another_child(number: int, **changes: Any) -> Pupil:
    """Make a child like Igor with an id and a surname of its own, «Иванов-б».

    Args:
        number: any, one for each child.
        changes: other fields of the pupil.
    """
    own = str(number).translate(_LETTERS)
    return replace(IGOR, **({"id": f"child-{number}", "surname": f"Иванов-{own}"} | changes))


_LETTERS = str.maketrans("0123456789", "абвгдежзик")


def build_app(
    database_uri: str,
    portal: HostPortal | None = None,
    register: Register | None = None,
    *,
    identity: IdentityProvider | None = None,
    search: ProgrammeSearch | None = None,
    prepare: bool = True,
    **config: Any,
) -> flask.Flask:
    """Build a host with the module on a database.

    Args:
        database_uri: an SQLAlchemy address.
        portal: by default :func:`family_portal`.
        register: a remote АИС ПФДО; by default the embedded one.
        identity: who vouches for people; by default nobody does.
        search: what finds programmes; by default the database.
        prepare: create the tables and load :data:`MUNICIPALITIES` with :data:`SCHOOL`, :data:`KINDERGARTEN` and
            :data:`MYSKI_SCHOOL` enabled.
        config: options of the application.
    """
    app = flask.Flask("host", root_path=str(Path.cwd()))  # Flask would look for it, for a tenth of the time of this all
    app.config |= {
        "SECRET_KEY": "a host of the tests",
        "SGO_PFDO_KEYS": [KEY],
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "TESTING": True,
        **({"SGO_PFDO_REGISTER_URL": REGISTER_URL} if register else {}),
        **config,
    }
    SQLAlchemy().init_app(app)
    SgoPfdo(app, host=portal or family_portal(), register=register, identity=identity, search=search)
    if prepare:
        with app.app_context():
            upgrade(app.extensions["sqlalchemy"].engine)
            load_file(MUNICIPALITIES)
            enable([SCHOOL.id, KINDERGARTEN.id], municipality="kiselevsk")
            enable([MYSKI_SCHOOL.id], municipality="myski")
    return app


def close_app(app: flask.Flask) -> None:
    """Close the connections that the application's pools hold."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the municipalities of :mod:`tests.support.apps`, nobody has a certificate."""
    return made_once(tmp_path_factory, "ready.sqlite", lambda file: close_app(build_app(f"sqlite:///{file}")))


@pytest.fixture
def ready_sqlite_uri(ready_file: Path, sqlite_uri: str) -> str:
    """Address of a copy of that file."""
    shutil.copy(ready_file, sqlite_uri.removeprefix("sqlite:///"))
    return sqlite_uri


@pytest.fixture(scope="session")
def ready_database(postgresql_server: Path) -> Iterator[ReadyDatabase]:
    """The same on PostgreSQL."""
    database = ReadyDatabase(postgresql_server, lambda uri: close_app(build_app(uri)))
    yield database
    database.drop()


@pytest.fixture
def ready_postgresql_uri(ready_database: ReadyDatabase) -> str:
    """Address of that database, as new."""
    return ready_database.renewed()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept_uri(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of such a database of each kind that a module's tests share: what one leaves in it, the next finds."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("kept")
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('ready_file'), folder / 'kept.sqlite')}"
    else:
        ready: ReadyDatabase = request.getfixturevalue("ready_database")
        with ready.copied() as uri:
            yield uri


MakeApp = Callable[..., flask.Flask]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> TestsDatabase:
    """The test's database, once on SQLite and once on PostgreSQL."""
    reading._kept.cache_clear()  # all tests begin with the same municipalities of the same revisions
    return TestsDatabase(
        lambda: request.getfixturevalue(f"{request.param}_uri"),
        lambda: request.getfixturevalue(f"ready_{request.param}_uri"),
    )


@pytest.fixture
def make_app(database: TestsDatabase) -> Iterator[MakeApp]:
    """``make_app(portal, …)`` is :func:`build_app` on the test's database; connections are closed after the test."""
    made: list[flask.Flask] = []

    def make(*arguments: Any, prepare: bool = True, **options: Any) -> flask.Flask:
        uri = database.address(ready=prepare)
        made.append(build_app(uri, *arguments, prepare=prepare and not database.is_ready, **options))
        return made[-1]

    yield make
    for app in made:
        close_app(app)


@pytest.fixture
def any_app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host with the embedded register on each of the two databases, inside its application context."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def app(any_app: flask.Flask) -> flask.Flask:
    """The same; folders whose rules no database decides have one on SQLite alone, by this name, in their conftest."""
    return any_app


@pytest.fixture
def postgresql_app(ready_postgresql_uri: str) -> Iterator[flask.Flask]:
    """The same on PostgreSQL alone, for what SQLite's one writer at a time makes impossible."""
    app = build_app(ready_postgresql_uri, prepare=False)
    with app.app_context():
        yield app
    close_app(app)
