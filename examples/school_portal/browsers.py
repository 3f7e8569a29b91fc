"""Who is signed in in which browser: a row for each, and signing out deletes it.

A Flask session is a signed cookie. Whoever has copied it could go on after «Выйти» if nothing but the cookie decided.
"""

import time
from hashlib import sha256
from secrets import token_urlsafe

from flask import current_app, g, session
from flask_login import login_user, logout_user
from sqlalchemy import delete

from school_portal.models import Account, SignedIn, db

KEY = "browser"
"""Session key: what this browser is known by. The database has only its hash, so nobody signs in with a backup."""


def sign_in(account: Account, *, must_change: bool = False) -> None:
    """Sign somebody in, in a session that begins anew: nothing of the one before goes on.

    :param must_change: it was an initial password, which has to be changed before anything else.
    """
    now = int(time.time())
    key = token_urlsafe(32)
    lifetime = int(current_app.permanent_session_lifetime.total_seconds())
    db.session.execute(delete(SignedIn).where(SignedIn.ends_at < now))
    db.session.add(
        SignedIn(
            key_hash=hash_of(key),
            account_id=account.id,
            password_stamp=account.password_stamp,
            must_change=must_change,
            ends_at=now + lifetime,
        )
    )
    db.session.commit()
    session.clear()
    session[KEY] = key
    login_user(account)


def sign_out() -> None:
    """Sign out here; the same person stays signed in elsewhere."""
    browser = this_browser()
    if browser is not None:
        db.session.delete(browser)
        db.session.commit()
    logout_user()
    session.clear()


def this_browser() -> SignedIn | None:
    """Find the row of the browser that asks, as long as it is signed in and the password is still the same."""
    key = session.get(KEY)
    browser = db.session.get(SignedIn, hash_of(key)) if key else None
    if browser is None or browser.ends_at <= time.time():
        return None
    account = db.session.get(Account, browser.account_id)
    g.signed_in = browser, account  # rows that nobody holds are read anew each time they are asked for
    return browser if account is not None and account.password_stamp == browser.password_stamp else None


def hash_of(text: str) -> str:
    """Make the form in which a secret is kept; it is long and random, so that nobody can try them all."""
    return sha256(text.encode()).hexdigest()
