"""One request as all its views see it: who came, which children are theirs, and how the application is wired."""

from collections.abc import Mapping, Sequence
from typing import NoReturn

import flask
from sqlalchemy.orm import Session

from sgo_pfdo import security_log
from sgo_pfdo.blueprints.common.addresses import Addresses, addresses_for
from sgo_pfdo.certificates.standing import has_section
from sgo_pfdo.current import State, state_of
from sgo_pfdo.database import session_of
from sgo_pfdo.host_answers import children_of, pupil_of, viewer_of
from sgo_pfdo.people import Pupil, Role, Viewer

_VISIT = "sgo_pfdo.visit"


class Visit:
    """What is found out once per request, by asking the host, and what Flask's proxies would be asked for many times.

    It has the arguments of the address, and what makes addresses.

    :param app: the current application.
    :param request: the present one; it is not kept, for it keeps the visit.
    """

    __slots__ = ("_children", "_is_asked", "_is_open", "_viewer", "addresses", "app", "arguments", "state")

    def __init__(self, app: flask.Flask, request: flask.Request) -> None:
        self.app = app
        self.state: State = state_of(app)
        self.addresses: Addresses = addresses_for(app, self.state, request)
        # Werkzeug takes long to find out that nothing is asked
        self.arguments: Mapping[str, str] = request.args if request.query_string else {}
        self._is_asked = False
        self._viewer: Viewer | None = None
        self._children: Sequence[Pupil] | None = None
        self._is_open: bool | None = None

    def forget(self) -> None:
        """Have the host asked again: an action goes by what is true when it runs."""
        self._is_asked = False
        self._children = self._is_open = None

    @property
    def session(self) -> Session:
        """The host's session."""
        return session_of(self.app)

    @property
    def viewer(self) -> Viewer | None:
        """Who is signed in."""
        if not self._is_asked:
            self._viewer = viewer_of(self.state.host)
            self._is_asked = True
        return self._viewer

    def look_as(self, viewer: Viewer) -> None:
        """Take the request for one of this person: the doctor looks at pages of people who have not signed in."""
        self._viewer, self._is_asked = viewer, True

    @property
    def children(self) -> Sequence[Pupil]:
        """The children the viewer may see: a parent's attached ones, a pupil's own self, nobody else's any."""
        if self._children is None:
            self._children = self._ask_for_children()
        return self._children

    def _ask_for_children(self) -> Sequence[Pupil]:
        viewer, host = self.viewer, self.state.host
        if viewer is not None and viewer.role is Role.PARENT:
            return tuple({pupil.id: pupil for pupil in children_of(host, viewer.id)}.values())
        if viewer is not None and viewer.role is Role.PUPIL and viewer.pupil_id is not None:
            pupil = pupil_of(host, self.state.told, viewer.pupil_id)
            return () if pupil is None else (pupil,)
        return ()

    @property
    def is_section_open(self) -> bool:
        """Whether the viewer has the section at all; a parent without children has it and learns why it is empty.

        Whoever has read it of one of the children says so.
        """
        if self._is_open is None:
            is_parent = self.viewer is not None and self.viewer.role is Role.PARENT
            self._is_open = has_section(self.session, self.children) if self.children else is_parent
        return self._is_open

    @is_section_open.setter
    def is_section_open(self, is_open: bool) -> None:
        self._is_open = is_open


def current_visit() -> Visit:
    """Give what is known of the present request.

    It is kept with the request itself: ``flask.g`` outlives it where an application context was pushed around it.
    """
    app: flask.Flask = flask.current_app._get_current_object()  # type: ignore[attr-defined]
    request: flask.Request = flask.request._get_current_object()  # type: ignore[attr-defined]
    visit: Visit | None = request.environ.get(_VISIT)
    if visit is None or visit.app is not app:
        visit = request.environ[_VISIT] = Visit(app, request)
    return visit


def refuse_viewer(viewer: Viewer) -> NoReturn:
    """End a request of somebody who is signed in for what is not theirs, as if it did not exist."""
    security_log.tell("not_allowed", endpoint=flask.request.endpoint, viewer=viewer.id, role=viewer.role.value)
    flask.abort(404)
