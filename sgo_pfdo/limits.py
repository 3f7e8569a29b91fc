"""Rate limits: how often one account, and one computer, may try something in vain. What can be tried is a «door».

Within no stretch of time as long as a door's window does anybody get through more often than its limit. A window is
counted in twelve slices: an attempt counts until its slice has left the window, an hour and at most five minutes.
An attempt is taken first, and given back if it was not in vain: so many at once get through no more often than one.

No address of a computer is stored. What is stored is a count under a keyed hash, another one in each slice: no two
slices can be compared, and without the application's secret key no address can be tried out.
"""

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from sqlalchemy import String, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo import security_log
from sgo_pfdo.config.options import NONE, PUBLIC
from sgo_pfdo.database import TABLE_PREFIX, Base, Moment

ACCOUNT, ADDRESS, MAILBOX, NUMBER = "account", "address", "mailbox", "number"
"""What is counted: the host's id of a person, the address of a computer, the recipient of a letter, a number of a
certificate as it was typed, whether or not somebody has it."""
SWEPT_AT_ONCE = 100
SLICES = 12
"""Parts of a window that are counted apart; a door's limit holds for as long as its window and one of them more."""
AHEAD = timedelta(minutes=5)
"""How far the clocks of two machines may lie apart. What was counted later than that was counted by a wrong clock."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Counts = Sequence[tuple[int, datetime]]
"""How many knocked in each slice of a window, and when the slice goes; the oldest first."""
Caller = Mapping[str, str]
"""Who makes an attempt, by what is counted; what is not known is left out."""


@dataclass(frozen=True, slots=True)
class Door:
    """Something that can be tried out, with its rate limit; the security log names it, «door=search».

    :param name: names it in the database.
    :param limits: how often within any stretch of time as long as the window, by what is counted; what is not named is
        not limited.
    """

    name: str
    limits: Mapping[str, int]
    window: timedelta = timedelta(hours=1)

    @property
    def slice(self) -> timedelta:
        """How long a part of the window is that is counted apart."""
        return self.window / SLICES


CARD = Door("card", {ACCOUNT: 30, ADDRESS: 100})
"""Addresses of cards that the clerk's municipality does not have."""
SEARCH = Door("search", {ACCOUNT: 30, ADDRESS: 100})
"""Searches in vain: enough for a queue at the desk, too few to try out numbers."""
DOCUMENT = Door("document", {ACCOUNT: 10, ADDRESS: 50})
"""Identity documents that turn out to be another child's: who tries them out learns which ones are registered."""
LINK = Door("link", {ADDRESS: 60})
"""Links in letters that we never wrote. One that was used, or is too old, is no guess: it bears our signature."""
PASSWORD = Door("password", {ACCOUNT: 10, NUMBER: 10})
"""New passwords: every press counts, each one ends the sheet that somebody may have printed; also in a cabinet that was
opened by its number, where no account of the portal is known."""
LETTERS = Door("letters", {ACCOUNT: 20, MAILBOX: 10}, timedelta(days=1))
"""Letters: every one counts, so that nobody fills a stranger's mailbox, whoever and however many children it is for."""
CLAIM = Door("claim", {ACCOUNT: 5, ADDRESS: 50})
"""Numbers of certificates that a family says are their child's, and are not."""
SIGN_IN = Door("sign_in", {NUMBER: 5}, timedelta(minutes=15))
"""Wrong passwords for the cabinet of a number; the door through the portal is another one, and never shut by it."""
SIGN_IN_FROM = Door("sign_in_from", {ADDRESS: 50})
"""Wrong numbers and passwords from one computer."""
SIGN_IN_DAY = Door("sign_in_day", {NUMBER: 1000}, timedelta(days=1))
"""Counts the wrong passwords of a day, which are told to the family; :data:`SIGN_IN` shuts long before it does."""
RECOVERY = Door("recovery", {NUMBER: 5, ADDRESS: 30}, timedelta(days=1))
"""Letters that set a new password: every one asked for counts, whether or not it was sent."""

ACCESS = Door("access", {ACCOUNT: 10, ADDRESS: 30}, timedelta(days=1))
"""Requests for access to a child: every one counts, for each is work for a school."""
ACCESS_CODE = Door("access_code", {ACCOUNT: 5, ADDRESS: 20})
"""Codes of a school typed in vain."""
IDENTITY = Door("identity", {ADDRESS: 60})
"""Sign-ins through Госуслуги that begin: every one counts, for each is a row."""
IMPORT = Door("import", {ACCOUNT: 30})
"""Files that an operator brings: each one is read whole, so every one counts."""


class TooManyTriesError(Exception):
    """Somebody has made too many attempts.

    :param again_at: the moment from which they can go on.
    """

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many tries")
        self.again_at = again_at


class Tries(Base):
    """How many attempts at a door somebody has made in one slice of time. Who it was cannot be read from the key."""

    __tablename__ = TABLE_PREFIX + "tries"

    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    count: Mapped[int]
    begins_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """When the slice begins. One that lies in the future is the work of a wrong clock, and counts for nothing."""
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """When the slice has left the window; the row goes soon after."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that was counted, to be given back if it was not in vain.

    :param keys: of the counts that were raised.
    :param counts: how often each has knocked within the window of the door, this time included.
    """

    keys: Sequence[str]
    counts: Mapping[str, int]


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
    """Counts attempts.

    :param secret_key: of the application; the keys of the counts are made with it.
    """

    def __init__(self, secret_key: str | bytes) -> None:
        self._key = secret_key.encode() if isinstance(secret_key, str) else secret_key

    def take(self, session: Session, door: Door, caller: Caller, now: datetime) -> Taken:
        """Count an attempt, and refuse it if there were too many, both at once.

        :param session: inside :func:`sgo_pfdo.database.perform`.
        :return: what :meth:`give_back` takes, once the attempt was not in vain.
        :raises TooManyTriesError: one of the limits is passed; nothing must be done, and nothing is counted.
        """
        return self.take_each(session, (door,), caller, now)[0]

    def take_each(self, session: Session, doors: Sequence[Door], caller: Caller, now: datetime) -> Sequence[Taken]:
        """Count an attempt at several doors, as :meth:`take` does at one; the first that refuses it has its say.

        :param session: inside :func:`sgo_pfdo.database.perform`.
        :return: one for each door.
        :raises TooManyTriesError: see :meth:`take`.
        """
        if any(_counted(door, caller) for door in doors):
            drop_old(session, now, at_once=SWEPT_AT_ONCE)
        return [self._take(session, door, caller, now) for door in doors]

    def _take(self, session: Session, door: Door, caller: Caller, now: datetime) -> Taken:
        present = (now - _EPOCH) // door.slice
        raised = {self._key_of(door, present, kind, caller): 1 for kind in _counted(door, caller)}
        # also touched, so that whoever counts in the slice before or after at this moment waits for us
        before = {self._key_of(door, present - 1, kind, caller): 0 for kind in _counted(door, caller)}
        if not raised:
            return Taken((), {})
        self._raise(session, door, {**raised, **before}, present, set(raised))
        rows = {kind: self._counts(session, door, caller, kind, now) for kind in _counted(door, caller)}
        again_at = [_again_at(counts, door.limits[kind]) for kind, counts in rows.items()]
        if refused := [moment for moment in again_at if moment is not None]:
            security_log.tell("limit_reached", door=door.name, viewer=caller.get(ACCOUNT))
            raise TooManyTriesError(max(refused))
        return Taken(tuple(sorted(raised)), {kind: _sum_of(counts) for kind, counts in rows.items()})

    def give_back(self, session: Session, taken: Taken) -> None:
        """Take an attempt out of the counts again: it was not in vain.

        :param session: inside :func:`sgo_pfdo.database.perform`.
        """
        for key in taken.keys:  # in the order in which they were taken: two callers never wait in a circle
            session.execute(
                update(Tries)
                .where(Tries.key == key, Tries.count > 0)
                .values(count=Tries.count - 1)
                .execution_options(synchronize_session=False)
            )

    def _raise(
        self, session: Session, door: Door, added: Mapping[str, int], present: int, in_present: Collection[str]
    ) -> None:
        insert = postgresql.insert if session.get_bind(Tries).dialect.name == "postgresql" else sqlite.insert
        rows = []
        for key in sorted(added):  # always in this order: two callers never wait in a circle
            begins_at = _EPOCH + (present if key in in_present else present - 1) * door.slice
            ends_at = begins_at + door.slice + door.window
            rows.append({"key": key, "count": added[key], "begins_at": begins_at, "ends_at": ends_at})
        statement = insert(Tries).values(rows)
        statement = statement.on_conflict_do_update(
            index_elements=["key"], set_={"count": Tries.count + statement.excluded.count}
        )
        session.execute(statement)

    def counted(self, session: Session, door: Door, caller: Caller, kind: str, now: datetime) -> int:
        """Tell how often somebody has knocked within the window of a door."""
        return _sum_of(self._counts(session, door, caller, kind, now))

    def _counts(self, session: Session, door: Door, caller: Caller, kind: str, now: datetime) -> Counts:
        """Read the counts of a window with the moments when they go, the oldest first.

        The slice after this one is looked at, too: a machine whose clock is a little ahead counts there.
        """
        present = (now - _EPOCH) // door.slice
        keys = [self._key_of(door, number, kind, caller) for number in range(present - SLICES, present + 2)]
        query = select(Tries.count, Tries.ends_at).where(Tries.key.in_(keys), Tries.begins_at <= now + AHEAD)
        return [(count, ends_at) for count, ends_at in session.execute(query.order_by(Tries.ends_at))]

    def _key_of(self, door: Door, number: int, kind: str, caller: Caller) -> str:
        """Make the key of a count.

        :param number: of the slice, from 1970 on.
        """
        text = f"sgo_pfdo.limits {door.name} {number} {kind} {caller[kind]}"
        digest = hmac.new(self._key, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _counted(door: Door, caller: Caller) -> list[str]:
    return [kind for kind in door.limits if kind in caller]


def _sum_of(counts: Counts) -> int:
    return sum(count for count, _ in counts)


def _again_at(counts: Counts, limit: int) -> datetime | None:
    """Tell from when on somebody can try again; ``None`` where this attempt is within the limit."""
    too_many = _sum_of(counts) - limit
    if too_many <= 0:
        return None
    so_far = accumulate(count for count, _ in counts)
    return next(ends_at for (_, ends_at), gone in zip(counts, so_far, strict=True) if gone >= too_many)


def drop_old(session: Session, now: datetime, *, at_once: int | None = None) -> int:
    """Drop the counts that count no more, and those that a wrong clock has made. Counting does it, a few at a time.

    :param at_once: how many at the most; those that another worker drops are left to it.
    :return: how many.
    """
    gone = or_(Tries.ends_at <= now, Tries.begins_at > now + AHEAD)
    old = select(Tries.key).where(gone).limit(at_once).with_for_update(skip_locked=True)
    dropped = session.execute(delete(Tries).where(Tries.key.in_(old)).execution_options(synchronize_session=False))
    return int(dropped.rowcount)  # type: ignore[attr-defined]
