"""Notes what a family is to be told, in the transaction of what happened: rolled back, it tells nothing.

Who is told, and whether they want to be, is asked when the letter is written: see :mod:`sgo_pfdo.mail.family_letters`.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications.model import Application
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.certificates.model import Certificate, Transition
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.mail.kinds import LetterKind
from sgo_pfdo.mail.model import Notice

KEPT = timedelta(days=365)
"""How long it is known what was told, and how long the link works that ends such letters."""
OWN = "own"
"""The details of a password that the family has chosen."""
KINDS = {
    Step.ACTIVATE: LetterKind.ACTIVATED,
    Step.FREEZE: LetterKind.FROZEN,
    Step.UNFREEZE: LetterKind.FROZEN,
    Step.ANNUL: LetterKind.ANNULLED,
    Step.WITHDRAW_CONSENT: LetterKind.ANNULLED,
    Step.RESTORE: LetterKind.ANNULLED,
}
"""The kind of letter that tells of a step; undoing is told as what it undoes."""


def tell_family(
    session: Session,
    kind: LetterKind,
    certificate_id: int,
    event_key: str,
    now: datetime,
    *,
    transition_id: int | None = None,
    details: str | None = None,
) -> None:
    """Note that a family is to be told something, once, if there is an address to write to.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param event_key: what happened; whatever has this key was told already.
    :param now: the moment, with a time zone.
    :param transition_id: the step, if it is one.
    :param details: see :attr:`sgo_pfdo.mail.model.Notice.details`.
    """
    if not _has_address(session, certificate_id):
        return
    values = {
        "event_key": event_key,
        "kind": kind.value,
        "certificate_id": certificate_id,
        "transition_id": transition_id,
        "details": details,
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }
    database.insert_new(session, Notice, values)


def _has_address(session: Session, certificate_id: int) -> bool:
    """Tell whether anybody has ever confirmed an address: nearly everybody who presses the button has not."""
    holder_id = select(Certificate.holder_id).where(Certificate.id == certificate_id).scalar_subquery()
    in_cabinet = exists().where(CabinetSettings.holder_id == holder_id, CabinetSettings.email.is_not(None))
    applied = exists().where(Application.certificate_id == certificate_id, Application.email.is_not(None))
    return bool(session.scalar(select(or_(in_cabinet, applied))))


def tell_step(session: Session, transition: Transition, undone: Transition | None, now: datetime) -> None:
    """Note a step of a certificate. A step that is undone before its letter was written is not told at all.

    :param transition: the step that was just taken, in the session.
    :param undone: the one that it takes back, if it does.
    """
    session.flush()
    if transition.step != Step.UNDO:
        kind = KINDS[Step(transition.step)]
        tell_family(session, kind, transition.certificate_id, key_of(transition), now, transition_id=transition.id)
        return
    if undone is None:
        return
    told = select(Notice.id).where(Notice.event_key == key_of(undone))
    taken_back = session.execute(
        delete(Notice)
        .where(Notice.event_key == key_of(undone), Notice.written_at.is_(None))
        .execution_options(synchronize_session=False)
    )
    if not taken_back.rowcount and session.scalar(told) is not None:  # type: ignore[attr-defined]
        kind = KINDS[Step(undone.step)]
        tell_family(session, kind, transition.certificate_id, key_of(transition), now, transition_id=transition.id)


def key_of(transition: Transition) -> str:
    """Name a step for good."""
    return f"step:{transition.id}"


def tell_issued(session: Session, certificate_id: int, now: datetime) -> None:
    """Note that a certificate was issued."""
    tell_family(session, LetterKind.ISSUED, certificate_id, f"issued:{certificate_id}", now)


def tell_password(session: Session, certificate_id: int, version: int, now: datetime, *, is_own: bool = False) -> None:
    """Note that there is a new password. What it is stands in no letter.

    :param version: :attr:`sgo_pfdo.register.model.Account.password_version`, which each password raises.
    :param is_own: the family has chosen it, so that no sheet says it.
    """
    key, details = f"password:{certificate_id}:{version}", OWN if is_own else None
    tell_family(session, LetterKind.PASSWORD, certificate_id, key, now, details=details)


def tell_entered(session: Session, certificate_id: int, key: str, now: datetime) -> None:
    """Note that somebody has come into the cabinet by number and password on a device that is new to it.

    :param key: of this entry alone.
    """
    tell_family(session, LetterKind.ENTERED, certificate_id, f"entered:{certificate_id}:{key}", now)


def drop_old(session: Session, now: datetime) -> None:
    """Forget what was told long ago, and what nobody has sent for as long."""
    session.execute(delete(Notice).where(Notice.created_at < now - KEPT).execution_options(synchronize_session=False))
