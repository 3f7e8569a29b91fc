"""A host on SQLite for the examples of the documentation."""

from collections.abc import Iterator

import flask
import pytest

from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import build_app, close_app, family_portal


@pytest.fixture
def portal() -> MemoryPortal:
    """The family's portal; the mother is signed in."""
    return family_portal()


@pytest.fixture
def app(ready_sqlite_uri: str, portal: MemoryPortal) -> Iterator[flask.Flask]:
    """A host with the module, its tables and data."""
    app = build_app(ready_sqlite_uri, portal, prepare=False)
    yield app
    close_app(app)
