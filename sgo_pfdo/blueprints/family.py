"""Who looks at the family's pages, at which child; every view begins here."""

from collections.abc import Sequence
from dataclasses import dataclass

import flask

from sgo_pfdo.certificates.reading import Reading, read_family
from sgo_pfdo.certificates.standing import Standing, has_section, school_ids_of, standing_of
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.people import Pupil, Role, Viewer

_VIEWER = "sgo_pfdo.viewer"
_CHILDREN = "sgo_pfdo.children"
_IS_OPEN = "sgo_pfdo.is_open"


@dataclass(frozen=True, slots=True)
class Family:
    """The viewer with the children that are theirs, and the one that is looked at.

    :param child: ``None`` only for a parent to whom no child is attached.
    :param reading: what stood in the database of the child when the request came; by default it is read when asked for.
    """

    viewer: Viewer
    children: Sequence[Pupil]
    child: Pupil | None
    reading: Reading | None = None

    @property
    def required_child(self) -> Pupil:
        """The child that is looked at; a parent without children gets a 404."""
        if self.child is None:
            flask.abort(404)
        return self.child

    def standing(self) -> Standing:
        """Read how things stand with the child."""
        state = current_state()
        return standing_of(
            current_session(),
            self.viewer,
            self.required_child,
            settings=state.settings,
            now=state.host.now(),
            reading=self.reading,
        )


def current_viewer() -> Viewer | None:
    """Ask the host who is signed in, once per request.

    The answer is kept with the request itself: ``flask.g`` outlives it where an application context was pushed around
    it.
    """
    environ = flask.request.environ
    if _VIEWER not in environ:
        environ[_VIEWER] = current_state().host.current_viewer()
    viewer: Viewer | None = environ[_VIEWER]
    return viewer


def children_of(viewer: Viewer) -> Sequence[Pupil]:
    """List the children a viewer may see: a parent's attached ones, a pupil's own self, nobody else's any.

    The host is asked once per request.
    """
    environ = flask.request.environ
    if _CHILDREN not in environ:
        environ[_CHILDREN] = _ask_host_for_children(viewer)
    children: Sequence[Pupil] = environ[_CHILDREN]
    return children


def _ask_host_for_children(viewer: Viewer) -> Sequence[Pupil]:
    host = current_state().host
    if viewer.role is Role.PARENT:
        return tuple({pupil.id: pupil for pupil in host.children(viewer.id)}.values())
    if viewer.role is Role.PUPIL and viewer.pupil_id is not None:
        pupil = host.pupil(viewer.pupil_id)
        if pupil is not None and pupil.id == viewer.pupil_id:
            return (pupil,)
    return ()


def is_section_open(viewer: Viewer) -> bool:
    """Tell whether the viewer has the section at all; a parent without children has it and learns why it is empty.

    On the family's own pages :func:`require_family` has found out before.
    """
    environ = flask.request.environ
    if _IS_OPEN not in environ:
        children = children_of(viewer)
        environ[_IS_OPEN] = has_section(current_session(), children) if children else viewer.role is Role.PARENT
    is_open: bool = environ[_IS_OPEN]
    return is_open


def require_family() -> Family:
    """Find out who looks at which child, or end the request.

    The child is named by its opaque id in the address or, on a POST, in the form, and must be one of the viewer's own;
    by default it is the first. Ends with the host's own answer for people who are not signed in, else with 404.
    """
    viewer = current_viewer()
    if viewer is None:
        flask.abort(flask.make_response(current_state().host.unauthorized()))
    children = children_of(viewer)
    child = _chosen(children)
    if child is None:
        if not is_section_open(viewer):
            flask.abort(404)
        return Family(viewer, children, None)
    reading = read_family(current_session(), school_ids_of(children), child.id)
    if reading.connections or reading.holder:
        flask.request.environ[_IS_OPEN] = True
    elif not is_section_open(viewer):
        flask.abort(404)
    return Family(viewer, children, child, reading)


def _chosen(children: Sequence[Pupil]) -> Pupil | None:
    """Find the child that the request names, by default the first."""
    request = flask.request
    wanted = (request.form if request.method == "POST" else request.args).get("child")
    if wanted is None:
        return children[0] if children else None
    child = next((child for child in children if child.id == wanted), None)
    if child is None:
        flask.abort(404)
    return child
