"""A host with the module, on SQLite or on both databases, and the pages of a clerk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest

from tests.blueprints.desk.office import Desk
from tests.support.apps import SCHOOL, build_app, close_app
from tests.support.web import MakeWeb


@pytest.fixture
def app(ready_file: Path, tmp_path: Path) -> Iterator[flask.Flask]:
    """A host on a copied SQLite file, for rules that no database decides."""
    file = shutil.copy(ready_file, tmp_path / "desk.sqlite")
    app = build_app(f"sqlite:///{file}", prepare=False)
    with app.app_context():
        yield app
    close_app(app)


@pytest.fixture
def desk(make_web: MakeWeb) -> Desk:
    """The desk of Igor's and Sasha's municipality, where both have their certificates and a clerk is signed in."""
    web = make_web(certified=True)
    web.portal.put_school(SCHOOL.id, "kiselevsk")
    web.portal.sign_in_clerk("cdt")
    return Desk(web)
