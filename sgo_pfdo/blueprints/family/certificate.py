"""The family's pages under the portal's personal settings: «Сертификат дополнительного образования»."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.access.asking import own_requests
from sgo_pfdo.access.rules.lifecycle import SHOWN as SHOWN_ACCESS
from sgo_pfdo.access.rules.lifecycle import State
from sgo_pfdo.applications.confirming import Stage
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.forms.base import ChildForm, form_for, token_field
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.family import blueprint, downloads
from sgo_pfdo.blueprints.family.alike_forms import OTHER, PressForm, back_to_question
from sgo_pfdo.blueprints.family.application_state import FamilyApplication, back_to_page, family_application
from sgo_pfdo.blueprints.family.child import Family, require_family
from sgo_pfdo.cabinet.admission import Admission
from sgo_pfdo.cabinet.reading import read_cabinet
from sgo_pfdo.certificates.alike import PossiblyHasOneError
from sgo_pfdo.certificates.explaining import Explanation, explanation_of
from sgo_pfdo.certificates.extract import ExtractRefusedError, make_extract
from sgo_pfdo.certificates.history import holder_history
from sgo_pfdo.certificates.issuing import ApplicationNeededError, NotEligibleError, issue
from sgo_pfdo.certificates.rules.eligibility import may_have_access
from sgo_pfdo.certificates.rules.lifecycle import SHOWN, Status
from sgo_pfdo.certificates.rules.validity import days_left
from sgo_pfdo.certificates.standing import Standing
from sgo_pfdo.current import current_state
from sgo_pfdo.host import FamilyAccess
from sgo_pfdo.limits import PASSWORD
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.people import Pupil, Role, Viewer
from sgo_pfdo.plain.numbers import NumbersExhaustedError

DONE = frozenset({"issued", "password", "first_password", "applied", "updated", "linked"})
"""What a redirect may say has just been done, where there is a certificate."""

MOST_MUNICIPALITIES = 60
"""Links to the pages of municipalities that somebody looks through; a region has about forty."""

_log = logging.getLogger("sgo_pfdo")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show how things stand with the child, and the one thing to do next."""
    return show_page(require_family())


def show_page(family: Family, *, problem: str | None = None) -> str:
    """Render the family's page.

    :param problem: what went wrong with a press: ``token``, ``refused``, ``settled`` or ``numbers``.
    """
    if family.child is None:
        has_access, asked = _access(family.viewer)
        return render(
            "family/no_child.html", municipality=None, places=_municipalities(), has_access=has_access, asked=asked
        )
    standing = family.standing()
    certificate = standing.certificate
    application = family_application(family, standing)
    return render(
        "family/certificate.html",
        viewer=family.viewer,
        by_pupil=family.viewer.role is Role.PUPIL and family.viewer.is_owner is not False,
        children=family.children,
        has_access=family.viewer.role is Role.PARENT and isinstance(current_state().host, FamilyAccess),
        child=family.child,
        form=None if standing.reasons else form_for(family.child),  # a token is made only where there is a button
        standing=standing,
        certificate=certificate,
        status=standing.status,
        municipality=standing.municipality,
        shown=SHOWN,
        application=application,
        done=_done(family, application, has_certificate=certificate is not None),
        problem=problem,
        explanation=_explanation(standing),
        days_to_go=days_left(certificate.end_date, standing.today) if certificate else 0,
        organisations=standing.municipality.places if standing.municipality else (),
        links=_links(family, standing),
        cabinet_token=token_field() if has_cabinet(standing, family.viewer) else None,
        papers=downloads.available_papers(
            family, standing, are_filled=application.card is not None and application.card.is_applicant
        ),
    )


def _access(viewer: Viewer) -> tuple[bool, str]:
    """Tell what a parent without a child can do here, and what they have asked for already."""
    if not isinstance(current_state().host, FamilyAccess):
        return False, ""
    asked = [SHOWN_ACCESS[State(one.state)] for one in own_requests(database.current_session(), viewer.id)[:3]]
    return True, ", ".join(asked).lower()


def _municipalities() -> Sequence[Municipality]:
    """List the municipalities for a parent whose child the portal does not know; too many help nobody."""
    query = select(Municipality).order_by(Municipality.name).limit(MOST_MUNICIPALITIES + 1)
    found = database.current_session().scalars(query).all()
    return found if len(found) <= MOST_MUNICIPALITIES else ()


def has_cabinet(standing: Standing, viewer: Viewer) -> bool:
    """Tell whether the viewer can open the holder's cabinet: while the certificate lives, and a month after it."""
    state, certificate = current_state(), standing.certificate
    may = may_have_access(
        by_pupil=viewer.role is Role.PUPIL,
        is_owner=viewer.is_owner,
        birth_date=standing.birth_date,
        today=standing.today,
    )
    if certificate is None or standing.account is None or not state.settings.cabinet or not may:
        return False  # one that came in from another system has no password yet, and so no cabinet
    if standing.has_living_certificate:
        return True
    found = read_cabinet(database.current_session(), certificate.id, settings=state.settings, now=state.host.now())
    return found is not None and found.admission is not Admission.NONE


class Links(NamedTuple):
    """Where the page leads to; ``None`` where there is nothing."""

    history: str | None
    information: str | None
    new_password: str | None


def _links(family: Family, standing: Standing) -> Links:
    child, municipality = standing.pupil.id, standing.municipality
    return Links(
        history=flask.url_for("sgo_pfdo_family.history", child=child) if standing.holder else None,
        information=flask.url_for("sgo_pfdo_open.information", municipality=municipality.code)
        if municipality
        else None,
        new_password=flask.url_for("sgo_pfdo_family.password", child=child) if standing.may_see_credentials else None,
    )


def _explanation(standing: Standing) -> Explanation | None:
    """Read why the certificate is frozen or annulled, and whom to ask."""
    certificate = standing.certificate
    if certificate is None or standing.status not in (Status.FROZEN, Status.ANNULLED):
        return None
    return explanation_of(database.current_session(), certificate)


def _done(family: Family, application: FamilyApplication, *, has_certificate: bool) -> str | None:
    """Read what the redirect says was done; a made-up address says nothing where that cannot be."""
    done = flask.request.args.get("done")
    if done is None:
        return None
    possible = set(DONE) if has_certificate else set()
    if application.stage is Stage.CONFIRMED:
        possible |= {"confirmed", "kept"}
    elif application.is_needed and application.stage is Stage.ADDRESS:
        possible.add("withdrawn")
    return done if done in possible else None


@blueprint.post("/issue", endpoint="issue")
def press() -> ResponseReturnValue:
    """Issue the certificate: «Получить сертификат»."""
    form = PressForm()
    if not form.validate_on_submit():
        return show_page(require_family(), problem="token"), 400
    issuing, is_other = current_state().issuing, form.other.data == OTHER

    def action(session: Session, family: Family) -> Pupil:
        child, now = family.required_child, family.visitor.state.host.now()
        viewer, reading = family.viewer, family.reading
        issue(session, viewer, child, issuing=issuing, now=now, reading=reading, is_other=is_other)
        return child

    try:
        child = act(require_family, action)
    except NotEligibleError:
        return show_page(require_family(), problem="refused"), 403
    except PossiblyHasOneError:
        return back_to_question(require_family().required_child)
    except ApplicationNeededError:
        return flask.redirect(flask.url_for("sgo_pfdo_application.page", child=require_family().required_child.id), 303)
    except NumbersExhaustedError:
        _log.error("no free certificate number, see flask pfdo doctor")
        return show_page(require_family(), problem="numbers"), 503
    return back_to_page(child, "issued")


@blueprint.get("/issue", endpoint="issue_again")
def back_from_sign_in() -> ResponseReturnValue:
    """Lead to the page: a press whose session had ended comes back from the portal's sign-in as a GET."""
    child = require_family().child
    return flask.redirect(flask.url_for("sgo_pfdo_family.page", child=child.id if child else None), 303)


@blueprint.get("/password", endpoint="password")
def password_question() -> ResponseReturnValue:
    """Say what a new password does before it is made."""
    return _show_password_question(require_family())


def _show_password_question(family: Family, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    standing = family.standing()
    if not standing.may_see_credentials:
        flask.abort(404)
    return render(
        "family/password.html",
        child=family.child,
        form=form_for(family.required_child),
        problem=problem,
        is_first=standing.account is None,
    ), status


@blueprint.post("/password")
def new_password() -> ResponseReturnValue:
    """Make an extract (S001): the old password ends."""
    family = require_family()
    standing = family.standing()
    if not standing.may_see_credentials:
        flask.abort(404)
    if not ChildForm().validate_on_submit():
        return _show_password_question(family, problem="token", status=400)
    issuing = current_state().issuing
    who = caller(number=standing.certificate.number if standing.certificate else None)

    def action(session: Session, family: Family) -> None:
        now = family.visitor.state.host.now()
        limiter().take(session, PASSWORD, who, now)
        make_extract(session, family.viewer, family.required_child, issuing=issuing, now=now)

    try:
        act(require_family, action)
    except ExtractRefusedError:  # annulled between the page and the press
        flask.abort(404)
    return back_to_page(family.required_child, "password" if standing.account else "first_password")


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    """Show who did or saw what, newest first: «История сертификата»."""
    family = require_family()
    standing = family.standing()
    if standing.holder is None:
        flask.abort(404)
    zone = time_zone_of(standing.municipality, current_state().settings)
    before = flask.request.args.get("before", type=int)
    session = database.current_session()
    lines, older = holder_history(session, family.viewer, standing.holder.id, zone, before=before)
    return render("family/history.html", child=family.child, standing=standing, lines=lines, older=older)
