"""``flask pfdo export``: the register of a municipality as a file."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from sgo_pfdo import database
from sgo_pfdo.certificates.exporting import Format, export, record_export
from sgo_pfdo.certificates.listing import Filter, Order, ids_in_order
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.cli.common import as_text, municipality_of, write_file
from sgo_pfdo.current import current_state
from sgo_pfdo.documents.spreadsheet import is_xlsx_available
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.municipalities.rules import today_in


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--municipality",
    "code",
    required=True,
    callback=as_text,
    help="Code of the municipality whose register is exported.",
)
@click.option("--status", type=click.Choice([*map(str, Status)]), help="Only those of this status today.")
@click.option("--format", "kind", type=click.Choice([*map(str, Format)]), help="By default what FILE ends with.")
@with_appcontext
def export_register(file: Path, code: str, status: str | None, kind: str | None) -> None:
    """Export the register of a municipality to FILE, by surname. Only you may read the file: it names children."""
    kind = kind or file.suffix.removeprefix(".").lower()
    if kind not in [*Format]:
        raise click.UsageError("FILE ends neither with .csv nor with .xlsx: say --format csv or --format xlsx.")
    if kind == Format.XLSX and not is_xlsx_available():
        raise click.ClickException("XLSX needs XlsxWriter: pip install 'sgo-pfdo[xlsx]'; --format csv works without it")
    session, state = database.current_session(), current_state()
    now = state.host.now()
    today = today_in(municipality_of(code), state.settings, now)
    wanted = Filter(status=Status(status) if status else None)
    ids = ids_in_order(session, code, wanted, Order.SURNAME, today)
    database.perform(lambda session: record_export(session, SYSTEM, code, wanted, len(ids), Format(kind), now))
    write_file(file, export(session, code, ids, today, Format(kind), actor=SYSTEM, now=now))
    click.echo(f"Certificates exported: {len(ids)}.")
