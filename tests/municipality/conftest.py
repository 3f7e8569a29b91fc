"""A host on each of the two databases, inside its application context."""

from collections.abc import Iterator

import flask
import pytest

from tests.support.apps import MakeApp
from tests.support.web import MakeWeb, Web


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on SQLite and on PostgreSQL."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def office(make_web: MakeWeb) -> Web:
    """The portal of Igor and Sasha, where the operator of their municipality is signed in."""
    web = make_web()
    web.portal.sign_in_operator("kiselevsk")
    return web
