"""``flask pfdo mail …``: letters to applicants and families."""

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from sgo_pfdo.applications import confirming
from sgo_pfdo.blueprints.common.letters.writing import letter_writing
from sgo_pfdo.cabinet import emails
from sgo_pfdo.current import current_state
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.family_letters import write_due

group = AppGroup("mail", help="Letters to applicants and families.")


@group.command("send")
def mail_send() -> None:
    """Write the letters that families are due, and send all that wait. May run on several machines at once."""
    result = send_letters()
    click.echo(f"Sent: {result.sent}, put back for later: {result.postponed}, refused for good: {result.refused}.")


def send_letters() -> outbox.SendResult:
    """Write and send the letters of the current application: what ``flask pfdo mail send`` does."""
    state = current_state()
    if state.settings.base_url:  # every letter leads back to the portal
        write_due(letter_writing(), state.host.now)
    return outbox.send_all(state.host.send_mail, state.cipher, state.settings.mail_from, state.host.now, _mark_refused)


def _mark_refused(session: Session, topic: str) -> None:
    """Have whatever a letter was about know that no server will ever take it."""
    confirming.mark_refused(session, topic)
    emails.mark_refused(session, topic)
