"""Changes what a certificate says of the child: «Исправить данные»."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.creating import Issuing
from sgo_pfdo.certificates.holders import (
    DocumentAnswer,
    SeenDocument,
    claim_document,
    living_of,
    put_birth_date,
    record_of,
)
from sgo_pfdo.certificates.identity import DocumentKind, document_key
from sgo_pfdo.certificates.model import Certificate, Holder, name_keys
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.rules.validity import corrected_end_date
from sgo_pfdo.certificates.steps import lock_with_holder
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.mail.kinds import LetterKind
from sgo_pfdo.mail.notices import tell_family
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import fitting_groups, groups_of, today_in
from sgo_pfdo.plain.ages import DEFAULT_AGES
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.register import queue


class LivesElsewhereError(Exception):
    """The child's living certificate is another one: the birth date, on which its end depends, is corrected there."""


class TooOldOrYoungError(Exception):
    """No group of the municipality has a child of this birth date: the certificate is to be annulled instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the papers on the table say.

    :param version: of the certificate as the clerk saw it.
    :param birth_date: or ``None`` to leave it; the clerk has seen the document that says it.
    :param document: kind and normalised number of a new identity document, or ``None`` to leave it.
    :param document_answer: what the clerk said of a document that stands with another child, once asked.
    """

    version: int
    surname: str
    first_name: str
    patronymic: str | None
    birth_date: date | None = None
    document: tuple[DocumentKind, str] | None = None
    document_answer: DocumentAnswer | None = None


def correct(
    session: Session, certificate_id: int, correction: Correction, actor: Actor, *, issuing: Issuing, now: datetime
) -> None:
    """Correct the name and, if papers were brought for them, birth date and document of a certificate's child.

    The end date follows a birth date, and a remote register is told of it. The history says which fields were changed,
    not what they held.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :raises ChangedMeanwhileError: somebody else was faster, or the name was erased.
    :raises AnotherChildError: the document stands with another child, and no answer settles it.
    :raises AlreadyHasOneError: so it does with the same child, who has another living certificate there.
    :raises LivesElsewhereError: a birth date is corrected on the card of the living certificate.
    :raises TooOldOrYoungError: no group has a child of this birth date.
    """
    certificate, holder = lock_with_holder(session, certificate_id)
    today = today_in(session.get_one(Municipality, certificate.municipality_code), issuing.settings, now)
    changed = _change_names(session, certificate, correction)
    if correction.birth_date is not None and correction.birth_date != holder.birth_date:
        _change_birth_date(session, certificate, holder, correction.birth_date, today, issuing, now)
        changed.append("дата рождения (по документу ребёнка)")
    if correction.document is not None:
        key = document_key(session, issuing.cipher, *correction.document)
        document = SeenDocument(key=key, by=actor, at=now, answer=correction.document_answer)
        claim_document(session, holder, record_of(session, holder), document, today)
        changed.append("документ")
    record(
        session,
        Event.DATA_CORRECTED,
        actor,
        holder_id=holder.id,
        certificate_id=certificate.id,
        at=now,
        details=", ".join(changed) or None,
    )
    if changed:
        key = f"corrected:{certificate.id}:{certificate.version}"
        tell_family(session, LetterKind.CORRECTED, certificate.id, key, now, details=", ".join(changed))


def _change_names(session: Session, certificate: Certificate, correction: Correction) -> list[str]:
    """Change the name if nobody else has changed the certificate since.

    :return: what is another one now: «фамилия».
    """
    names = {
        "surname": correction.surname,
        "first_name": correction.first_name,
        "patronymic": correction.patronymic,
    }
    words = {"surname": "фамилия", "first_name": "имя", "patronymic": "отчество"}
    changed = [words[field] for field, value in names.items() if getattr(certificate, field) != value]
    updated = session.execute(
        update(Certificate)
        .where(
            Certificate.id == certificate.id,
            Certificate.version == correction.version,
            Certificate.surname != "",  # a name that was erased does not come back
        )
        .values(**names, **name_keys(correction.surname, correction.first_name), version=Certificate.version + 1)
        .execution_options(synchronize_session=False)
    )
    if not updated.rowcount:  # type: ignore[attr-defined]
        raise ChangedMeanwhileError
    session.refresh(certificate)
    return changed


def _change_birth_date(
    session: Session,
    certificate: Certificate,
    holder: Holder,
    birth_date: date,
    today: date,
    issuing: Issuing,
    now: datetime,
) -> None:
    """Put the birth date right, and with it the end of the certificate that lives; one that has ended stays so."""
    living = living_of(session, holder.id, today)
    if living is not None and living.id != certificate.id:
        raise LivesElsewhereError
    was_born = holder.birth_date
    put_birth_date(session, holder, birth_date)
    if living is None:
        return
    municipality = session.get_one(Municipality, living.municipality_code)
    groups = groups_of(session, municipality)
    ages = [group.ages for group in groups] or [DEFAULT_AGES]
    if not any(one.includes(birth_date, today) for one in ages):
        raise TooOldOrYoungError
    own = next((group for group in groups if group.id == living.group_id), None)
    if own is not None and not own.ages.includes(birth_date, today):
        fitting = fitting_groups(groups, birth_date, today)
        living.group_id = fitting[0].id if fitting else None
    before = living.end_date
    living.end_date = corrected_end_date(
        before,
        was_born,
        birth_date,
        living.start_date,
        municipality.validity_days or issuing.settings.validity_days,
        activated=living.stored_status in {Status.ACTIVE, Status.FROZEN},
    )
    session.flush()
    if issuing.has_remote_register and living.end_date != before:
        queue.enqueue_status(session, living, now=now)
