"""The one door to PDFium, which keeps state for the whole process and may be entered by one thread at a time.

Nothing else in the package imports ``pypdfium2``. Our own papers are drawn here, under the lock. What somebody else
made is looked through by this file as a program of its own, for :mod:`sgo_pfdo.documents.foreign_pdf`: it has memory
and time of its own there, and neither holds the lock nor takes a worker of the portal down with it.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_WAIT = 2.0
"""Seconds that somebody waits for the others in front of the door."""
MOST_PAGES = 30
LARGEST_SIDE = 1684.0
"""Of a page, in points: the long side of A2."""
MOST_PIXELS = 40_000_000
"""Of one image: A3 at 300 to the inch, twice."""
MOST_UNPACKED = 128 * 1024 * 1024
"""Bytes: all that is packed in a file, unpacked."""

SCRIPT, PROGRAM, ATTACHMENT, ACTION = "script", "program", "attachment", "action"
"""What a file may hold that a form to fill in does not need."""
FORM, PORTFOLIO, PRINTING = "form", "portfolio", "printing"
"""What keeps families from printing a file: a form that few programs show, a cover with files in it, a ban."""
DAMAGED, PAGES, SIDE, BOMB = "damaged", "pages", "side", "bomb"
"""What else can be wrong with a file."""
_ACTIVE = {
    FORM: rb"XFA",
    PORTFOLIO: rb"Collection",
    SCRIPT: rb"JavaScript|JS",
    PROGRAM: rb"Launch",
    ATTACHMENT: rb"EmbeddedFiles?|FileAttachment|EF|RichMedia|Movie|Sound|Rendition|3D",
    ACTION: rb"SubmitForm|ImportData|GoToR|GoToE|AA",
}
_NAMES = {what: re.compile(rb"/(?:" + names + rb")(?=[\s/\[\]<>(){}%]|$)") for what, names in _ACTIVE.items()}
# Ends at the first «endstream», whatever stands around it: what is left of a stream may be refused for nothing, but
# nothing outside a stream is ever passed over. PDFium writes no line break into a string or a name.
_STREAM = re.compile(rb">>stream\r\n(.*?)endstream\r\nendobj", re.DOTALL)
_SIDES = re.compile(rb"/(?:Width|Height) (\d+)")
_OBJECT = re.compile(rb"\r\n\d+ \d+ obj\r\n(.*?)(?:>>stream\r\n|endobj)", re.DOTALL)
_FILE_ID = re.compile(rb"/ID\[<[0-9A-F]*><[0-9A-F]*>\]>>\r\nstartxref\r\n\d+\r\n%%EOF\r\n\Z")
_MOST_LAYERS = 4
_MAY_PRINT = 1 << 2
"""ISO 32000-1, table 22, bit 3."""

_lock = threading.Lock()


class PdfiumBusyError(Exception):
    """Others were in front of the door for too long; it is worth trying again."""


class UnwantedPdfError(Exception):
    """A file that is not taken.

    :param what: one of the words above.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    """Open a file; PDFium is entered and left, also by what is only thrown away, while nobody else is in it.

    :raises PdfiumBusyError: the others took too long.
    """
    if not _lock.acquire(timeout=LONGEST_WAIT):
        raise PdfiumBusyError
    try:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            yield document
    finally:
        _lock.release()


def draw_first_page(pdf: bytes, *, width: int) -> Image:
    """Draw the first page of a paper of ours.

    :param width: of the picture in pixels; the height follows from the page.
    :returns: an image that PDFium has nothing to do with any more.
    :raises PdfiumBusyError: the others took longer than :data:`LONGEST_WAIT`.
    :raises pypdfium2.PdfiumError: when ``pdf`` is no PDF.
    """
    with _opened(pdf) as document, closing(document[0]) as page:
        # PDFium rounds the width up: stay a little below it, or rounding errors add a pixel.
        bitmap = page.render(scale=(width - 0.01) / page.get_width())
        image: Image = bitmap.to_pil().copy()
        bitmap.close()  # not whenever it is collected: that would enter PDFium as well
        return image


def look_through(pdf: bytes, *, most_pages: int = MOST_PAGES) -> bytes:
    """Look through a file that somebody else made, and write it anew: for a process of its own, see the module.

    :param most_pages: how many it may have.
    :return: the file as PDFium writes it: without what belongs to no page, without earlier versions of it, without a
        password that only restricts. The same file gives the same bytes.
    :raises UnwantedPdfError: naming what is wrong.
    """
    try:
        with _opened(pdf) as document:
            _check_pages(document, most_pages)
            if not pypdfium2.raw.FPDF_GetDocUserPermissions(document) & _MAY_PRINT:
                raise UnwantedPdfError(PRINTING)
            copy = _written_anew(document)
            _check_names(copy)
            _check_packed(copy)
            _draw_all(document)
    except pypdfium2.PdfiumError:
        raise UnwantedPdfError(DAMAGED) from None
    except MemoryError:
        raise UnwantedPdfError(BOMB) from None
    return copy


def _check_pages(document: Any, most_pages: int) -> None:
    if len(document) == 0:
        raise UnwantedPdfError(DAMAGED)
    if len(document) > most_pages:
        raise UnwantedPdfError(PAGES)
    for number in range(len(document)):
        width, height = document.get_page_size(number)
        if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
            raise UnwantedPdfError(SIDE)


def _written_anew(document: Any) -> bytes:
    """Write a file as PDFium does: every object in the open, every name spelt in one way."""
    target = io.BytesIO()
    document.save(target, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    content = target.getvalue()
    found = _FILE_ID.search(content)
    if found is None:
        raise UnwantedPdfError(DAMAGED)
    # PDFium draws the id by lot: as long, but of the content, so that the same file is the same bytes
    name = hashlib.sha256(content[: found.start()]).hexdigest()[:32].upper().encode()
    return content[: found.start()] + re.sub(rb"<[0-9A-F]{32}>", b"<" + name + b">", found[0])


def _check_names(copy: bytes) -> None:
    """Find what acts by itself, wherever it stands: in the document, a page, a field, a link, a bookmark."""
    in_the_open = _STREAM.sub(b">>", copy)
    for what, names in _NAMES.items():
        if names.search(in_the_open):
            raise UnwantedPdfError(what)


def _check_packed(copy: bytes) -> None:
    """Add up what would be unpacked, without unpacking more than is allowed."""
    for found in _OBJECT.finditer(copy):
        sides = [int(side) for side in _SIDES.findall(found[1])]
        if len(sides) > 1 and sides[0] * sides[1] > MOST_PIXELS:
            raise UnwantedPdfError(BOMB)
    left = MOST_UNPACKED
    for found in _STREAM.finditer(copy):
        left -= _unpacked_size(found[1], left)
        if left <= 0:
            raise UnwantedPdfError(BOMB)


def _unpacked_size(packed: bytes, most: int) -> int:
    """Tell how large a stream becomes, packed once or several times over; at most ``most``."""
    size = 0
    for _ in range(_MOST_LAYERS):
        try:
            packed = zlib.decompressobj().decompress(packed, most)
        except zlib.error:  # it is not packed, or by something that does not make much of little
            break
        size += len(packed)
        if size >= most:
            return most
    return size


def _draw_all(document: Any) -> None:
    """Draw every page, as a phone has to."""
    for number in range(len(document)):
        with closing(document[number]) as page:
            page.render(scale=1).close()


def _limit_ourselves(memory: int, seconds: int) -> None:
    """Take no more memory and time than this; Windows has no such limits, there only the caller's clock counts."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    """Look a file through: it comes by standard input, and goes to standard output behind a line with the outcome."""
    _limit_ourselves(memory=int(sys.argv[1]), seconds=int(sys.argv[2]))
    try:
        outcome, copy = "ok", look_through(sys.stdin.buffer.read(), most_pages=int(sys.argv[3]))
    except UnwantedPdfError as error:
        outcome, copy = error.what, b""
    sys.stdout.buffer.write(outcome.encode("ascii") + b"\n" + copy)


if __name__ == "__main__":
    _main()
