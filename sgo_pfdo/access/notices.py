"""Notices on a pupil for the deciders of one school: a dispute, a parent whose rights are restricted."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sgo_pfdo.access.codes import cancel_codes
from sgo_pfdo.access.deciding import Decider
from sgo_pfdo.access.model import AccessNotice
from sgo_pfdo.database import insert_new
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.secrets import Cipher


def notice_on(session: Session, pupil_id: str, school_id: str) -> AccessNotice | None:
    """Read the notice that a school has left on a pupil."""
    return session.scalars(_notice(pupil_id, school_id)).one_or_none()


def _notice(pupil_id: str, school_id: str) -> Select[AccessNotice]:
    here = select(AccessNotice).where(AccessNotice.pupil_id == pupil_id, AccessNotice.school_id == school_id)
    return here.execution_options(populate_existing=True)


def set_notice(
    session: Session,
    pupil_id: str,
    words: str,
    decider: Decider,
    *,
    is_strict: bool,
    seen: int,
    cipher: Cipher,
    now: datetime,
) -> None:
    """Write a notice, or take it away with empty words.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param is_strict: no codes for the pupil, and the director alone decides; codes that are out are cancelled.
    :param seen: the version that the page showed; 0 where there was none.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises sgo_pfdo.secrets.SecretLostError: it cannot be read, so nobody knows what would be taken away.
    """
    notice = session.scalars(_notice(pupil_id, decider.school_id).with_for_update()).one_or_none()
    if (notice.version if notice else 0) != seen:
        raise ChangedMeanwhileError
    if is_strict and words:
        cancel_codes(session, pupil_id, now)
    if not words:
        if notice is not None:
            cipher.decrypt(notice.content)
            session.delete(notice)
        return
    values = {
        "content": cipher.encrypt(words),
        "is_strict": is_strict,
        "set_by": decider.actor.id,
        "set_at": now,
        "version": seen + 1,
    }
    if notice is not None:
        for name, value in values.items():
            setattr(notice, name, value)
    elif insert_new(session, AccessNotice, {"pupil_id": pupil_id, "school_id": decider.school_id} | values) is None:
        raise ChangedMeanwhileError
