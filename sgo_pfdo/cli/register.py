"""``flask pfdo register …``: accounts in АИС ПФДО."""

import click
from flask.cli import AppGroup

from sgo_pfdo.current import current_state
from sgo_pfdo.register.sync import sync

group = AppGroup("register", help="Accounts in АИС ПФДО.")


@group.command("sync")
def register_sync() -> None:
    """Tell a remote register what is queued for it. May run on several machines at once."""
    state = current_state()
    if state.register is None:
        click.echo("The register is embedded: there is nothing to tell.")
        return
    result = sync(state.register, state.cipher, state.host.now)
    click.echo(f"Told: {result.done}, put back for later: {result.postponed}.")
