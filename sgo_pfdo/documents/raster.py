"""The picture of a paper, for a phone that opens pictures more readily than PDFs."""

from __future__ import annotations

import io
import threading
from contextlib import closing

import pypdfium2

#: PDFium keeps state of its own for the whole process and may be entered by one thread at a time.
_PDFIUM = threading.Lock()


def to_png(pdf: bytes, *, width: int) -> bytes:
    """Draw the first page of a PDF.

    :param pdf: the file.
    :param width: of the picture in pixels; the height follows from the page.
    :returns: a PNG; the same file and width give the same bytes.
    :raises ValueError: when ``width`` is not positive.
    :raises pypdfium2.PdfiumError: when ``pdf`` is no PDF.
    """
    if width < 1:
        raise ValueError("A picture is at least one pixel wide")
    with _PDFIUM, closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[0]
        # PDFium rounds the width up: stay a little below it, or rounding errors add a pixel.
        image = page.render(scale=(width - 0.01) / page.get_width()).to_pil()
    target = io.BytesIO()
    image.save(target, format="PNG", optimize=True)
    return target.getvalue()
