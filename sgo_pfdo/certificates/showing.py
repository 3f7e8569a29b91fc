"""Writes down which children staff have seen. Whoever shows one to staff comes through here.

A family reads in its history each card that was opened and each list in which its child stood.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Holder, stands_for
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import About, Actor, Event, record, record_for_each

SEEN_AGAIN = timedelta(minutes=15)
"""Within this time the same person at the same card, or with the same child in a list, makes no second entry."""
AT_ONCE = 500
"""How many children are asked about in one statement."""


def has_just_opened(session: Session, actor: Actor, holder_id: int, now: datetime) -> bool:
    """Tell whether the history says already that somebody has the child's card open.

    :param now: the moment, with a time zone.
    """
    return bool(_just_seen(session, actor, [holder_id], now, in_lists=False))


def record_opened(session: Session, actor: Actor, holder_id: int, certificate_id: int, now: datetime) -> None:
    """Write the opening of a card into the child's history, unless this person has just been there.

    A list shows less than a card, so that it stood in one does not count.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param now: the moment, with a time zone.
    """
    if not has_just_opened(session, actor, holder_id, now):
        record(session, Event.FOUND, actor, holder_id=holder_id, certificate_id=certificate_id, at=now)


def record_listed(session: Session, actor: Actor, children: Sequence[About], where: str, now: datetime) -> None:
    """Write into the history of each child that it stood in a list, unless this person has just seen it.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param where: «реестр сертификатов».
    :param now: the moment, with a time zone.
    """
    children = list(dict(children).items())  # who stands there twice, with an old certificate, is told of once
    for start in range(0, len(children), AT_ONCE):
        some = children[start : start + AT_ONCE]
        seen = _just_seen(session, actor, [holder_id for holder_id, _ in some], now, in_lists=True)
        new = [(holder_id, certificate_id) for holder_id, certificate_id in some if holder_id not in seen]
        record_for_each(session, Event.SHOWN, actor, new, at=now, details=where)


def record_taken(session: Session, actor: Actor, children: Sequence[About], where: str, now: datetime) -> None:
    """Write into the history of each child that it stands in a file that left the portal: each time.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param where: «файл с реестром, XLSX».
    :param now: the moment, with a time zone.
    """
    record_for_each(session, Event.SHOWN, actor, children, at=now, details=where)


def record_pupils(session: Session, actor: Actor, pupil_ids: Sequence[str], where: str, now: datetime) -> None:
    """Write down that children were shown as the portal knows them: one entry for the look, one for each known child.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param pupil_ids: the host's ids; who has never had a certificate has no history either.
    :param where: «список учащихся школы».
    :param now: the moment, with a time zone.
    """
    record(session, Event.SHOWN, actor, details=where, at=now)
    record_listed(session, actor, _known(session, pupil_ids), where, now)


def record_taken_pupils(session: Session, actor: Actor, pupil_ids: Sequence[str], where: str, now: datetime) -> None:
    """Write into the history of each child, as the portal knows it, that it stands in a file that left: each time.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param pupil_ids: the host's ids; who has never had a certificate has no history either.
    :param where: «памятка для родителей, PDF».
    :param now: the moment, with a time zone.
    """
    record_taken(session, actor, _known(session, pupil_ids), where, now)


def _known(session: Session, pupil_ids: Sequence[str]) -> list[About]:
    """Find whose histories are those of pupils; a child whom the portal has twice is one."""
    found: dict[int, None] = {}
    for start in range(0, len(pupil_ids), AT_ONCE):
        some = Holder.pupil_id.in_(pupil_ids[start : start + AT_ONCE])
        found |= dict.fromkeys(session.scalars(select(stands_for(Holder)).where(some).order_by(Holder.id)))
    return [(holder_id, None) for holder_id in found]


def _just_seen(
    session: Session, actor: Actor, holder_ids: Sequence[int], now: datetime, *, in_lists: bool
) -> set[int | None]:
    """Find those of whom the history tells that this person, in this role, has seen them lately.

    Entries of the future, of a clock that was wrong for once, count for nothing.

    :param in_lists: whether it counts that they stood in a list.
    """
    query = select(JournalEntry.holder_id).where(
        JournalEntry.holder_id.in_(holder_ids),
        JournalEntry.actor_id == actor.id,
        JournalEntry.actor_role == actor.role,
        JournalEntry.municipality_code == actor.municipality_code,
        JournalEntry.at > now - SEEN_AGAIN,
        JournalEntry.at <= now,
    )
    if not in_lists:
        query = query.where(JournalEntry.event != Event.SHOWN.value)
    return set(session.scalars(query))
