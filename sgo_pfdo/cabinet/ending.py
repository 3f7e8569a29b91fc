"""REPLACED AT THE MERGE by the sessions of the way in. What the settings need of them stands here until then."""

from sqlalchemy.orm import Session


def end_sessions(session: Session, certificate_id: int, *, keep: int | None = None) -> int:
    """End the sessions of a cabinet that were opened by number and password.

    :param keep: the id of the one that goes on.
    """
    return 0
