"""Passwords cannot be tried out: after some wrong ones a login has to wait, whoever asks and however many at once."""

import time

from sqlalchemy import delete, func, select

from school_portal.browsers import hash_of
from school_portal.models import SignInTry, db

MOST = 10
WINDOW = 15 * 60
"""Seconds in which there may be so many."""


def may_try(login: str) -> bool:
    """Count a try before the password is looked at, so that tries at the same time are counted as well."""
    now = int(time.time())
    db.session.execute(delete(SignInTry).where(SignInTry.at < now - WINDOW))
    db.session.add(SignInTry(login_hash=hash_of(login), at=now))
    db.session.commit()
    tries = db.session.scalar(select(func.count()).where(SignInTry.login_hash == hash_of(login)))
    return (tries or 0) <= MOST


def give_back(login: str) -> None:
    """Forget the tries of somebody who knew the password after all; the caller commits."""
    db.session.execute(delete(SignInTry).where(SignInTry.login_hash == hash_of(login)))
