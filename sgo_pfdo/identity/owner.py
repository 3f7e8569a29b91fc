"""Whether whoever sits at a child's account has come through Госуслуги, as the child itself (S004, reason 4).

The session keeps a keyed hash of the account and nothing else. Any other sign-in or sign-out in the same browser drops
it: Flask-Login's are heard here, and a portal without Flask-Login clears its session.
"""

import hmac
from typing import Any

import flask
import flask_login

from sgo_pfdo.secrets import keyed_hash

KEY = "sgo_pfdo_came_by"


def mark(account_id: str) -> None:
    """Note that this session has come through the provider; after the portal has signed the person in."""
    flask.session[KEY] = _hash_of(account_id)


def is_owner(account_id: str) -> bool:
    """Tell whether this session has come through Госуслуги to this account, for :attr:`sgo_pfdo.Viewer.is_owner`.

    A parent never gets to a child's account that way, so where it is ``True`` the child sits there. ``False`` says
    nothing: a password does not tell who typed it.

    :param account_id: :attr:`sgo_pfdo.Account.id`.
    """
    kept = flask.session.get(KEY)
    return isinstance(kept, str) and hmac.compare_digest(kept, _hash_of(account_id))


def drop_mark(sender: object, **extra: Any) -> None:
    """Drop the note: somebody has signed in or out."""
    flask.session.pop(KEY, None)


def listen(app: flask.Flask) -> None:
    """Hear of every sign-in and sign-out of an application."""
    for signal in (flask_login.user_logged_in, flask_login.user_logged_out):
        signal.connect(drop_mark, app)


def _hash_of(account_id: str) -> str:
    return keyed_hash(flask.current_app.secret_key, f"sgo_pfdo.identity {account_id}")
