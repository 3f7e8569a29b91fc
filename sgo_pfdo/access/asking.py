"""A family asks for access to a child, corrects what it stated, and takes the request back (S003, steps 6 to 9).

Nothing here looks for a pupil. So neither the answer nor its time tells whether such a child goes to a school.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo_pfdo.access.model import AccessRequest, AccessStepRow
from sgo_pfdo.access.rules.lifecycle import OPEN, AccessStep, Side, State, state_after
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.certificates.alike import take_turn
from sgo_pfdo.certificates.identity import keyed_hash
from sgo_pfdo.certificates.rules.names import fold
from sgo_pfdo.config import Settings
from sgo_pfdo.database import insert_new
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Relation
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.secrets import Cipher

MOST_OPEN = 5
"""How many requests of one person may wait for schools at once."""


class TooManyOpenError(Exception):
    """The person has as many open requests as there may be."""


class SchoolGoneError(Exception):
    """The school is not known to the module, or has switched it off."""


class SameRequestError(Exception):
    """The person has another open request for this child at this school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request says, checked.

    :param is_verified: the portal knows the applicant's names for certain.
    """

    school_id: str
    relation: Relation
    stated: Stated
    is_verified: bool


def submit(
    session: Session, asked: Asked, actor: Actor, *, settings: Settings, cipher: Cipher, now: datetime
) -> AccessRequest:
    """Put a request to a school; the same one that is open already is given back as it is.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param actor: the applicant.
    :raises TooManyOpenError: enough of them wait.
    :raises SchoolGoneError: there is no such school.
    :raises sgo_pfdo.secrets.SecretLostError: the key of hashes cannot be decrypted.
    """
    assert actor.id is not None  # whoever asks is signed in
    school = session.get(RegisteredSchool, asked.school_id, populate_existing=True)
    if school is None or not school.is_enabled:
        raise SchoolGoneError
    key = _open_key(session, cipher, actor.id, asked)
    known = session.scalars(select(AccessRequest).where(AccessRequest.open_key == key)).one_or_none()
    if known is not None:
        return known
    mine = select(func.count()).where(AccessRequest.applicant_id == actor.id, AccessRequest.state.in_(OPEN))
    if (session.scalar(mine) or 0) >= MOST_OPEN:
        raise TooManyOpenError
    municipality = session.get_one(Municipality, school.municipality_code)
    values = {
        "card_id": secrets.token_urlsafe(16),
        "applicant_id": actor.id,
        "school_id": school.id,
        "municipality_code": school.municipality_code,
        "relation": asked.relation.value,
        "is_verified": asked.is_verified,
        "content": cipher.encrypt(asked.stated.to_json()),
        "state": State.SUBMITTED.value,
        "version": 1,
        "submitted_at": now,
        "decide_by": decide_by(today_in(municipality, settings, now), settings),
        "open_key": key,
    }
    request = insert_new(session, AccessRequest, values)
    if request is None:  # the same press, a moment before
        return session.scalars(select(AccessRequest).where(AccessRequest.open_key == key)).one()
    return session.get_one(AccessRequest, request.id)


def decide_by(today: date, settings: Settings) -> date:
    """Give the last day for a school to decide about what it gets today."""
    return today + timedelta(days=settings.access_days)


def take_turn_of(session: Session, applicant_id: str) -> None:
    """Let a person ask, correct and be given access once at a time: what else they have is read after this."""
    take_turn(session, f"access {applicant_id}")


def _open_key(session: Session, cipher: Cipher, applicant_id: str, asked: Asked) -> str:
    """Give the key of what is asked; nobody else puts the same one in until the transaction ends."""
    take_turn_of(session, applicant_id)
    stated = asked.stated
    names = (stated.child_surname, stated.child_first_name)
    child = " ".join([*map(fold, names), stated.child_birth_date.isoformat()])
    return keyed_hash(session, cipher, f"access:{applicant_id}:{asked.school_id}:{child}")


def find_own(session: Session, card_id: str, applicant_id: str) -> AccessRequest | None:
    """Find a request of somebody by what names it in addresses; that of somebody else is none."""
    return session.scalars(
        select(AccessRequest)
        .where(AccessRequest.card_id == card_id, AccessRequest.applicant_id == applicant_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def own_requests(session: Session, applicant_id: str) -> list[AccessRequest]:
    """List what somebody has asked for, the newest first, at most fifty."""
    query = select(AccessRequest).where(AccessRequest.applicant_id == applicant_id)
    return list(session.scalars(query.order_by(AccessRequest.id.desc()).limit(50)))


def correct(
    session: Session,
    request: AccessRequest,
    asked: Asked,
    actor: Actor,
    *,
    seen: int,
    settings: Settings,
    cipher: Cipher,
    now: datetime,
) -> None:
    """Put another text in place of what was stated; the school has its full time again.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param seen: the version that the page showed.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises SameRequestError: corrected like this it would be one that is open already.
    :raises sgo_pfdo.access.rules.lifecycle.StepImpossibleError: the school has decided.
    """
    take_step(session, request, AccessStep.CORRECT, Side.FAMILY, actor, seen=seen, now=now)
    key = _open_key(session, cipher, request.applicant_id, asked)
    same = select(AccessRequest.id).where(AccessRequest.open_key == key, AccessRequest.id != request.id)
    if session.scalar(same) is not None:
        raise SameRequestError
    municipality = session.get_one(Municipality, request.municipality_code)
    request.relation, request.is_verified = asked.relation.value, asked.is_verified
    request.content = cipher.encrypt(asked.stated.to_json())
    request.decide_by = decide_by(today_in(municipality, settings, now), settings)
    request.open_key = key


def withdraw(session: Session, request: AccessRequest, actor: Actor, *, seen: int, now: datetime) -> None:
    """Take a request back; see :func:`correct`."""
    take_step(session, request, AccessStep.WITHDRAW, Side.FAMILY, actor, seen=seen, now=now)


def take_step(
    session: Session,
    request: AccessRequest,
    step: AccessStep,
    side: Side,
    actor: Actor,
    *,
    seen: int,
    now: datetime,
    reason: str | None = None,
    words: str | None = None,
    bases: str | None = None,
) -> AccessStepRow:
    """Take a step: lock the row, compare the version, change the state, write the step down.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param seen: the version that the page showed.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises sgo_pfdo.access.rules.lifecycle.StepImpossibleError: the table of steps does not allow it.
    """
    session.refresh(request, with_for_update=True)
    if request.version != seen:
        raise ChangedMeanwhileError
    after = state_after(step, State(request.state), side)
    request.state, request.version = after.value, seen + 1
    if after not in OPEN:
        request.open_key = None
        request.ended_at = None if after is State.ACCEPTED else now
    taken = AccessStepRow(
        request_id=request.id,
        step=step.value,
        at=now,
        role=actor.role,
        actor_id=actor.id,
        reason=reason,
        words=words,
        bases=bases,
    )
    session.add(taken)
    return taken


def steps_of(session: Session, request: AccessRequest) -> list[AccessStepRow]:
    """List the steps of a request, the oldest first."""
    return list(session.scalars(select(AccessStepRow).where(AccessStepRow.request_id == request.id).order_by("id")))
