"""Gathers what the filled papers of an application say; drawing them is up to :mod:`sgo_pfdo.documents`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from sgo_pfdo.applications.email_address import shown
from sgo_pfdo.applications.finishing import PapersData, application_of, versions_of
from sgo_pfdo.applications.model import Application, PapersVersion
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS, document_key
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.papers import blank_form_of, group_of_certificate
from sgo_pfdo.config import Settings
from sgo_pfdo.documents import Applicant, BlankForm, Entries, Person
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import groups_of, today_in
from sgo_pfdo.people import Role
from sgo_pfdo.secrets import Cipher, SecretLostError


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPapers:
    """What is drawn: the fixed text of the municipality, and what is filled in.

    :param data: what the applicant gave, for pages.
    """

    form: BlankForm
    entries: Entries
    data: PapersData


def filled_papers(
    session: Session, application: Application, *, cipher: Cipher, settings: Settings, version: int | None = None
) -> FilledPapers | None:
    """Gather a version of the papers of a finished application.

    :param version: its number; by default the newest one.
    :return: ``None`` where there is no such version.
    :raises SecretLostError: no key decrypts it any more.
    """
    versions = versions_of(session, application)
    wanted = next((one for one in versions if version is None or one.version == version), None)
    if wanted is None:
        return None
    return _filled(session, application, wanted, versions, cipher=cipher, settings=settings)


def document_key_on_papers(session: Session, certificate_id: int, cipher: Cipher) -> str | None:
    """Make the hash of the document that the newest papers of a certificate name, for the clerk who ticks it as seen.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: ``None`` where there are no papers, no key decrypts them, or a clerk has taken a document down since.
    """
    application = application_of(session, certificate_id)
    versions = versions_of(session, application) if application is not None else []
    if not versions:
        return None
    certificate = session.get_one(Certificate, certificate_id)
    seen_at = session.get_one(Holder, certificate.holder_id, populate_existing=True).document_seen_at
    if seen_at is not None and seen_at > versions[0].made_at:
        return None
    try:
        data = PapersData.from_json(cipher.decrypt(versions[0].content))
    except SecretLostError:
        return None
    return document_key(session, cipher, data.document_kind, data.document_number)


def _filled(
    session: Session,
    application: Application,
    wanted: PapersVersion,
    versions: Sequence[PapersVersion],
    *,
    cipher: Cipher,
    settings: Settings,
) -> FilledPapers:
    certificate = session.get_one(Certificate, application.certificate_id)
    municipality = session.get_one(Municipality, certificate.municipality_code)
    holder = session.get_one(Holder, certificate.holder_id)
    data = PapersData.from_json(cipher.decrypt(wanted.content))
    applicant = Applicant.PUPIL if application.applicant_role == Role.PUPIL else Applicant.PARENT
    groups = groups_of(session, municipality)
    form = replace(blank_form_of(municipality, groups, applicant), group=group_of_certificate(certificate, groups))
    entries = Entries(
        application_number=str(application.number),
        record_number=certificate.number,
        child=_child(certificate, data),
        birth_date=holder.birth_date,
        parent=_parent(data) if applicant is Applicant.PARENT else Person(),
        telephone=data.telephone,
        email=shown(cipher.decrypt(application.email)) if application.email else None,
        made_on=today_in(municipality, settings, wanted.made_at),
        is_replaced=wanted.version != versions[0].version,
    )
    return FilledPapers(form=form, entries=entries, data=data)


def _child(certificate: Certificate, data: PapersData) -> Person:
    return Person(
        surname=certificate.surname,
        first_name=certificate.first_name,
        patronymic=certificate.patronymic,
        document_kind=DOCUMENT_WORDS[data.document_kind],
        document_number=data.document_number,
        issued_on=data.document_issued_on,
        issued_by=data.document_issued_by,
        address=data.child_address,
    )


def _parent(data: PapersData) -> Person:
    kind = data.applicant_document_kind
    return Person(
        surname=data.applicant_surname,
        first_name=data.applicant_first_name,
        patronymic=data.applicant_patronymic,
        document_kind=DOCUMENT_WORDS[kind] if kind and data.applicant_document else None,
        document_number=data.applicant_document,
        issued_on=data.applicant_document_issued_on,
        issued_by=data.applicant_document_issued_by,
        address=data.applicant_address,
    )
