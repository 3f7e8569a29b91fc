"""``flask pfdo numbers …``: numbers in sequence."""

import re

import click
from flask.cli import AppGroup

from sgo_pfdo import database
from sgo_pfdo.cli.common import as_text, municipality_of
from sgo_pfdo.current import current_state
from sgo_pfdo.upkeep.counters import CounterError, Printed, raise_counters

group = AppGroup("numbers", help="Numbers in sequence: pfdo10 certificates and applications.")


def _printed(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Refuse what is no number in sequence."""
    if value is not None and not re.fullmatch("[0-9]{10}", value):
        raise click.BadParameter("takes a pfdo10 number of ten digits")
    return value


@group.command("raise")
@click.option("--municipality", "code", callback=as_text, help="Only the counters of this municipality.")
@click.option("--by", type=click.IntRange(min=0), default=1000, show_default=True, help="How many to leave out.")
@click.option(
    "--certificate",
    metavar="NUMBER",
    callback=_printed,
    help="The highest pfdo10 number known from paper, to go past it.",
)
@click.option("--application", type=click.IntRange(min=1), help="The same for applications; with --municipality.")
def raise_numbers(code: str | None, by: int, certificate: str | None, application: int | None) -> None:
    """Raise the counters of numbers after a restore from a backup, so that none is given out twice.

    Each counter goes past the highest number in the tables, or on the paper you name, and by some more for those that
    were lost with the backup: as many as were given out since it was made. Start it before anybody presses.
    """
    state = current_state()
    if application is not None and code is None:
        raise click.UsageError("--application is of one municipality: say which by --municipality.")
    if code is not None:
        municipality_of(code)
    now, printed = state.host.now(), Printed(certificate=certificate, application=application)
    try:
        raised = database.perform(
            lambda session: raise_counters(session, state.settings, now, by=by, code=code, printed=printed)
        )
    except CounterError as error:
        raise click.ClickException(f"nothing was changed: {error}") from None
    for counter, position in raised:
        click.echo(f"{counter.code}, {counter.kind}: {counter.used} -> {position}")
    click.echo(f"Counters raised: {len(raised)}.")
