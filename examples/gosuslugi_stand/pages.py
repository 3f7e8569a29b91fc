"""What a person sees of the stand, in the order of Госуслуги, and what a portal asks of it."""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import flask
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from gosuslugi_stand.keys import published
from gosuslugi_stand.moods import SLOW_SECONDS, Mood
from gosuslugi_stand.people import IN_WORDS, ORGANISATION, PEOPLE, PERSON, Person, find
from gosuslugi_stand.provider import Asked, RefusedError, Stand, UnknownPortalError

pages = flask.Blueprint("pages", __name__)

MOST_REQUESTS = 20
"""Requests of one browser that are kept: old tabs end first."""


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField("Логин")
    password = PasswordField("Пароль")


class StepForm(FlaskForm):
    """A press of a button."""


def stand() -> Stand:
    """Give the stand of this application."""
    found: Stand = flask.current_app.extensions["gosuslugi_stand"]
    return found


def asked() -> Asked:
    """Give the request that this browser is about, by the id in the address."""
    requests = flask.session.get("requests", {})
    found = requests.get(flask.request.view_args["request_id"] if flask.request.view_args else "")
    if found is None:
        flask.abort(404)
    return Asked(**{**found, "scopes": tuple(found["scopes"])})


def signed_in() -> Person | None:
    """Tell who has signed in at the stand with this browser."""
    return find(flask.session.get("login", ""))


@pages.get("/authorize")
def authorize() -> ResponseReturnValue:
    """Begin: check what the portal asks for, and send the person on to sign in."""
    try:
        request = stand().check_request(flask.request.args)
    except UnknownPortalError as error:
        return flask.render_template("refused.html", words=str(error)), 400
    except RefusedError as error:
        return back(
            flask.request.args["redirect_uri"],
            state=flask.request.args.get("state"),
            error=error.error,
            error_description=str(error),
        )
    request_id = secrets.token_urlsafe(12)
    kept = list(flask.session.get("requests", {}).items())[-MOST_REQUESTS + 1 :]
    flask.session["requests"] = dict(kept) | {
        request_id: {name: getattr(request, name) for name in Asked.__dataclass_fields__}
    }
    return flask.redirect(flask.url_for("pages.sign_in", request_id=request_id), 303)


@pages.route("/<request_id>/sign-in", methods=["GET", "POST"])
def sign_in(request_id: str) -> ResponseReturnValue:
    """Ask for login and password; whoever has signed in goes on."""
    asked()
    form, problem = SignInForm(), None
    if flask.request.method == "POST":
        person = find(form.login.data or "") if form.validate() else None
        if person is not None and secrets.compare_digest((form.password.data or "").encode(), person.login.encode()):
            flask.session["login"] = person.login
        else:
            problem = "Логин или пароль не подошёл."
    if problem is None and (person := signed_in()) is not None:
        step = "pages.role" if person.organisations else "pages.consent"
        return flask.redirect(flask.url_for(step, request_id=request_id), 303)
    return flask.render_template("sign_in.html", form=form, people=PEOPLE, problem=problem), 400 if problem else 200


@pages.route("/<request_id>/role", methods=["GET", "POST"])
def role(request_id: str) -> ResponseReturnValue:
    """Ask as whom somebody comes who works for an organisation (S003, step 4)."""
    asked()
    person, form = signed_in(), StepForm()
    if person is None:
        return flask.redirect(flask.url_for("pages.sign_in", request_id=request_id), 303)
    if form.validate_on_submit():
        flask.session["typ"] = ORGANISATION if flask.request.form.get("role") == ORGANISATION else PERSON
        return flask.redirect(flask.url_for("pages.consent", request_id=request_id), 303)
    return flask.render_template("role.html", form=form, person=person)


@pages.route("/<request_id>/consent", methods=["GET", "POST"])
def consent(request_id: str) -> ResponseReturnValue:
    """Show what the portal will learn: «Предоставить» or «Отказать»."""
    request, person, form = asked(), signed_in(), StepForm()
    if person is None:
        return flask.redirect(flask.url_for("pages.sign_in", request_id=request_id), 303)
    if not form.validate_on_submit():
        scopes = [IN_WORDS[scope] for scope in request.scopes]
        return flask.render_template(
            "consent.html", form=form, person=person, scopes=scopes, portal=stand().client.name
        )
    flask.session["requests"] = {key: kept for key, kept in flask.session["requests"].items() if key != request_id}
    if flask.request.form.get("answer") != "grant":
        return back(request.redirect_uri, state=request.state, error="access_denied")
    typ = flask.session.pop("typ", PERSON) if person.organisations else PERSON
    return _back_with_code(request, stand().grant(request, person, typ))


def _back_with_code(request: Asked, code: str) -> ResponseReturnValue:
    mood = stand().mood
    if mood is Mood.BUSY:
        return back(request.redirect_uri, state=request.state, error="temporarily_unavailable")
    if mood is Mood.MARKUP:
        words = "<script>alert(1)</script>"
        return back(request.redirect_uri, state=request.state, error=words, error_description=words)
    state = {Mood.OTHER_STATE: "another", Mood.NO_STATE: None}.get(mood, request.state)
    answer = back(request.redirect_uri, code=code, state=state)
    if mood is Mood.TWO_CODES:
        answer.location = f"{answer.location}&code=another"
    return answer


def back(redirect_uri: str, **arguments: str | None) -> Any:
    """Send the browser back to the portal."""
    given = {name: value for name, value in arguments.items() if value is not None} | {"iss": stand().issuer}
    return flask.redirect(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(given)}", 303)


@pages.get("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here, and go back where that address is registered."""
    flask.session.clear()
    to = flask.request.args.get("post_logout_redirect_uri", "")
    if to in stand().client.sign_out_uris:
        return flask.redirect(to, 303)
    return flask.render_template("refused.html", words="Вы вышли.")


def for_portal(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """Answer a portal as the mood of the stand demands; a refusal as JSON, as the standard says."""

    @wraps(view)
    def answer() -> ResponseReturnValue:
        match stand().mood:
            case Mood.DOWN:
                return "", 503
            case Mood.FAILING:
                return "", 500
            case Mood.HTML:
                return "<!doctype html><title>Технические работы</title>"
            case Mood.EMPTY:
                return ""
            case Mood.LARGE:
                return flask.jsonify(filling="я" * 1_500_000)
            case Mood.REDIRECTING:
                return flask.redirect("https://somebody-else.example/", 302)
            case Mood.SLOW:
                time.sleep(SLOW_SECONDS)
        try:
            return view()
        except RefusedError as error:
            return flask.jsonify(error=error.error, error_description=str(error)), error.status

    return answer


@pages.get("/.well-known/openid-configuration")
@for_portal
def discovery() -> ResponseReturnValue:
    """Describe the stand."""
    return flask.jsonify(stand().discovery())


@pages.get("/jwks")
@for_portal
def jwks() -> ResponseReturnValue:
    """Give the public keys."""
    return flask.jsonify(published(stand().key))


@pages.post("/token")
@for_portal
def token() -> ResponseReturnValue:
    """Give tokens for a code."""
    return flask.jsonify(stand().exchange(flask.request.form, flask.request.authorization))


@pages.get("/userinfo")
@for_portal
def userinfo() -> ResponseReturnValue:
    """Tell who a token is about."""
    return flask.jsonify(stand().claims(flask.request.authorization))
