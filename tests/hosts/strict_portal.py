"""A portal that is strict: undefined names fail, a Content-Security-Policy forbids all but files of its own.

It has a navigation called ``form``, migrations of its own and its own versions of two pages of the module.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from jinja2 import StrictUndefined
from wtforms import StringField

from sgo_pfdo import HostPortal, Pupil, Role, School, SgoPfdo, Viewer
from tests.hosts import people
from tests.support.apps import KEY

SCHOOL_ID = "17"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
NAVIGATION = {"title": "Формы обучения", "links": {"Главная": "/"}}
db = SQLAlchemy()


class User(UserMixin, db.Model):  # type: ignore[name-defined, misc]
    """An account; a pupil's one is the pupil."""

    id = db.Column(db.Integer, primary_key=True)
    login = db.Column(db.String, nullable=False)
    role = db.Column(db.String, nullable=False)
    surname = db.Column(db.String)
    first_name = db.Column(db.String)
    patronymic = db.Column(db.String)
    birth_date = db.Column(db.Date)
    mother_id = db.Column(db.ForeignKey("user.id"))

    def as_pupil(self) -> Pupil:
        """Say it in the module's words."""
        return Pupil(
            id=str(self.id),
            surname=self.surname,
            first_name=self.first_name,
            patronymic=self.patronymic,
            birth_date=self.birth_date,
            schools=[School(id=SCHOOL_ID, name="Школа")],
        )


class Portal(HostPortal):
    """Only what a portal with Flask-Login has to write."""

    def viewer_for(self, user: User) -> Viewer:
        """Say who an account is."""
        return Viewer(id=str(user.id), role=Role(user.role), pupil_id=str(user.id) if user.role == "pupil" else None)

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List a parent's children."""
        return [child.as_pupil() for child in User.query.filter_by(mother_id=int(parent_id)).order_by(User.id)]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find a child."""
        child = db.session.get(User, int(pupil_id))
        return child.as_pupil() if child else None


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Asks for a login."""

    login = StringField()


class StrictFlask(flask.Flask):
    """Flask whose templates may use no name that does not exist."""

    jinja_options = {"undefined": StrictUndefined}  # noqa: RUF012 - Flask's own way


def create_app(database_uri: str, *, migrate: Migrate | None = None, **config: Any) -> flask.Flask:
    """Build the portal.

    Args:
        database_uri: an SQLAlchemy address.
        migrate: the portal's Flask-Migrate, to initialise before the module; by default one is initialised after it.
        config: options of the application.
    """
    app = StrictFlask("strict_portal", root_path=str(Path(__file__).parent), template_folder="templates/strict")
    app.config |= {
        "SECRET_KEY": "the strict portal of the tests",
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "SGO_PFDO_KEYS": [KEY],
        "SGO_PFDO_BASE_URL": "http://localhost:5000",
        "SGO_PFDO_BASE_TEMPLATE": "base.html",
    } | config
    db.init_app(app)
    if migrate is not None:
        migrate.init_app(app, db)
    manager = LoginManager(app)
    manager.login_view = "sign_in"
    manager.user_loader(lambda user_id: db.session.get(User, int(user_id)))
    app.context_processor(lambda: {"form": NAVIGATION})
    app.after_request(add_policy)
    SgoPfdo(app, host=Portal())
    if migrate is None:
        Migrate(app, db)
    app.add_url_rule("/", "home", lambda: flask.render_template("home.html"))
    app.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    return app


def add_policy(response: flask.Response) -> flask.Response:
    """Forbid everything but the portal's own files."""
    response.headers["Content-Security-Policy"] = POLICY
    return response


def sign_in() -> ResponseReturnValue:
    """Ask for a login and believe it."""
    sign_in_form = SignInForm()
    if sign_in_form.validate_on_submit():
        login_user(User.query.filter_by(login=sign_in_form.login.data).one())
        return flask.redirect("/")
    return flask.render_template("sign_in.html", sign_in_form=sign_in_form)


def fill() -> list[str]:
    """Create the tables and the people.

    Returns:
        The ids of the schools.
    """
    db.create_all()
    parents = {login: User(login=login, role="parent") for login in people.PARENTS}
    db.session.add_all([*parents.values(), User(login=people.TEACHER, role="staff")])
    db.session.flush()
    mothers = {child: parents[login].id for login, children in people.PARENTS.items() for child in children}
    for child in people.CHILDREN:
        facts = {name: getattr(child, name) for name in ("login", "surname", "first_name", "patronymic", "birth_date")}
        db.session.add(User(role="pupil", mother_id=mothers[child.login], **facts))
    db.session.commit()
    return [SCHOOL_ID]
