"""``flask pfdo db …``: the module's own tables."""

import click
import flask
from flask.cli import AppGroup

from sgo_pfdo import migrations

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
