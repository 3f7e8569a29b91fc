"""The second half of an application: group, document and the data of the papers, then the certificate (S000, 11–12)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.applications.confirming import find_unfinished, require_may_apply
from sgo_pfdo.applications.model import Application, PapersVersion
from sgo_pfdo.certificates.creating import Issuing
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.in_person import OutsideAgesError, fitting_group
from sgo_pfdo.certificates.issuing import NotEligibleError, issue_to_family
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.eligibility import Reason
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.standing import standing_of
from sgo_pfdo.config import Settings
from sgo_pfdo.documents.consent import TEXT_VERSION
from sgo_pfdo.journal.writing import Event, actor_from, record
from sgo_pfdo.mail.notices import tell_issued
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.reading import renew_revision
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Pupil, Viewer
from sgo_pfdo.secrets import Cipher, SecretLostError


class NotConfirmedError(Exception):
    """There is no application of this person for this child with a confirmed address."""


class PapersSettledError(Exception):
    """The papers stay as they are: a clerk has activated the certificate on them, or it lives no more."""


class UnknownGroupError(Exception):
    """The group is not one of the municipality's open groups that fit the child's age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersData:
    """What an applicant gives for the papers; what is ``None`` prints as a rule to write on.

    :param document_number: of the child, normalised.
    :param child_address: of a pupil who applies alone it is the applicant's too.
    :param telephone: of the applicant; what is named ``applicant_…`` is of a parent who applies.
    :param applicant_document: series and number.
    """

    group_id: int | None
    document_kind: DocumentKind
    document_number: str
    document_issued_on: date | None = None
    document_issued_by: str | None = None
    child_address: str | None = None
    applicant_surname: str | None = None
    applicant_first_name: str | None = None
    applicant_patronymic: str | None = None
    telephone: str | None = None
    applicant_document_kind: DocumentKind | None = None
    applicant_document: str | None = None
    applicant_document_issued_on: date | None = None
    applicant_document_issued_by: str | None = None
    applicant_address: str | None = None

    def to_json(self) -> str:
        """Write the data as text, for storing under encryption."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(fields, ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str) -> "PapersData":
        """Read what :meth:`to_json` wrote."""
        fields = json.loads(text)
        for name in ("document_issued_on", "applicant_document_issued_on"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
        for name in ("document_kind", "applicant_document_kind"):
            fields[name] = DocumentKind(fields[name]) if fields[name] else None
        return cls(**fields)


def keep_typed(
    session: Session, viewer: Viewer, pupil_id: str, typed: Mapping[str, Any], cipher: Cipher, now: datetime
) -> None:
    """Keep what was typed so far, to go on with later.

    :param typed: by field, as typed: it need not be right yet.
    """
    application = find_unfinished(session, viewer, pupil_id, lock=True)
    if application is not None:
        application.typed = cipher.encrypt(json.dumps(dict(typed), ensure_ascii=False))
        application.touched_at = now


def finish(
    session: Session,
    viewer: Viewer,
    pupil: Pupil,
    data: PapersData,
    *,
    issuing: Issuing,
    now: datetime,
    is_other: bool = False,
) -> Application:
    """Finish an application: «Получить сертификат». Every rule is checked again.

    The document is kept with the papers. It decides nothing: what was only typed proves nothing until a clerk sees it.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param is_other: as in :func:`sgo_pfdo.certificates.issuing.issue`.
    :raises PossiblyHasOneError: a living certificate may be the child's.
    :raises NotConfirmedError: no confirmed application of this person for this child.
    :raises NotEligibleError: a rule stands against a certificate now; a living one too.
    :raises NotWantedError: the municipality does without an application now.
    :raises UnknownGroupError: the group is none that can be chosen.
    :raises NumbersExhaustedError: the municipality has no number left.
    """
    application = find_unfinished(session, viewer, pupil.id, lock=True)
    if application is None or application.confirmed_at is None:
        raise NotConfirmedError
    standing = standing_of(session, viewer, pupil, settings=issuing.settings, now=now)
    require_may_apply(standing)
    birth_date, municipality = standing.birth_date, standing.municipality
    assert birth_date is not None and municipality is not None  # the rules have seen to it
    try:
        group_id = fitting_group(session, municipality, birth_date, standing.today, wanted=data.group_id)
    except OutsideAgesError:
        raise UnknownGroupError from None
    created, is_new = issue_to_family(session, viewer, standing, group_id, issuing=issuing, now=now, is_other=is_other)
    certificate = session.get_one(Certificate, created)
    if not is_new:
        raise NotEligibleError((Reason.HAS_CERTIFICATE,))  # the other parent was faster
    _close(session, application, certificate, now)
    _add_version(session, application, data, issuing.cipher, now)
    tell_issued(session, certificate.id, now)
    return application


def _close(session: Session, application: Application, certificate: Certificate, now: datetime) -> None:
    application.number = session.scalar(
        update(Municipality)
        .where(Municipality.code == certificate.municipality_code)
        .values(applications_used=Municipality.applications_used + 1)
        .returning(Municipality.applications_used)
        .execution_options(synchronize_session=False)
    )
    application.municipality_code = certificate.municipality_code
    application.certificate_id = certificate.id
    application.open_key = application.typed = None
    application.finished_at = application.touched_at = now
    if application.number == 1:  # from now on families are offered to correct their papers
        renew_revision(session, certificate.municipality_code)


def update_papers(
    session: Session,
    application: Application,
    data: PapersData,
    viewer: Viewer,
    *,
    cipher: Cipher,
    settings: Settings,
    now: datetime,
) -> None:
    """Make a new version of the papers: «Обновить заявление». Group and status stay as they are.

    A clerk who has the card with the older version open is told, and compares again.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param application: finished, read within the same action.
    :raises PapersSettledError: the certificate waits for no papers any more, or the application is another's.
    """
    certificate = _waiting_for_papers(session, application, viewer, settings, now)
    certificate.version += 1
    _add_version(session, application, data, cipher, now)
    record(
        session,
        Event.PAPERS_UPDATED,
        actor_from(viewer),
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        at=now,
    )


def _waiting_for_papers(
    session: Session, application: Application, viewer: Viewer, settings: Settings, now: datetime
) -> Certificate:
    """Read the certificate of an application as long as its papers can be made anew, locked against a clerk's steps.

    :raises PapersSettledError: they cannot.
    """
    if application.certificate_id is None or application.email is None or not is_applicant(application, viewer):
        raise PapersSettledError
    holder_id = select(Certificate.holder_id).where(Certificate.id == application.certificate_id).scalar_subquery()
    # first the lock, then the look: what a clerk has done while we waited has to be seen
    session.scalars(select(Holder.id).where(Holder.id == holder_id).with_for_update()).one()
    certificate = session.get_one(Certificate, application.certificate_id, populate_existing=True)
    municipality = session.get_one(Municipality, certificate.municipality_code)
    if certificate.status(today_in(municipality, settings, now)) is not Status.INACTIVE:
        raise PapersSettledError
    return certificate


def _add_version(session: Session, application: Application, data: PapersData, cipher: Cipher, now: datetime) -> None:
    newest = session.scalar(
        select(func.max(PapersVersion.version)).where(PapersVersion.application_id == application.id)
    )
    session.add(
        PapersVersion(
            application_id=application.id,
            version=(newest or 0) + 1,
            content=cipher.encrypt(data.to_json()),
            consent_text=TEXT_VERSION,
            made_at=now,
        )
    )


def typed_so_far(application: Application, cipher: Cipher) -> Mapping[str, Any]:
    """Read what :func:`keep_typed` kept; nothing where no key decrypts it any more."""
    try:
        typed: Mapping[str, Any] = json.loads(cipher.decrypt(application.typed)) if application.typed else {}
    except SecretLostError:
        return {}
    return typed


def application_of(session: Session, certificate_id: int) -> Application | None:
    """Find the application that a certificate came of; ``None`` for one issued in another way, or erased."""
    query = select(Application).where(Application.certificate_id == certificate_id, Application.email.is_not(None))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def is_applicant(application: Application, viewer: Viewer) -> bool:
    """Tell whether somebody may see contacts, documents and papers: whoever applied, and nobody at their account."""
    return application.applicant_id == viewer.id and viewer.is_owner is not False


def versions_of(session: Session, application: Application) -> list[PapersVersion]:
    """Read every version of the papers, the newest first; all but the first are replaced."""
    query = select(PapersVersion).where(PapersVersion.application_id == application.id)
    return list(session.scalars(query.order_by(PapersVersion.version.desc())))


def rotate(session: Session, cipher: Cipher) -> None:
    """Encrypt everything that applicants gave again under the newest key.

    :raises SecretLostError: something cannot be decrypted.
    """
    for application in session.scalars(select(Application).with_for_update()).all():
        if application.email is not None:
            application.email = cipher.rotate(application.email)
        if application.typed is not None:
            application.typed = cipher.rotate(application.typed)
    for version in session.scalars(select(PapersVersion).with_for_update()).all():
        version.content = cipher.rotate(version.content)
