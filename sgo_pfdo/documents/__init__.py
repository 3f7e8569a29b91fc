"""The papers: plain data in, the bytes of a PDF out.

Each paper is one module that says what stands where (:mod:`application_form`, :mod:`consent`,
:mod:`certificate_image`, :mod:`credentials_sheet`, :mod:`receipt`) and has one function to call, ``draw``. They share
the elements of :mod:`elements`, the measuring of :mod:`layout` and the engine of :mod:`drawing`. Nothing here knows the
database, the web or the host portal.
"""

from sgo_pfdo.documents import application_form, certificate_image, consent, credentials_sheet, raster, receipt
from sgo_pfdo.documents.data import (
    NOTHING,
    Applicant,
    BlankForm,
    CertificateImage,
    CredentialsSheet,
    Entries,
    Person,
    Receipt,
)
from sgo_pfdo.documents.layout import DoesNotFit
from sgo_pfdo.documents.typeface import UnprintableText, font_problems, unprintable_characters

__all__ = [
    "NOTHING",
    "Applicant",
    "BlankForm",
    "CertificateImage",
    "CredentialsSheet",
    "DoesNotFit",
    "Entries",
    "Person",
    "Receipt",
    "UnprintableText",
    "application_form",
    "certificate_image",
    "consent",
    "credentials_sheet",
    "font_problems",
    "raster",
    "receipt",
    "unprintable_characters",
]
