"""What time brings: requests that nobody decided, access for a time, children who come of age, data that is erased."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.access.asking import take_step
from sgo_pfdo.access.deciding import Attaching, detach
from sgo_pfdo.access.model import AccessCode, AccessNotice, AccessRequest, AccessStepRow
from sgo_pfdo.access.rules.lifecycle import OPEN, AccessStep, Side, State
from sgo_pfdo.access.rules.representatives import ADULT_AGE
from sgo_pfdo.ages import has_age
from sgo_pfdo.config import Settings
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Pupil
from sgo_pfdo.secrets import Cipher

Find = Callable[[str], Pupil | None]
"""Gives a child of the portal by its id."""


@dataclass(frozen=True, slots=True)
class Due:
    """A request for which a day has come.

    :param step: what has to be done.
    """

    request_id: int
    step: AccessStep


def due_requests(session: Session, find: Find, settings: Settings, now: datetime) -> list[Due]:
    """List what has to be expired and ended.

    :param find: asks the portal for a child that was attached, for its birth date.
    """
    today_of = {one.code: today_in(one, settings, now) for one in session.scalars(select(Municipality))}
    expired = []
    query = select(AccessRequest).where(AccessRequest.state.in_(OPEN))
    for request in session.scalars(query.order_by(AccessRequest.id)):
        last = request.decide_by + timedelta(days=settings.access_expiry_days - settings.access_days)
        if today_of[request.municipality_code] > last:
            expired.append(Due(request.id, AccessStep.EXPIRE))
    attached = select(AccessRequest).where(AccessRequest.state == State.ACCEPTED.value).order_by(AccessRequest.id)
    rows = session.scalars(attached).all()
    ended = [
        Due(request.id, AccessStep.END)
        for request in rows
        if _has_ended(request, find, today_of[request.municipality_code], settings)
    ]
    return expired + ended


def _has_ended(request: AccessRequest, find: Find, today: date, settings: Settings) -> bool:
    if request.until is not None and today > request.until:
        return True
    pupil = find(request.pupil_id) if settings.access_end_at_18 and request.pupil_id else None
    return pupil is not None and pupil.birth_date is not None and has_age(pupil.birth_date, ADULT_AGE, today)


def carry_out(session: Session, portal: Attaching, due: Due, now: datetime) -> bool:
    """Do what the day has brought, once however often it is called.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: whether anything was done.
    """
    request = session.get_one(AccessRequest, due.request_id, with_for_update=True, populate_existing=True)
    before = OPEN if due.step is AccessStep.EXPIRE else {State.ACCEPTED}
    if State(request.state) not in before:
        return False
    take_step(session, request, due.step, Side.MODULE, SYSTEM, seen=request.version, now=now)
    if due.step is AccessStep.END:
        detach(session, portal, request, SYSTEM, now=now, details="срок доступа закончился")
    return True


def erase_old(session: Session, settings: Settings, now: datetime) -> int:
    """Erase what was stated in requests that ended long ago, and forget codes and steps' words with them.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: how many requests.
    """
    before = now - timedelta(days=settings.access_keep_days)
    session.execute(delete(AccessCode).where(AccessCode.ends_at < before))
    old = select(AccessRequest.id).where(AccessRequest.ended_at < before, AccessRequest.content.is_not(None))
    ids = session.scalars(old.limit(1000)).all()
    if ids:
        session.execute(update(AccessStepRow).where(AccessStepRow.request_id.in_(ids)).values(words=None))
        session.execute(update(AccessRequest).where(AccessRequest.id.in_(ids)).values(content=None))
    return len(ids)


def rotate(session: Session, cipher: Cipher) -> None:
    """Encrypt everything again under the newest key.

    :raises SecretLostError: something cannot be decrypted.
    """
    for model, column in ((AccessRequest, "content"), (AccessStepRow, "words"), (AccessNotice, "content")):
        for row in session.scalars(select(model).where(getattr(model, column).is_not(None)).with_for_update()):
            setattr(row, column, cipher.rotate(getattr(row, column)))
