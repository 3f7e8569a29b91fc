"""Whether the provider is down: counted in the database, so that every process of the portal knows."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sgo_pfdo.limits import Door, Limiter

PROVIDER = "provider"
"""What is counted: the name of the provider."""
MOST = 3
"""Failures within a minute, after which the notice is shown."""
_MINUTE = timedelta(minutes=1)
_MANY = 1_000_000
_FAILURES = Door("identity_failures", {PROVIDER: _MANY}, _MINUTE)
_DOWN = Door("identity_down", {PROVIDER: _MANY}, _MINUTE)


def count_failure(session: Session, limiter: Limiter, provider: str, now: datetime) -> None:
    """Count a failure of the provider; the third one within a minute shows the notice for a minute.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    """
    who = {PROVIDER: provider}
    if limiter.take(session, _FAILURES, who, now).counts[PROVIDER] >= MOST:
        limiter.take(session, _DOWN, who, now)


def is_down(session: Session, limiter: Limiter, provider: str, now: datetime) -> bool:
    """Tell whether the provider has failed three times within a minute, less than a minute ago."""
    return limiter.counted(session, _DOWN, {PROVIDER: provider}, PROVIDER, now) > 0
