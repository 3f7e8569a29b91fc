"""A portal on SQLite; what asks the database for something special has it on both."""

from collections.abc import Iterator

import flask
import pytest

from tests.support.apps import build_app, close_app


@pytest.fixture
def app(ready_sqlite_uri: str) -> Iterator[flask.Flask]:
    """A host on SQLite, inside its application context."""
    app = build_app(ready_sqlite_uri, prepare=False)
    with app.app_context():
        yield app
    close_app(app)
