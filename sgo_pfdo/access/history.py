"""Writes the access to a child into the child's own history, where the module knows the child."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Holder
from sgo_pfdo.journal.writing import Actor, Event, record


def tell_child(
    session: Session, pupil_id: str, event: Event, actor: Actor, *, now: datetime, details: str | None = None
) -> None:
    """Write an entry into the history of a child that has one. It never says who was attached.

    :param pupil_id: the host's id of the child.
    :param actor: the school, the module, or the parent who leaves.
    """
    holder_id = session.scalar(select(Holder.id).where(Holder.pupil_id == pupil_id))
    record(session, event, actor, at=now, holder_id=holder_id, details=details)
