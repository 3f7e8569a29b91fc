"""Gathers what the papers of a child say; drawing them is up to :mod:`sgo_pfdo.documents`."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.family_reading import AnyAccount, AnyCertificate
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.standing import Standing
from sgo_pfdo.documents import Applicant, BlankForm, CertificateImage, CredentialsSheet
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.model import OwnPaper
from sgo_pfdo.municipalities.rules import AnyGroup, AnyMunicipality
from sgo_pfdo.plain.ages import DEFAULT_GROUP_NAME
from sgo_pfdo.secrets import Cipher


def own_paper(session: Session, municipality: AnyMunicipality | None, kind: str, applicant: Applicant) -> bytes | None:
    """Read the municipality's own PDF for a blank form, where it has one.

    :param kind: ``APPLICATION_FORM`` or ``CONSENT`` of :mod:`sgo_pfdo.municipalities.own_papers`.
    """
    if municipality is None:
        return None
    return session.scalar(
        select(OwnPaper.content).where(
            OwnPaper.municipality_code == municipality.code, OwnPaper.kind == f"{kind}_{applicant}"
        )
    )


def blank_form(municipality: KnownMunicipality | None, applicant: Applicant) -> BlankForm:
    """Gather what a blank form prints: what the municipality is called, nothing of the child."""
    if municipality is None:
        return BlankForm(applicant=applicant)
    return blank_form_of(municipality, municipality.groups, applicant)


def blank_form_of(municipality: AnyMunicipality, groups: Sequence[AnyGroup], applicant: Applicant) -> BlankForm:
    """Gather what a municipality's blank form prints.

    :param groups: all of the municipality, closed ones included.
    """
    return BlankForm(
        applicant=applicant,
        district=municipality.district,
        region=municipality.region,
        authority=municipality.authority,
        authority_address=municipality.authority_address,
        register_operator=municipality.register_operator,
        register_operator_address=municipality.register_operator_address,
        group=_only_group(groups),
    )


def _only_group(groups: Sequence[AnyGroup]) -> str | None:
    """Name the group where there is no choice; a choice is left to the family's pen."""
    if not groups:
        return DEFAULT_GROUP_NAME
    open_groups = [group.name for group in groups if group.is_open]
    return open_groups[0] if len(open_groups) == 1 else None


def certificate_image(standing: Standing, code_address: str | None) -> CertificateImage:
    """Gather what the certificate image shows; the name is the one as issued.

    :param code_address: what the QR code holds: a random id and nothing of the child.
    """
    certificate = standing.certificate
    assert certificate is not None
    return CertificateImage(
        number=certificate.number,
        surname=certificate.surname,
        first_name=certificate.first_name,
        patronymic=certificate.patronymic,
        municipality=standing.municipality.name if standing.municipality else None,
        group=group_of_certificate(certificate, standing.groups),
        start_date=certificate.start_date,
        link=code_address,
        activate_by=certificate.end_date if standing.status is Status.INACTIVE else None,
        is_frozen=standing.status is Status.FROZEN,
    )


def group_of_certificate(certificate: AnyCertificate, groups: Sequence[AnyGroup]) -> str | None:
    """Name the group that a certificate was issued in.

    :param groups: all of the municipality, closed ones included.
    """
    if certificate.group_id is None:
        return DEFAULT_GROUP_NAME
    return next((group.name for group in groups if group.id == certificate.group_id), None)


def has_credentials_sheet(standing: Standing) -> bool:
    """Tell whether there is a sheet to give: the account is open and still has its initial password."""
    account = standing.account
    return (
        standing.may_see_credentials and account is not None and not account.is_pending and account.secret is not None
    )


def credentials_sheet(
    standing: Standing, *, cipher: Cipher, sign_in_url: str | None, sign_in_path: str | None = None
) -> CredentialsSheet:
    """Gather what the credentials sheet says.

    :param sign_in_url: where holders sign in to АИС ПФДО; ``None`` where nobody has said it.
    :param sign_in_path: what stands behind the portal's address then.
    :raises SecretLostError: the password cannot be decrypted any more; a new one can be made.
    """
    certificate, account = standing.certificate, standing.account
    assert certificate is not None and account is not None
    return credentials_sheet_of(
        certificate,
        account,
        cipher=cipher,
        sign_in_url=sign_in_url,
        sign_in_path=sign_in_path,
        today=standing.today,
    )


def credentials_sheet_of(
    certificate: AnyCertificate,
    account: AnyAccount,
    *,
    cipher: Cipher,
    sign_in_url: str | None,
    sign_in_path: str | None = None,
    today: date,
) -> CredentialsSheet:
    """Gather what the credentials sheet of a certificate says, for whoever may have it.

    :param today: the date in the municipality.
    :raises SecretLostError: the password cannot be decrypted any more.
    """
    return CredentialsSheet(
        number=certificate.number,
        login=account.login,
        password=cipher.decrypt(account.secret or ""),
        surname=certificate.surname,
        first_name=certificate.first_name,
        patronymic=certificate.patronymic,
        sign_in_url=sign_in_url,
        sign_in_path=sign_in_path,
        made_on=today,
    )
