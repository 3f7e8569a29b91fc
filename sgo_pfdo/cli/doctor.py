"""``flask pfdo doctor``: what is wrong with the installation."""

import click
from flask.cli import with_appcontext

from sgo_pfdo.doctor import findings


@click.command("doctor")
@click.option("--as", "person_id", metavar="ID", help="Look at the page of this person, too: the portal's own id.")
@with_appcontext
def doctor(person_id: str | None) -> None:
    """Say what is wrong with the installation, and how to mend it."""
    problems = 0
    for finding in findings(person_id):
        problems += not finding.is_well
        click.echo(f"{'ok  ' if finding.is_well else 'BAD '} {finding.what}")
        if finding.remedy:
            click.echo(f"     {finding.remedy}")
    if problems:
        raise SystemExit(1)
