"""Every paper there is, from the data of the samples; drawn here, so that who needs only the data draws none."""

from __future__ import annotations

from datetime import date

from sgo_pfdo.documents import (
    Applicant,
    BlankForm,
    application_form,
    certificate_image,
    consent,
    credentials_sheet,
    receipt,
)
from sgo_pfdo.documents.drawing import render
from sgo_pfdo.documents.elements import Paper

from .samples import ALL_SEEN, LINK, MUNICIPALITY, certificate, credentials, entries, received


def every_paper() -> dict[str, Paper]:
    """Each paper in each variant, by a name for the test report."""
    papers = {
        "certificate": certificate_image.paper(certificate()),
        "certificate with code": certificate_image.paper(certificate(link=LINK)),
        "certificate, not activated": certificate_image.paper(certificate(link=LINK, activate_by=date(2020, 1, 25))),
        "certificate, frozen": certificate_image.paper(certificate(link=LINK, is_frozen=True)),
        "credentials": credentials_sheet.paper(credentials()),
        "receipt": receipt.paper(received()),
        "receipt, two papers": receipt.paper(received(*ALL_SEEN[:2])),
    }
    for applicant in Applicant:
        for label, known in (("empty", {}), ("filled", MUNICIPALITY)):
            form = BlankForm(applicant=applicant, **known)
            papers[f"application, {applicant}, {label}"] = application_form.paper(form)
            papers[f"consent, {applicant}, {label}"] = consent.paper(form)
        for label, is_replaced in (("", False), (", replaced", True)):
            form, data = BlankForm(applicant=applicant, **MUNICIPALITY), entries(applicant, is_replaced=is_replaced)
            papers[f"filled application, {applicant}{label}"] = application_form.paper(form, data)
            papers[f"filled consent, {applicant}{label}"] = consent.paper(form, data)
    return papers


def for_phones() -> dict[str, Paper]:
    """The certificate as a phone shows it, in each variant."""
    variants = {
        "phone": certificate(),
        "phone, not activated": certificate(link=LINK, activate_by=date(2020, 1, 25)),
        "phone, frozen": certificate(link=LINK, is_frozen=True),
    }
    return {name: certificate_image.phone_paper(data) for name, data in variants.items()}


SHEETS = every_paper()
PHONE_SHEETS = for_phones()
PAPERS = {name: render(paper) for name, paper in SHEETS.items()}
