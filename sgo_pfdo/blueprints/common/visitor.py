"""Who made the present request, and which children are theirs: the portal is asked once."""

from collections.abc import Sequence
from functools import cached_property
from typing import NoReturn

import flask

from sgo_pfdo import security_log
from sgo_pfdo.certificates.standing import has_section
from sgo_pfdo.current import State, current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.host_answers import children_of, pupil_of, viewer_of
from sgo_pfdo.people import Pupil, Role, Viewer

_VISITOR = "sgo_pfdo.visitor"


class Visitor:
    """What the portal has said of whoever made the request; nothing is asked twice."""

    def __init__(self, state: State) -> None:
        self.state = state

    @cached_property
    def viewer(self) -> Viewer | None:
        """Who is signed in."""
        return viewer_of(self.state.host)

    @cached_property
    def children(self) -> Sequence[Pupil]:
        """The children the viewer may see: a parent's attached ones, a pupil's own self, nobody else's any."""
        viewer, host = self.viewer, self.state.host
        if viewer is not None and viewer.role is Role.PARENT:
            return tuple({pupil.id: pupil for pupil in children_of(host, viewer.id)}.values())
        if viewer is not None and viewer.role is Role.PUPIL and viewer.pupil_id is not None:
            pupil = pupil_of(host, self.state.told, viewer.pupil_id)
            return () if pupil is None else (pupil,)
        return ()

    @cached_property
    def is_section_open(self) -> bool:
        """Whether the viewer has the section at all; a parent without children has it and learns why it is empty.

        Whoever has read it of one of the children says so.
        """
        is_parent = self.viewer is not None and self.viewer.role is Role.PARENT
        return has_section(current_session(), self.children) if self.children else is_parent

    def forget(self) -> None:
        """Have the portal asked again: an action goes by what is true when it runs."""
        for name in ("viewer", "children", "is_section_open"):
            self.__dict__.pop(name, None)

    def look_as(self, viewer: Viewer) -> None:
        """Take the request for one of this person: the doctor looks at pages of people who have not signed in."""
        self.viewer = viewer


def current_visitor() -> Visitor:
    """Give what is known of whoever made the present request.

    It is kept with the request itself: ``flask.g`` outlives it where an application context was pushed around it.
    """
    environ, state = flask.request.environ, current_state()
    visitor: Visitor | None = environ.get(_VISITOR)
    if visitor is None or visitor.state is not state:
        visitor = environ[_VISITOR] = Visitor(state)
    return visitor


def refuse_viewer(viewer: Viewer) -> NoReturn:
    """End a request of somebody who is signed in for what is not theirs, as if it did not exist."""
    security_log.tell("not_allowed", endpoint=flask.request.endpoint, viewer=viewer.id, role=viewer.role.value)
    flask.abort(404)
