"""A municipality's own PDFs in place of the blank forms: what can be taken."""

import pypdfium2

LARGEST_OWN_PAPER = 2 * 1024 * 1024
"""Bytes: families download it on a phone."""


def check_pdf(content: bytes) -> bytes:
    """Check that a file is a PDF that every family can open.

    :return: the file, unchanged.
    :raises ValueError: it is too large, no PDF, damaged, empty, or wants a password.
    """
    if len(content) > LARGEST_OWN_PAPER:
        raise ValueError(f"is larger than {LARGEST_OWN_PAPER // 1024 // 1024} MB")
    if not content.startswith(b"%PDF-"):
        raise ValueError("is no PDF")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise ValueError("is a PDF that cannot be opened: damaged, or with a password") from None
    try:
        if len(document) == 0:
            raise ValueError("is a PDF without pages")
    finally:
        document.close()
    return content
