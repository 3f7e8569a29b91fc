"""A host with the module on each of the two databases."""

from collections.abc import Iterator

import flask
import pytest

from tests.support.apps import MakeApp, build_app, close_app


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host with the embedded register, inside its application context."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def postgresql_app(ready_postgresql_uri: str) -> Iterator[flask.Flask]:
    """The same on PostgreSQL alone, for what SQLite's one writer at a time makes impossible."""
    app = build_app(ready_postgresql_uri, prepare=False)
    with app.app_context():
        yield app
    close_app(app)
