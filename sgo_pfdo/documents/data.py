"""What the papers are made from: plain data, nothing of the database and nothing of the host portal."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date


class Applicant(enum.StrEnum):
    """Who signs the application and the consent (S000: a parent, or a pupil who has reached 14)."""

    PARENT = "parent"
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankForm:
    """A blank application form or a blank consent; what is None prints as a rule to write on, or is left out.

    :param applicant: which of the two variants.
    :param district: the municipality in the genitive, «Киселёвского городского округа».
    :param region: the region in the genitive, «Кемеровской области – Кузбасса».
    :param authority: the municipality's authorised body in the nominative; in the consent it is the operator
        of the personal data.
    :param authority_address: its postal address.
    :param group: the certificate group, where the municipality has only one.
    """

    applicant: Applicant
    district: str | None = None
    region: str | None = None
    authority: str | None = None
    authority_address: str | None = None
    group: str | None = None

    @property
    def territory(self) -> str | None:
        """District and region in one genitive phrase; None when neither is known."""
        return " ".join(part for part in (self.district, self.region) if part) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateImage:
    """The certificate to hang on the wall or to show on a phone (S004, figure 26).

    :param number: the certificate number as stored, without spaces.
    :param surname: as issued.
    :param first_name: as issued.
    :param patronymic: as issued; None where the child has none.
    :param municipality: «г. Киселёвск»; None leaves the line out.
    :param group: the certificate group; None leaves the line out.
    :param start_date: the first day of the certificate; also the creation date of the file.
    :param link: what the QR code holds (no personal data); None leaves the code out.
    """

    number: str
    surname: str
    first_name: str
    patronymic: str | None = None
    municipality: str | None = None
    group: str | None = None
    start_date: date
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsSheet:
    """Number, login and password for АИС ПФДО (S004: the PDF with the credentials).

    :param number: the certificate number as stored, without spaces.
    :param login: printed as it is typed.
    :param password: in clear; printable ASCII.
    :param surname: as issued.
    :param first_name: as issued.
    :param patronymic: as issued; None where the child has none.
    :param sign_in_url: the address of the sign-in page, printed and drawn as a QR code.
    :param made_on: the day of the sheet in the municipality's time zone; also the creation date of the file.
    """

    number: str
    login: str
    password: str
    surname: str
    first_name: str
    patronymic: str | None = None
    sign_in_url: str
    made_on: date
