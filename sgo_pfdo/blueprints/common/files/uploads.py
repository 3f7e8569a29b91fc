"""Files that people bring, and files that everybody may have: limits, sentences about what is not taken, caching."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import flask

from sgo_pfdo.blueprints.common.blueprint import PublicFile
from sgo_pfdo.blueprints.common.files.sending import named
from sgo_pfdo.documents import foreign_picture
from sgo_pfdo.documents.foreign_picture import Picture, UnwantedPictureError
from sgo_pfdo.plain.wording import file_size, whole_number

ROOM_FOR_FIELDS = 64 * 1024
"""Bytes of an upload that are no file: the token, names of fields."""
ROOM_FOR_PICTURE = 16 * 1024 * 1024 + ROOM_FOR_FIELDS
"""Bytes of a request with a picture: what is a little too large is told at its field, the rest of the form stays."""
ACCEPTED_PICTURES = "image/jpeg,image/png,.jpg,.jpeg,.png"
CACHED = 3600
"""Seconds that anybody on the way may keep a file for everybody."""
_MEGAPIXELS = foreign_picture.MOST_PIXELS // 1_000_000
_PICTURES: Mapping[str, str] = {
    foreign_picture.NO_PICTURE: "Это не картинка в формате JPG или PNG. Сохраните её в одном из них и выберите файл.",
    foreign_picture.SIDE: f"Картинка слишком большая: можно не больше {whole_number(foreign_picture.LONGEST_SIDE)} "
    f"точек по стороне и {_MEGAPIXELS} миллионов точек всего. Уменьшите её и выберите снова.",
    foreign_picture.DAMAGED: "Картинка не открывается: файл повреждён. Сохраните её заново и выберите снова.",
    foreign_picture.BUSY: "Сейчас обработать картинку не получилось: их загружает кто-то ещё. Попробуйте через минуту.",
}


def limit(largest: int) -> int:
    """Tell how many bytes a file may have; the portal's own limit may be the smaller one.

    :param largest: as many as the module takes.
    """
    portals = flask.current_app.config.get("MAX_CONTENT_LENGTH")
    return min(largest, max(0, portals - ROOM_FOR_FIELDS)) if portals else largest


def picture_hint() -> str:
    """Say which pictures are taken."""
    return f"JPG или PNG, не больше {file_size(limit(foreign_picture.LARGEST))}."


def too_large(largest: int) -> str:
    """Say that a file is too large."""
    return f"Файл слишком большой: можно не больше {file_size(limit(largest))}."


def read_picture(file: Any) -> Picture:
    """Make a picture of ours out of one that somebody brought.

    :param file: as a field of a form has it.
    :raises ValueError: it cannot be taken; the text is for people.
    """
    try:
        return foreign_picture.taken_in(file.read(foreign_picture.LARGEST + 1))
    except UnwantedPictureError as error:
        raise ValueError(_PICTURES.get(error.what) or too_large(foreign_picture.LARGEST)) from None


def send_public(content: bytes, media_type: str, changed_at: datetime, filename: str | None = None) -> flask.Response:
    """Send a file that everybody may have, and may keep for an hour; whoever has it still is told so.

    :param filename: to be saved under; ``None`` for a picture that stands in a page.
    """
    response = PublicFile(content, mimetype=media_type)
    if filename is not None:
        named(response, filename, is_attachment=True)
    response.headers["Cache-Control"] = f"public, max-age={CACHED}"
    response.set_etag(f"{changed_at.timestamp():.6f}-{len(content)}")
    response.make_conditional(flask.request)
    return response
