"""Links certificates that came in to the pupils of the portal, where nothing is left to decide.

Full name, birth date and school agree, and nobody else matches: neither another pupil of the municipality nor another
living certificate. Everything else is for a clerk or the family.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.certificates.holders import AlreadyHasOneError, free_pupils
from sgo_pfdo.certificates.linking import CannotBeLinkedError, link_to_pupil
from sgo_pfdo.certificates.model import Certificate, Holder, living
from sgo_pfdo.certificates.rules.names import ChildRecord, same_child, surname_key
from sgo_pfdo.database import table_of
from sgo_pfdo.importing.present import child_key
from sgo_pfdo.importing.rules.report import Repeats, key_of
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor, Event, record_for_each
from sgo_pfdo.municipalities.model import RegisteredSchool
from sgo_pfdo.people import Pupil

Pages = Callable[[Sequence[str]], Iterator[tuple[str, Sequence[Pupil]]]]
"""Gives the pupils of schools, a page at a time, each with the host's id of its school; it is asked twice."""
BY_ITSELF = "имя, дата рождения и школа совпали"


@dataclass(frozen=True, slots=True)
class Linked:
    """What was linked.

    :param doubtful: certificates that came in and may be a pupil's, but something is left to decide.
    """

    linked: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class _Match:
    certificate_id: int
    holder_id: int
    pupil: Pupil


def link_imported(pages: Pages, municipality_code: str, actor: Actor, *, today: date, now: datetime) -> Linked:
    """Link what can be linked, in actions of its own; it can be run again at any time.

    :param pages: from the portal.
    :param actor: who has brought the file.
    :param today: the date in the municipality.
    :param now: the moment, with a time zone.
    """
    actor = replace(actor, municipality_code=municipality_code)
    session = database.current_session()
    of_municipality = RegisteredSchool.municipality_code == municipality_code
    schools = session.scalars(select(RegisteredSchool.id).where(of_municipality).order_by(RegisteredSchool.id)).all()
    namesakes = _namesakes(pages, schools)
    linked, doubtful = 0, set[int]()
    for school_id, pupils in pages(schools):
        done, left = database.perform(
            lambda session, school_id=school_id, pupils=pupils: _link_page(  # type: ignore[misc]
                session, municipality_code, school_id, pupils, namesakes, actor, today=today, now=now
            )
        )
        linked, doubtful = linked + done, doubtful | left
    return Linked(linked, len(doubtful))


def _namesakes(pages: Pages, schools: Sequence[str]) -> set[int]:
    """Find the names and birth dates that more than one pupil has; who attends two schools is one."""
    seen = Repeats()
    for _, pupils in pages(schools):
        for pupil in pupils:
            seen.add(_loose_key(ChildRecord.of(pupil, pupil.birth_date)), key_of(pupil.id))
    return seen.keys_of_several()


def _loose_key(child: ChildRecord) -> str:
    return child_key(replace(child, patronymic=None))


def _link_page(
    session: Session,
    municipality_code: str,
    school_id: str,
    pupils: Sequence[Pupil],
    namesakes: set[int],
    actor: Actor,
    *,
    today: date,
    now: datetime,
) -> tuple[int, set[int]]:
    """Link the pupils of a page.

    :return: how many, and the certificates that are left to people.
    """
    matches, doubtful = _decide(session, municipality_code, school_id, pupils, namesakes, today)
    if matches:
        # on PostgreSQL whoever waits for a lock sees the locked rows anew, and nothing else: all is read once more
        holder_ids = {match.holder_id for match in matches}
        session.execute(select(Holder.id).where(Holder.id.in_(holder_ids)).order_by(Holder.id).with_for_update())
        still = [match.pupil for match in matches]
        matches, left = _decide(session, municipality_code, school_id, still, namesakes, today)
        doubtful |= left
    linked = _link_all(session, matches, actor, today=today, now=now)
    return len(linked), doubtful | {match.certificate_id for match in matches} - linked


def _decide(
    session: Session,
    municipality_code: str,
    school_id: str,
    pupils: Sequence[Pupil],
    namesakes: set[int],
    today: date,
) -> tuple[list[_Match], set[int]]:
    """Find whose certificate is whose, as it stands now.

    :return: where nothing is left to decide, and the certificates that are left to people.
    """
    found = _living_alike(session, municipality_code, pupils, today)
    matches, doubtful = [], set()
    for pupil in pupils:
        child = ChildRecord.of(pupil, pupil.birth_date)
        rows = [row for row in found.get(_loose_key(child), ()) if same_child(_child_of(row), child)]
        if not rows or any(row.pupil_id == pupil.id for row in rows):
            continue
        one, schools = rows[0], {school_id, *(school.id for school in pupil.schools)}
        is_alone = len(rows) == 1 and key_of(_loose_key(child)) not in namesakes
        is_free = one.is_imported and one.pupil_id is None
        if is_alone and is_free and one.school_id in schools and child_key(_child_of(one)) == child_key(child):
            matches.append(_Match(one.id, one.holder_id, pupil))
        else:
            doubtful |= {row.id for row in rows if row.pupil_id is None and row.is_imported}
    return matches, doubtful


def _child_of(row: Any) -> ChildRecord:
    return ChildRecord.of(row, row.birth_date)


def _living_alike(
    session: Session, municipality_code: str, pupils: Sequence[Pupil], today: date
) -> Mapping[str, Sequence[Any]]:
    """Read the living certificates of the municipality by surnames and birth dates of these pupils."""
    came_in = exists().where(
        JournalEntry.holder_id == Certificate.holder_id, JournalEntry.event == Event.IMPORTED.value
    )
    rows = session.execute(
        select(
            Certificate.id,
            Certificate.holder_id,
            Certificate.surname,
            Certificate.first_name,
            Certificate.patronymic,
            Certificate.school_id,
            Certificate.birth_date,
            Holder.pupil_id,
            came_in.label("is_imported"),
        )
        .join(Holder, Certificate.holder_id == Holder.id)
        .where(
            Certificate.municipality_code == municipality_code,
            Certificate.surname_key.in_({surname_key(pupil.surname, pupil.first_name) for pupil in pupils}),
            Certificate.birth_date.in_({pupil.birth_date for pupil in pupils if pupil.birth_date}),
            living(today),
        )
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(_loose_key(ChildRecord.of(row, row.birth_date)), []).append(row)
    return found


def _link_all(session: Session, matches: Sequence[_Match], actor: Actor, *, today: date, now: datetime) -> set[int]:
    """Link all of a page at once; a pupil who has had a certificate here is dealt with alone.

    :param matches: read after their holders were locked.
    :return: the certificates that were linked.
    """
    births = {match.pupil.id: match.pupil.birth_date for match in matches if match.pupil.birth_date}
    free = free_pupils(session, births)
    simple = [match for match in matches if match.pupil.id in free]
    if simple:
        holder = table_of(Holder)
        statement = update(holder).where(holder.c.id == bindparam("one"), holder.c.pupil_id.is_(None))
        values = [{"one": match.holder_id, "pupil": match.pupil.id} for match in simple]
        session.connection().execute(statement.values(pupil_id=bindparam("pupil")), values)
        about = [(match.holder_id, match.certificate_id) for match in simple]
        record_for_each(session, Event.PUPIL_LINKED, actor, about, at=now, details=BY_ITSELF)
    linked = {match.certificate_id for match in simple}
    for match in matches:
        if match.pupil.id not in free:
            try:
                link_to_pupil(
                    session, match.certificate_id, match.pupil.id, actor, ground=BY_ITSELF, today=today, now=now
                )
            except (AlreadyHasOneError, CannotBeLinkedError):
                continue
            linked.add(match.certificate_id)
    return linked
