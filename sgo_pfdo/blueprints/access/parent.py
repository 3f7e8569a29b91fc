"""Who asks for access: a parent who is signed in at the portal; every view here begins with :func:`require_parent`."""

from collections.abc import Callable
from dataclasses import dataclass

import flask

from sgo_pfdo.access.asking import find_own
from sgo_pfdo.access.model import AccessRequest
from sgo_pfdo.applications import email_address
from sgo_pfdo.blueprints.common.forms.keeping import keep_draft
from sgo_pfdo.blueprints.common.visitor import current_visitor, refuse_viewer
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.host import FamilyAccess
from sgo_pfdo.host_answers import applicant_of, refusal_of
from sgo_pfdo.journal.writing import Actor, actor_from
from sgo_pfdo.people import Applicant, Role, Viewer
from sgo_pfdo.plain import telephones


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A parent, and what the portal knows of them for certain.

    :param portal: attaches children.
    """

    viewer: Viewer
    applicant: Applicant
    portal: FamilyAccess

    @property
    def actor(self) -> Actor:
        """Who acts, as the history names them."""
        return actor_from(self.viewer)


def access_of_portal() -> FamilyAccess:
    """Give what the portal lets the module do; these pages are there only where it does."""
    host = current_state().host
    assert isinstance(host, FamilyAccess)  # else the pages were not registered
    return host


def require_parent() -> Parent:
    """Give the parent who is signed in, or end the request: with the host's answer, or with 404 for everybody else."""
    visitor = current_visitor()
    if visitor.viewer is None:
        keep_draft()
        flask.abort(refusal_of(visitor.state.host))
    if visitor.viewer.role is not Role.PARENT:
        refuse_viewer(visitor.viewer)
    portal = access_of_portal()
    return Parent(viewer=visitor.viewer, applicant=applicant_of(portal, visitor.viewer.id), portal=portal)


def contacts_of(applicant: Applicant) -> tuple[str | None, str | None]:
    """Give telephone and e-mail address that the portal knows, in the form in which families state them.

    What is none, whatever the portal has in its field, is left out.
    """
    return _checked(telephones.read, applicant.telephone), _checked(email_address.check, applicant.email)


def _checked(read: Callable[[str], str], known: str | None) -> str | None:
    try:
        return read(known or "")
    except ValueError:
        return None


def own_request(parent: Parent, card_id: str) -> AccessRequest:
    """Give a request of the parent, or end the request with 404."""
    found = find_own(current_session(), card_id, parent.viewer.id)
    if found is None:
        flask.abort(404)
    return found
