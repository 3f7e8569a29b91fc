"""A portal with keys of text, a sign-in of its own without Flask-Login, and several applications in one process."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import StringField

from sgo_pfdo import HostPortal, Pupil, Role, School, SgoPfdo, Viewer
from sgo_pfdo.register.port import Register
from tests.hosts import people
from tests.support.apps import KEY

SCHOOL_ID = "Школа № 1 / «А & Б»"
db = SQLAlchemy()


class Person(db.Model):  # type: ignore[name-defined, misc]
    """Anybody; the key is a text that people could have typed."""

    key = db.Column(db.String, primary_key=True)
    role = db.Column(db.String, nullable=False)
    surname = db.Column(db.String)
    first_name = db.Column(db.String)
    patronymic = db.Column(db.String)
    birth_date = db.Column(db.Date)

    def as_pupil(self) -> Pupil:
        """Say it in the module's words."""
        born: date | None = self.birth_date
        return Pupil(
            id=self.key,
            surname=self.surname,
            first_name=self.first_name,
            patronymic=self.patronymic,
            birth_date=born,
            schools=[School(id=SCHOOL_ID, name="Школа")],
        )


class Parenthood(db.Model):  # type: ignore[name-defined, misc]
    """Whose parent somebody is."""

    parent_key = db.Column(db.String, primary_key=True)
    child_key = db.Column(db.String, primary_key=True)
    position = db.Column(db.Integer, nullable=False)


class Portal(HostPortal):
    """A portal that keeps who is signed in in the session, by its own means."""

    def current_viewer(self) -> Viewer | None:
        """Say who is signed in."""
        person = db.session.get(Person, flask.session.get("person", ""))
        if person is None:
            return None
        role = Role(person.role)
        return Viewer(id=person.key, role=role, pupil_id=person.key if role is Role.PUPIL else None)

    def viewer_as(self, person_id: str) -> Viewer | None:
        """Sign somebody in for the doctor's request."""
        flask.session["person"] = person_id
        return self.current_viewer()

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List a parent's children."""
        keys = select(Parenthood.child_key).filter_by(parent_key=parent_id).order_by(Parenthood.position)
        return [db.session.get_one(Person, key).as_pupil() for key in db.session.scalars(keys)]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find a child."""
        person = db.session.get(Person, pupil_id)
        return person.as_pupil() if person else None

    def unauthorized(self) -> ResponseReturnValue:
        """Lead to the sign-in page."""
        return flask.redirect(flask.url_for("sign_in"))


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Asks for a login."""

    login = StringField()


def create_app(database_uri: str, *, register: Register | None = None, **config: Any) -> flask.Flask:
    """Build one application; its pages stand in the module's own layout.

    Args:
        database_uri: an SQLAlchemy address.
        register: a remote АИС ПФДО, or none.
        config: options of the application.
    """
    app = flask.Flask("text_portal", root_path=str(Path(__file__).parent), template_folder="templates/text")
    app.config |= {
        "SECRET_KEY": "the text portal of the tests",
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "SGO_PFDO_KEYS": KEY,
        "SGO_PFDO_BASE_URL": "http://localhost:5000",
        "SGO_PFDO_SETTINGS_URL_PREFIX": "/кабинет/сертификат",
        "SGO_PFDO_URL_PREFIX": "/кабинет/пфдо",
    } | config
    db.init_app(app)
    SgoPfdo(host=Portal(), register=register).init_app(app)
    app.add_url_rule("/", "home", lambda: flask.render_template("home.html"))
    app.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    return app


def sign_in() -> ResponseReturnValue:
    """Ask for a login and believe it."""
    form = SignInForm()
    if form.validate_on_submit():
        flask.session["person"] = key_of(form.login.data)
        return flask.redirect("/")
    return flask.render_template("sign_in.html", form=form)


def key_of(login: str) -> str:
    """Give the key of a person: nothing that fits into an address or an attribute as it is."""
    return f"{login} №1/«ё»&?#'\"<%"


def fill() -> list[str]:
    """Create the tables and the people.

    Returns:
        The ids of the schools.
    """
    db.create_all()
    for child in people.CHILDREN:
        db.session.add(
            Person(
                key=key_of(child.login),
                role="pupil",
                surname=child.surname,
                first_name=child.first_name,
                patronymic=child.patronymic,
                birth_date=child.birth_date,
            )
        )
    for login, children in people.PARENTS.items():
        db.session.add(Person(key=key_of(login), role="parent"))
        for position, login_of_child in enumerate(children):
            db.session.add(Parenthood(parent_key=key_of(login), child_key=key_of(login_of_child), position=position))
    db.session.add(Person(key=key_of(people.TEACHER), role="staff"))
    db.session.commit()
    return [SCHOOL_ID]
