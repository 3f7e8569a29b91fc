"""Takes steps in the life of a certificate: checks the rules, compares and swaps the row, keeps the transition."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.ending import end_consent, end_sessions, renew_consent
from sgo_pfdo.certificates.holders import SeenDocument, claim_document, forget_document, record_of
from sgo_pfdo.certificates.model import Certificate, Holder, Transition
from sgo_pfdo.certificates.rules.lifecycle import LastStep, Outcome, Refusal, Status, Step, outcome, refusal
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.config import Settings
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.mail.notices import tell_step
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.register import queue
from sgo_pfdo.register.accounts import close_account, reopen_account

_log = logging.getLogger("sgo_pfdo")

KEPT_AFTER_WITHDRAWAL = timedelta(days=30)
"""How long personal data stays after the consent was withdrawn (152-ФЗ, статья 21, часть 5)."""


class StepRefusedError(Exception):
    """The life cycle does not allow the step now.

    :param reason: why.
    """

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRequest:
    """A step that somebody wants to take.

    :param version: of the certificate as the person saw it.
    :param papers: the kinds of papers that the clerk has seen.
    :param document_key: the hash of the child's document, from the papers of an application; it counts from now on if
        the clerk has ticked it as seen.
    :param consent_text: the version of the wording on the consent among them, where the portal has printed it.
    :param reason_code: from the list of the step, see :mod:`sgo_pfdo.certificates.rules.reasons`.
    :param reason_words: the clerk's own words, for the family to read.
    :param keep_data: on withdrawing the consent, the ground on which the data stays; ``None`` erases it after 30 days.
    """

    step: Step
    version: int
    papers: Sequence[Paper] = ()
    document_key: str | None = field(default=None, repr=False)
    consent_text: str | None = None
    reason_code: str | None = None
    reason_words: str | None = None
    keep_data: str | None = None


def take_step(
    session: Session,
    certificate_id: int,
    request: StepRequest,
    actor: Actor,
    *,
    settings: Settings,
    has_remote_register: bool,
    now: datetime,
) -> Certificate:
    """Take a step; the caller has checked that the certificate is the actor's to change.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param now: the moment, with a time zone.
    :return: the certificate as it is afterwards.
    :raises ChangedMeanwhileError: its version is another one by now, or its child has become one with another.
    :raises StepRefusedError: the life cycle does not allow it.
    :raises sgo_pfdo.certificates.holders.AnotherChildError: the document of the application stands with another child.
    :raises sgo_pfdo.certificates.holders.AlreadyHasOneError: so it does with this child, who has a certificate there.
    """
    certificate, holder, today = _read_locked(session, certificate_id, settings, now)
    if certificate.version != request.version:
        raise ChangedMeanwhileError
    undone = last_transition(session, certificate.id)
    after = _decide(session, request.step, certificate, holder, undone, today)
    transition = _transition(certificate, request, after, actor, today, now)
    _change_document(session, certificate, holder, request, undone, actor, today, now)
    _change_row(session, certificate, request, after, transition, undone)
    session.add(transition)
    _change_account(session, certificate, request.step, undone, now)
    session.refresh(certificate)
    _tell(session, certificate, request.step, undone, actor, now)
    tell_step(session, transition, undone, now)
    if has_remote_register:
        queue.enqueue_status(session, certificate, now=now)
    return certificate


def _transition(
    certificate: Certificate, request: StepRequest, after: Outcome, actor: Actor, today: date, now: datetime
) -> Transition:
    """Write down a step, with what stands in the certificate before it."""
    return Transition(
        certificate_id=certificate.id,
        step=request.step.value,
        status_before=certificate.stored_status,
        status_after=after.status.value,
        end_date_before=certificate.end_date,
        active_since_before=certificate.active_since,
        at=now,
        day=today,
        actor_role=actor.role,
        actor_id=actor.id,
        organisation=actor.organisation,
        papers=" ".join(request.papers) or None,
        consent_text=request.consent_text if Paper.CONSENT in request.papers else None,
        reason_code=request.reason_code,
        reason_words=request.reason_words or request.keep_data,
    )


def _read_locked(
    session: Session, certificate_id: int, settings: Settings, now: datetime
) -> tuple[Certificate, Holder, date]:
    """Read the certificate with its child, locked against anybody who would give the child another one.

    :return: both, and the date in the municipality.
    :raises ChangedMeanwhileError: it is another child's by now.
    """
    certificate, holder = lock_with_holder(session, certificate_id)
    municipality = session.get_one(Municipality, certificate.municipality_code)
    return certificate, holder, today_in(municipality, settings, now)


def lock_with_holder(session: Session, certificate_id: int) -> tuple[Certificate, Holder]:
    """Lock the child of a certificate, and read both as whoever was before us has left them.

    PostgreSQL (READ COMMITTED) reads only the locked row anew after a wait: what the same statement says of any other
    is from before it. Meanwhile the child may have become one with another, who has the certificate now.

    :raises ChangedMeanwhileError: so it has.
    """
    holder_id = select(Certificate.holder_id).where(Certificate.id == certificate_id).scalar_subquery()
    locked = select(Holder).where(Holder.id == holder_id).with_for_update()
    holder = session.scalars(locked.execution_options(populate_existing=True)).one()
    # first the lock, then the look: what was done while we waited has to be seen
    certificate = session.get_one(Certificate, certificate_id, populate_existing=True)
    if certificate.holder_id != holder.id:
        raise ChangedMeanwhileError
    return certificate, holder


def _decide(
    session: Session, step: Step, certificate: Certificate, holder: Holder, undone: Transition | None, today: date
) -> Outcome:
    """Ask the table of steps what becomes of the certificate.

    :param undone: the step that undoing would take back.
    :raises StepRefusedError: the table does not allow the step.
    """
    last, stored = _as_last_step(undone), Status(certificate.stored_status)
    reason = refusal(
        step,
        stored,
        certificate.end_date,
        today,
        last=last,
        newer_lives=newer_lives(session, certificate),
        **_place_and_data(certificate),
    )
    if reason is not None:
        raise StepRefusedError(reason)
    return outcome(step, stored, certificate.end_date, holder.birth_date, last=last)


def _place_and_data(certificate: Certificate) -> dict[str, bool]:
    """Say what the table of steps asks beside status and dates."""
    return {
        "has_place": certificate.living_key is not None,
        "is_erasing": certificate.erase_on is not None or not certificate.surname,
    }


def _tell(
    session: Session, certificate: Certificate, step: Step, undone: Transition | None, actor: Actor, now: datetime
) -> None:
    """Write the step into the history: «activate», «undo activate»."""
    record(
        session,
        Event.STEP,
        actor,
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        at=now,
        details=f"undo {undone.step}" if undone is not None and step is Step.UNDO else step.value,
    )
    _log.info("certificate %d: %s", certificate.id, step.value)


def _change_document(
    session: Session,
    certificate: Certificate,
    holder: Holder,
    request: StepRequest,
    undone: Transition | None,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Take down the document that was ticked with the activation, or let go of it where that is taken back."""
    if request.step is Step.ACTIVATE and request.document_key and Paper.CHILD_IDENTITY in request.papers:
        document = SeenDocument(key=request.document_key, by=actor, at=now)
        claim_document(session, holder, record_of(session, holder), document, today)
    if request.step is not Step.UNDO or undone is None or undone.step != Step.ACTIVATE:
        return
    if holder.document_seen_at == undone.at != certificate.issued_at:  # not seen when it was registered
        forget_document(holder)


def _change_row(
    session: Session,
    certificate: Certificate,
    request: StepRequest,
    after: Outcome,
    transition: Transition,
    undone: Transition | None,
) -> None:
    """Change the row if nobody else has since; a twin that slips in between the read and this is caught here."""
    lives_on = after.status is not Status.ANNULLED and not newer_lives(session, certificate)
    values = {
        "stored_status": after.status.value,
        "end_date": after.end_date,
        "living_key": certificate.holder_id if lives_on else None,
        "active_since": _active_since(certificate, request.step, transition, undone),
        "erase_on": _erase_on(request, transition),
        "version": Certificate.version + 1,
    }
    changed = session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id, Certificate.version == request.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise ChangedMeanwhileError
    if request.step is Step.UNDO and undone is not None:
        undone.is_undone = True


def _active_since(
    certificate: Certificate, step: Step, transition: Transition, undone: Transition | None
) -> date | None:
    if step is Step.ACTIVATE:
        return transition.day
    if step is Step.UNDO and undone is not None:
        return undone.active_since_before
    return certificate.active_since


def _erase_on(request: StepRequest, transition: Transition) -> date | None:
    if request.step is Step.WITHDRAW_CONSENT and request.keep_data is None:
        return transition.day + KEPT_AFTER_WITHDRAWAL
    return None


def _change_account(
    session: Session, certificate: Certificate, step: Step, undone: Transition | None, now: datetime
) -> None:
    if step in {Step.ANNUL, Step.WITHDRAW_CONSENT}:
        end_sessions(session, certificate.id)
    if step is Step.WITHDRAW_CONSENT:
        close_account(session, certificate.id, now)
        end_consent(session, certificate, now)
    elif step is Step.UNDO and undone is not None and undone.step == Step.WITHDRAW_CONSENT:
        before = last_transition(session, certificate.id)
        if before is not None and before.step == Step.WITHDRAW_CONSENT:
            return  # it was withdrawn once before, and the data kept on another ground that has fallen away
        reopen_account(session, certificate.id)
        renew_consent(session, certificate.holder_id, undone.at)


def last_transition(session: Session, certificate_id: int) -> Transition | None:
    """Read the newest step of a certificate that was not taken back."""
    return _newest(session, Transition.certificate_id == certificate_id)


def last_transition_of_child(session: Session, holder_id: int) -> Transition | None:
    """Read the newest step that was not taken back, over all certificates of a child."""
    theirs = select(Certificate.id).where(Certificate.holder_id == holder_id)
    return _newest(session, Transition.certificate_id.in_(theirs))


def _newest(session: Session, whose: ColumnElement[bool]) -> Transition | None:
    not_taken_back = (Transition.step != Step.UNDO, Transition.is_undone.is_(False))
    query = select(Transition).where(whose, *not_taken_back).order_by(Transition.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def possible_steps(session: Session, certificate: Certificate, *, settings: Settings, now: datetime) -> list[Step]:
    """List the steps that a page may offer now; :func:`take_step` checks them again."""
    municipality = session.get_one(Municipality, certificate.municipality_code)
    today = today_in(municipality, settings, now)
    last = _as_last_step(last_transition(session, certificate.id))
    newer = newer_of(session, certificate)
    status, more = Status(certificate.stored_status), _place_and_data(certificate)
    possible = []
    for step in Step:
        # to give the place back, the newer one is annulled in the same action, see restoring
        is_in_the_way = newer is not None and not (step is Step.RESTORE and is_of_same_municipality(newer, certificate))
        reason = refusal(step, status, certificate.end_date, today, last=last, newer_lives=is_in_the_way, **more)
        if reason is None:
            possible.append(step)
    return possible


def newer_lives(session: Session, certificate: Certificate) -> bool:
    """Tell whether another certificate of the holder has taken the place of this one.

    An expired one keeps the place until the next is issued; so does this one, which does not count.
    """
    query = select(exists().where(Certificate.living_key == certificate.holder_id, Certificate.id != certificate.id))
    return bool(session.scalar(query))


def newer_of(session: Session, certificate: Certificate) -> Certificate | None:
    """Find the certificate that has taken the place of this one, as :func:`newer_lives` means it."""
    query = select(Certificate).where(Certificate.living_key == certificate.holder_id, Certificate.id != certificate.id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def is_of_same_municipality(one: Certificate, other: Certificate) -> bool:
    """Tell whether the same clerks look after both."""
    return one.municipality_code == other.municipality_code


def _as_last_step(transition: Transition | None) -> LastStep | None:
    if transition is None:
        return None
    return LastStep(
        step=Step(transition.step),
        before=Status(transition.status_before),
        end_date_before=transition.end_date_before,
        day=transition.day,
    )
