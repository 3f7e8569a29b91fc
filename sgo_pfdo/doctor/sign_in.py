"""What the doctor says of the sign-in through Госуслуги: the provider, its keys and clock, and whom it let down."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from sgo_pfdo.current import State
from sgo_pfdo.database import current_session
from sgo_pfdo.doctor.finding import Finding
from sgo_pfdo.identity.model import SignIn
from sgo_pfdo.identity.port import IdentityForgedError, IdentityProvider, IdentityUnavailableError
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event

LOOKED_BACK = timedelta(days=7)
LEFT_BEHIND = timedelta(days=2)
"""How old a row may be where `flask pfdo clean` runs once a day and nobody signs in."""


def provider_findings(state: State) -> Iterator[Finding]:
    """Ask the provider, where people come in that way; before the database is asked, so that nothing waits there."""
    now = state.host.now()
    if state.identity is not None and now.tzinfo is not None:
        yield from _provider(state.identity, now)


def sign_in_findings(state: State) -> Iterator[Finding]:
    """Look at what came of sign-ins."""
    now = state.host.now()
    if state.identity is None or now.tzinfo is None:  # the clock is told already
        return
    if state.settings.identity_notice:
        yield Finding(
            False,
            "Nobody comes in through the provider: SGO_PFDO_IDENTITY_NOTICE is set.",
            "Take the option out once it works again.",
        )
    yield from _refusals(now)
    left = select(SignIn.key).where(SignIn.ends_at < now - LEFT_BEHIND).limit(1)
    if current_session().scalar(left) is not None:
        yield Finding(False, "Sign-ins of days ago are still kept, encrypted.", "Start `flask pfdo clean` once a day.")


def _provider(identity: IdentityProvider, now: datetime) -> Iterator[Finding]:
    try:
        problems = identity.health(now)
    except IdentityUnavailableError as error:
        yield Finding(
            False,
            f"The provider of {identity.name} cannot be reached: {error}.",
            "Look at its address, at the firewall, and at the certificates that this machine trusts.",
        )
        return
    except IdentityForgedError as error:
        yield Finding(
            False,
            f"The provider of {identity.name} says what does not fit: {error}.",
            "Compare the issuer that OidcProvider gets with the one the provider writes into its tokens.",
        )
        return
    for problem in problems:
        yield Finding(False, f"Sign-in through {identity.name}: {problem}.", "See docs/gosuslugi.md.")
    if not problems:
        yield Finding(True, f"The provider of {identity.name} answers, its keys are usable, the clocks agree.")


def _refusals(now: datetime) -> Iterator[Finding]:
    """Count by reason whom the rules or the provider did not let in."""
    query = (
        select(JournalEntry.details, func.count())
        .where(JournalEntry.event == Event.IDENTITY_REFUSED.value, JournalEntry.at > now - LOOKED_BACK)
        .group_by(JournalEntry.details)
        .order_by(func.count().desc(), JournalEntry.details)
    )
    found = current_session().execute(query).all()
    told = "; ".join(f"{details} – {count}" for details, count in found) or "none"
    yield Finding(True, f"Sign-ins that led nowhere within a week: {told}.")
