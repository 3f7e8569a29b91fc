"""Who looks at the pages of the desk, the municipality and the school; every view there begins here.

What somebody may see follows from the role that is active now and from our own tables, never from a form.
"""

from dataclasses import dataclass
from datetime import date

import flask
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.kept_forms import keep_draft
from sgo_pfdo.blueprints.common.unseen import missing_municipality, missing_organisation, missing_school
from sgo_pfdo.blueprints.common.visitor import current_visitor, refuse_viewer
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.host_answers import refusal_of
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities.model import Municipality, Organisation, RegisteredSchool
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Role, Viewer


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk at the desk of an authorised organisation, and the municipality it belongs to."""

    viewer: Viewer
    organisation: Organisation
    municipality: Municipality

    @property
    def actor(self) -> Actor:
        """The clerk as the history names them."""
        return Actor(
            role=Role.CLERK.value,
            id=self.viewer.id,
            organisation=self.organisation.name,
            municipality_code=self.municipality.code,
        )


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody of the municipality's authorised body."""

    viewer: Viewer
    municipality: Municipality

    @property
    def actor(self) -> Actor:
        """The operator as the history names them."""
        return Actor(
            role=Role.OPERATOR.value,
            id=self.viewer.id,
            organisation=self.municipality.authority or self.municipality.name,
            municipality_code=self.municipality.code,
        )


@dataclass(frozen=True, slots=True)
class Director:
    """Somebody who runs a school that the module knows."""

    viewer: Viewer
    school: RegisteredSchool
    municipality: Municipality

    @property
    def actor(self) -> Actor:
        """The director as the history names them."""
        return Actor(
            role=Role.DIRECTOR.value,
            id=self.viewer.id,
            organisation=self.school.name or self.school.id,
            municipality_code=self.municipality.code,
        )


def clerk_of(viewer: Viewer) -> Clerk | None:
    """Tell whose desk a viewer sits at: none, unless they are a clerk of an open organisation that was loaded."""
    if viewer.role is not Role.CLERK:
        return None
    session = current_session()
    organisation = session.get(Organisation, viewer.organisation_code, populate_existing=True)
    if organisation is None or not organisation.is_open:
        current_state().told.warning(missing_organisation(viewer, organisation))
        return None
    return Clerk(viewer, organisation, _municipality(session, organisation.municipality_code))


def operator_of(viewer: Viewer) -> Operator | None:
    """Tell which municipality a viewer operates, if it was loaded."""
    if viewer.role is not Role.OPERATOR:
        return None
    municipality = current_session().get(Municipality, viewer.municipality_code, populate_existing=True)
    if municipality is None:
        current_state().told.warning(missing_municipality(viewer))
        return None
    return Operator(viewer, municipality)


def director_of(viewer: Viewer) -> Director | None:
    """Tell which school a viewer runs, if the module knows it."""
    if viewer.role is not Role.DIRECTOR:
        return None
    session = current_session()
    school = session.get(RegisteredSchool, viewer.school_id, populate_existing=True)
    if school is None:
        current_state().told.warning(missing_school(viewer))
        return None
    return Director(viewer, school, _municipality(session, school.municipality_code))


def _municipality(session: Session, code: str) -> Municipality:
    """Read a municipality afresh: an action asks for its settings once more."""
    return session.get_one(Municipality, code, populate_existing=True)


def require_clerk() -> Clerk:
    """Give the clerk who is signed in, or end the request: with the host's answer, or with 404 for everybody else."""
    viewer = _require_viewer()
    clerk = clerk_of(viewer)
    if clerk is None:
        refuse_viewer(viewer)
    return clerk


def require_operator() -> Operator:
    """Give the operator who is signed in, or end the request like :func:`require_clerk`."""
    viewer = _require_viewer()
    operator = operator_of(viewer)
    if operator is None:
        refuse_viewer(viewer)
    return operator


def require_director() -> Director:
    """Give the director who is signed in, or end the request like :func:`require_clerk`."""
    viewer = _require_viewer()
    director = director_of(viewer)
    if director is None:
        refuse_viewer(viewer)
    return director


def _require_viewer() -> Viewer:
    visitor = current_visitor()
    if visitor.viewer is None:
        keep_draft()
        flask.abort(refusal_of(visitor.state.host))
    return visitor.viewer


def today_for(municipality: Municipality) -> date:
    """Tell the date in a municipality."""
    state = current_state()
    return today_in(municipality, state.settings, state.host.now())
