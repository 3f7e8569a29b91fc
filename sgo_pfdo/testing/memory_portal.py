"""A portal whose people live in memory: says whatever a test wants it to say."""

from collections.abc import Sequence
from datetime import UTC, datetime

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo.host import HostPortal
from sgo_pfdo.people import Pupil, Role, Viewer


class MemoryPortal(HostPortal):
    """A host port without a portal behind it.

    :param moment: what :meth:`now` gives, with a time zone; ``None`` follows the machine's clock.
    """

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment
        self.viewer: Viewer | None = None
        """Who is signed in; ``None`` for nobody."""
        self._pupils: dict[str, Pupil] = {}
        self._children: dict[str, list[str]] = {}

    def add(self, pupil: Pupil, *parent_ids: str) -> Pupil:
        """Put a child into the portal, or replace the one with the same id, attached to these parents also."""
        self._pupils[pupil.id] = pupil
        for parent_id in parent_ids:
            children = self._children.setdefault(parent_id, [])
            if pupil.id not in children:
                children.append(pupil.id)
        return pupil

    def detach(self, pupil_id: str, parent_id: str) -> None:
        """Take a child away from a parent."""
        self._children[parent_id].remove(pupil_id)

    def sign_in_parent(self, parent_id: str) -> Viewer:
        """Sign a parent in, in place of whoever was."""
        self.viewer = Viewer(id=parent_id, role=Role.PARENT)
        return self.viewer

    def sign_in_pupil(self, pupil_id: str, *, is_owner: bool | None = None) -> Viewer:
        """Sign in at a child's own account.

        :param is_owner: as :attr:`sgo_pfdo.Viewer.is_owner`.
        """
        self.viewer = Viewer(id=f"account-{pupil_id}", role=Role.PUPIL, pupil_id=pupil_id, is_owner=is_owner)
        return self.viewer

    def sign_out(self) -> None:
        """Have nobody signed in."""
        self.viewer = None

    def current_viewer(self) -> Viewer | None:
        """Give whoever was signed in last."""
        return self.viewer

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List the children added for this parent, in the order they were added."""
        return [self._pupils[pupil_id] for pupil_id in self._children.get(parent_id, [])]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find a child that was added."""
        return self._pupils.get(pupil_id)

    def unauthorized(self) -> ResponseReturnValue:
        """Answer 401."""
        return flask.Response("Войдите в портал.", 401, mimetype="text/plain")

    def now(self) -> datetime:
        """Give the moment the test has set, or else the machine's."""
        return self.moment or datetime.now(UTC)
