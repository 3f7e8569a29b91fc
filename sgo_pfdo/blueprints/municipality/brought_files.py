"""What the pages share on which an operator brings a file: how large it may be, the press, the list of faults."""

from collections.abc import Sequence

import flask
from wtforms import HiddenField

from sgo_pfdo.blueprints.common.forms import PfdoForm
from sgo_pfdo.blueprints.municipality.papers import ROOM_FOR_FIELDS
from sgo_pfdo.importing import staging
from sgo_pfdo.wording import file_size

TOO_LARGE = "large"
"""What a redirect says of a file that was not even read."""
FAULTS_SHOWN = 200


class TakeInForm(PfdoForm):
    """The press that takes in the file that the page has shown, or drops it."""

    kept = HiddenField()
    """Names the file."""


class FileGoneError(Exception):
    """The file was kept for an hour, or another one was brought since."""


def limit() -> int:
    """Tell how many bytes a file may have; the portal's own limit may be the smaller one."""
    portals = flask.current_app.config.get("MAX_CONTENT_LENGTH")
    return min(staging.LARGEST_FILE, portals - ROOM_FOR_FIELDS) if portals else staging.LARGEST_FILE


def too_large(command: str | None) -> str:
    """Say that a file is too large.

    :param command: one that takes more, if there is any.
    """
    other = f" или попросите администратора портала: команда {command} берёт больше" if command else ""
    return f"Файл слишком большой: здесь можно не больше {file_size(limit())}. Разделите его{other}."


def shortened(lines: Sequence[str]) -> list[str]:
    """Keep the first faults of a long list, and say how many more there are."""
    more = len(lines) - FAULTS_SHOWN
    return [*lines[:FAULTS_SHOWN], *([f"И ещё: {more}. Исправьте эти и проверьте файл ещё раз."] if more > 0 else [])]
