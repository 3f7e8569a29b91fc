"""docs/getting-started.md, followed step by step on a portal with Flask-Login."""

import configparser
import importlib
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest

from tests.docs.reading import CHECKOUT, DOCS, blocks, section
from tests.support.apps import KEY, close_app
from tests.support.pages import Page, open_page

PAGE = DOCS / "getting-started.md"

MODELS = """
from datetime import date

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

db = SQLAlchemy(model_class=Base)

class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    child_id: Mapped[int | None]

class School(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

class Child(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int]
    surname: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str | None]
    birth_date: Mapped[date | None]
    school_id: Mapped[int] = mapped_column(ForeignKey(School.id))
    school: Mapped[School] = relationship()

    @property
    def schools(self):
        return [self.school]

def people():
    today = date.today()
    school = School(id=17, name="МБОУ «СОШ № 17»")
    fields = {"parent_id": 1, "surname": "Иванов", "patronymic": "Иванович", "school": school}
    return [
        Child(id=1, first_name="Игорь", birth_date=date(today.year - 15, 1, 1), **fields),
        Child(id=2, first_name="Пётр", birth_date=date(today.year - 9, 1, 1), **fields),
        User(id=1, kind="parent"),
        User(id=2, kind="pupil", child_id=1),
        User(id=3, kind="teacher"),
    ]
"""
SIGN_IN = """
from flask_login import LoginManager
from your_portal.models import User, db

login_manager = LoginManager()

@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))
"""


@pytest.fixture
def app(tmp_path: Path, sqlite_uri: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[flask.Flask]:
    """The portal of the page, with the page's own files, after the page's own commands."""
    package = tmp_path / "your_portal"
    package.mkdir()
    own = {"your_portal/__init__.py": "", "your_portal/models.py": MODELS, "your_portal/sign_in.py": SIGN_IN}
    shown = {block.file: block.code for language in ("python", "jinja", "json") for block in blocks(PAGE, language)}
    for file, code in (own | shown).items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(code, encoding="utf-8")
    for name, value in {"SECRET_KEY": "d0e1c6f4b8a29375", "DATABASE_URI": sqlite_uri, "SGO_PFDO_KEYS": KEY}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    try:
        app: flask.Flask = importlib.import_module("your_portal.app").create_app()
        models = importlib.import_module("your_portal.models")
        with app.app_context():
            models.db.create_all()
            models.db.session.add_all(models.people())
            models.db.session.commit()
        yield app
        close_app(app)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "your_portal"]:
            del sys.modules[name]


def follow_the_commands(app: flask.Flask) -> list[str]:
    """Run the commands of the page in their order and give what they say."""
    said = []
    for block in blocks(PAGE, "sh"):
        for line in block.code.splitlines():
            words = shlex.split(line, comments=True)
            if words[:3] == ["flask", "--app", "your_portal.app"]:
                result = app.test_cli_runner().invoke(args=words[3:])
                assert result.exit_code == 0, result.output
                said.append(result.output)
    return said


def client_of(app: flask.Flask, user_id: int) -> flask.testing.FlaskClient:
    """Sign somebody in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = str(user_id)
    return client


def test_whoever_follows_the_page_gets_a_first_certificate(app: flask.Flask) -> None:
    said = follow_the_commands(app)
    assert len(said) == 5
    assert "BAD" not in said[-2] + said[-1]
    assert "ok   /settings/certificate answers 200, with content, title and stylesheet" in said[-1]
    parent = client_of(app, 1)
    page = open_page(parent, "/settings/certificate")
    assert page.link("Сертификат дополнительного образования") == "/settings/certificate"
    page = Page(parent.get(page.press(parent, "Получить сертификат").location))
    assert "Иванов Игорь Иванович" in page.text
    assert "Не активирован" in page.text


def test_the_portal_of_the_page_tells_its_people_apart(app: flask.Flask) -> None:
    follow_the_commands(app)
    assert client_of(app, 2).get("/settings/certificate").status_code == 200
    assert client_of(app, 2).get("/settings/certificate?child=2").status_code == 404
    assert client_of(app, 3).get("/settings/certificate").status_code == 404
    assert app.test_client().get("/settings/certificate").status_code == 401


def test_the_smallest_versions_are_those_of_the_package() -> None:
    setup = configparser.ConfigParser()
    setup.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    smallest = dict(re.findall(r"^([\w-]+)>=([\d.]+)$", setup["options"]["install_requires"], re.MULTILINE))
    smallest["Python"] = setup["options"]["python_requires"].removeprefix(">=")
    told = dict(re.findall(r"(?:need|,)\s([A-Z][\w-]+)\s(\d[\d.]*\d)", section(PAGE, "Getting started")))
    assert set(told) >= {"Python", "Flask", "SQLAlchemy", "Flask-SQLAlchemy", "Flask-Login", "Flask-WTF", "WTForms"}
    assert told == {name: smallest[name] for name in told}
