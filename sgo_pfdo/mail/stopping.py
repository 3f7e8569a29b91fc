"""Ends letters of a kind by the link that stands in each of them. The link is signed, works once and names nobody."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.emails import family_topic
from sgo_pfdo.cabinet.settings import Change, mute
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.kinds import LETTERS
from sgo_pfdo.mail.model import Notice

BY_LETTER = Actor(role="letter")
"""Whoever pressed on the page of a link: the letter has reached them, and nothing else is known."""


def find_by_link(session: Session, notice_id: int, link_key: str) -> Notice | None:
    """Find the notice whose letter had this link; ``None`` for one that has worked, or is no longer known."""
    query = select(Notice).where(Notice.id == notice_id, Notice.link_key == link_key)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def stop(session: Session, notice_id: int, link_key: str, now: datetime, *, all_kinds: bool) -> bool:
    """Send no letters of this kind about this child any more, or none at all.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: ``False`` for a link that has worked already.
    """
    notice = find_by_link(session, notice_id, link_key)
    taken = session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.link_key == link_key)
        .values(link_key=None)
        .execution_options(synchronize_session=False)
    )
    if notice is None or not taken.rowcount:  # type: ignore[attr-defined]
        return False
    certificate = session.get_one(Certificate, notice.certificate_id, populate_existing=True)
    change = Change(
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        municipality_code=certificate.municipality_code,
        actor=BY_LETTER,
        now=now,
    )
    mute(session, change, list(LETTERS) if all_kinds else [notice.kind])
    if all_kinds:
        outbox.drop(session, family_topic(certificate.holder_id))
    return True
