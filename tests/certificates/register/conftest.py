"""A host whose municipality has a register worth looking through, and a clerk in front of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from sgo_pfdo.testing import MemoryPortal
from tests.certificates.register.register import certificates
from tests.support import many
from tests.support.apps import MakeApp, build_app, close_app


@pytest.fixture
def app(ready_file: Path, tmp_path: Path) -> Iterator[flask.Flask]:
    """A host on an SQLite file with the certificates of :mod:`.register`; a clerk looks at them."""
    file = shutil.copy(ready_file, tmp_path / "register.sqlite")
    app = build_app(f"sqlite:///{file}", prepare=False)
    yield from _with_certificates(app)
    close_app(app)


@pytest.fixture
def any_app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """The same on each of the two databases, for what they might do differently."""
    yield from _with_certificates(make_app())


def _with_certificates(app: flask.Flask) -> Iterator[flask.Flask]:
    portal_of(app).sign_in_clerk("cdt")
    with app.app_context():
        with engine_of(app).begin() as connection:
            many.add(connection, certificates())
        yield app


def portal_of(app: flask.Flask) -> MemoryPortal:
    """Give what says who is signed in."""
    return cast(MemoryPortal, app.extensions["sgo_pfdo"].host)


def engine_of(app: flask.Flask) -> Engine:
    """Give the engine of the host's database."""
    engine: Engine = app.extensions["sqlalchemy"].engine
    return engine


@pytest.fixture
def portal(app: flask.Flask) -> MemoryPortal:
    """Says who is signed in: a clerk of Киселёвск."""
    return portal_of(app)


@pytest.fixture
def client(app: flask.Flask) -> FlaskClient:
    """A browser without scripts in front of the host."""
    return app.test_client()
