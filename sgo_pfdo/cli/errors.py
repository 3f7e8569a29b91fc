"""What commands say when the database or the host port does not do what they need: one line, no traceback."""

import click
import flask
from flask.cli import AppGroup, ScriptInfo

from sgo_pfdo.current import state_of
from sgo_pfdo.database import FAILURES, DatabaseBusyError, is_unusable, lacks_tables, name_of, session_of
from sgo_pfdo.host_answers import mistake_in_words
from sgo_pfdo.people import PortalDataError


class PfdoGroup(AppGroup):
    """``flask pfdo``, whose commands fail in one line."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command.

        :raises click.ClickException: something is away or not set up; it names what to do.
        """
        try:
            return super().invoke(ctx)
        except PortalDataError as error:
            raise click.ClickException(mistake_in_words(error)) from None
        except (DatabaseBusyError, *FAILURES) as error:
            line = _in_one_line(ctx.ensure_object(ScriptInfo).load_app(), error)
            if line is None:
                raise
            raise click.ClickException(line) from None


def _in_one_line(app: flask.Flask, error: Exception) -> str | None:
    """Say what is wrong with the database, or ``None`` where it is a mistake of the module's own."""
    if is_unusable(error) and not lacks_tables(error):
        return f"the database cannot be used now ({name_of(error)}); nothing was done by half: run the command again"
    with app.app_context():
        session = session_of(app)
        session.rollback()
        return state_of(app).tables.problem(session.connection())
