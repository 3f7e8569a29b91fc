"""What several commands share: options of text, municipalities that must exist, files that only you may read."""

from collections.abc import Iterable
from pathlib import Path

import click

from sgo_pfdo import database
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.upkeep.private_files import write_private


def as_text(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Refuse bytes that are no text in this terminal's encoding: no database takes them."""
    if value is not None and not value.isprintable():
        raise click.BadParameter("holds characters that are no text")
    return value


def municipality_of(code: str) -> Municipality:
    """Read a municipality that the administrator has named.

    :raises click.ClickException: there is none of this code.
    """
    municipality = database.current_session().get(Municipality, code)
    if municipality is None:
        raise click.ClickException(f"there is no municipality {code!r}")
    return municipality


def write_file(file: Path, parts: Iterable[bytes]) -> None:
    """Write a file that nobody else on this machine may read.

    :raises click.ClickException: it cannot be written there.
    """
    try:
        write_private(file, parts)
    except OSError as error:
        raise click.ClickException(f"cannot write {click.format_filename(file)}: {error.strerror}") from None
