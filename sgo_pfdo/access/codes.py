"""Codes that a school prints for a parents' meeting: whoever types one with the birth date has the child attached."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo.access.asking import Asked
from sgo_pfdo.access.deciding import Attaching, Decider, end_earlier
from sgo_pfdo.access.history import tell_child
from sgo_pfdo.access.model import AccessCode, AccessRequest, AccessStepRow
from sgo_pfdo.access.rules.codes import WRONG_DATES, new_code
from sgo_pfdo.access.rules.lifecycle import AccessStep, State
from sgo_pfdo.access.rules.representatives import ADULT_AGE
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.access.strict import strict_among
from sgo_pfdo.certificates.identity import keyed_hash
from sgo_pfdo.clock import SKEW
from sgo_pfdo.journal.writing import Actor, Event
from sgo_pfdo.municipalities.model import RegisteredSchool
from sgo_pfdo.people import Applicant, Pupil, Relation
from sgo_pfdo.plain.ages import has_age
from sgo_pfdo.secrets import Cipher

AT_ONCE = 2
"""Codes of a child on one sheet: one for each parent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCodes:
    """The codes of one child, as the sheet prints them.

    :param last_day: the last one on which they are good, in the municipality of the school.
    """

    pupil: Pupil
    codes: Sequence[str]
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCode:
    """A code that may still be used, locked until the end of the transaction."""

    id: int
    pupil_id: str
    school_id: str


def print_codes(
    session: Session,
    pupils: Sequence[Pupil],
    decider: Decider,
    *,
    days: int,
    zone: ZoneInfo,
    each: int = AT_ONCE,
    cipher: Cipher,
    now: datetime,
) -> list[PrintedCodes]:
    """Make codes for pupils of a school; the older ones of these pupils are cancelled.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param pupils: of the decider's school, as the portal knows them now; adults and those with a strict notice are
        left out.
    :param days: how many days the codes are good; the day of printing is the first, and the last one is good whole.
    :param zone: of the municipality: its midnight ends a day.
    :param each: how many for one child, 1 or 2.
    """
    strict = strict_among(session, [pupil.id for pupil in pupils])
    last_day, printed = decider.today + timedelta(days=days - 1), []
    ends_at = datetime.combine(last_day + timedelta(days=1), time.min, zone)
    for pupil in pupils:
        is_of_school = any(school.id == decider.school_id for school in pupil.schools)
        is_adult = pupil.birth_date is not None and has_age(pupil.birth_date, ADULT_AGE, decider.today)
        if pupil.id in strict or is_adult or not is_of_school or pupil.birth_date is None:
            continue
        cancel_codes(session, pupil.id, now)
        codes = [new_code() for _ in range(each)]
        for code in codes:
            session.add(
                AccessCode(
                    code_key=_key(session, cipher, code),
                    pupil_id=pupil.id,
                    school_id=decider.school_id,
                    made_by=decider.actor.id,
                    made_at=now,
                    ends_at=ends_at,
                )
            )
        session.flush()
        tell_child(session, pupil.id, Event.ACCESS_CODE_PRINTED, decider.actor, now=now)
        printed.append(PrintedCodes(pupil=pupil, codes=codes, last_day=last_day))
    return printed


def cancel_codes(session: Session, pupil_id: str, now: datetime) -> None:
    """Cancel the codes of a child that could still be used."""
    session.execute(
        update(AccessCode)
        .where(AccessCode.pupil_id == pupil_id, AccessCode.used_at.is_(None), AccessCode.cancelled_at.is_(None))
        .values(cancelled_at=now)
        .execution_options(synchronize_session=False)
    )


def find_code(session: Session, code: str, *, cipher: Cipher, now: datetime) -> FoundCode | None:
    """Find a code that may still be used, and lock it: one that two people type at once attaches one of them.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param code: as :func:`sgo_pfdo.access.rules.codes.clean_code` gives it.
    """
    row = session.scalars(
        select(AccessCode)
        .where(
            AccessCode.code_key == _key(session, cipher, code),
            AccessCode.used_at.is_(None),
            AccessCode.cancelled_at.is_(None),
            AccessCode.ends_at > now,
            AccessCode.made_at <= now + SKEW,
            AccessCode.wrong_dates < WRONG_DATES,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return FoundCode(id=row.id, pupil_id=row.pupil_id, school_id=row.school_id) if row else None


def count_wrong_date(session: Session, found: FoundCode) -> None:
    """Count a wrong birth date; after five of them the code is dead.

    :param session: inside :func:`sgo_pfdo.database.perform`, in an action that is committed.
    """
    session.execute(update(AccessCode).where(AccessCode.id == found.id).values(wrong_dates=AccessCode.wrong_dates + 1))


def may_use(session: Session, found: FoundCode, pupil: Pupil | None, birth_date: date, today: date) -> bool:
    """Tell whether a code and a birth date attach this child now.

    :param pupil: the child of the code as the portal knows it now.
    :param birth_date: as typed.
    :param today: in the municipality of the school.
    """
    if pupil is None or pupil.birth_date != birth_date or has_age(birth_date, ADULT_AGE, today):
        return False
    return not strict_among(session, [pupil.id])


def asked_by_code(found: FoundCode, pupil: Pupil, applicant: Applicant, relation: Relation) -> Asked:
    """Say what the request would state that a code makes good: all of it is what the portal knows.

    :param pupil: the child of the code.
    :param applicant: whoever typed it, with a telephone and an address that are such; the portal may know no name.
    """
    assert pupil.birth_date is not None  # it was compared with the typed one
    stated = Stated(
        child_surname=pupil.surname,
        child_first_name=pupil.first_name,
        child_patronymic=pupil.patronymic,
        child_birth_date=pupil.birth_date,
        child_document_kind=None,
        child_document_number=None,
        surname=applicant.surname or "",
        first_name=applicant.first_name or "",
        patronymic=applicant.patronymic,
        telephone=applicant.telephone,
        email=applicant.email,
    )
    return Asked(school_id=found.school_id, relation=relation, stated=stated, is_verified=applicant.is_verified)


def use_code(
    session: Session,
    portal: Attaching,
    found: FoundCode,
    asked: Asked,
    actor: Actor,
    *,
    today: date,
    cipher: Cipher,
    now: datetime,
) -> AccessRequest:
    """Attach the child of a code to whoever typed it; the code is spent.

    What it leaves is a request that is accepted, so that such access is left, revoked and ended like any other.

    :param session: inside :func:`sgo_pfdo.database.perform`; the portal attaches in the same transaction.
    :param asked: as :func:`asked_by_code` gives it.
    :param today: in the municipality of the school.
    :raises sgo_pfdo.host.CannotAttachError: the portal refuses.
    """
    assert actor.id is not None  # whoever types a code is signed in
    session.execute(update(AccessCode).where(AccessCode.id == found.id).values(used_at=now, used_by=actor.id))
    request = AccessRequest(
        card_id=secrets.token_urlsafe(16),
        applicant_id=actor.id,
        school_id=found.school_id,
        municipality_code=session.get_one(RegisteredSchool, found.school_id).municipality_code,
        relation=asked.relation.value,
        is_verified=asked.is_verified,
        content=cipher.encrypt(asked.stated.to_json()),
        state=State.ACCEPTED.value,
        version=1,
        submitted_at=now,
        decide_by=today,
        pupil_id=found.pupil_id,
    )
    session.add(request)
    session.flush()
    step = AccessStep.ACCEPT.value
    session.add(AccessStepRow(request_id=request.id, step=step, at=now, role=actor.role, actor_id=actor.id))
    end_earlier(session, request, now)
    session.flush()
    portal.attach(actor.id, found.pupil_id, asked.relation)
    tell_child(session, found.pupil_id, Event.ACCESS_OPENED, actor, now=now, details="по коду из школы")
    return request


def _key(session: Session, cipher: Cipher, code: str) -> str:
    return keyed_hash(session, cipher, f"access code:{code}")
