"""``flask pfdo programmes …``: the catalogue of programmes."""

from functools import partial
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.cli.common import as_text, municipality_of
from sgo_pfdo.current import current_state
from sgo_pfdo.importing.files import UnreadableFileError
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.bringing.taking_in import Findings, ImportRefusedError, Scope, carry_out, examine
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.rules.files import WORDS
from sgo_pfdo.programmes.rules.lifecycle import Side
from sgo_pfdo.programmes.search.indexing import index_everything

INDEXED_AT_ONCE = 500
"""Programmes in one transaction: others write in between."""

group = AppGroup("programmes", help="Organisations, programmes and groups.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--municipality", "code", required=True, callback=as_text, help="Code of the municipality of the organisations."
)
@click.option("--provider", callback=as_text, help="Code of the organisation, where no column of the file says it.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Check the file, say every fault, and change nothing.")
def import_catalogue(file: Path, code: str, provider: str | None, is_dry: bool) -> None:
    """Take in organisations, programmes, parts, groups and lessons from FILE, CSV, XLSX or JSON: all of it or nothing.

    What it brings is published. It can be run again: what is there already stays as it is. See docs/programmes.md.
    """
    municipality_of(code)
    by = By(actor=SYSTEM, side=Side.OPERATOR, now=current_state().host.now())
    scope = Scope(municipality_code=code, by=by, provider_code=provider)
    try:
        with file.open("rb") as opened:
            findings = _import(opened, scope, is_dry=is_dry)
    except OSError as error:
        raise click.ClickException(f"cannot read {click.format_filename(file)}: {error.strerror}") from None
    for kind, words in WORDS.items():
        if kind in findings.new:
            click.echo(f"{words}: new {findings.new[kind]}, already there {findings.known[kind]}.")
    if is_dry:
        click.echo("Nothing was changed.")


def _import(opened: BinaryIO, scope: Scope, *, is_dry: bool) -> Findings:
    try:
        brought = CatalogueFile(opened)
        findings = _check(brought, scope)
        return findings if is_dry else _take_in(brought, scope)
    except UnreadableFileError as error:
        raise click.ClickException(f"nothing was imported: {error}") from None
    except ImportRefusedError as error:
        lines = "\n".join(f"  {line}" for line in error.findings.faults.lines())
        raise click.ClickException(f"nothing was imported:\n{lines}") from None


def _check(brought: CatalogueFile, scope: Scope) -> Findings:
    session, rows = database.current_session(), brought.about()
    with click.progressbar(length=rows, label="Checking") as bar:
        findings = examine(session, brought, scope, progress=bar.update)
        bar.update(rows)
    session.rollback()
    if findings.faults.count:
        raise ImportRefusedError(findings)
    return findings


def _take_in(brought: CatalogueFile, scope: Scope) -> Findings:
    rows = brought.about()

    def action(session: Session) -> Findings:
        with click.progressbar(length=rows, label="Importing") as bar:
            done = carry_out(session, brought, scope, progress=bar.update)
            bar.update(rows)
            return done

    return database.perform(action)


@group.command("index")
def index() -> None:
    """Write anew what programmes are found by: after a new version of the stemmer, or rows changed by SQL.

    Families go on searching meanwhile; a slip of one letter may find nothing until the end. It can be run again.
    """
    session = database.current_session()
    count = session.scalar(select(func.count()).select_from(Programme)) or 0
    session.rollback()
    with click.progressbar(length=count, label="Indexing") as bar:
        after: int | None = 0
        while after is not None:
            after = database.perform(partial(index_everything, after=after, count=INDEXED_AT_ONCE))
            bar.update(INDEXED_AT_ONCE)
    click.echo(f"Programmes looked at: {count}.")
