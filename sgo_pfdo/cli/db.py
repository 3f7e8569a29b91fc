"""``flask pfdo db …``: the module's own tables."""

import click
import flask
from flask.cli import AppGroup

from sgo_pfdo import database, migrations
from sgo_pfdo.certificates.folding_again import fold_again

group = AppGroup("db", help="The module's own tables.")


@group.command("upgrade")
def db_upgrade() -> None:
    """Bring the module's tables up to date. Two machines at once do it once."""
    engine = flask.current_app.extensions["sqlalchemy"].engine
    try:
        migrations.upgrade(engine)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"The tables are at revision {migrations.newest_revision()}.")


@group.command("fold-names")
def fold_names() -> None:
    """Make the keys anew by which names are compared, searched and sorted. It may be run at any time, and again."""
    last: int | None = 0
    changed = 0
    while last is not None:
        after = last
        last, some = database.perform(lambda session, after=after: fold_again(session, after))  # type: ignore[misc]
        changed += some
    click.echo(f"Names folded anew: {changed}.")
