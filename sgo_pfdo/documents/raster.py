"""The picture of a paper, for a phone that opens pictures more readily than PDFs."""

from __future__ import annotations

import io

from sgo_pfdo.documents import pdfium


def to_png(pdf: bytes, *, width: int) -> bytes:
    """Draw the first page of a PDF.

    :param pdf: the file.
    :param width: of the picture in pixels; the height follows from the page.
    :returns: a PNG; the same file and width give the same bytes.
    :raises ValueError: when ``width`` is not positive.
    :raises sgo_pfdo.documents.pdfium.PdfiumBusyError: when others are drawing for too long.
    """
    if width < 1:
        raise ValueError("A picture is at least one pixel wide")
    image = pdfium.draw_first_page(pdf, width=width)
    target = io.BytesIO()
    image.save(target, format="PNG")
    return target.getvalue()
