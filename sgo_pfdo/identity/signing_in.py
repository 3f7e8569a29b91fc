"""Somebody has come from the provider: which account that is, in one transaction with the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from sgo_pfdo.identity.linking import MATCHED, PRESSED, REGISTERED, Someone, link, linked_ids, subject_key, taken_ids
from sgo_pfdo.identity.matching import AskToLink, Conflict, Kind, Match, Result, Unknown, contradiction, match
from sgo_pfdo.journal.writing import SYSTEM, Actor, Event, record
from sgo_pfdo.people import Level
from sgo_pfdo.secrets import Cipher
from sgo_pfdo.verified import Account, VerifiedPerson

REFUSED = {
    AskToLink: "данных мало, чтобы узнать учётную запись",
    Unknown: "на портале нет такого человека",
    Kind.RECORD_DIFFERS: "данные портала расходятся с Госуслугами",
    Kind.LINKED_TO_ANOTHER: "учётная запись привязана к другому человеку",
    Kind.BLOCKED: "учётная запись закрыта",
    Kind.NOT_THEIRS: "учётная запись другого человека",
}
"""What the history says; never a name, never a value."""


class Directory(Protocol):
    """What is asked of the portal: see :class:`sgo_pfdo.AccountDirectory`."""

    def account_candidates(self, person: VerifiedPerson) -> Sequence[Account]:
        """List accounts that may be a person's."""

    def account(self, account_id: str) -> Account | None:
        """Find one account."""

    def register(self, person: VerifiedPerson) -> str | None:
        """Make an account."""

    def verified(self, account_id: str, person: VerifiedPerson) -> None:
        """Hear who is behind an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifying:
    """What the services of this room need.

    :param issuer: whose subjects they are.
    :param today: in the portal's time zone.
    """

    portal: Directory
    cipher: Cipher
    issuer: str
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Entered:
    """The person may be signed in at this account, once the transaction is committed."""

    account_id: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The person has several accounts, and says which one."""

    accounts: Sequence[Account]


Outcome = Entered | Choice | AskToLink | Conflict | Unknown


def enter(session: Session, person: VerifiedPerson, way: Identifying, *, chosen: str | None = None) -> Outcome:
    """Find the account of somebody, and link it where the rules allow that.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param chosen: of several accounts, the one that was pressed. One that is not among them is no choice.
    :return: why nobody is signed in, or who is.
    :raises sgo_pfdo.secrets.SecretLostError: the key of hashes cannot be decrypted.
    """
    someone = _someone(session, person, way)
    result = _matched(session, someone, person, way)
    if isinstance(result, Unknown) and person.level is Level.CONFIRMED:
        result = _registered(session, person, way) or result
    if not isinstance(result, Match):
        _tell_refused(session, result, person, way)
        return result
    accounts = [account for account in result.accounts if chosen in {None, account.id}]
    if len(accounts) != 1:
        return Choice(result.accounts)
    [account] = accounts
    how = REGISTERED if result.rule == 11 else MATCHED
    if not link(session, someone, account, how=how, actor=_actor(account), now=way.now, today=way.today):
        conflict = Conflict(Kind.LINKED_TO_ANOTHER, 8, account_id=account.id)  # somebody was faster
        _tell_refused(session, conflict, person, way)
        return conflict
    _tell_portal(account, person, way)
    return Entered(account.id)


def choices(session: Session, person: VerifiedPerson, way: Identifying) -> Sequence[Account]:
    """List the accounts among which somebody chooses, as the rules find them now; nothing is linked."""
    result = _matched(session, _someone(session, person, way), person, way)
    return result.accounts if isinstance(result, Match) else ()


def _matched(session: Session, someone: Someone, person: VerifiedPerson, way: Identifying) -> Result:
    linked = [account for one in linked_ids(session, someone) if (account := way.portal.account(one)) is not None]
    if linked:
        return match(person, linked, linked=[account.id for account in linked])
    candidates = way.portal.account_candidates(person)
    return match(person, candidates, taken=taken_ids(session, someone, [account.id for account in candidates]))


def _registered(session: Session, person: VerifiedPerson, way: Identifying) -> Match | None:
    account_id = way.portal.register(person)
    if account_id is None:
        return None
    session.flush()
    account = way.portal.account(account_id)
    return Match([account or Account(id=account_id, label="")], 11)


def link_pressed(
    session: Session, person: VerifiedPerson, account: Account, actor: Actor, way: Identifying
) -> Conflict | None:
    """Link the account at which somebody is signed in, and has pressed.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param account: as the portal knows it now.
    :return: what is against it, or ``None``: it is linked.
    """
    someone = _someone(session, person, way)
    conflict = contradiction(person, account, taken=taken_ids(session, someone, [account.id]))
    if conflict is None and not link(session, someone, account, how=PRESSED, actor=actor, now=way.now, today=way.today):
        conflict = Conflict(Kind.LINKED_TO_ANOTHER, 8, account_id=account.id)
    if conflict is not None:
        _tell_refused(session, conflict, person, way)
        return conflict
    _tell_portal(account, person, way)
    return None


def what_is_against(session: Session, person: VerifiedPerson, account: Account, way: Identifying) -> Conflict | None:
    """Tell before the press what would keep it from linking."""
    someone = _someone(session, person, way)
    return contradiction(person, account, taken=taken_ids(session, someone, [account.id]))


def tell_refused(session: Session, provider: str, why: str, now: datetime) -> None:
    """Write into the history that a sign-in led nowhere; the doctor counts these by day.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param why: fixed words.
    """
    record(session, Event.IDENTITY_REFUSED, SYSTEM, at=now, details=f"{provider}: {why}")


def _tell_refused(
    session: Session, result: AskToLink | Conflict | Unknown, person: VerifiedPerson, way: Identifying
) -> None:
    what = REFUSED[result.kind if isinstance(result, Conflict) else type(result)]
    account_id = result.account_id if isinstance(result, Conflict) else None
    actor = Actor(role=SYSTEM.role, id=account_id)
    details = f"{person.provider}: {what}, правило {result.rule}"
    record(session, Event.IDENTITY_REFUSED, actor, at=way.now, details=details)


def _someone(session: Session, person: VerifiedPerson, way: Identifying) -> Someone:
    key = subject_key(session, way.cipher, way.issuer, person.subject)
    return Someone(provider=person.provider, key=key, level=person.level)


def _tell_portal(account: Account, person: VerifiedPerson, way: Identifying) -> None:
    """Tell the portal who is there: what nobody has checked is not for its records."""
    if person.level is Level.CONFIRMED:
        way.portal.verified(account.id, person)


def _actor(account: Account) -> Actor:
    return Actor(role="pupil" if account.pupil_id is not None else SYSTEM.role, id=account.id)
