"""Strict notices: with one on a pupil no code attaches it, and the director alone decides."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.access.model import AccessNotice


def strict_among(session: Session, pupil_ids: Collection[str]) -> frozenset[str]:
    """Give those pupils that have a strict notice, whichever school has left it.

    A dispute does not end where a child goes to two schools, or to another one.

    :param pupil_ids: the host's ids.
    """
    query = select(AccessNotice.pupil_id).where(AccessNotice.pupil_id.in_(pupil_ids), AccessNotice.is_strict)
    return frozenset(session.scalars(query))
