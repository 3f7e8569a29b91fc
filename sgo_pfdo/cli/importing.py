"""``flask pfdo import``: the certificates that a region brings along."""

from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.cli.common import as_text, municipality_of
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_by_school
from sgo_pfdo.importing.carrying_out import ImportRefusedError, carry_out, examine
from sgo_pfdo.importing.files import BroughtFile, UnreadableFileError
from sgo_pfdo.importing.going_through import Findings
from sgo_pfdo.importing.linking import link_imported
from sgo_pfdo.importing.rules.tables import Table, find_table
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.municipalities.rules import today_in


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--municipality", "code", required=True, callback=as_text, help="Code of the municipality of the certificates."
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Check the file, say every fault, and change nothing.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask whether the columns are right.")
@with_appcontext
def import_certificates(file: Path, code: str, is_dry: bool, is_sure: bool) -> None:
    """Take in the certificates of another system from FILE, XLSX or CSV: all of them or none.

    The columns are recognised by their heads. It can be run again: what is there already stays as it is, and what can
    be linked to pupils by now is linked. See docs/import.md.
    """
    municipality_of(code)
    try:
        with file.open("rb") as opened:
            _import(opened, code, is_dry=is_dry, is_sure=is_sure)
    except OSError as error:
        raise click.ClickException(f"cannot read {click.format_filename(file)}: {error.strerror}") from None


def _import(file: BinaryIO, code: str, *, is_dry: bool, is_sure: bool) -> None:
    try:
        brought = BroughtFile(file, find_table)
        rows = brought.rows()
        findings = _check(brought, code, rows)
        _tell(findings)
        if is_dry:
            click.echo("Nothing was changed.")
            return
        if findings.new:
            if not is_sure:
                click.confirm("Are the columns right? Take the certificates in?", abort=True)
            findings = _take_in(brought, code, rows)
    except UnreadableFileError as error:
        raise click.ClickException(f"nothing was imported: {error}") from None
    except ImportRefusedError as error:
        raise click.ClickException(_in_lines("nothing was imported:", error.findings.faults.lines())) from None
    click.echo(f"Certificates imported: {findings.new}, already there: {findings.known}.")
    click.echo(_link(code))


def _check(brought: BroughtFile[Table], code: str, rows: int) -> Findings:
    """Go through the file once without changing anything.

    :raises ImportRefusedError: something is wrong with it.
    """
    session, state = database.current_session(), current_state()
    with click.progressbar(length=rows, label="Checking") as bar:
        findings = examine(
            session,
            brought,
            municipality_of(code),
            settings=state.settings,
            now=state.host.now(),
            progress=bar.update,
        )
        bar.update(rows)
    session.rollback()
    if findings.faults.count:
        raise ImportRefusedError(findings)
    return findings


def _take_in(brought: BroughtFile[Table], code: str, rows: int) -> Findings:
    state = current_state()

    def action(session: Session) -> Findings:
        with click.progressbar(length=rows, label="Importing") as bar:
            done = carry_out(
                session,
                brought,
                municipality_of(code),
                SYSTEM,
                settings=state.settings,
                now=state.host.now(),
                progress=bar.update,
            )
            bar.update(rows)
            return done

    return database.perform(action)


def _tell(findings: Findings) -> None:
    """Say what was recognised, what is new, and what somebody should look at."""
    for name, table in findings.tables:
        click.echo(f"Columns{f' of the sheet «{name}»' if name else ''}:")
        for column in table.columns:
            click.echo(f"  {column.letter}  {column.head} – {column.meaning}")
    for name, rows in findings.skipped.items():
        click.echo(f"No certificates in: {f'лист «{name}», ' if name else ''}{rows}.")
    if findings.notes.count:
        click.echo(_in_lines("To be looked at, and imported all the same:", findings.notes.lines()))
    click.echo(f"New certificates: {findings.new}, already there: {findings.known}.")
    if findings.erased:
        click.echo(f"Not imported, their data was erased after a consent was withdrawn: {findings.erased}.")
    if findings.without_school:
        click.echo(f"Without a school that the portal knows: {findings.without_school}.")


def _in_lines(lead: str, lines: list[str]) -> str:
    return "\n".join([lead, *(f"  {line}" for line in lines)])


def _link(code: str) -> str:
    """Link what can be linked to pupils of the portal, and say what came of it."""
    state = current_state()
    host, now = state.host, state.host.now()
    if not isinstance(host, PupilDirectory):
        return "Linked to pupils: none, the portal gives no lists of them; clerks and families link them one by one."
    today = today_in(municipality_of(code), state.settings, now)
    try:
        done = link_imported(lambda schools: pupils_by_school(host, schools), code, SYSTEM, today=today, now=now)
    except (database.DatabaseBusyError, *database.FAILURES):
        raise
    except Exception as error:  # the portal's lists may need a request; what was imported stays
        return f"Linked to pupils: none, the portal's lists failed ({type(error).__name__}). Run the command again."
    return f"Linked to pupils: {done.linked}, left to clerks and families: {done.doubtful}."
