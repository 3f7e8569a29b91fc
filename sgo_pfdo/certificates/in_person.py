"""Certificates for families who come in person (S002, the second way), with or without a pupil in the portal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.creating import Issuing, NewCertificate, create_certificate
from sgo_pfdo.certificates.holders import (
    AlreadyHasOneError,
    DocumentAnswer,
    SeenDocument,
    claim_document,
    find_or_add_holder,
    record_of,
    refuse_second,
)
from sgo_pfdo.certificates.identity import DocumentKind, document_key
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Refusal, Status, Step
from sgo_pfdo.certificates.rules.names import ChildRecord
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.certificates.steps import StepRefusedError, StepRequest, lock_with_holder, take_step
from sgo_pfdo.journal.writing import Actor, Event
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import AnyMunicipality, fitting_groups, groups_of, open_ages, today_in


class OutsideAgesError(Exception):
    """No open group of the municipality fits the child's age (S002: from 5 to 18)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a clerk took from the papers on the table.

    :param document_number: as :func:`sgo_pfdo.certificates.identity.normalise` gives it.
    :param pupil_id: the host's id of the same child, where the portal has it.
    :param pupil_patronymic: what the portal says of that pupil, where the paper has none.
    :param school_id: of that pupil.
    :param group_id: of an open group, or ``None`` to take the first that fits.
    :param papers: the kinds of papers seen.
    :param activate: make it active at once.
    :param document_answer: what the clerk said of a document that stands with another child, once asked.
    :param others: card ids of certificates of which the clerk has said that they are another child's.
    """

    surname: str
    first_name: str
    patronymic: str | None
    birth_date: date
    document_kind: DocumentKind
    document_number: str
    pupil_id: str | None = None
    pupil_patronymic: str | None = None
    school_id: str | None = None
    group_id: int | None = None
    papers: Sequence[Paper] = ()
    activate: bool = False
    document_answer: DocumentAnswer | None = None
    others: Collection[str] = ()

    @property
    def child(self) -> ChildRecord:
        """The child as it is compared with those known already."""
        return ChildRecord(
            surname=self.surname,
            first_name=self.first_name,
            patronymic=self.patronymic or self.pupil_patronymic,
            birth_date=self.birth_date,
        )


def register_in_person(
    session: Session, applied: Applied, actor: Actor, municipality: AnyMunicipality, *, issuing: Issuing, now: datetime
) -> Certificate:
    """Register a child at the desk, with a certificate.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param municipality: the clerk's.
    :raises OutsideAgesError: the child is too young or too old.
    :raises AlreadyHasOneError: the child has a living certificate, here or elsewhere.
    :raises AnotherChildError: the document stands with another child, and no answer settles it.
    :raises PossiblyHasOneError: a living certificate may be the child's, and no answer settles it.
    :raises NumbersExhaustedError: the municipality has no number left.
    """
    today = today_in(municipality, issuing.settings, now)
    group_id = fitting_group(session, municipality, applied.birth_date, today, wanted=applied.group_id)
    key = document_key(session, issuing.cipher, applied.document_kind, applied.document_number)
    holder, had_one = find_or_add_holder(
        session,
        pupil_id=applied.pupil_id,
        child=applied.child,
        document=SeenDocument(key=key, by=actor, at=now, answer=applied.document_answer),
        today=today,
    )
    new = _new_certificate(
        holder,
        applied,
        municipality,
        birth_date=applied.birth_date,
        group_id=group_id,
        today=today,
        had_one=had_one,
        others=applied.others,
    )
    return _create(session, new, applied.papers, applied.activate, actor, issuing=issuing, now=now)


def issue_again(
    session: Session,
    old: Certificate,
    papers: Sequence[Paper],
    actor: Actor,
    *,
    document: SeenDocument | None = None,
    others: Collection[str] = (),
    issuing: Issuing,
    now: datetime,
) -> Certificate:
    """Issue a new certificate in place of an expired one, and activate it: «Выдать новый и активировать».

    :param old: an expired certificate of the child, of the clerk's municipality.
    :param document: of the child, from the papers of the application, which the clerk has compared.
    :param others: card ids of certificates of which the clerk has said that they are another child's.
    :raises ChangedMeanwhileError: its child has become one with another.
    :raises StepRefusedError: it has not expired, or was erased.
    :raises OutsideAgesError: the child has grown out of the ages.
    :raises AlreadyHasOneError: the child has got a living one since.
    :raises AnotherChildError: the document stands with another child.
    :raises PossiblyHasOneError: a living certificate may be the child's, and no answer settles it.
    """
    old, holder = lock_with_holder(session, old.id)
    municipality = session.get_one(Municipality, old.municipality_code)
    today = today_in(municipality, issuing.settings, now)
    refuse_second(session, holder, today)
    if old.status(today) is not Status.EXPIRED or not old.surname:  # nobody gets one in the name of an erased child
        raise StepRefusedError(Refusal.WRONG_STATUS)
    if document is not None:
        claim_document(session, holder, record_of(session, holder), document, today)
        refuse_second(session, holder, today)  # the child may turn out to have one from another desk
    group_id = fitting_group(session, municipality, holder.birth_date, today)
    new = _new_certificate(
        holder,
        old,
        municipality,
        birth_date=holder.birth_date,
        group_id=group_id,
        today=today,
        had_one=True,
        others=others,
    )
    return _create(session, new, papers, True, actor, issuing=issuing, now=now)


def fitting_group(
    session: Session, municipality: AnyMunicipality, birth_date: date, today: date, *, wanted: int | None = None
) -> int | None:
    """Choose the open group of a child: the one wanted, or else the first that fits.

    :return: ``None`` where the municipality has no groups of its own.
    :raises OutsideAgesError: none fits, or the one wanted does not.
    """
    groups = groups_of(session, municipality)
    if not any(ages.includes(birth_date, today) for ages in open_ages(groups)):
        raise OutsideAgesError
    fitting = [group.id for group in fitting_groups(groups, birth_date, today)]
    if wanted is not None and wanted not in fitting:
        raise OutsideAgesError
    return wanted if wanted is not None else next(iter(fitting), None)


def _new_certificate(
    holder: Holder,
    named: Applied | Certificate,
    municipality: AnyMunicipality,
    *,
    birth_date: date,
    group_id: int | None,
    today: date,
    had_one: bool,
    others: Collection[str],
) -> NewCertificate:
    """Take the name and the school from the papers on the table, or from the child's older certificate."""
    return NewCertificate(
        holder_id=holder.id,
        pupil_id=holder.pupil_id,
        surname=named.surname,
        first_name=named.first_name,
        patronymic=named.patronymic,
        birth_date=birth_date,
        municipality=municipality,
        school_id=named.school_id,
        group_id=group_id,
        today=today,
        had_one=had_one,
        said_other=lambda alike: alike.card_id in others,
    )


def _create(
    session: Session,
    new: NewCertificate,
    papers: Sequence[Paper],
    activate: bool,
    actor: Actor,
    *,
    issuing: Issuing,
    now: datetime,
) -> Certificate:
    created, is_new = create_certificate(session, new, actor, Event.REGISTERED_IN_PERSON, issuing=issuing, now=now)
    certificate = session.get_one(Certificate, created)
    if not is_new:
        raise AlreadyHasOneError(certificate)
    if activate:
        take_step(
            session,
            certificate.id,
            StepRequest(step=Step.ACTIVATE, version=certificate.version, papers=papers),
            actor,
            settings=issuing.settings,
            has_remote_register=issuing.has_remote_register,
            now=now,
        )
    return certificate
