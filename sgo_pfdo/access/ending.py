"""What time brings: requests that nobody decided, access for a time, children who come of age, data that is erased."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, false, or_, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.access.asking import take_step
from sgo_pfdo.access.deciding import Attaching, detach
from sgo_pfdo.access.model import AccessCode, AccessNotice, AccessRequest, AccessStepRow
from sgo_pfdo.access.rules.lifecycle import OPEN, AccessStep, Side, State
from sgo_pfdo.access.rules.representatives import ADULT_AGE
from sgo_pfdo.config import Settings
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.ages import has_age
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.secrets import Cipher

BATCH = 500
"""Requests that one transaction expires or erases: nobody who decides about one of them waits long."""


def time_after_deadline(settings: Settings) -> timedelta:
    """Give how long after the school's last day a request goes on waiting; it never expires before that day is over."""
    return timedelta(days=max(settings.access_expiry_days - settings.access_days, 0))


def expire_some(session: Session, settings: Settings, now: datetime) -> int:
    """Expire requests that nobody has decided, a batch of them; what is decided at the same moment stays decided.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: how many requests; 0 once there are no more.
    """
    codes_of = defaultdict(list)
    for code, today in _days(session, settings, now).items():
        codes_of[today].append(code)
    waits = time_after_deadline(settings)
    over = [
        AccessRequest.municipality_code.in_(codes) & (AccessRequest.decide_by < today - waits)
        for today, codes in codes_of.items()
    ]
    query = select(AccessRequest).where(AccessRequest.state.in_(OPEN), or_(false(), *over)).order_by(AccessRequest.id)
    locked = query.limit(BATCH).with_for_update().execution_options(populate_existing=True)
    requests = session.scalars(locked).all()
    for request in requests:
        take_step(session, request, AccessStep.EXPIRE, Side.MODULE, SYSTEM, seen=request.version, now=now)
    return len(requests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Access that a request gives, as it was when it was looked at.

    :param version: ends nothing that has changed since.
    :param today: in the municipality of the school.
    :param is_over: its last day has passed.
    """

    request_id: int
    version: int
    pupil_id: str
    today: date
    is_over: bool


def given_access(session: Session, settings: Settings, now: datetime) -> Iterator[Given]:
    """Read the access that may have to end, a batch at a time: whoever ends one may commit meanwhile."""
    days, after = _days(session, settings, now), 0
    query = select(
        AccessRequest.id,
        AccessRequest.version,
        AccessRequest.pupil_id,
        AccessRequest.municipality_code,
        AccessRequest.until,
    ).where(AccessRequest.state == State.ACCEPTED.value, AccessRequest.pupil_id.is_not(None))
    if not settings.access_end_at_18:
        query = query.where(AccessRequest.until.is_not(None))
    while rows := session.execute(query.where(AccessRequest.id > after).order_by(AccessRequest.id).limit(BATCH)).all():
        for row in rows:
            today = days[row.municipality_code]
            is_over = row.until is not None and today > row.until
            yield Given(request_id=row.id, version=row.version, pupil_id=row.pupil_id, today=today, is_over=is_over)
        after = rows[-1].id


def has_come_of_age(pupil: Pupil | None, today: date) -> bool:
    """Tell whether a child is known to be 18.

    :param pupil: as the portal knows it; ``None`` where it has none any more.
    """
    return pupil is not None and pupil.birth_date is not None and has_age(pupil.birth_date, ADULT_AGE, today)


def end(session: Session, portal: Attaching, given: Given, now: datetime) -> bool:
    """End access whose day has come, once however often it is called.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: whether it was done; not if somebody has done something with the request since it was looked at.
    :raises sgo_pfdo.host.CannotAttachError: the portal does not take the child away.
    """
    request = session.get_one(AccessRequest, given.request_id)
    try:
        take_step(session, request, AccessStep.END, Side.MODULE, SYSTEM, seen=given.version, now=now)
    except ChangedMeanwhileError:
        return False
    detach(session, portal, request, SYSTEM, now=now, details="срок доступа закончился")
    return True


def _days(session: Session, settings: Settings, now: datetime) -> dict[str, date]:
    """Tell the date in each municipality."""
    return {one.code: today_in(one, settings, now) for one in session.scalars(select(Municipality))}


def erase_old(session: Session, settings: Settings, now: datetime) -> int:
    """Erase what was stated in requests that ended long ago, a batch of them, and forget steps' words with it.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: how many requests; 0 once there are no more.
    """
    before = now - timedelta(days=settings.access_keep_days)
    old = select(AccessRequest.id).where(AccessRequest.ended_at < before, AccessRequest.content.is_not(None))
    ids = session.scalars(old.limit(BATCH)).all()
    if ids:
        session.execute(update(AccessStepRow).where(AccessStepRow.request_id.in_(ids)).values(words=None))
        session.execute(update(AccessRequest).where(AccessRequest.id.in_(ids)).values(content=None))
    return len(ids)


def forget_codes(session: Session, settings: Settings, now: datetime) -> int:
    """Forget codes that ended long ago, a batch of them; see :func:`erase_old`."""
    before = now - timedelta(days=settings.access_keep_days)
    ids = session.scalars(select(AccessCode.id).where(AccessCode.ends_at < before).limit(BATCH)).all()
    if ids:
        session.execute(delete(AccessCode).where(AccessCode.id.in_(ids)))
    return len(ids)


def rotate(session: Session, cipher: Cipher) -> None:
    """Encrypt everything again under the newest key.

    :raises SecretLostError: something cannot be decrypted.
    """
    for model, column in ((AccessRequest, "content"), (AccessStepRow, "words"), (AccessNotice, "content")):
        for row in session.scalars(select(model).where(getattr(model, column).is_not(None)).with_for_update()):
            setattr(row, column, cipher.rotate(getattr(row, column)))
