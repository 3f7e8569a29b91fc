"""Tells a school who of its pupils has a certificate: yes or no for each, and how many. Never a number or a date."""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, Holder, living, stands_for
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.municipalities.model import RegisteredSchool
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.ages import AgeRange
from sgo_pfdo.plain.wording import natural_key

AT_ONCE = 500
"""How many pupils are looked up in one query, whatever size the pages of a portal have."""


class Coverage(enum.StrEnum):
    """How things stand with a pupil, as far as the school may know."""

    HAS = "has"
    """There is a living certificate."""
    NONE = "none"
    """There is none, and the family could get one."""
    NO_BIRTH_DATE = "no_birth_date"
    """There is none, and the portal has to know the birth date first: the school can enter it."""
    CLOSED = "closed"
    """There is none, and the municipality does not issue any to children of this age at the moment."""
    OUTSIDE_AGES = "outside_ages"
    """There is none, and none is issued at this age."""


@dataclass(frozen=True, slots=True)
class Ages:
    """For which ages a municipality issues certificates.

    :param open: those of the open groups.
    :param closed: those of the closed ones.
    """

    open: Sequence[AgeRange]
    closed: Sequence[AgeRange] = ()


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """How things stand in a class.

    :param name: as the school calls it; ``None`` for the pupils of whom the portal names none.
    :param due: how many could have a certificate by their age, or have one.
    :param has: how many have one.
    """

    name: str | None
    due: int
    has: int


@dataclass(frozen=True, slots=True)
class SchoolCounts:
    """How many pupils of a school there are of each kind.

    :param active: those among the ones who have a certificate whose certificate is active.
    :param classes: in their natural order, the pupils without one last; none where the portal names no class.
    """

    by_coverage: Mapping[Coverage, int]
    active: int
    classes: Sequence[ClassCounts] = ()

    @property
    def pupils(self) -> int:
        """All of them."""
        return sum(self.by_coverage.values())

    @property
    def due(self) -> int:
        """Those who could have a certificate by their age, or have one: what the coverage is a share of."""
        return self.pupils - self.of(Coverage.OUTSIDE_AGES)

    def of(self, coverage: Coverage) -> int:
        """Those of one kind."""
        return self.by_coverage.get(coverage, 0)


def coverage_of(session: Session, pupils: Sequence[Pupil], ages: Ages, today: date) -> list[tuple[Pupil, Coverage]]:
    """Tell for each pupil whether there is a certificate, in the order given.

    :param ages: those for which the municipality issues certificates.
    :param today: the date in the municipality.
    """
    return [(pupil, coverage) for pupil, coverage, _ in _with_status(session, pupils, ages, today)]


def count_pupils(session: Session, pages: Iterable[Sequence[Pupil]], ages: Ages, today: date) -> SchoolCounts:
    """Count the pupils of a school by whether they have a certificate, wherever it was issued.

    :param pages: the pupils as the portal gives them, a page at a time.
    :param ages: those for which the municipality issues certificates.
    :param today: the date in the municipality.
    """
    counts = dict.fromkeys(Coverage, 0)
    classes: dict[str | None, list[Coverage]] = {}
    active = 0
    for pupils in pages:
        for pupil, coverage, status in _with_status(session, pupils, ages, today):
            counts[coverage] += 1
            active += status == Status.ACTIVE
            classes.setdefault(pupil.class_name or None, []).append(coverage)
    return SchoolCounts(counts, active, _by_class(classes) if set(classes) - {None} else ())


def _by_class(classes: Mapping[str | None, Sequence[Coverage]]) -> list[ClassCounts]:
    return [
        ClassCounts(
            name,
            due=sum(one is not Coverage.OUTSIDE_AGES for one in classes[name]),
            has=sum(one is Coverage.HAS for one in classes[name]),
        )
        for name in sorted(classes, key=class_order)
    ]


def class_order(name: str | None) -> tuple[bool, tuple[tuple[int, str], ...]]:
    """Give what classes are sorted by: «9 А» before «10 А», the pupils without a class last."""
    return name is None, natural_key(name or "")


def pupils_without(session: Session, pages: Iterable[Sequence[Pupil]], ages: Ages, today: date) -> list[Pupil]:
    """List the pupils of a school whose families could get a certificate and have none, in the portal's order.

    :param pages: the pupils as the portal gives them, a page at a time.
    """
    return [
        pupil
        for pupils in pages
        for pupil, coverage in coverage_of(session, pupils, ages, today)
        if coverage is Coverage.NONE
    ]


def _with_status(
    session: Session, pupils: Sequence[Pupil], ages: Ages, today: date
) -> Iterator[tuple[Pupil, Coverage, str | None]]:
    statuses = _living_statuses(session, pupils, today)
    for pupil in pupils:
        status = statuses.get(pupil.id)
        yield pupil, Coverage.HAS if status else _without(pupil, ages, today), status


def _without(pupil: Pupil, ages: Ages, today: date) -> Coverage:
    if pupil.birth_date is None:
        return Coverage.NO_BIRTH_DATE
    if _includes(ages.open, pupil.birth_date, today):
        return Coverage.NONE
    return Coverage.CLOSED if _includes(ages.closed, pupil.birth_date, today) else Coverage.OUTSIDE_AGES


def _includes(ages: Sequence[AgeRange], birth_date: date, today: date) -> bool:
    return any(age_range.includes(birth_date, today) for age_range in ages)


def _living_statuses(session: Session, pupils: Sequence[Pupil], today: date) -> dict[str, str]:
    """Read the stored status of the living certificate of each pupil who has one."""
    found: dict[str, str] = {}
    ids = [pupil.id for pupil in pupils]
    for start in range(0, len(ids), AT_ONCE):
        rows = session.execute(
            select(Holder.pupil_id, Certificate.stored_status)
            .join(Certificate, Certificate.living_key == stands_for(Holder))
            .where(Holder.pupil_id.in_(ids[start : start + AT_ONCE]), living(today))
        )
        found |= {pupil_id: status for pupil_id, status in rows if pupil_id is not None}
    return found


def unknown_schools(session: Session, school_ids: Sequence[str]) -> list[str]:
    """List the schools that the module has never met: neither loaded, enabled, nor the school of any certificate.

    :param school_ids: the host's ids.
    :return: in the order given, each once.
    """
    known = set(session.scalars(select(RegisteredSchool.id).where(RegisteredSchool.id.in_(school_ids))))
    wanted = [school_id for school_id in dict.fromkeys(school_ids) if school_id not in known]
    met = select(Certificate.school_id).where(Certificate.school_id.in_(wanted)).distinct()
    seen = set(session.scalars(met))
    return [school_id for school_id in wanted if school_id not in seen]
