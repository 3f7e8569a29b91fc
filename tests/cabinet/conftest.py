"""The cabinet of Igor, on the pages and as services on both databases."""

from collections.abc import Iterator

import flask
import pytest

from tests.support.apps import MakeApp
from tests.support.cabinet import Office
from tests.support.web import MakeWeb, Web

BASE_URL = "https://school.example"


@pytest.fixture
def any_app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on each of the two databases, inside its application context."""
    app = make_app(SGO_PFDO_BASE_URL=BASE_URL)
    with app.app_context():
        yield app


@pytest.fixture
def web(make_web: MakeWeb) -> Web:
    """The portal of Igor and Sasha, who both have certificates; their mother is signed in."""
    return make_web(certified=True, SGO_PFDO_BASE_URL=BASE_URL)


@pytest.fixture
def office(web: Web) -> Office:
    """The mother in Igor's cabinet."""
    return Office(web)
