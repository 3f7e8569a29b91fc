"""A portal with as many families as one likes: parent-7 has child-7, and whoever comes says who they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import flask

from sgo_pfdo import HostPortal, Pupil, Role, School, Viewer
from sgo_pfdo.register.port import Register
from tests.support.apps import MYSKI_SCHOOL, NOW, SCHOOL, another_child, build_app

VIEWER = "X-Viewer"
"""The header that says who is signed in: the portal believes it."""
SCHOOLS = {"sgo12": SCHOOL, "pfdo10": MYSKI_SCHOOL}
"""A school for each format of numbers."""


class Crowd(HostPortal):
    """Keeps nothing: who belongs to whom follows from the ids."""

    def __init__(self, school: School) -> None:
        """Send all children to one school."""
        self.school = school

    def current_viewer(self) -> Viewer | None:
        """Believe the header."""
        viewer_id = flask.request.headers.get(VIEWER)
        return Viewer(id=viewer_id, role=Role.PARENT) if viewer_id else None

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """Give the one child."""
        return [another_child(int(parent_id.removeprefix("parent-")), schools=(self.school,))]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find a child."""
        return another_child(int(pupil_id.removeprefix("child-")), schools=(self.school,))

    def now(self) -> Any:
        """Stand still."""
        return NOW


def _nothing() -> None:
    pass


def _leave(app: flask.Flask) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Host:
    """How a process builds its portal; goes to the process by pickle.

    Attributes:
        database_uri: with the tables in it, and the municipalities of :mod:`tests.support.apps`.
        numbers: ``sgo12`` or ``pfdo10``.
        portal: makes the host port for a school.
        register: makes a remote register.
        config: options of the application; it runs as in production, without TESTING.
        before: called in the process before the application is built.
        after: called with the application, in its context.
        forks: whether each request is served in a process of its own, forked for it.
    """

    database_uri: str
    numbers: str = "sgo12"
    portal: Callable[[School], HostPortal] = Crowd
    register: Callable[[], Register | None] = _nothing
    config: Mapping[str, Any] = field(default_factory=dict)
    before: Callable[[], None] = _nothing
    after: Callable[[flask.Flask], None] = _leave
    forks: bool = False

    def build(self) -> flask.Flask:
        """Build the application."""
        self.before()
        config = {"TESTING": False, **self.config}
        portal = self.portal(SCHOOLS[self.numbers])
        app = build_app(self.database_uri, portal, self.register(), prepare=False, **config)
        with app.app_context():
            self.after(app)
        return app
