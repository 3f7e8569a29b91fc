"""``flask pfdo remind``: certificates that end soon."""

import click
from flask.cli import with_appcontext

from sgo_pfdo.certificates.reminding import remind
from sgo_pfdo.current import current_state


@click.command("remind")
@with_appcontext
def remind_families() -> None:
    """Remind of certificates that end in 28, 14 and 3 days, each once: by signal (certificate_expiring) and letter."""
    state = current_state()
    click.echo(f"Reminders sent: {remind(state.settings, state.host.now())}.")
