"""A host with the module, on SQLite or on both databases, inside its application context."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest

from tests.support.apps import MakeApp, build_app, close_app


@pytest.fixture
def app(ready_file: Path, tmp_path: Path) -> Iterator[flask.Flask]:
    """A host on a copied SQLite file, for rules that no database decides."""
    file = shutil.copy(ready_file, tmp_path / "desk.sqlite")
    app = build_app(f"sqlite:///{file}", prepare=False)
    with app.app_context():
        yield app
    close_app(app)


@pytest.fixture
def any_app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on each of the two databases, for what they might do differently."""
    app = make_app()
    with app.app_context():
        yield app
