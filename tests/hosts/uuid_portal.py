"""A portal with UUID keys, declarative models, Flask-Login and one CSRF protection over everything."""

import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Column, ForeignKey, Table, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from sgo_pfdo import HostPortal, Pupil, Role, School, SgoPfdo, Viewer
from tests.hosts import people
from tests.support.apps import KEY

SCHOOL_ID = uuid.UUID("6f1c1f2e-8f27-4a34-9c0e-0d2f6a1f9b01")


class Base(DeclarativeBase):
    """The base of the portal's models."""


db = SQLAlchemy(model_class=Base)
parenthood = Table(
    "parenthood",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("child_id", ForeignKey("child.id"), primary_key=True),
)


class Child(Base):
    """A pupil."""

    __tablename__ = "child"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    surname: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str | None]
    birth_date: Mapped[date]

    def as_pupil(self) -> Pupil:
        """Say it in the module's words."""
        return Pupil(
            id=str(self.id),
            surname=self.surname,
            first_name=self.first_name,
            patronymic=self.patronymic,
            birth_date=self.birth_date,
            schools=[School(id=str(SCHOOL_ID), name="Школа")],
        )


class User(UserMixin, Base):
    """An account."""

    __tablename__ = "user"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    login: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    own_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Child.id))
    children: Mapped[list[Child]] = relationship(secondary=parenthood, order_by=Child.birth_date)


class Portal(HostPortal):
    """Only what a portal with Flask-Login has to write."""

    def viewer_for(self, user: User) -> Viewer:
        """Say who an account is."""
        return Viewer(id=str(user.id), role=Role(user.role), pupil_id=str(user.own_id) if user.own_id else None)

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List a parent's children."""
        return [child.as_pupil() for child in db.session.get_one(User, uuid.UUID(parent_id)).children]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find a child."""
        child = db.session.get(Child, uuid.UUID(pupil_id))
        return child.as_pupil() if child else None


def create_app(database_uri: str, *, csrf_first: bool = True, **config: Any) -> flask.Flask:
    """Build the portal.

    Args:
        database_uri: an SQLAlchemy address.
        csrf_first: initialise CSRFProtect before the module, else after it.
        config: options of the application.
    """
    app = flask.Flask("uuid_portal", root_path=str(Path(__file__).parent), template_folder="templates/uuid")
    app.config |= {
        "SECRET_KEY": "the uuid portal of the tests",
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "SGO_PFDO_KEYS": [KEY],
        "SGO_PFDO_BASE_URL": "http://localhost:5000",
        "SGO_PFDO_BASE_TEMPLATE": "base.html",
        "SGO_PFDO_BLOCK_TITLE": "page_title",
        "SGO_PFDO_BLOCK_HEAD": "extra_head",
        "SGO_PFDO_BLOCK_CONTENT": "main",
    } | config
    db.init_app(app)
    manager = LoginManager(app)
    manager.login_view = "sign_in"
    manager.user_loader(lambda user_id: db.session.get(User, uuid.UUID(user_id)))
    csrf = CSRFProtect()
    if csrf_first:
        csrf.init_app(app)
    SgoPfdo(app, host=Portal())
    if not csrf_first:
        csrf.init_app(app)
    app.add_url_rule("/", "home", lambda: flask.render_template("home.html"))
    app.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    app.add_url_rule("/note", "note", lambda: "written", methods=["POST"])
    return app


def sign_in() -> ResponseReturnValue:
    """Ask for a login and believe it."""
    if flask.request.method == "POST":
        login_user(db.session.scalars(select(User).filter_by(login=flask.request.form["login"])).one())
        return flask.redirect(flask.request.args.get("next", "/"))
    return flask.render_template("sign_in.html")


def fill() -> list[str]:
    """Create the tables and the people.

    Returns:
        The ids of the schools.
    """
    db.create_all()
    children = {
        one.login: Child(
            surname=one.surname, first_name=one.first_name, patronymic=one.patronymic, birth_date=one.birth_date
        )
        for one in people.CHILDREN
    }
    db.session.add_all(children.values())
    db.session.flush()
    for login, child in children.items():
        db.session.add(User(login=login, role="pupil", own_id=child.id))
    for login, theirs in people.PARENTS.items():
        db.session.add(User(login=login, role="parent", children=[children[one] for one in theirs]))
    db.session.add(User(login=people.TEACHER, role="staff"))
    db.session.commit()
    return [str(SCHOOL_ID)]
