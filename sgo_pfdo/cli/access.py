"""``flask pfdo access …``: what time brings for the access to children."""

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from sgo_pfdo import database, signals
from sgo_pfdo.access.ending import Due, carry_out, due_requests, erase_old
from sgo_pfdo.access.rules.lifecycle import AccessStep
from sgo_pfdo.current import current_state
from sgo_pfdo.host import CannotAttachError, FamilyAccess
from sgo_pfdo.host_answers import pupil_of

group = AppGroup("access", help="Access of families to children.")


@group.command("tidy")
def tidy() -> None:
    """Expire requests that nobody decided, end access whose day has come, erase what was stated long ago.

    Run it once a day; running it again does nothing twice.
    """
    state = current_state()
    host, now = state.host, state.host.now()
    if not isinstance(host, FamilyAccess):
        raise click.ClickException("the portal does not let the module attach children: there is nothing to tidy")
    due = due_requests(
        database.current_session(), lambda pupil_id: pupil_of(host, state.told, pupil_id), state.settings, now
    )
    done = [one for one in due if _carry_out(host, one)]
    erased = 0
    while count := database.perform(lambda session: erase_old(session, state.settings, now)):
        erased += count
    expired = sum(one.step is AccessStep.EXPIRE for one in done)
    click.echo(f"Requests expired: {expired}. Access ended: {len(done) - expired}. Requests erased: {erased}.")
    if len(done) < len(due):
        click.echo(f"Left for the next time: {len(due) - len(done)}.")


def _carry_out(host: FamilyAccess, due: Due) -> bool:
    """Do one thing as one action; what the portal refuses waits for the next time."""
    now = current_state().host.now()

    def action(session: Session) -> bool:
        is_done = carry_out(session, host, due, now)
        if is_done and due.step is AccessStep.END:
            signals.send_after_commit(session, signals.access_ended, request_id=due.request_id)
        return is_done

    try:
        return database.perform(action)
    except CannotAttachError:
        return False
