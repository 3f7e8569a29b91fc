"""Who looks at the pages of the desk, the municipality and the school; every view there begins here.

What somebody may see follows from the role that is active now and from our own tables, never from a form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import flask

from sgo_pfdo.blueprints.common.forms.keeping import keep_draft
from sgo_pfdo.blueprints.common.unseen import (
    missing_municipality,
    missing_organisation,
    missing_provider,
    missing_school,
)
from sgo_pfdo.blueprints.common.visitor import current_visitor, refuse_viewer
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.host_answers import refusal_of
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.model import Municipality, Organisation, RegisteredSchool
from sgo_pfdo.municipalities.reading import known_municipality
from sgo_pfdo.municipalities.rules import AnyMunicipality, today_in
from sgo_pfdo.people import Role, Viewer
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.providers import find_provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody on duty, and the municipality in which they are: plain data for those whose pages only read it."""

    viewer: Viewer
    municipality: AnyMunicipality

    @property
    def acts_for(self) -> str:
        """The name of the organisation that the history names."""
        raise NotImplementedError

    @property
    def actor(self) -> Actor:
        """Who acts, as the history names them."""
        return Actor(
            role=self.viewer.role.value,
            id=self.viewer.id,
            organisation=self.acts_for,
            municipality_code=self.municipality.code,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk(Staff):
    """A clerk at the desk of an authorised organisation."""

    municipality: KnownMunicipality
    organisation: Organisation

    @property
    def acts_for(self) -> str:
        """The authorised organisation."""
        return self.organisation.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Staff):
    """Somebody of the municipality's authorised body, who also changes it: the municipality is its row."""

    municipality: Municipality

    @property
    def acts_for(self) -> str:
        """The authorised body, or else the municipality."""
        return self.municipality.authority or self.municipality.name


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolWorker(Staff):
    """Somebody of a school that the module knows: decides who gets access to its pupils."""

    municipality: KnownMunicipality
    school: RegisteredSchool

    @property
    def acts_for(self) -> str:
        """The school."""
        return self.school.name or self.school.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Director(SchoolWorker):
    """Somebody who runs a school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderWorker(Staff):
    """Somebody who works for an organisation that teaches."""

    municipality: KnownMunicipality
    provider: Provider

    @property
    def acts_for(self) -> str:
        """The organisation."""
        return self.provider.name


Author = Operator | ProviderWorker
"""Who writes news and events."""
Found = TypeVar("Found", bound=Staff)


def clerk_of(viewer: Viewer) -> Clerk | None:
    """Tell whose desk a viewer sits at: none, unless they are a clerk of an open organisation that was loaded."""
    if viewer.role is not Role.CLERK:
        return None
    session = current_session()
    organisation = session.get(Organisation, viewer.organisation_code, populate_existing=True)
    if organisation is None or not organisation.is_open:
        current_state().told.warning(missing_organisation(viewer, organisation))
        return None
    municipality = known_municipality(session, organisation.municipality_code)
    return Clerk(viewer=viewer, municipality=municipality, organisation=organisation)


def operator_of(viewer: Viewer) -> Operator | None:
    """Tell which municipality a viewer operates, if it was loaded."""
    if viewer.role is not Role.OPERATOR:
        return None
    municipality = current_session().get(Municipality, viewer.municipality_code, populate_existing=True)
    if municipality is None:
        current_state().told.warning(missing_municipality(viewer))
        return None
    return Operator(viewer=viewer, municipality=municipality)


def director_of(viewer: Viewer) -> Director | None:
    """Tell which school a viewer runs, if the module knows it."""
    if viewer.role is not Role.DIRECTOR:
        return None
    school = _school_of(viewer)
    if school is None:
        return None
    return Director(viewer=viewer, municipality=_municipality_of(school), school=school)


def decider_of(viewer: Viewer) -> SchoolWorker | None:
    """Tell for which school a viewer decides about access to pupils: its director, or a registrar."""
    if viewer.role is not Role.REGISTRAR:
        return director_of(viewer)
    school = _school_of(viewer)
    if school is None:
        return None
    return SchoolWorker(viewer=viewer, municipality=_municipality_of(school), school=school)


def provider_of(viewer: Viewer) -> ProviderWorker | None:
    """Tell for which organisation that teaches a viewer works, if it is in the catalogue."""
    if viewer.role is not Role.PROVIDER:
        return None
    session = current_session()
    provider = find_provider(session, viewer.provider_code)
    if provider is None:
        current_state().told.warning(missing_provider(viewer))
        return None
    municipality = known_municipality(session, provider.municipality_code)
    return ProviderWorker(viewer=viewer, municipality=municipality, provider=provider)


def _school_of(viewer: Viewer) -> RegisteredSchool | None:
    school = current_session().get(RegisteredSchool, viewer.school_id, populate_existing=True)
    if school is None:
        current_state().told.warning(missing_school(viewer))
    return school


def _municipality_of(school: RegisteredSchool) -> KnownMunicipality:
    return known_municipality(current_session(), school.municipality_code)


def require_clerk() -> Clerk:
    """Give the clerk who is signed in, or end the request: with the host's answer, or with 404 for everybody else."""
    return _require(clerk_of)


def require_operator() -> Operator:
    """Give the operator who is signed in, or end the request like :func:`require_clerk`."""
    return _require(operator_of)


def require_director() -> Director:
    """Give the director who is signed in, or end the request like :func:`require_clerk`."""
    return _require(director_of)


def require_decider() -> SchoolWorker:
    """Give whoever decides about access to a school's pupils, or end the request like :func:`require_clerk`."""
    return _require(decider_of)


def author_of(viewer: Viewer) -> Author | None:
    """Tell for whom a viewer writes news and events: a municipality, or an organisation that teaches."""
    return operator_of(viewer) or provider_of(viewer)


def require_author() -> Author:
    """Give whoever writes news and events, or end the request like :func:`require_clerk`."""
    found: Staff = _require(author_of)
    assert isinstance(found, Author)
    return found


def require_provider() -> ProviderWorker:
    """Give whoever works for an organisation that teaches, or end the request like :func:`require_clerk`."""
    return _require(provider_of)


def _require(find: Callable[[Viewer], Found | None]) -> Found:
    visitor = current_visitor()
    if visitor.viewer is None:
        keep_draft()
        flask.abort(refusal_of(visitor.state.host))
    found = find(visitor.viewer)
    if found is None:
        refuse_viewer(visitor.viewer)
    return found


def today_for(municipality: AnyMunicipality) -> date:
    """Tell the date in a municipality."""
    state = current_state()
    return today_in(municipality, state.settings, state.host.now())
