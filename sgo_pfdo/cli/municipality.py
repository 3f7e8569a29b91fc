"""``flask pfdo load``, ``enable``, ``disable`` and ``flask pfdo municipality …``: municipalities and their schools."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.certificates.coverage import unknown_schools
from sgo_pfdo.cli.common import as_text
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_of_school
from sgo_pfdo.municipalities.enabling import check_ids, disable, enable
from sgo_pfdo.municipalities.loading import LoadError, load_file
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.reading import renew_revision

group = AppGroup("municipality", help="Municipalities that were loaded.")


@group.command("refresh")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
def refresh(codes: tuple[str, ...]) -> None:
    """Show families what you have changed in the rows of municipalities with SQL. Without a CODE: of all of them."""
    count = database.perform(lambda session: _refresh(session, codes))
    click.echo(f"Municipalities refreshed: {count}.")


def _refresh(session: Session, codes: Sequence[str]) -> int:
    known = set(session.scalars(select(Municipality.code)))
    unknown = [repr(code) for code in codes if code not in known]
    if unknown:
        raise click.ClickException(f"there is no municipality {', '.join(unknown)}")
    wanted = set(codes) or known
    renew_revision(session, *wanted)
    return len(wanted)


@click.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def load(file: Path) -> None:
    """Load municipalities, groups, organisations, schools and own papers from a JSON FILE.

    All of it or nothing; can be run again. The format is in docs/data.md.
    """
    try:
        count = load_file(file, now=current_state().host.now())
    except LoadError as error:
        raise click.ClickException("nothing was loaded:\n" + "\n".join(f"  {line}" for line in error.errors)) from None
    click.echo(f"Municipalities loaded: {count}.")


@click.command("enable")
@click.argument("schools", nargs=-1, required=True)
@click.option(
    "--municipality", required=True, callback=as_text, help="Code of the municipality that the schools belong to."
)
@with_appcontext
def enable_schools(schools: tuple[str, ...], municipality: str) -> None:
    """Switch the module on for SCHOOLS, named by the portal's ids."""
    unseen: list[str] = []

    def switch_on() -> None:
        check_ids(schools)
        unseen.extend(unknown_schools(database.current_session(), schools))
        enable(schools, municipality=municipality)

    _change(switch_on)
    click.echo(f"Schools enabled: {len(schools)}.")
    for school in unseen:
        if _is_in_portal(school):
            continue
        click.echo(f"Школа {school} раньше не встречалась: проверьте id.")


def _is_in_portal(school_id: str) -> bool:
    """Tell whether the portal lists pupils of a school; no where it has no such lists."""
    host = current_state().host
    if not isinstance(host, PupilDirectory):
        return False
    try:
        return bool(pupils_of_school(host, school_id, 0))
    except Exception:  # the portal's lists may need a request, and an id that is none may break them
        return False


@click.command("disable")
@click.argument("schools", nargs=-1, required=True)
@with_appcontext
def disable_schools(schools: tuple[str, ...]) -> None:
    """Switch the module off for SCHOOLS. What was issued stays with the families."""
    _change(lambda: disable(schools))
    click.echo(f"Schools disabled: {len(schools)}.")


def _change(action: Callable[[], None]) -> None:
    try:
        action()
    except ValueError as error:
        raise click.ClickException(str(error)) from None
