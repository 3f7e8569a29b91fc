"""Rate limits at the pages: counts who tries what, and refuses whoever has tried too often."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

import flask
from sqlalchemy.orm import Session

from sgo_pfdo import database, security_log
from sgo_pfdo.applications.email_address import mailbox_of
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import (
    ACCOUNT,
    ADDRESS,
    MAILBOX,
    NUMBER,
    SEARCH,
    Caller,
    Door,
    Limiter,
    Taken,
    TooManyTriesError,
    counted_address,
)


class TooManyGuessesError(TooManyTriesError):
    """A clerk, or a computer, has searched in vain too often."""


def limiter() -> Limiter:
    """Give the counts of the current application."""
    return Limiter(flask.current_app.secret_key or "")


def caller(*, mailbox: str | None = None, number: str | None = None) -> Caller:
    """Tell by what whoever asks is counted.

    :param mailbox: the recipient, where a letter is asked for.
    :param number: of a certificate, where a password is tried, as typed, or made.
    """
    visitor = current_visitor()
    viewer = visitor.viewer
    address = counted_address(flask.request.remote_addr, visitor.state.settings.limit_addresses)
    parts = {ACCOUNT: viewer.id if viewer else None, ADDRESS: address, MAILBOX: mailbox and mailbox_of(mailbox)}
    parts[NUMBER] = number
    return {kind: value for kind, value in parts.items() if value}


def count_guess(door: Door) -> None:
    """Count a guess, in an action of its own, before whoever made it is told that it was wrong.

    :raises sgo_pfdo.limits.TooManyTriesError: there were too many.
    """
    who, now = caller(), current_state().host.now()
    database.perform(lambda session: limiter().take(session, door, who, now))
    tell_of_guess(door, who)


def not_found(door: Door) -> NoReturn:
    """End a request for something that does not exist here; whoever tries out what does is counted."""
    count_guess(door)
    flask.abort(404)


@contextmanager
def trying(door: Door, in_vain: Callable[[Exception], bool]) -> Iterator[None]:
    """Let somebody try something that may be a guess: it is counted first, and given back if it was none.

    The count is an action of its own, for what is tried is rolled back when it fails. Whoever is cut off in between
    has lost one try.

    :param in_vain: tells of what was raised whether the try stays counted.
    :raises sgo_pfdo.limits.TooManyTriesError: there were too many; nothing was tried.
    """
    who, now = caller(), current_state().host.now()
    taken = database.perform(lambda session: limiter().take(session, door, who, now))
    try:
        yield
    except Exception as error:
        if in_vain(error):
            tell_of_guess(door, who)
        elif not database.is_unusable(error):  # else it would be waited for once more
            _give_back(taken)
        raise
    _give_back(taken)


def _give_back(taken: Taken) -> None:
    database.perform(lambda session: limiter().give_back(session, taken))


def take_search(session: Session, now: datetime) -> Taken:
    """Count a search, for the clerk and for the computer, before it is made.

    :param session: inside the action that searches.
    :return: to be given to :func:`settle_search`.
    :raises TooManyGuessesError: there were too many in vain.
    """
    try:
        return limiter().take(session, SEARCH, caller(), now)
    except TooManyTriesError as error:
        raise TooManyGuessesError(error.again_at) from None


def settle_search(session: Session, taken: Taken, *, is_found: bool) -> None:
    """Give a search back that was not in vain.

    :param session: inside the same action.
    """
    if is_found:
        limiter().give_back(session, taken)
    else:
        who = caller()
        database.after_commit(session, lambda: tell_of_guess(SEARCH, who))


def tell_of_guess(door: Door, who: Caller) -> None:
    security_log.tell("guess", door=door.name, viewer=who.get(ACCOUNT))
