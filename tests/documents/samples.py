"""Data of the papers for the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from sgo_pfdo.documents import (
    Applicant,
    BlankForm,
    CertificateImage,
    CredentialsSheet,
    application_form,
    certificate_image,
    consent,
    credentials_sheet,
)

MUNICIPALITY = {
    "district": "Киселёвского городского округа",
    "region": "Кемеровской области – Кузбасса",
    "authority": "Управление образования Киселёвского городского округа",
    "authority_address": "652700, Кемеровская область – Кузбасс, г. Киселёвск, ул. Школьная, д. 5",
    "group": "Дети в возрасте от 5 до 18 лет",
}


def certificate(**changes: Any) -> CertificateImage:
    """The certificate of S004, figure 26, with ``changes``."""
    data: dict[str, Any] = {
        "number": "785044901646",
        "surname": "Иванов",
        "first_name": "Игорь",
        "patronymic": "Иванович",
        "municipality": "г. Киселёвск",
        "group": "Дети в возрасте от 5 до 18 лет",
        "start_date": date(2019, 10, 28),
    }
    return CertificateImage(**data | changes)


def credentials(**changes: Any) -> CredentialsSheet:
    """The credentials sheet of the same child, with ``changes``."""
    data: dict[str, Any] = {
        "number": "785044901646",
        "login": "785044901646",
        "password": "k7mw4prx2hqd",
        "surname": "Иванов",
        "first_name": "Игорь",
        "patronymic": "Иванович",
        "sign_in_url": "https://pfdo.ru",
        "made_on": date(2019, 10, 28),
    }
    return CredentialsSheet(**data | changes)


def every_paper() -> dict[str, bytes]:
    """Each paper in each variant, by a name for the test report."""
    papers = {
        "certificate": certificate_image.draw(certificate()),
        "certificate with code": certificate_image.draw(certificate(link="https://portal.example/c/2f9d7c1a")),
        "credentials": credentials_sheet.draw(credentials()),
    }
    for applicant in Applicant:
        for label, known in (("empty", {}), ("filled", MUNICIPALITY)):
            form = BlankForm(applicant=applicant, **known)
            papers[f"application, {applicant}, {label}"] = application_form.draw(form)
            papers[f"consent, {applicant}, {label}"] = consent.draw(form)
    return papers


PAPERS = every_paper()
