"""What the portal tells the module: the one class that a host has to write."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from school_portal import clock, models, visiting
from school_portal.models import Account, AccountRole, Enrolment, db, parenthood
from sgo_pfdo import HostPortal, Pupil, Role, School, Viewer

WITH_SCHOOLS = selectinload(models.Pupil.enrolments).joinedload(Enrolment.school)


class Portal(HostPortal):
    """The answers come from our own tables. The module gets plain data and opaque text ids, never our rows."""

    def viewer_for(self, user: Account) -> Viewer:
        """Say who an account is to the module: a parent, a pupil, or somebody who has no business with it."""
        if user.role is AccountRole.PARENT:
            return Viewer(id=str(user.id), role=Role.PARENT)
        if user.role is AccountRole.PUPIL and user.pupil_id is not None:
            # A password does not tell who typed it, so "yes, the owner" is never our answer: False or "cannot tell".
            is_owner = False if visiting.is_visit() else None
            return Viewer(id=str(user.id), role=Role.PUPIL, pupil_id=str(user.pupil_id), is_owner=is_owner)
        return Viewer(id=str(user.id), role=Role.STAFF)

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List the children attached to a parent now, the eldest first."""
        rows = db.session.scalars(
            select(models.Pupil)
            .join(parenthood, parenthood.c.pupil_id == models.Pupil.id)
            .where(parenthood.c.parent_id == int(parent_id))
            .order_by(models.Pupil.birth_date, models.Pupil.id)
            .options(WITH_SCHOOLS)
        )
        return [as_pupil(row) for row in rows]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find one child by the id that we gave."""
        row = db.session.get(models.Pupil, int(pupil_id), options=[WITH_SCHOOLS])
        return as_pupil(row) if row else None

    def now(self) -> datetime:
        """Give the moment by the portal's clock. A host without a clock of its own leaves this method out."""
        return clock.now()


def as_pupil(row: models.Pupil) -> Pupil:
    """Turn our row into what the module takes."""
    return Pupil(
        id=str(row.id),
        surname=row.surname,
        first_name=row.first_name,
        patronymic=row.patronymic,
        birth_date=row.birth_date,
        schools=[School(id=school.id, name=school.name) for school in row.schools],
    )
