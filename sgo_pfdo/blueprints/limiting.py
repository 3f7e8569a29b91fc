"""Stands at the doors: tells who knocks, and refuses whoever has knocked too often."""

from datetime import datetime
from typing import NoReturn

import flask
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.visit import current_visit
from sgo_pfdo.certificates.finding import TooManyGuessesError, check_guesses
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.limits import (
    ACCOUNT,
    ADDRESS,
    MAILBOX,
    SEARCH,
    Caller,
    Door,
    Limiter,
    TooManyTriesError,
    counted_address,
)


def limiter() -> Limiter:
    """Give the counts of the current application."""
    return Limiter(flask.current_app.secret_key or "")


def caller(*, mailbox: str | None = None) -> Caller:
    """Tell by what whoever asks is counted.

    :param mailbox: the recipient, where a letter is asked for.
    """
    visit = current_visit()
    viewer = visit.viewer
    address = counted_address(flask.request.remote_addr, visit.state.settings.limit_addresses)
    parts = {ACCOUNT: viewer.id if viewer else None, ADDRESS: address, MAILBOX: mailbox and mailbox.casefold()}
    return {kind: value for kind, value in parts.items() if value}


def check_door(door: Door) -> None:
    """Refuse whoever has knocked too often.

    :raises sgo_pfdo.limits.TooManyTriesError: see there.
    """
    limiter().check(database.current_session(), door, caller(), current_state().host.now())


def count_in_vain(door: Door) -> None:
    """Count a knock in vain, in an action of its own: what it was about has failed and was rolled back."""
    known, now = caller(), current_state().host.now()
    database.perform(lambda session: limiter().count(session, door, known, now))


def not_found(door: Door) -> NoReturn:
    """End a request for something that does not exist here; whoever tries out what does is counted."""
    check_door(door)
    count_in_vain(door)
    flask.abort(404)


def check_search(session: Session, actor: Actor, now: datetime) -> None:
    """Refuse to search for a clerk, or at a computer, where too many searches were in vain.

    :raises sgo_pfdo.certificates.finding.TooManyGuessesError: see there.
    """
    check_guesses(session, actor, now)
    try:
        limiter().check(session, SEARCH, caller(), now)
    except TooManyTriesError:
        raise TooManyGuessesError from None


def count_search(session: Session, now: datetime) -> None:
    """Count a search in vain for the computer; for the clerk it stands in the history."""
    limiter().count(session, SEARCH, caller(), now)
