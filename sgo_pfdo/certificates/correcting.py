"""Changes of what a certificate says of the child: «Исправить данные», «Принять из другого муниципалитета»."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.finding import number_typed
from sgo_pfdo.certificates.identity import DocumentKind, document_key
from sgo_pfdo.certificates.model import Certificate, Holder, surname_key
from sgo_pfdo.certificates.steps import ChangedMeanwhileError
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import fitting_groups, groups_of
from sgo_pfdo.secrets import Cipher


class DocumentTakenError(Exception):
    """Another child was registered with this document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the papers on the table say.

    :param version: of the certificate as the clerk saw it.
    :param document: kind and normalised number of a new identity document, or ``None`` to leave it.
    """

    version: int
    surname: str
    first_name: str
    patronymic: str | None
    document: tuple[DocumentKind, str] | None = None


def correct(
    session: Session, certificate_id: int, correction: Correction, actor: Actor, *, cipher: Cipher, now: datetime
) -> None:
    """Correct the name and, if one was brought, the document of a certificate's child.

    The history says which fields were changed, not what they held.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :raises ChangedMeanwhileError: somebody else was faster, or the name was erased.
    :raises DocumentTakenError: the document belongs to another child.
    """
    certificate = session.get_one(Certificate, certificate_id, populate_existing=True)
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
            Certificate.id == certificate_id,
            Certificate.version == correction.version,
            Certificate.surname != "",  # a name that was erased does not come back
        )
        .values(**names, surname_key=surname_key(correction.surname), version=Certificate.version + 1)
        .execution_options(synchronize_session=False)
    )
    if not updated.rowcount:  # type: ignore[attr-defined]
        raise ChangedMeanwhileError
    if correction.document is not None:
        _set_document(session, certificate.holder_id, cipher, *correction.document)
        changed.append("документ")
    record(
        session,
        Event.DATA_CORRECTED,
        actor,
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        at=now,
        details=", ".join(changed) or None,
    )


def _set_document(session: Session, holder_id: int, cipher: Cipher, kind: DocumentKind, number: str) -> None:
    key = document_key(session, cipher, kind, number)
    owner = session.scalar(select(Holder.id).where(Holder.document_key == key))
    if owner is not None and owner != holder_id:
        raise DocumentTakenError
    session.get_one(Holder, holder_id).document_key = key


def accept_from_elsewhere(
    session: Session,
    typed_number: str,
    birth_date: date,
    actor: Actor,
    municipality: Municipality,
    *,
    today: date,
    now: datetime,
) -> Certificate | None:
    """Take over a certificate of another municipality, known by its number and the child's birth date.

    Both municipalities find it in their history, and so does the family.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param municipality: the clerk's.
    :param today: the date there; decides the group that the child comes into.
    :return: the certificate, now of the clerk's municipality; ``None`` when number and date fit none.
    """
    certificate = session.scalars(
        select(Certificate)
        .join(Holder, Certificate.holder_id == Holder.id)
        .where(Certificate.number == number_typed(typed_number), Holder.birth_date == birth_date)
    ).one_or_none()
    if certificate is None:
        return None
    if certificate.municipality_code == municipality.code:
        return certificate
    left = session.get_one(Municipality, certificate.municipality_code)
    group = next(iter(fitting_groups(groups_of(session, municipality), birth_date, today)), None)
    moved = session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id, Certificate.version == certificate.version)
        .values(
            municipality_code=municipality.code, group_id=group.id if group else None, version=Certificate.version + 1
        )
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise ChangedMeanwhileError
    _tell_both_sides(session, certificate, actor, left, municipality, now)
    session.refresh(certificate)
    return certificate


def _tell_both_sides(
    session: Session, certificate: Certificate, actor: Actor, left: Municipality, taken_by: Municipality, now: datetime
) -> None:
    """Write the transfer into the history of both municipalities, and once into the child's."""
    for side in (left, taken_by):
        record(
            session,
            Event.TRANSFERRED,
            actor,
            holder_id=certificate.holder_id if side is taken_by else None,
            certificate_id=certificate.id,
            municipality_code=side.code,
            at=now,
            details=f"{left.name} → {taken_by.name}",
        )
