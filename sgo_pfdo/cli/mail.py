"""``flask pfdo mail …``: letters to applicants."""

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from sgo_pfdo.applications import confirming
from sgo_pfdo.cabinet import emails
from sgo_pfdo.current import current_state
from sgo_pfdo.mail import outbox

group = AppGroup("mail", help="Letters to applicants.")


@group.command("send")
def mail_send() -> None:
    """Send the letters that wait in the outbox. May run on several machines at once."""
    result = send_letters()
    click.echo(f"Sent: {result.sent}, put back for later: {result.postponed}, refused for good: {result.refused}.")


def send_letters() -> outbox.SendResult:
    """Send the letters that wait in the outbox of the current application: what ``flask pfdo mail send`` does."""
    state = current_state()
    return outbox.send_all(state.host.send_mail, state.cipher, state.settings.mail_from, state.host.now, _mark_refused)


def _mark_refused(session: Session, topic: str) -> None:
    """Have whatever a letter was about know that no server will ever take it."""
    confirming.mark_refused(session, topic)
    emails.mark_refused(session, topic)
