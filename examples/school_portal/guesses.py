"""Passwords cannot be tried out, and nobody can shut the door of somebody else.

Failures are counted for an hour, three ways:

- 10 for a login from one address: then this address waits for this login, and nobody else does;
- 50 from one address, whatever the logins: then this address waits;
- 100 for a login from everywhere: then each answer to this login comes some seconds later, but it comes. A stranger
  who knows a login can make its owner wait for seconds, never lock them out.

The seconds are slept through in the thread that answers, so only a few threads of a process may do so at a time;
whoever comes while all of these sleep is answered at once. That costs little: what stops the guesser are the first two
limits, and the pause only slows one who has many addresses. Being answered too soon is better than a portal that
answers nobody, and better than a refusal, which would lock the owner out after all.

Behind a proxy Werkzeug's ProxyFix has to tell the address, or the whole town counts as one.
"""

import hmac
import ipaddress
import time
from dataclasses import dataclass
from hashlib import sha256
from threading import BoundedSemaphore

from flask import current_app, request
from sqlalchemy import ColumnElement, delete, func, select

from school_portal.models import Try, db

WINDOW = 60 * 60
"""Seconds for which a failure counts."""
SLOW_AFTER = 100
"""Failures for one login, after which answers to it come later."""
SLEEPERS = 4
"""Threads of a process that may sleep at a time: fewer than the server has."""

_beds = BoundedSemaphore(SLEEPERS)


@dataclass(frozen=True)
class Door:
    """Something that can be tried: how often in an hour for a login from one address, and from one address."""

    name: str
    per_pair: int
    per_address: int


PASSWORD = Door("password", 10, 50)
"""Wrong passwords."""
RECOVERY = Door("recovery", 5, 20)
"""«Забыли пароль?»: every press counts, whether or not there is such a login."""


def take(door: Door, login: str) -> int:
    """Count a try before it is looked at, so that tries at the same time are counted as well.

    :return: 0 to go on, else the seconds to wait. A try that has to wait does not count: coming back too early makes
        the wait no longer.
    """
    now = int(time.time())
    db.session.execute(delete(Try).where(Try.at <= now - WINDOW))
    mine = Try(door=door.name, login_hash=keyed(login), address_hash=keyed(caller()), at=now)
    db.session.add(mine)
    db.session.flush()
    number = mine.id
    db.session.commit()
    from_here = (Try.door == door.name, Try.address_hash == keyed(caller()))
    seconds = max(
        wait(door.per_pair, now, *from_here, Try.login_hash == keyed(login)),
        wait(door.per_address, now, *from_here),
    )
    if seconds:
        db.session.execute(delete(Try).where(Try.id == number))
    db.session.commit()
    return seconds


def wait(most: int, now: int, *which: ColumnElement[bool]) -> int:
    """Tell for how long there are too many tries, the one just counted included; 0 where there are not."""
    newest = select(Try.at).where(*which).order_by(Try.at.desc(), Try.id.desc()).limit(most + 1)
    latest = db.session.scalars(newest).all()
    return max(1, latest[most] + WINDOW - now) if len(latest) > most else 0


def give_back(login: str) -> None:
    """Forget the wrong passwords that somebody typed here who knew the right one after all."""
    db.session.execute(
        delete(Try).where(
            Try.door == PASSWORD.name, Try.login_hash == keyed(login), Try.address_hash == keyed(caller())
        )
    )
    db.session.commit()


def pause(login: str) -> None:
    """Let the answer come later where very many passwords were tried for a login; the database is not kept waiting."""
    which = (Try.door == PASSWORD.name, Try.login_hash == keyed(login))
    failures = db.session.scalar(select(func.count()).select_from(Try).where(*which)) or 0
    db.session.commit()
    if failures > SLOW_AFTER and _beds.acquire(blocking=False):
        try:
            time.sleep(current_app.config["SIGN_IN_PAUSE"])
        finally:
            _beds.release()


def caller() -> str:
    """Tell from where somebody asks: an IPv4 address, or the half of an IPv6 address that one customer has."""
    try:
        address = ipaddress.ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:  # a socket in the file system, for instance
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def keyed(text: str) -> str:
    """Make the form in which logins and addresses are kept: without the secret key nobody can try them all."""
    secret = current_app.config["SECRET_KEY"]
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, f"guesses {text}".encode(), sha256).hexdigest()


def in_words(seconds: int) -> str:
    """Say how long to wait, never less than it is."""
    return f"{-(-seconds // 60)} мин."
