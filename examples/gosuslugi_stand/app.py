"""The stand as an application: how it is put together, and the pages of the protocol."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from gosuslugi_stand import signing_in
from gosuslugi_stand.moods import changed
from gosuslugi_stand.people import SCOPES, Person
from gosuslugi_stand.stand import Asked, Client, Stand, current_stand
from gosuslugi_stand.tokens import Keys

TOKEN_LASTS = 3600
"""Seconds."""

protocol = flask.Blueprint("protocol", __name__)


def create_stand(issuer: str, client: Client, people: Sequence[Person], folder: Path) -> flask.Flask:
    """Build a stand.

    :param folder: of its keys.
    """
    app = flask.Flask("gosuslugi_stand", root_path=str(Path(__file__).parent))
    app.config.update(SECRET_KEY=secrets.token_hex(32), SESSION_COOKIE_NAME="stand", SESSION_COOKIE_SAMESITE="Lax")
    app.extensions["stand"] = Stand(app, issuer, client, people, Keys(folder))
    app.register_blueprint(protocol)
    app.register_blueprint(signing_in.pages)
    app.after_request(_forbid_storing)
    return app


def _forbid_storing(response: flask.Response) -> flask.Response:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


def _answer(page: str, said: dict[str, Any], status: int = 200) -> ResponseReturnValue:
    """Answer with JSON, or as the mood has it."""
    mood = current_stand().mood
    time.sleep(mood.delay.get(page, 0))
    if page in mood.location:
        return flask.redirect(mood.location[page])
    if page in mood.body:
        return flask.Response(mood.body[page], mood.status.get(page, 200), mimetype="text/html")
    answer = flask.jsonify(changed(said, mood.said.get(page, {})))
    answer.headers["Cache-Control"] = "no-store"
    return answer, mood.status.get(page, status)


@protocol.get("/.well-known/openid-configuration")
def discovery() -> ResponseReturnValue:
    """Say where everything is."""
    issuer = current_stand().issuer
    said = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/keys",
        "end_session_endpoint": f"{issuer}/sign-out",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
    }
    return _answer("discovery", said)


@protocol.get("/keys")
def keys() -> ResponseReturnValue:
    """Publish the keys."""
    return _answer("keys", current_stand().keys.published())


@protocol.post("/token")
def token() -> ResponseReturnValue:
    """Exchange a code: the client's secret, a code once and in time, the address, the verifier."""
    stand, form, client = current_stand(), flask.request.form, flask.request.authorization
    ours = stand.client
    if client is None or client.username != ours.client_id or not _same(client.password or "", ours.secret):
        return _answer("token", {"error": "invalid_client"}, 401)
    if form.get("grant_type") != "authorization_code":
        return _answer("token", {"error": "unsupported_grant_type"}, 400)
    asked = stand.take_code(form.get("code", ""))
    if asked is None or form.get("redirect_uri") != asked.redirect_uri:
        return _answer("token", {"error": "invalid_grant", "error_description": "ESIA-007011: code"}, 400)
    if not _same(_challenge_of(form.get("code_verifier", "")), asked.challenge):
        return _answer("token", {"error": "invalid_grant", "error_description": "code_verifier"}, 400)
    said = {
        "access_token": stand.give_token(asked),
        "token_type": "Bearer",
        "expires_in": TOKEN_LASTS,
        "id_token": _id_token(stand, asked),
    }
    return _answer("token", said)


def _id_token(stand: Stand, asked: Asked) -> str:
    assert asked.person is not None
    now = int(stand.now())
    claims = {
        "iss": stand.issuer,
        "aud": asked.client.client_id,
        "sub": asked.person.subject,
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_LASTS,
        "nonce": asked.nonce,
        "typ": "L" if asked.is_organisation else "P",
    }
    return stand.keys.sign(changed(claims, stand.mood.claims), stand.mood)


@protocol.get("/userinfo")
def userinfo() -> ResponseReturnValue:
    """Say who somebody is, as far as the scopes of the token go."""
    given = flask.request.authorization
    asked = current_stand().holder_of(given.token or "") if given is not None and given.type == "bearer" else None
    if asked is None or asked.person is None:
        return _answer("userinfo", {"error": "invalid_token"}, 401)
    return _answer("userinfo", {"sub": asked.person.subject, **asked.person.let_out(asked.scope)})


@protocol.get("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here, and go back where the portal has registered it."""
    client, args = current_stand().client, flask.request.args
    flask.session.clear()
    back = args.get("post_logout_redirect_uri")
    if back is not None and (args.get("client_id") != client.client_id or back not in client.sign_out_uris):
        return flask.render_template("refused.html", why="Адрес возврата не зарегистрирован."), 400
    return flask.redirect(back) if back else flask.render_template("signed_out.html")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
