"""A host on each of the two databases."""

from collections.abc import Iterator

import flask
import pytest
from sqlalchemy.orm import Session

from sgo_pfdo.database import current_session
from tests.programmes.asking import Catalogue
from tests.support.apps import MakeApp


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


@pytest.fixture
def catalogue(session: Session) -> Catalogue:
    """An empty catalogue."""
    return Catalogue(session)
