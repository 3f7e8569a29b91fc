"""The services of the cabinet on both databases."""

from collections.abc import Iterator

import flask
import pytest

from tests.support.apps import MakeApp


@pytest.fixture
def any_app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on each of the two databases, inside its application context."""
    app = make_app(SGO_PFDO_BASE_URL="https://school.example")
    with app.app_context():
        yield app
