"""Who applies for which child, and how far they are: what the family's page and the pages of an application share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import flask
from werkzeug.wrappers import Response

from sgo_pfdo.applications import confirming
from sgo_pfdo.applications.confirming import Stage, find_unfinished, stage_of
from sgo_pfdo.applications.email_address import shown
from sgo_pfdo.applications.finishing import application_of, is_applicant
from sgo_pfdo.applications.model import Application
from sgo_pfdo.applications.papers import filled_papers
from sgo_pfdo.blueprints.common.forms.keeping import keep_draft
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.blueprints.family.child import Family, require_family
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS
from sgo_pfdo.certificates.linking import alike_of
from sgo_pfdo.certificates.papers import group_of_certificate
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.standing import Standing
from sgo_pfdo.config.options import BY_EMAIL
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.people import Pupil
from sgo_pfdo.secrets import SecretLostError


@dataclass(frozen=True, slots=True)
class Applying:
    """One person who applies for one child: who they are, what the rules say of the child, and how far they have come.

    :param application: the one begun and not finished, if any.
    """

    family: Family
    standing: Standing
    application: Application | None

    @property
    def child(self) -> Pupil:
        """The child applied for."""
        return self.standing.pupil

    @property
    def now(self) -> datetime:
        """The moment."""
        return current_state().host.now()

    @property
    def stage(self) -> Stage:
        """How far the application is."""
        return stage_of(self.application, self.now)

    @property
    def may_apply(self) -> bool:
        """Whether the rules allow a certificate, and the municipality wants an application for it."""
        return not self.standing.reasons and self.standing.application_way == BY_EMAIL

    @property
    def email(self) -> str:
        """The address that was given, in the form that mail servers take; empty where there is none to be read."""
        return read_email(self.application)


def require_may_apply() -> Applying:
    """Find out who applies for whom, inside an action that goes on with an application; see :mod:`.acting`.

    :raises NotEligibleError: a rule stands against a certificate; a living one too.
    :raises NotWantedError: the municipality does without an application.
    """
    applying = require_applying()
    confirming.require_may_apply(applying.standing)
    return applying


def has_likely_one(applying: Applying) -> bool:
    """Tell whether a living certificate of this name, or of a form of it, may be the child's."""
    found = alike_of(applying.family.session, applying.standing)
    return any(one.may_be_of(applying.child.first_name) for one in found)


def require_applying() -> Applying:
    """Find out who applies for whom, or end the request like :func:`sgo_pfdo.blueprints.family.child.require_family`.

    What somebody typed whose session had ended is kept for them.
    """
    if current_visitor().viewer is None:
        keep_draft()
    family = require_family()
    child = family.required_child
    standing = family.standing()
    application = None if standing.reasons else find_unfinished(current_session(), family.viewer, child.id)
    return Applying(family, standing, application)


def read_email(application: Application | None) -> str:
    """Read the address of an application; empty where there is none, or no key decrypts it."""
    if application is None or application.email is None:
        return ""
    try:
        return current_state().cipher.decrypt(application.email)
    except SecretLostError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A certificate that came of an application, as the family sees it (S000, points 12 and 13).

    :param number: of the application.
    :param created: «11.06.2019 11:10:59», in the time zone of the municipality.
    :param document: the kind of the child's document, for the applicant alone.
    :param is_applicant: this viewer has applied: contacts, documents and papers are for them.
    :param may_update: the papers can be made anew.
    """

    number: int | None
    created: str
    municipality: str
    group: str
    document: str | None
    is_applicant: bool
    may_update: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherChild:
    """Another child of the family for whom somebody can apply.

    :param stage: how far the application is.
    """

    pupil: Pupil
    stage: Stage


class FamilyApplication(NamedTuple):
    """What the family's page says of applications.

    :param is_needed: the municipality wants an application.
    :param stage: how far the application of this person is.
    :param email: the address given, as people write it.
    :param others: children without a certificate besides the one looked at.
    :param card: of the child's certificate, if it came of an application.
    """

    is_needed: bool
    stage: Stage
    email: str
    others: Sequence[OtherChild]
    card: Card | None


_NOT_NEEDED = FamilyApplication(is_needed=False, stage=Stage.ADDRESS, email="", others=(), card=None)


def family_application(family: Family, standing: Standing) -> FamilyApplication:
    """Gather what the family's page says of applications."""
    card = _card(family, standing) if standing.has_living_certificate else None
    if standing.application_way != BY_EMAIL:
        return _NOT_NEEDED._replace(card=card) if card else _NOT_NEEDED
    unfinished = None if standing.reasons else find_unfinished(family.session, family.viewer, standing.pupil.id)
    return FamilyApplication(
        is_needed=True,
        stage=stage_of(unfinished, family.visitor.state.host.now()),
        email=shown(read_email(unfinished)) if unfinished else "",
        others=_others(family),
        card=card,
    )


def _others(family: Family) -> list[OtherChild]:
    now = current_state().host.now()
    others = []
    for pupil in family.children:
        if pupil is family.child:
            continue
        other = Family(family.visitor, family.session, family.viewer, family.children, pupil).standing()
        if not other.reasons and other.application_way == BY_EMAIL:
            application = find_unfinished(current_session(), family.viewer, pupil.id)
            others.append(OtherChild(pupil=pupil, stage=stage_of(application, now)))
    return others


def _card(family: Family, standing: Standing) -> Card | None:
    certificate, municipality = standing.certificate, standing.municipality
    assert certificate is not None  # it lives
    if municipality is not None and not municipality.has_applications:
        return None  # nobody has applied there, and the page costs nothing more
    application = application_of(current_session(), certificate.id)
    if application is None or application.finished_at is None:
        return None
    is_own = is_applicant(application, family.viewer)
    zone = time_zone_of(municipality, current_state().settings)
    return Card(
        number=application.number,
        created=f"{application.finished_at.astimezone(zone):%d.%m.%Y %H:%M:%S}",
        municipality=municipality.name if municipality else "",
        group=group_of_certificate(certificate, standing.groups) or "",
        document=_document_kind(application) if is_own else None,
        is_applicant=is_own,
        may_update=is_own and standing.status is Status.INACTIVE,
    )


def _document_kind(application: Application) -> str | None:
    state = current_state()
    try:
        papers = filled_papers(current_session(), application, cipher=state.cipher, settings=state.settings)
    except SecretLostError:
        return None
    return DOCUMENT_WORDS[papers.data.document_kind] if papers else None


def own_finished(applying: Applying) -> Application:
    """Find the application that the child's living certificate came of, for whoever applied; 404 for all others."""
    standing = applying.standing
    application = None
    if standing.certificate is not None and standing.has_living_certificate:
        application = application_of(current_session(), standing.certificate.id)
    if application is None or not is_applicant(application, applying.family.viewer):
        flask.abort(404)
    return application


def back_to_page(child: Pupil, done: str | None = None) -> Response:
    """Redirect to the child's page, with the focus on what was done."""
    anchor = "pfdo-done" if done else None
    return flask.redirect(flask.url_for("sgo_pfdo_family.page", child=child.id, done=done, _anchor=anchor), 303)
