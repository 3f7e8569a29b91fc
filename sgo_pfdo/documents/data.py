"""What the papers are made from: plain data, nothing of the database and nothing of the host portal."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from sgo_pfdo.documents.wording import full_name


class Applicant(enum.StrEnum):
    """Who signs the application and the consent (S000: a parent, or a pupil who has reached 14)."""

    PARENT = "parent"
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankForm:
    """An application form or a consent before anything is filled in; what is None prints as a rule, or is left out.

    Everything fixed on the paper follows from it, so that it is the same for all children of a group.

    :param applicant: which of the two variants.
    :param district: the municipality in the genitive, «Киселёвского городского округа».
    :param region: the region in the genitive, «Кемеровской области – Кузбасса».
    :param authority: the municipality's authorised body in the nominative; in the consent it is the operator
        of the personal data.
    :param authority_address: its postal address.
    :param register_operator: who runs АИС ПФДО by order of the authority; in the consent.
    :param register_operator_address: its postal address.
    :param group: the certificate group: the one chosen, or the only one the municipality has.
    """

    applicant: Applicant
    district: str | None = None
    region: str | None = None
    authority: str | None = None
    authority_address: str | None = None
    register_operator: str | None = None
    register_operator_address: str | None = None
    group: str | None = None

    @property
    def territory(self) -> str | None:
        """District and region in one genitive phrase; None when neither is known."""
        return " ".join(part for part in (self.district, self.region) if part) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of somebody whom the application and the consent name; what is None prints as a rule.

    :param surname: of the child as issued, of a parent as given; so are the two below.
    :param document_kind: what the identity document is called, «Свидетельство о рождении».
    :param document_number: series and number, as printed.
    :param issued_on: the date of issue of the document.
    :param issued_by: its issuer.
    :param address: where the person lives.
    """

    surname: str | None = None
    first_name: str | None = None
    patronymic: str | None = None
    document_kind: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    issued_by: str | None = None
    address: str | None = None

    @property
    def name(self) -> str:
        """Surname, first name and patronymic in one; empty when nothing is known."""
        return full_name(self.surname, self.first_name, self.patronymic)

    @property
    def document(self) -> str:
        """Kind, series and number in one; empty when nothing is known."""
        return " ".join(part for part in (self.document_kind, self.document_number) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What is filled in on an application or a consent (S000, point 12); a blank paper has none of it.

    :param application_number: sequential within the municipality.
    :param record_number: of the entry in the register, which is the number of the certificate.
    :param child: to whom the certificate is given; the applicant too, where a pupil of 14 and over applies.
    :param birth_date: of the child.
    :param parent: the applicant where a parent applies, else left as it is.
    :param telephone: of the applicant.
    :param email: of the applicant.
    :param made_on: the day of this version of the papers, the creation date of the file; never printed.
    :param is_replaced: there is a newer version, and the paper says so.
    """

    application_number: str | None = None
    record_number: str | None = None
    child: Person = Person()
    birth_date: date | None = None
    parent: Person = Person()
    telephone: str | None = None
    email: str | None = None
    made_on: date | None = None
    is_replaced: bool = False

    def applicant(self, who: Applicant) -> Person:
        """Who applies and signs."""
        return self.parent if who is Applicant.PARENT else self.child


NOTHING = Entries()
"""What a blank paper is filled in with."""


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
    :param activate_by: the last day to activate it, while it is not; else None.
    :param is_frozen: it cannot be used now.
    """

    number: str
    surname: str
    first_name: str
    patronymic: str | None = None
    municipality: str | None = None
    group: str | None = None
    start_date: date
    link: str | None = None
    activate_by: date | None = None
    is_frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsSheet:
    """Number, login and password for АИС ПФДО (S004: the PDF with the credentials).

    :param number: the certificate number as stored, without spaces.
    :param login: printed as it is typed.
    :param password: in clear; printable ASCII.
    :param surname: as issued.
    :param first_name: as issued.
    :param patronymic: as issued; None where the child has none.
    :param sign_in_url: the address of the sign-in page, printed and drawn as a QR code; None where it is not known, so
        that the sheet says in words where to go.
    :param sign_in_path: what stands behind the portal's address then; None where the portal has no such page.
    :param made_on: the day of the sheet in the municipality's time zone; also the creation date of the file.
    """

    number: str
    login: str
    password: str
    surname: str
    first_name: str
    patronymic: str | None = None
    sign_in_url: str | None
    sign_in_path: str | None = None
    made_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the desk gives the family for its application (S000: «заявление … получено»).

    :param number: the certificate number as stored, without spaces; on the application it is the register record.
    :param surname: of the child, as issued.
    :param first_name: as issued.
    :param patronymic: as issued; None where the child has none.
    :param organisation: the authorised organisation that took the papers, as it was called then.
    :param papers: the papers seen, in words.
    :param received_on: the day in the municipality's time zone; also the creation date of the file.
    """

    number: str
    surname: str
    first_name: str
    patronymic: str | None = None
    organisation: str
    papers: tuple[str, ...]
    received_on: date
