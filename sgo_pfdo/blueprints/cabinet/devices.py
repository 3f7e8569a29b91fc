"""Which cabinets a device has been in by number and password: the family hears of a device that is new to one.

The device keeps keyed hashes alone. They open nothing and name nobody; whoever deletes them gets one letter more.
"""

import hmac
from collections.abc import Sequence

import flask
from werkzeug.wrappers import Response

from sgo_pfdo.secrets import HASH_LENGTH, keyed_hash

COOKIE = "sgo_pfdo_device"
MOST = 12
"""Cabinets that a device remembers: the last ones."""
KEPT = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer."""


def is_known(card_id: str) -> bool:
    """Tell whether somebody has come into this cabinet by number and password on this device."""
    return any(hmac.compare_digest(one, _sign_of(card_id)) for one in _signs())


def remember(response: Response, card_id: str, *, path: str) -> Response:
    """Have the device remember the cabinet.

    :param path: the addresses that the cookie is sent to.
    """
    sign = _sign_of(card_id)
    signs = [sign, *(one for one in _signs() if one != sign)][:MOST]
    response.set_cookie(
        COOKIE,
        ".".join(signs),
        max_age=KEPT,
        path=path,
        secure=flask.request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _signs() -> Sequence[str]:
    kept = flask.request.cookies.get(COOKIE, "")
    return [one for one in kept.split(".")[:MOST] if one.isascii() and len(one) == HASH_LENGTH]


def _sign_of(card_id: str) -> str:
    return keyed_hash(flask.current_app.secret_key, f"sgo_pfdo.device {card_id}")
