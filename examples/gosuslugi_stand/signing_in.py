"""The pages that people see, in the order of Госуслуги: login, role, «Предоставить»."""

from urllib.parse import urlencode

import flask
from flask.typing import ResponseReturnValue

from gosuslugi_stand.moods import changed
from gosuslugi_stand.people import SCOPES, WORDS
from gosuslugi_stand.stand import Asked, current_stand

pages = flask.Blueprint("pages", __name__)
PERSON = "person"
"""Session key: who is signed in here."""


@pages.get("/authorize")
def authorize() -> ResponseReturnValue:
    """Take a portal's request: whoever is not exactly registered is not sent back anywhere."""
    stand, args = current_stand(), flask.request.args
    client, redirect_uri, state = stand.client, args.get("redirect_uri", ""), args.get("state", "")
    if args.get("client_id") != client.client_id:
        return _refused("Портал не зарегистрирован.")
    if redirect_uri not in client.redirect_uris:
        return _refused("ESIA-007023: адрес возврата не зарегистрирован.")
    if not state:
        return _refused("Нет state.")
    scope = args.get("scope", "").split()
    asked = Asked(
        client=client,
        redirect_uri=redirect_uri,
        state=state,
        nonce=args.get("nonce"),
        challenge=args.get("code_challenge", ""),
        scope=scope,
    )
    if args.get("response_type") != "code":
        return _back(asked, error="unsupported_response_type")
    if not asked.challenge or args.get("code_challenge_method") != "S256":
        return _back(asked, error="invalid_request", error_description="ESIA-007039: PKCE")
    if "openid" not in scope or any(one not in SCOPES for one in scope):
        return _back(asked, error="invalid_scope", error_description="ESIA-007006: scope")
    return _next_page(stand.keep(asked), asked)


def _next_page(key: str, asked: Asked) -> ResponseReturnValue:
    """Show the page that is due: who are you, in which role, may the portal have your data."""
    stand = current_stand()
    if asked.person is None:
        login = flask.session.get(PERSON)
        asked.person = next((person for person in stand.people if person.login == login), None)
        if asked.person is None:
            return flask.render_template("login.html", key=key, people=stand.people, wrong=False)
        if asked.person.organisation is not None:
            return flask.render_template("role.html", key=key, person=asked.person)
    data = [WORDS[one] for one in asked.scope if one in WORDS]
    return flask.render_template("consent.html", key=key, person=asked.person, data=data)


@pages.post("/login")
def login() -> ResponseReturnValue:
    """Sign somebody in."""
    stand, form = current_stand(), flask.request.form
    asked = stand.asked(form.get("key", ""))
    if asked is None:
        return _refused("Эта страница открыта слишком давно.")
    found = next((person for person in stand.people if person.login == form.get("login", "").strip()), None)
    if found is None or not found.has_password(form.get("password", "")):
        return flask.render_template("login.html", key=form["key"], people=stand.people, wrong=True), 422
    flask.session[PERSON] = found.login
    return _next_page(form["key"], asked)


@pages.post("/role")
def role() -> ResponseReturnValue:
    """Go on as a person, or in the name of an organisation."""
    stand, form = current_stand(), flask.request.form
    asked = stand.asked(form.get("key", ""))
    if asked is None or asked.person is None:
        return _refused("Эта страница открыта слишком давно.")
    asked.is_organisation = form.get("role") == "organisation"
    return _next_page(form["key"], asked)


@pages.post("/consent")
def consent() -> ResponseReturnValue:
    """Let the data go, or not."""
    stand, form = current_stand(), flask.request.form
    key = form.get("key", "")
    asked = stand.asked(key)
    if asked is None or asked.person is None:
        return _refused("Эта страница открыта слишком давно.")
    if form.get("answer") == "yes":
        return _back(asked, code=stand.give_code(key))
    stand.drop(key)
    return _back(asked, error="access_denied", error_description="ESIA-007004: The resource owner denied the request.")


def _back(asked: Asked, **said: str) -> ResponseReturnValue:
    """Send the person back to the portal, as the mood has it."""
    mood = current_stand().mood
    answer = list(changed({**said, "state": asked.state, "iss": current_stand().issuer}, mood.answer).items())
    if mood.code_twice:
        answer += [(name, value) for name, value in answer if name == "code"]
    return flask.redirect(f"{asked.redirect_uri}?{urlencode(answer)}", 303)


def _refused(why: str) -> ResponseReturnValue:
    return flask.render_template("refused.html", why=why), 400
