"""Guesses are limited: how often one account, and one computer, may knock at a door in vain.

No address of a computer is stored. What is stored for an hour or a day is a count under a keyed hash, made anew in each
such window: two windows cannot be compared, and without the application's secret key no address can be tried out.
"""

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo.config import NONE, PUBLIC
from sgo_pfdo.database import TABLE_PREFIX, Base, Moment

ACCOUNT, ADDRESS, MAILBOX = "account", "address", "mailbox"
"""What is counted: the host's id of a person, the address of a computer, the recipient of a letter."""
SWEPT_AT_ONCE = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Caller = Mapping[str, str]
"""Who knocks, by what is counted; what is not known is left out."""


@dataclass(frozen=True, slots=True)
class Door:
    """Something that can be tried out.

    :param name: names it in the database.
    :param limits: how often within the window, by what is counted; what is not named is not limited.
    """

    name: str
    limits: Mapping[str, int]
    window: timedelta = timedelta(hours=1)


CARD = Door("card", {ACCOUNT: 30, ADDRESS: 100})
"""Addresses of cards that the clerk's municipality does not have."""
SEARCH = Door("search", {ADDRESS: 100})
"""Searches in vain; those of one clerk are counted in the history."""
DOCUMENT = Door("document", {ACCOUNT: 10, ADDRESS: 50})
"""Identity documents that turn out to be another child's: who tries them out learns which ones are registered."""
LINK = Door("link", {ADDRESS: 60})
"""Links in letters that we never wrote. One that was used, or is too old, is no guess: it bears our signature."""
PASSWORD = Door("password", {ACCOUNT: 10})
"""New passwords: every press counts, each one ends the sheet that somebody may have printed."""
LETTERS = Door("letters", {ACCOUNT: 20, MAILBOX: 10}, timedelta(days=1))
"""Letters: every one counts, so that nobody fills a stranger's mailbox, whoever and however many children it is for."""


class TooManyTriesError(Exception):
    """Somebody has knocked too often.

    :param again_at: the moment from which they can go on.
    """

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many tries")
        self.again_at = again_at


class Tries(Base):
    """How often somebody has knocked at a door within one window. Who it was cannot be read from the key."""

    __tablename__ = TABLE_PREFIX + "tries"

    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """When the window ends; the row goes soon after."""


def counted_address(remote: str | None, looked_at: str) -> str | None:
    """Tell by which address somebody is counted, or ``None`` where it says nothing.

    :param remote: as the web server gives it.
    :param looked_at: ``public`` leaves loopback and private networks out, where a proxy stands most likely; ``all``
        takes them, too; ``none`` looks at no address.
    :return: an IPv4 address, or the first half of an IPv6 address, which is what one customer has.
    """
    if looked_at == NONE or not remote:
        return None
    try:
        address = ipaddress.ip_address(remote.partition("%")[0])
    except ValueError:  # a socket in the file system, for instance
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if looked_at == PUBLIC and not address.is_global:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class Limiter:
    """Counts knocks.

    :param secret_key: of the application; the keys of the counts are made with it.
    """

    def __init__(self, secret_key: str | bytes) -> None:
        self._key = secret_key.encode() if isinstance(secret_key, str) else secret_key

    def check(self, session: Session, door: Door, caller: Caller, now: datetime) -> None:
        """Refuse somebody who has knocked too often already.

        :raises TooManyTriesError: one of the limits is reached.
        """
        keys = self._keys(door, caller, now)
        rows = session.execute(select(Tries.key, Tries.count).where(Tries.key.in_(keys)))
        if any(count >= keys[key] for key, count in rows):
            raise TooManyTriesError(_end_of_window(door, now))

    def count(self, session: Session, door: Door, caller: Caller, now: datetime) -> None:
        """Count a knock in vain.

        :param session: inside :func:`sgo_pfdo.database.perform`.
        """
        self._raise_counts(session, door, caller, now)

    def take(self, session: Session, door: Door, caller: Caller, now: datetime) -> None:
        """Count what counts whether or not it is in vain, and refuse what is too much, both at once.

        :param session: inside :func:`sgo_pfdo.database.perform`, whose action does what is counted.
        :raises TooManyTriesError: one of the limits is passed; nothing must be done.
        """
        keys = self._keys(door, caller, now)
        counts = self._raise_counts(session, door, caller, now)
        if any(counts[key] > limit for key, limit in keys.items()):
            raise TooManyTriesError(_end_of_window(door, now))

    def _raise_counts(self, session: Session, door: Door, caller: Caller, now: datetime) -> Mapping[str, int]:
        drop_old(session, now, at_once=SWEPT_AT_ONCE)
        insert = postgresql.insert if session.get_bind(Tries).dialect.name == "postgresql" else sqlite.insert
        counts = {}
        for key in sorted(self._keys(door, caller, now)):  # always in this order: two callers never wait in a circle
            statement = insert(Tries).values(key=key, count=1, ends_at=_end_of_window(door, now))
            statement = statement.on_conflict_do_update(index_elements=["key"], set_={"count": Tries.count + 1})
            counts[key] = session.scalars(statement.returning(Tries.count)).one()
        return counts

    def _keys(self, door: Door, caller: Caller, now: datetime) -> Mapping[str, int]:
        """Give the keys of the counts, each with its limit."""
        window = f"{door.name} {_end_of_window(door, now):%Y-%m-%dT%H:%M}"
        return {
            self._hashed(f"{window} {kind} {caller[kind]}"): limit
            for kind, limit in door.limits.items()
            if kind in caller
        }

    def _hashed(self, text: str) -> str:
        digest = hmac.new(self._key, f"sgo_pfdo.limits {text}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _end_of_window(door: Door, now: datetime) -> datetime:
    return _EPOCH + ((now - _EPOCH) // door.window + 1) * door.window


def drop_old(session: Session, now: datetime, *, at_once: int | None = None) -> int:
    """Drop the counts of windows that have ended. Counting does it too, a few at a time.

    :param at_once: how many at the most; those that another worker drops are left to it.
    :return: how many.
    """
    old = select(Tries.key).where(Tries.ends_at <= now).limit(at_once).with_for_update(skip_locked=True)
    dropped = session.execute(delete(Tries).where(Tries.key.in_(old)).execution_options(synchronize_session=False))
    return int(dropped.rowcount)  # type: ignore[attr-defined]
