"""Links between accounts of the portal and people at a provider: made, used, taken away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.access.history import tell_child
from sgo_pfdo.certificates.identity import keyed_hash
from sgo_pfdo.database import insert_new
from sgo_pfdo.identity.model import Identity
from sgo_pfdo.journal.writing import SYSTEM, Actor, Event, record
from sgo_pfdo.people import Level
from sgo_pfdo.secrets import Cipher
from sgo_pfdo.verified import Account

MATCHED, PRESSED, REGISTERED = "matched", "pressed", "registered"
"""By which way a link was made: by the rules, by a press of whoever was signed in, with the account itself."""
WAYS = {
    MATCHED: "данные совпали",
    PRESSED: "владелец учётной записи нажал «Привязать»",
    REGISTERED: "учётная запись создана при первом входе",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Somebody at a provider, as the tables know them.

    :param provider: its name.
    :param key: a keyed hash of issuer and subject, 64 hexadecimal digits.
    """

    provider: str
    key: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of an account, for pages. It says nothing of who is at the other end.

    :param how: ``matched``, ``pressed`` or ``registered``.
    """

    provider: str
    level: Level
    how: str
    linked_at: datetime
    used_on: date


def subject_key(session: Session, cipher: Cipher, issuer: str, subject: str) -> str:
    """Make the keyed hash of a subject; the same one of another issuer is somebody else.

    :raises sgo_pfdo.secrets.SecretLostError: the key of hashes cannot be decrypted.
    """
    return keyed_hash(session, cipher, f"identity:{issuer} {subject}")


def linked_ids(session: Session, someone: Someone) -> list[str]:
    """Give the ids of the accounts that are linked to somebody, the first one first."""
    query = select(Identity.account_id).where(
        Identity.provider == someone.provider, Identity.subject_key == someone.key
    )
    return list(session.scalars(query.order_by(Identity.id)))


def taken_ids(session: Session, someone: Someone, account_ids: Collection[str]) -> set[str]:
    """Tell which of these accounts are linked to somebody else of the provider."""
    query = select(Identity.account_id).where(
        Identity.provider == someone.provider,
        Identity.subject_key != someone.key,
        Identity.account_id.in_(account_ids),
    )
    return set(session.scalars(query))


def link(
    session: Session, someone: Someone, account: Account, *, how: str, actor: Actor, now: datetime, today: date
) -> bool:
    """Link an account, or note that its link was used.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: whether it is linked to this person now; not if somebody else was faster.
    """
    values = {
        "account_id": account.id,
        "provider": someone.provider,
        "subject_key": someone.key,
        "level": someone.level.value,
        "how": how,
        "linked_at": now,
        "used_on": today,
    }
    if insert_new(session, Identity, values) is not None:
        _tell(session, Event.IDENTITY_LINKED, actor, account.pupil_id, now=now, details=WAYS[how])
        return True
    used = session.execute(
        update(Identity)
        .where(
            Identity.provider == someone.provider,
            Identity.account_id == account.id,
            Identity.subject_key == someone.key,
        )
        .values(level=someone.level.value, used_on=today)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def unlink(
    session: Session,
    account_id: str,
    *,
    actor: Actor | None = None,
    pupil_id: str | None = None,
    now: datetime | None = None,
) -> bool:
    """Take away every link of an account: whoever comes from there next is matched anew.

    :param session: the host's; inside :func:`sgo_pfdo.database.perform`, or in a transaction that the host commits.
    :param account_id: :attr:`sgo_pfdo.Account.id`.
    :param actor: who does it, by default somebody in the portal with this account.
    :param pupil_id: of a child's own account: its history tells.
    :param now: by default the machine's moment.
    :return: whether there was any.
    """
    gone = session.execute(
        delete(Identity).where(Identity.account_id == account_id).execution_options(synchronize_session=False)
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        return False
    by = actor or Actor(role=SYSTEM.role, id=account_id)
    _tell(session, Event.IDENTITY_UNLINKED, by, pupil_id, now=now or datetime.now(UTC))
    return True


def links_of(session: Session, account_id: str) -> list[Link]:
    """List the links of an account, the first one first.

    :param account_id: :attr:`sgo_pfdo.Account.id`.
    """
    rows = session.scalars(select(Identity).where(Identity.account_id == account_id).order_by(Identity.id))
    return [
        Link(
            provider=row.provider,
            level=Level(row.level),
            how=row.how,
            linked_at=row.linked_at,
            used_on=row.used_on,
        )
        for row in rows
    ]


def _tell(
    session: Session, event: Event, actor: Actor, pupil_id: str | None, *, now: datetime, details: str | None = None
) -> None:
    """Write the history: the child's own where the account is a child's."""
    if pupil_id is not None:
        tell_child(session, pupil_id, event, actor, now=now, details=details)
    else:
        record(session, event, actor, at=now, details=details)
