"""``flask pfdo journal``: the history as an inspection asks for it."""

from datetime import datetime, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from sgo_pfdo import database
from sgo_pfdo.cli.common import as_text, municipality_of, write_file
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.inspecting import Wanted, holder_of_number
from sgo_pfdo.journal.writing import SYSTEM, Event, record
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.upkeep.inspection import as_csv, as_lines

_YEARS = range(1900, 2201)
"""Any other year is a slip; those at the ends of the calendar are none in the time zone of a municipality."""


def _day(context: click.Context, option: click.Parameter, value: datetime | None) -> datetime | None:
    """Refuse a day of a year in which there can be no history."""
    if value is not None and value.year not in _YEARS:
        raise click.BadParameter(f"{value.date()}: the year must lie between {_YEARS[0]} and {_YEARS[-1]}")
    return value


@click.command("journal")
@click.option(
    "--certificate", "number", callback=as_text, help="Only the history of the child who has or had this certificate."
)
@click.option("--municipality", "code", callback=as_text, help="Only what happened on the side of this municipality.")
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="The first day, for instance 2026-09-01."
)
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="The last day.")
@click.option("--csv", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write a table to this file.")
@with_appcontext
def journal(
    number: str | None, code: str | None, first: datetime | None, last: datetime | None, file: Path | None
) -> None:
    """Print the history for an inspection, the oldest entry first, or write it to a file that only you may read.

    The history tells of it. Days are those of the municipality, or else of SGO_PFDO_TIME_ZONE.
    """
    session, state = database.current_session(), current_state()
    if number and code:
        raise click.UsageError("--certificate and --municipality ask for different things: give one of them.")
    municipality = municipality_of(code) if code else None
    holder_id = holder_of_number(session, number) if number else None
    if number and holder_id is None:
        raise click.ClickException(f"there is no certificate {number!r}")
    zone = time_zone_of(municipality, state.settings)
    wanted = Wanted(
        holder_id=holder_id,
        municipality_code=code,
        since=first.replace(tzinfo=zone) if first else None,
        until=(last + timedelta(days=1)).replace(tzinfo=zone) if last else None,
    )
    now = state.host.now()
    database.perform(
        lambda session: record(session, Event.HISTORY_READ, SYSTEM, at=now, holder_id=holder_id, municipality_code=code)
    )
    if file is not None:
        write_file(file, as_csv(session, wanted, zone))
    else:
        for line in as_lines(session, wanted, zone):
            click.echo(line)
