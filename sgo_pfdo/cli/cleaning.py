"""``flask pfdo clean``: what must not be kept any longer."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from sgo_pfdo import database
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.inspecting import drop_entries
from sgo_pfdo.upkeep import cleaning


@click.command("clean")
@click.option("--sure", "is_sure", is_flag=True, help="You have looked at the clock: remove whatever it says.")
@with_appcontext
def clean_up(is_sure: bool) -> None:
    """Erase personal data that must not be kept any longer, old drafts, and entries of the history past their time.

    Refuses to remove more than a tenth of the history at once, and anything while the clock is far from the newest
    entry of the history: a clock that is ahead for once would remove it all.
    """
    state = current_state()
    now = state.host.now()
    try:
        done = database.perform(
            lambda session: cleaning.clean(
                session, state.settings, now, is_sure=is_sure, has_remote_register=state.register is not None
            )
        )
    except cleaning.NotSureError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Annulled, the consent being withdrawn: {done.withdrawn}.")
    click.echo(f"Erased: certificates {done.certificates}, unfinished applications {done.applications}.")
    click.echo(f"Removed from the history: {_drop_history(done.history_before)}.")


def _drop_history(before: datetime | None) -> int:
    """Remove entries from before a moment, a portion at a time.

    :param before: ``None`` for none.
    :return: how many entries.
    """
    removed = 0
    while before is not None and (count := database.perform(lambda session: drop_entries(session, before))):
        removed += count
    return removed
