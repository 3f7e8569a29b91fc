"""Files on their way to people: every download of the module gets its name here."""

import io
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import flask
from werkzeug.http import dump_options_header

from sgo_pfdo.certificates.deadline import FILE_NAME, MIME_TYPE, deadline_event
from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import calendar_event
from sgo_pfdo.municipalities.known import Place
from sgo_pfdo.plain.wording import latin_file_name

_TO_PRINT = "application/pdf"
"""Opens beside the page, to be read, printed and kept from there; the rest is kept: a table, a picture for a phone."""
_IN_NO_NAME = '\\/:*?"<>|'


def send_paper(content: bytes, filename: str, mimetype: str, *, is_attachment: bool = False) -> flask.Response:
    """Send a file.

    :param filename: in Russian, with its ending; a name from the portal in it may hold anything.
    :param is_attachment: as for :func:`named`.
    """
    response = flask.send_file(io.BytesIO(content), mimetype)
    return named(response, filename, is_attachment=is_attachment)


def send_deadline(certificate: AnyCertificate, places: Sequence[Place]) -> flask.Response:
    """Send the last day on which a certificate can be activated, as a file for a calendar.

    :param certificate: not activated.
    :param places: the open organisations of its municipality.
    """
    state = current_state()
    event = deadline_event(certificate, places, state.host.now(), portal=state.settings.base_url or None)
    return send_paper(calendar_event.draw(event), FILE_NAME, MIME_TYPE)


def send_parts(parts: Iterator[bytes], filename: str, mimetype: str) -> flask.Response:
    """Send a file while it is made.

    :param parts: may use the database.
    :param filename: as for :func:`send_paper`.
    """
    return named(flask.Response(flask.stream_with_context(parts), mimetype=mimetype), filename)


def named(response: flask.Response, filename: str, *, is_attachment: bool = False) -> flask.Response:
    """Name a file twice: for every browser of today, and in Latin letters for what understands no others (RFC 6266).

    :param is_attachment: it is kept, never opened beside the page: somebody else has made it.
    """
    filename = "".join(sign for sign in filename if sign.isprintable() and sign not in _IN_NO_NAME)
    names = {"filename": latin_file_name(filename), "filename*": f"UTF-8''{quote(filename, safe='')}"}
    kind = "inline" if response.mimetype == _TO_PRINT and not is_attachment else "attachment"
    response.headers["Content-Disposition"] = dump_options_header(kind, names)
    return response
