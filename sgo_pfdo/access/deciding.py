"""A school decides about requests for access to its pupils (S003, step 10).

The school's pages ask the portal for pupils; here they come as plain data. The portal attaches in the same transaction.
Nobody decides about a request of their own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo_pfdo.access.asking import take_step, take_turn_of
from sgo_pfdo.access.history import tell_child
from sgo_pfdo.access.model import AccessRequest
from sgo_pfdo.access.rules.lifecycle import OPEN, AccessStep, Side, State
from sgo_pfdo.access.rules.representatives import ADULT_AGE, Basis, RefusalReason, is_enough
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.access.strict import strict_among
from sgo_pfdo.certificates.rules.names import is_same_name
from sgo_pfdo.journal.writing import SYSTEM, Actor, Event
from sgo_pfdo.people import Pupil, Relation, Role
from sgo_pfdo.plain.ages import has_age
from sgo_pfdo.secrets import Cipher


class Attaching(Protocol):
    """What a decision needs of the portal: :class:`sgo_pfdo.FamilyAccess` has it."""

    def attach(self, parent_id: str, pupil_id: str, relation: Relation) -> None:
        """Attach a child to a person."""

    def detach(self, parent_id: str, pupil_id: str) -> None:
        """Take a child away from a person."""


class OwnRequestError(Exception):
    """Whoever decides has asked for it: somebody else at the school must."""


class NotOfSchoolError(Exception):
    """The pupil is not at this school now."""


class AdultError(Exception):
    """The pupil is 18 already."""


class NoBasisError(Exception):
    """Nothing that was ticked shows that the applicant represents the child."""


class StrictNoticeError(Exception):
    """The pupil has a strict notice, of whichever school: the director alone decides."""


class DayOverError(Exception):
    """The last day of the access lies before today."""


class NotComparedError(Exception):
    """What was stated differs from what the school has, and nobody said that it was compared with papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How a pupil of the school compares with the stated child: ``True``, ``False``, or ``None`` where nobody knows.

    :param document: as the portal compared it.
    """

    surname: bool
    first_name: bool
    patronymic: bool | None
    birth_date: bool | None
    document: bool | None

    @property
    def differ(self) -> bool:
        """Whether anything differs."""
        return False in {self.surname, self.first_name, self.patronymic, self.birth_date, self.document}


def marks_of(pupil: Pupil, stated: Stated, document: bool | None) -> Marks:
    """Compare a pupil with the stated child.

    :param document: what the portal says of the stated document.
    """
    both = pupil.patronymic and stated.child_patronymic
    return Marks(
        surname=is_same_name(pupil.surname, stated.child_surname),
        first_name=is_same_name(pupil.first_name, stated.child_first_name),
        patronymic=is_same_name(pupil.patronymic, stated.child_patronymic) if both else None,
        birth_date=pupil.birth_date == stated.child_birth_date if pupil.birth_date else None,
        document=document,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Who decides, for which school.

    :param today: the date in its municipality.
    """

    actor: Actor
    school_id: str
    today: date

    @property
    def is_director(self) -> bool:
        """Whether it is the director."""
        return self.actor.role == Role.DIRECTOR.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What somebody has ticked and chosen.

    :param bases: what was checked.
    :param is_compared: «Данные сверены с документами», needed where stated data differ.
    :param until: the last day, for a guardian for a time.
    """

    bases: Collection[Basis]
    is_compared: bool = False
    until: date | None = None


def find_of_school(session: Session, card_id: str, school_id: str) -> AccessRequest | None:
    """Find a request to a school; that to another one is none."""
    return session.scalars(
        select(AccessRequest)
        .where(AccessRequest.card_id == card_id, AccessRequest.school_id == school_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def accept(
    session: Session,
    portal: Attaching,
    request: AccessRequest,
    pupil: Pupil,
    marks: Marks,
    acceptance: Acceptance,
    decider: Decider,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Attach a child to whoever asked.

    :param session: inside :func:`sgo_pfdo.database.perform`; the portal attaches in the same transaction.
    :param pupil: as the portal knows it now.
    :param seen: the version that the page showed.
    :raises OwnRequestError, NotOfSchoolError, AdultError, NoBasisError, NotComparedError, StrictNoticeError: no.
    :raises DayOverError: nor for a time that is over.
    :raises sgo_pfdo.access.asking.ChangedMeanwhileError: somebody was faster.
    :raises sgo_pfdo.access.rules.lifecycle.StepImpossibleError: nothing waits for a decision.
    :raises sgo_pfdo.host.CannotAttachError: the portal refuses.
    """
    _check_decider(session, request, decider, pupil.id)
    if all(school.id != decider.school_id for school in pupil.schools):
        raise NotOfSchoolError
    if pupil.birth_date is not None and has_age(pupil.birth_date, ADULT_AGE, decider.today):
        raise AdultError
    if not is_enough(acceptance.bases):
        raise NoBasisError
    if marks.differ and not acceptance.is_compared:
        raise NotComparedError
    if acceptance.until is not None and acceptance.until < decider.today:
        raise DayOverError
    bases = " ".join(sorted(acceptance.bases))
    take_step(session, request, AccessStep.ACCEPT, Side.SCHOOL, decider.actor, seen=seen, now=now, bases=bases)
    request.pupil_id, request.until = pupil.id, acceptance.until
    session.flush()
    end_earlier(session, request, now)
    session.flush()
    portal.attach(request.applicant_id, pupil.id, Relation(request.relation))
    tell_child(session, pupil.id, Event.ACCESS_OPENED, decider.actor, now=now, details="по заявлению")


def end_earlier(session: Session, request: AccessRequest, now: datetime) -> None:
    """End what gave the same person the same child before; the child stays.

    Else its last day, or a press on it, would take away what the newer one gives.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param request: one that was just accepted, in the database already.
    """
    take_turn_of(session, request.applicant_id)
    earlier = select(AccessRequest).where(
        AccessRequest.applicant_id == request.applicant_id,
        AccessRequest.pupil_id == request.pupil_id,
        AccessRequest.state == State.ACCEPTED.value,
        AccessRequest.id != request.id,
    )
    locked = earlier.order_by(AccessRequest.id).with_for_update().execution_options(populate_existing=True)
    for one in session.scalars(locked).all():
        take_step(session, one, AccessStep.END, Side.MODULE, SYSTEM, seen=one.version, now=now)


def ask_papers(session: Session, request: AccessRequest, decider: Decider, *, seen: int, now: datetime) -> None:
    """Ask the family to come with papers; see :func:`accept`."""
    _check_decider(session, request, decider)
    take_step(session, request, AccessStep.ASK_PAPERS, Side.SCHOOL, decider.actor, seen=seen, now=now)


def refuse(
    session: Session,
    request: AccessRequest,
    reason: RefusalReason,
    words: str | None,
    decider: Decider,
    *,
    seen: int,
    cipher: Cipher,
    now: datetime,
) -> None:
    """Refuse; see :func:`accept`.

    :param words: what the school adds for the family; kept encrypted.
    """
    _check_decider(session, request, decider)
    take_step(
        session,
        request,
        AccessStep.REFUSE,
        Side.SCHOOL,
        decider.actor,
        seen=seen,
        now=now,
        reason=reason.value,
        words=cipher.encrypt(words) if words else None,
    )


def revoke(
    session: Session,
    portal: Attaching,
    request: AccessRequest,
    words: str,
    decider: Decider,
    *,
    seen: int,
    cipher: Cipher,
    now: datetime,
) -> None:
    """Take the child away again: it was attached by mistake, or the right has ended; see :func:`accept`.

    :param words: why, for the school's own record; kept encrypted.
    """
    _check_decider(session, request, decider, request.pupil_id)
    take_step(
        session,
        request,
        AccessStep.REVOKE,
        Side.SCHOOL,
        decider.actor,
        seen=seen,
        now=now,
        words=cipher.encrypt(words),
    )
    detach(session, portal, request, decider.actor, now=now, details="школой")


def leave(
    session: Session, portal: Attaching, request: AccessRequest, actor: Actor, *, seen: int, now: datetime
) -> None:
    """Let a parent give up the access to a child; see :func:`accept`."""
    take_step(session, request, AccessStep.LEAVE, Side.FAMILY, actor, seen=seen, now=now)
    detach(session, portal, request, actor, now=now, details="по своему желанию")


def detach(
    session: Session, portal: Attaching, request: AccessRequest, actor: Actor, *, now: datetime, details: str
) -> None:
    """Have the portal take the child away, and write it into the child's history.

    :param details: how it came, in the words people read.
    """
    if request.pupil_id is None:
        return
    session.flush()
    portal.detach(request.applicant_id, request.pupil_id)
    tell_child(session, request.pupil_id, Event.ACCESS_ENDED, actor, now=now, details=details)


def _check_decider(session: Session, request: AccessRequest, decider: Decider, pupil_id: str | None = None) -> None:
    if request.applicant_id == decider.actor.id:
        raise OwnRequestError
    if pupil_id is not None and not decider.is_director and strict_among(session, [pupil_id]):
        raise StrictNoticeError


def requests_of_school(
    session: Session, school_id: str, *, states: frozenset[State], limit: int, after: int | None = None
) -> Sequence[AccessRequest]:
    """List the requests to a school, those that must be decided first at the top.

    :param after: only those that come behind the one with this id, for the next page of ended ones.
    """
    query = select(AccessRequest).where(AccessRequest.school_id == school_id, AccessRequest.state.in_(states))
    if states <= OPEN:
        return session.scalars(query.order_by(AccessRequest.decide_by, AccessRequest.id).limit(limit)).all()
    if after is not None:
        query = query.where(AccessRequest.id < after)
    return session.scalars(query.order_by(AccessRequest.id.desc()).limit(limit)).all()


def count_open(session: Session, school_id: str, today: date) -> tuple[int, int]:
    """Count the requests that wait for a school, and those of them that should have been decided."""
    waiting = (AccessRequest.school_id == school_id, AccessRequest.state.in_(OPEN))
    late = func.count().filter(AccessRequest.decide_by < today)
    open_now, overdue = session.execute(select(func.count(), late).where(*waiting)).one()
    return int(open_now), int(overdue)


def count_others(session: Session, request: AccessRequest) -> int:
    """Count what else the same person has asked of the same school."""
    theirs = (AccessRequest.applicant_id == request.applicant_id, AccessRequest.school_id == request.school_id)
    return session.scalar(select(func.count()).where(*theirs, AccessRequest.id != request.id)) or 0
