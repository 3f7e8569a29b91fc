"""A host with the module on each of the two databases."""

from collections.abc import Iterator

import flask
import pytest

from tests.support.apps import MakeApp


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host with the embedded register, inside its application context."""
    app = make_app()
    with app.app_context():
        yield app
