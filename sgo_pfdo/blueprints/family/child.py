"""Who looks at the family's pages, at which child; every view begins here."""

from collections.abc import Sequence
from typing import NamedTuple

import flask
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.visitor import Visitor, current_visitor, refuse_viewer
from sgo_pfdo.certificates.family_reading import Reading, read_family
from sgo_pfdo.certificates.standing import Standing, school_ids_of, standing_of
from sgo_pfdo.database import current_session
from sgo_pfdo.host_answers import refusal_of
from sgo_pfdo.people import Pupil, Viewer


class Family(NamedTuple):
    """The viewer with the children that are theirs, and the one that is looked at.

    :param session: the host's.
    :param child: ``None`` only for a parent to whom no child is attached.
    :param reading: what stood in the database of the child when the request came; by default it is read when asked for.
    """

    visitor: Visitor
    session: Session
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
        state = self.visitor.state
        return standing_of(
            self.session,
            self.viewer,
            self.required_child,
            settings=state.settings,
            now=state.host.now(),
            reading=self.reading,
        )


def require_family() -> Family:
    """Find out who looks at which child, or end the request.

    The child is named by its opaque id in the address or, on a POST, in the form, and must be one of the viewer's own;
    by default it is the first. Ends with the host's own answer for people who are not signed in, else with 404.
    """
    visitor = current_visitor()
    viewer, children = visitor.viewer, visitor.children
    if viewer is None:
        flask.abort(refusal_of(visitor.state.host))
    session = current_session()
    child = _chosen(visitor)
    if child is None:
        if not visitor.is_section_open:
            flask.abort(404)
        return Family(visitor, session, viewer, children, None)
    reading = read_family(session, school_ids_of(children), child.id)
    if reading.municipalities or reading.holder:
        visitor.is_section_open = True
    elif not visitor.is_section_open:
        flask.abort(404)
    return Family(visitor, session, viewer, children, child, reading)


def _chosen(visitor: Visitor) -> Pupil | None:
    """Find the child that the request names, by default the first."""
    named = flask.request.form if flask.request.method == "POST" else flask.request.args
    if "child" not in named:
        return visitor.children[0] if visitor.children else None
    child = next((child for child in visitor.children if child.id == named["child"]), None)
    if child is None:
        if visitor.viewer is not None:
            refuse_viewer(visitor.viewer)
        flask.abort(404)
    return child
