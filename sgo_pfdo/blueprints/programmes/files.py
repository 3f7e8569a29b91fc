"""The picture and the full text of a programme, for everybody."""

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files.uploads import send_public
from sgo_pfdo.blueprints.programmes import blueprint
from sgo_pfdo.programmes.model import ProgrammeFile
from sgo_pfdo.programmes.own_files import DOCUMENT, IMAGE, published_file


@blueprint.get("/programmes/<programme>/picture.jpg")
def picture(programme: str) -> ResponseReturnValue:
    """Give the picture of a programme.

    :param programme: what names it in addresses.
    """
    file = _file(programme, IMAGE)
    return send_public(file.content, file.media_type, file.changed_at)


@blueprint.get("/programmes/<programme>/programme.pdf")
def full_text(programme: str) -> ResponseReturnValue:
    """Give the full text of a programme.

    :param programme: what names it in addresses.
    """
    file = _file(programme, DOCUMENT)
    return send_public(file.content, file.media_type, file.changed_at, "Программа.pdf")


def _file(card_id: str, kind: str) -> ProgrammeFile:
    """Find a file that families may see, or end the request."""
    file = published_file(database.current_session(), card_id, kind)
    if file is None:
        flask.abort(404)
    return file
