"""A municipality's own PDFs in place of the blank forms: what can be taken."""

import logging

from sgo_pfdo.documents import Applicant, foreign_pdf, pdfium
from sgo_pfdo.documents.pdfium import PdfiumBusyError, UnwantedPdfError

APPLICATION_FORM, CONSENT = "application_form", "consent"
OWN_PAPER_KINDS = tuple(f"{kind}_{applicant}" for kind in (APPLICATION_FORM, CONSENT) for applicant in Applicant)
"""The blank forms in whose place a municipality may put its own PDF."""
LARGEST_OWN_PAPER = 2 * 1024 * 1024
"""Bytes: families download it on a phone."""
_FARTHEST_START = 1024
"""Bytes that may stand before «%PDF-», such as a mark of UTF-8 or a line: readers skip as many."""
TOO_LARGE = f"is larger than {LARGEST_OWN_PAPER // 1024 // 1024} MB"
NO_PDF = "is no PDF"
NOT_NOW = "cannot be looked through now; try again"
UNWANTED = {
    pdfium.DAMAGED: "is a PDF that cannot be opened: damaged, without pages, or with a password",
    pdfium.FORM: "is a PDF with an XFA form, which phones and most programs cannot show",
    pdfium.PORTFOLIO: "is a PDF portfolio: a cover with other files in it",
    pdfium.PRINTING: "is a PDF that may not be printed",
    pdfium.SCRIPT: "is a PDF with JavaScript",
    pdfium.PROGRAM: "is a PDF that starts a program (Launch)",
    pdfium.ATTACHMENT: "is a PDF with a file, sound or film in it",
    pdfium.ACTION: "is a PDF that acts by itself: sends what was filled in, opens another file, or the like",
    pdfium.PAGES: f"is a PDF of more than {pdfium.MOST_PAGES} pages",
    pdfium.SIDE: "is a PDF with a page larger than A2",
    pdfium.BOMB: "is a PDF that takes too long or too much memory to show",
}
"""What is wrong with a file, by what :mod:`sgo_pfdo.documents.pdfium` calls it."""

_log = logging.getLogger("sgo_pfdo")


def check_pdf(content: bytes, *, largest: int = LARGEST_OWN_PAPER, most_pages: int = pdfium.MOST_PAGES) -> bytes:
    """Check that a file is a PDF that every family can open and that does nothing by itself.

    :param largest: bytes that it may have.
    :param most_pages: how many pages it may have.
    :return: the file, written anew; the same one gives the same bytes.
    :raises ValueError: it is too large, no PDF, or one of :data:`UNWANTED`.
    """
    if len(content) > largest:
        raise ValueError(TOO_LARGE)
    start = content.find(b"%PDF-", 0, _FARTHEST_START)
    if start < 0:
        raise ValueError(NO_PDF)
    try:
        copy = foreign_pdf.looked_through(content[start:], most_pages=most_pages)
    except UnwantedPdfError as error:
        raise ValueError(UNWANTED[error.what]) from None
    except PdfiumBusyError:
        raise ValueError(NOT_NOW) from None
    except OSError as error:
        _log.error("cannot start Python to look a PDF through: %s", error.strerror)
        raise ValueError(NOT_NOW) from None
    if len(copy) > largest:
        raise ValueError(TOO_LARGE)
    return copy
