"""The pupils of a school as its director sees them: the portal's list, by class, with yes or no for each."""

from collections.abc import Iterator, Sequence

import flask
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.staff import Director, today_for
from sgo_pfdo.certificates.coverage import Ages, Coverage, coverage_of
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_of_school
from sgo_pfdo.municipalities.rules import closed_ages, groups_of, open_ages
from sgo_pfdo.people import PortalDataError, Pupil

MOST_PAGES = 1000
"""A portal that never comes to an empty page would keep a director waiting for ever."""
Line = tuple[Pupil, Coverage]


def directory() -> PupilDirectory | None:
    """Give the portal's list of pupils, where it has one."""
    host = current_state().host
    return host if isinstance(host, PupilDirectory) else None


def required_directory() -> PupilDirectory:
    """Give the portal's list of pupils; a portal without one has no such page."""
    listing = directory()
    if listing is None:
        flask.abort(404)
    return listing


def who(director: Director) -> dict[str, object]:
    """Give what every page of the school says at its top."""
    return {
        "school": director.school,
        "school_name": director.school.name or director.school.id,
        "municipality": director.municipality,
    }


def ages_of(session: Session, director: Director) -> Ages:
    """Tell for which ages the municipality issues certificates."""
    groups = groups_of(session, director.municipality)
    return Ages(open_ages(groups), closed_ages(groups))


def pages(listing: PupilDirectory, director: Director) -> Iterator[Sequence[Pupil]]:
    """Read all pupils of the school, a page of the portal's at a time."""
    before: Sequence[Pupil] = ()
    for number in range(MOST_PAGES):
        found = pupils_of_school(listing, director.school.id, number)
        if not found:
            return
        if before and found[0].id == before[0].id:
            kind = type(listing).__name__
            raise PortalDataError(f"school_pupils() of {kind} gives the same page again: an empty one ends the list")
        yield found
        before = found


def lines_of(session: Session, director: Director, *, class_name: str | None, without: bool) -> list[Line]:
    """List pupils with yes or no, in the portal's order.

    :param class_name: of this class alone, «» for those of no class; ``None`` for all.
    :param without: only those who could get a certificate and have none.
    """
    ages, today = ages_of(session, director), today_for(director.municipality)
    return [
        (pupil, coverage)
        for found in pages(required_directory(), director)
        for pupil, coverage in coverage_of(session, found, ages, today)
        if (class_name is None or (pupil.class_name or "") == class_name) and (not without or coverage is Coverage.NONE)
    ]
