"""The page of a child with a certificate, against two pages by hand: ``python -m bench.page``.

All are whole requests through WSGI, in one process, in turn. One is the same page, byte for byte, see
:mod:`bench.by_hand`. The minimal one is what somebody would write in an afternoon: Flask, Flask-Login, the user and the
certificate by ORM, a template of four kilobytes, no rule checked; and the cabinet's button with its token, as ours has.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import flask
import flask_login
import jinja2
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Integer, String, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import by_hand
from bench.databases import NAMES, new_database
from bench.rows import Row, show
from sgo_pfdo import HostPortal, Pupil, Role, School, SgoPfdo, Viewer
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import TABLE_PREFIX
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.enabling import enable
from sgo_pfdo.municipalities.loading import load_file
from tests.support.apps import KEY, MUNICIPALITIES

PATH = "/settings/certificate"
ROUNDS = 40
REQUESTS = 25
"""In each round, one after the other, for each page."""

BROWSER = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "a browser"}
"""The same all the time: at each change Flask-Login changes the session, which is signed anew at each request then."""
NOW = datetime(2019, 10, 28, 3, 0, tzinfo=UTC)
CHILD = Pupil(
    id="igor",
    surname="Иванов",
    first_name="Игорь",
    patronymic="Иванович",
    birth_date=date(2004, 5, 14),
    schools=(School(id="school-1", name="МБОУ «СОШ № 1»"),),
)
LAYOUT = """<!doctype html><html lang="ru">
<head><title>{% block title %}{% endblock %}</title>{% block head %}{% endblock %}</head>
<body><header>Портал · {{ current_user.login }}</header><main>{% block content %}{% endblock %}</main></body></html>
"""
PAGE = """{% extends "layout.html" %}{% block title %}Сертификат{% endblock %}{% block content %}
<h1>Сертификат дополнительного образования</h1><h2>{{ certificate.surname }} {{ certificate.first_name }}</h2>
<dl><dt>Номер</dt><dd>{{ certificate.number }}</dd><dt>Статус</dt><dd>{{ certificate.stored_status }}</dd>
<dt>Дата начала действия</dt><dd>{{ certificate.start_date.strftime("%d.%m.%y") }}</dd>
<dt>Дата окончания действия</dt><dd>{{ certificate.end_date.strftime("%d.%m.%y") }}</dd></dl>
<p>%s</p>
{% if token %}<form method="post" action="/pfdo/cabinet"><input name="csrf_token" type="hidden" value="{{ token }}">
<button type="submit">Открыть личный кабинет сертификата</button></form>{% endif %}{% endblock %}
""".replace("%s", "Приходите с документами в уполномоченную организацию муниципалитета. " * 26)


class Base(DeclarativeBase):
    """The host's own models."""


db = SQLAlchemy(model_class=Base)


class User(flask_login.UserMixin, db.Model):  # type: ignore[misc, name-defined]
    """An account of the portal."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(String(20))


class Portal(HostPortal):
    """A portal that knows its children by heart: what it would ask its own tables is its own cost."""

    def viewer_for(self, user: User) -> Viewer:
        """Everybody is a parent."""
        return Viewer(id=str(user.id), role=Role.PARENT)

    def children(self, parent_id: str) -> list[Pupil]:
        """Everybody has the same child."""
        return [CHILD]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """The only child."""
        return CHILD

    def now(self) -> datetime:
        """The clock stands still."""
        return NOW


def build(uri: str, host: HostPortal | None = None, *, prepare: bool = True) -> flask.Flask:
    """Build one application with the module and the minimal page.

    :param host: by default :class:`Portal`.
    :param prepare: make the tables, a municipality with one school, and one user.
    """
    app = flask.Flask(__name__)
    app.config.update(
        SECRET_KEY="bench",  # noqa: S106 - of no portal
        SQLALCHEMY_DATABASE_URI=uri,
        SGO_PFDO_KEYS=[KEY],
        SGO_PFDO_BASE_TEMPLATE="layout.html",
    )
    app.jinja_loader = jinja2.DictLoader({"layout.html": LAYOUT, "page.html": PAGE})
    db.init_app(app)
    manager = flask_login.LoginManager(app)
    manager.user_loader(lambda user_id: db.session.get(User, int(user_id)))
    SgoPfdo(app, host=host or Portal())
    app.add_url_rule("/minimal", "minimal", minimal, defaults={"has_button": True})
    app.add_url_rule("/without-button", "minimal", minimal, defaults={"has_button": False})
    app.add_url_rule("/in", "sign_in", sign_in)
    if prepare:
        _prepare(app)
    return app


def _prepare(app: flask.Flask) -> None:
    with app.app_context():
        db.create_all()
        upgrade(db.engine)
        load_file(MUNICIPALITIES)
        enable(["school-1"], municipality="kiselevsk")
        db.session.add(User(id=1, login="ivanova"))
        db.session.commit()


def sign_in() -> str:
    """Sign the only user in."""
    flask_login.login_user(db.session.get(User, 1))
    return "in"


@flask_login.login_required  # type: ignore[untyped-decorator]
def minimal(*, has_button: bool) -> str:
    """The minimal page."""
    certificate = db.session.scalars(
        select(Certificate).join(Holder, Certificate.holder_id == Holder.id).where(Holder.pupil_id == CHILD.id)
    ).one()
    token = generate_csrf() if has_button else None
    return flask.render_template("page.html", certificate=certificate, token=token)


def caller(app: flask.Flask, path: str, cookie: str) -> Callable[[], bytes]:
    """Make a function that sends one request and gives the answer."""

    def call() -> bytes:
        environ = EnvironBuilder(path=path, headers={"Cookie": cookie}, environ_base=BROWSER).get_environ()
        body, status, _ = run_wsgi_app(app, environ)
        answer = b"".join(body)
        assert status.startswith("200"), (path, status)
        return answer

    return call


def callers(app: flask.Flask, uri: str) -> tuple[Callable[[], bytes], ...]:
    """Issue the child's certificate, and give what calls each page: ours, the same by hand, the minimal one, that bare.

    :param app: of this database.
    """
    client = app.test_client()
    client.environ_base = BROWSER
    client.get("/in")
    page = client.get(PATH).text
    token = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    pressed = client.post(f"{PATH}/issue", data={"child": CHILD.id, "csrf_token": token})
    assert pressed.status_code == 303, pressed.status
    cookie = "session=" + client.get_cookie("session").value  # type: ignore[union-attr]
    by_hands = by_hand.build(uri, db, User, Portal(), LAYOUT)
    ours, least = (caller(app, path, cookie) for path in (PATH, "/minimal"))
    return ours, caller(by_hands, PATH, cookie), least, caller(app, "/without-button", cookie)


def without_token(answer: bytes) -> bytes:
    """Take the token out of a page: the second in which it was made stands in it."""
    return re.sub(rb'(name="csrf_token" type="hidden" value=")[^"]*', rb"\1", answer)


def measure(name: str, uri: str) -> list[Row]:
    """Measure the pages in turn, and count the module's statements on ours."""
    app = build(uri)
    calls = ours, same, least, _ = callers(app, uri)
    assert without_token(ours()) == without_token(same()), "the page by hand is another one"
    print(f"{name}: {len(ours())} bytes, the minimal page {len(least())}", file=sys.stderr)
    for call in calls:
        for _ in range(50):
            call()
    rounds = [[timed(call) for call in calls] for _ in range(ROUNDS)]
    to_same, to_least, to_bare = (statistics.median(one[theirs] / one[0] for one in rounds) for theirs in (1, 2, 3))
    milliseconds = statistics.median(one[0] for one in rounds) / REQUESTS * 1000
    statements = count_statements(app, ours)
    return [
        Row(f"page of a child with a certificate, {name}", "the same page by hand", to_same, ">= 1.5", to_same >= 1.5,
            f"{milliseconds:.2f} ms a request"),
        Row(f"page of a child with a certificate, {name}", "a minimal page by hand", to_least, ">= 0.7",
            to_least >= 0.7, f"{to_bare:.2f} of it without its button"),
        Row(f"SQL statements of the module on that page, {name}", "-", statements, "<= 4", statements <= 4),
    ]  # fmt: skip


def count_statements(app: flask.Flask, call: Callable[[], Any]) -> int:
    """Count the statements that ask for anything of the module while something is called."""
    asked: list[str] = []

    def look(*arguments: Any) -> None:
        asked.append(arguments[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", look)
    call()
    event.remove(engine, "before_cursor_execute", look)
    return sum(TABLE_PREFIX in statement for statement in asked)


def timed(call: Callable[[], Any]) -> float:
    """Time a round of requests, in seconds."""
    began = time.perf_counter()
    for _ in range(REQUESTS):
        call()
    return time.perf_counter() - began


def rows() -> list[Row]:
    """Measure on both databases."""
    found = []
    for kind, name in NAMES.items():
        with new_database(kind) as uri:
            found += measure(name, uri)
    return found


if __name__ == "__main__":
    show(rows())
