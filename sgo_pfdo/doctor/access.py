"""What the doctor says of the access to children: letters that cannot go, schools that do not answer, no tidying."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from sgo_pfdo.access.ending import time_after_deadline
from sgo_pfdo.access.model import AccessRequest
from sgo_pfdo.access.rules.lifecycle import OPEN, State
from sgo_pfdo.config import Settings
from sgo_pfdo.current import State as Application
from sgo_pfdo.database import current_session
from sgo_pfdo.doctor.finding import Finding
from sgo_pfdo.host import FamilyAccess

LONG_OVERDUE = timedelta(days=7)
"""How long after its last day a request makes the doctor name the school."""
SLACK = timedelta(days=2)
"""A job that runs once a day, and midnights that lie hours apart."""
MOST_NAMED = 5


def access_findings(state: Application) -> Iterator[Finding]:
    """Look at the requests for access to children, where the portal attaches any."""
    now = state.host.now()
    if not isinstance(state.host, FamilyAccess) or now.tzinfo is None:  # the clock is told already
        return
    if not state.settings.base_url:
        yield Finding(
            False,
            "No letter tells families that there is an answer about access to a child: links have no beginning.",
            "Set SGO_PFDO_BASE_URL.",
        )
    yield from _overdue(now)
    yield from _tidying(state.settings, now)


def _overdue(now: datetime) -> Iterator[Finding]:
    """Name the schools that have left requests long after the last day."""
    late = (AccessRequest.state.in_(OPEN), AccessRequest.decide_by < (now - LONG_OVERDUE).date())
    query = select(AccessRequest.school_id, func.count()).where(*late).group_by(AccessRequest.school_id)
    found = current_session().execute(query.order_by(func.count().desc(), AccessRequest.school_id)).all()
    if not found:
        yield Finding(True, "No school is long overdue with requests for access to a child.")
        return
    named = ", ".join(f"{school_id} ({count})" for school_id, count in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    yield Finding(
        False,
        f"Schools are over a week late with requests for access to a child: {named}{more}.",
        "Ask the schools to decide, and see that a director or registrar of each can sign in.",
    )


def _tidying(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Look for what `flask pfdo access tidy` should have expired, ended or erased."""
    today = (now - SLACK).date()
    left = select(AccessRequest.id).where(
        or_(
            AccessRequest.state.in_(OPEN) & (AccessRequest.decide_by < today - time_after_deadline(settings)),
            (AccessRequest.state == State.ACCEPTED) & (AccessRequest.until < today),
            (AccessRequest.ended_at < now - SLACK - timedelta(days=settings.access_keep_days))
            & AccessRequest.content.is_not(None),
        )
    )
    if current_session().scalar(left.limit(1)) is not None:
        yield Finding(
            False,
            "Requests for access to a child are past their time: not expired, not ended, or not erased.",
            "Start `flask pfdo access tidy` once a day.",
        )
