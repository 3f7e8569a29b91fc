"""``flask pfdo access …``: what time brings for the access to children."""

import logging
from collections.abc import Callable
from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from sgo_pfdo import database, signals
from sgo_pfdo.access import ending
from sgo_pfdo.access.ending import Given
from sgo_pfdo.config import Settings
from sgo_pfdo.current import current_state
from sgo_pfdo.host import FamilyAccess
from sgo_pfdo.host_answers import pupil_of

group = AppGroup("access", help="Access of families to children.")
_log = logging.getLogger(__name__)

Batch = Callable[[Session, Settings, datetime], int]


@group.command("tidy")
def tidy() -> None:
    """Expire requests that nobody decided, erase what was stated long ago, end access whose day has come.

    Run it once a day; running it again does nothing twice.
    """
    state = current_state()
    host, now = state.host, state.host.now()
    if not isinstance(host, FamilyAccess):
        raise click.ClickException("the portal does not let the module attach children: there is nothing to tidy")
    expired, erased = _all_of(ending.expire_some, now), _all_of(ending.erase_old, now)
    _all_of(ending.forget_codes, now)
    ended = left = 0
    for given in ending.given_access(database.current_session(), state.settings, now):
        try:
            ended += _end(host, given, now)
        except (database.DatabaseBusyError, *database.FAILURES):
            raise
        except Exception as error:  # the portal's own mistake must not keep the others, nor leak what it was given
            database.current_session().rollback()
            left += 1
            _log.error("access %d was not looked at or not ended: %s", given.request_id, type(error).__name__)
    click.echo(f"Requests expired: {expired}. Access ended: {ended}. Requests erased: {erased}.")
    if left:
        click.echo(f"Left for the next time, see the log: {left}.")


def _all_of(batch: Batch, now: datetime) -> int:
    """Do something with one batch after the other, each as an action of its own; say with how many rows."""
    settings, total = current_state().settings, 0
    while count := database.perform(lambda session: batch(session, settings, now)):
        total += count
    return total


def _end(host: FamilyAccess, given: Given, now: datetime) -> bool:
    """End access whose last day has passed or whose child has come of age, as one action; tell whether it was done."""
    state = current_state()
    if not given.is_over:
        if not state.settings.access_end_at_18:
            return False
        if not ending.has_come_of_age(pupil_of(state.host, state.told, given.pupil_id), given.today):
            return False

    def action(session: Session) -> bool:
        is_done = ending.end(session, host, given, now)
        if is_done:
            signals.send_after_commit(session, signals.access_ended, request_id=given.request_id)
        return is_done

    return database.perform(action)
