"""A host on each of the two databases."""

from collections.abc import Iterator

import flask
import pytest
from sqlalchemy.orm import Session

from sgo_pfdo.database import current_session
from tests.programmes.asking import Catalogue
from tests.support.apps import MakeApp, build_app, close_app


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on SQLite and on PostgreSQL, inside its application context."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def session(app: flask.Flask) -> Session:
    """The session of the host."""
    return current_session()


@pytest.fixture(scope="module")
def searched(kept_uri: str) -> Iterator[flask.Flask]:
    """A host on each of the two databases, the same for all tests of a module."""
    app = build_app(kept_uri, prepare=False)
    yield app
    close_app(app)


@pytest.fixture
def catalogue(searched: flask.Flask) -> Iterator[Catalogue]:
    """An empty catalogue; nobody commits what is put in, so nothing of it is left to the next test."""
    with searched.app_context():
        yield Catalogue(current_session())
