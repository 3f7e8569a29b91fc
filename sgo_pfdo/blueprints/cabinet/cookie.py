"""The cookie of the cabinet: random, apart from the host's, and sent to the cabinet's addresses alone."""

import flask
from werkzeug.wrappers import Response

from sgo_pfdo.cabinet.sessions import REMEMBERED

COOKIE = "sgo_pfdo_cabinet"
LONGEST_TOKEN = 100


def cookie_token() -> str | None:
    """Read what the cookie of the device says; what cannot be a token of ours is none."""
    token = flask.request.cookies.get(COOKIE, "")
    return token if 0 < len(token) <= LONGEST_TOKEN and token.isascii() else None


def set_cookie(response: Response, token: str, *, is_remembered: bool) -> Response:
    """Give the device its token.

    :param is_remembered: for 30 days; else until the browser is closed.
    """
    response.set_cookie(
        COOKIE,
        token,
        max_age=REMEMBERED if is_remembered else None,
        path=cookie_path(),
        secure=flask.request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def drop_cookie(response: Response) -> Response:
    """Take the token from the device."""
    response.delete_cookie(COOKIE, path=cookie_path(), secure=flask.request.is_secure, httponly=True, samesite="Lax")
    return response


def cookie_path() -> str:
    """Give the addresses that the cookies of the cabinet are sent to."""
    return flask.url_for("sgo_pfdo_cabinet.start")
