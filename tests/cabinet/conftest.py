"""The services of the cabinet on both databases."""

from collections.abc import Iterator

import flask
import pytest

from sgo_pfdo.certificates.model import Certificate
from tests.support import actions
from tests.support.apps import IGOR, MakeApp


@pytest.fixture
def any_app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on each of the two databases, inside its application context."""
    app = make_app(SGO_PFDO_BASE_URL="https://school.example")
    with app.app_context():
        yield app


@pytest.fixture
def igor(any_app: flask.Flask) -> Certificate:
    """Igor's certificate."""
    return actions.press(IGOR)
