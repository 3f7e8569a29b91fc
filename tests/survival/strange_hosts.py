"""Portals that make mistakes: which one, the number of the parent says."""

from collections.abc import Sequence
from contextlib import suppress

import flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from sgo_pfdo import Pupil, Role, School, Viewer
from sgo_pfdo.database import current_session
from tests.support.apps import another_child
from tests.support.figures import SOAK
from tests.survival.crowd import VIEWER, Crowd

SOUND, RAISES, CHILDLESS, SCHOOLLESS, CROWDED, BREAKS_TRANSACTION, WRITES, FOREIGN = range(8)
MANY = 10_000 if SOAK else 1_000


class StrangePortal(Crowd):
    """A portal that answers some people strangely."""

    def current_viewer(self) -> Viewer | None:
        """Leave behind a transaction that is broken, or one in which something was written; then say who it is."""
        viewer_id = flask.request.headers[VIEWER]
        number = int(viewer_id.removeprefix("parent-"))
        if number == BREAKS_TRANSACTION:
            with suppress(SQLAlchemyError):
                current_session().execute(text("SELECT nothing FROM a_table_of_nobody"))
        if number == WRITES:
            current_session().execute(text("UPDATE sgo_pfdo_municipality SET name = 'г. Мимо' WHERE code = 'myski'"))
        if number == FOREIGN:
            return Viewer(id=viewer_id, role=Role.PUPIL, pupil_id=f"child-{FOREIGN}")
        return Viewer(id=viewer_id, role=Role.PARENT)

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """Raise, or give no child, one without a school, or very many, each from four schools of its own."""
        number = int(parent_id.removeprefix("parent-"))
        if number == RAISES:
            raise RuntimeError("the portal has a mistake")
        if number == CHILDLESS:
            return []
        if number == SCHOOLLESS:
            return [another_child(number, schools=())]
        if number == CROWDED:
            return [*map(self._stranger, range(MANY - 1)), *super().children(parent_id)]
        return super().children(parent_id)

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Give somebody else's child."""
        return another_child(SOUND, schools=(self.school,))

    def _stranger(self, number: int) -> Pupil:
        schools = [School(id=f"elsewhere-{number}-{place}", name="Школа") for place in range(4)]
        return another_child(10**6 + number, schools=schools)
