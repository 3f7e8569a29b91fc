"""The pages that everybody can open, signed in or not: the confirmation of an address, and information."""

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.applications.confirming import confirm, find_by_link
from sgo_pfdo.applications.model import Application
from sgo_pfdo.blueprints.common.attempts import count_guess
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.letters.links import links
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.blueprints.open import blueprint
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import LINK


@blueprint.get("/mail/<token>")
def confirmation(token: str) -> ResponseReturnValue:
    """Ask for a press: programs that look through mail open links, too."""
    return _show_question(token) if _find(token) is not None else _dead_link()


def _find(token: str) -> Application | None:
    parts = links().read(token)
    if parts is None:
        count_guess(LINK)
        return None
    return find_by_link(database.current_session(), *parts, current_state().host.now())


def _show_question(token: str, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render("open/confirm.html", form=PfdoForm(formdata=None), token=token, problem=problem), status


def _dead_link() -> ResponseReturnValue:
    """Say what to do with a link that was used, replaced, torn off by a mail program, or is too old."""
    return render("open/dead_link.html"), 410


@blueprint.post("/mail/<token>", endpoint="confirm")
def confirm_address(token: str) -> ResponseReturnValue:
    """Confirm the address; it signs nobody in."""
    application = _find(token)
    if application is None:
        return _dead_link()
    if not PfdoForm().validate_on_submit():
        return _show_question(token, problem="token", status=400)
    application_id, link_key = links().read(token) or (0, "")
    pupil_id, applicant_id = application.pupil_id, application.applicant_id
    now = current_state().host.now()
    if not database.perform(lambda session: confirm(session, application_id, link_key, now)):
        return _dead_link()
    visitor = current_visitor()
    is_applicant = visitor.viewer is not None and visitor.viewer.id == applicant_id
    if is_applicant and any(one.id == pupil_id for one in visitor.children):
        return flask.redirect(
            flask.url_for("sgo_pfdo_family.page", child=pupil_id, done="confirmed", _anchor="pfdo-done"), 303
        )
    return flask.redirect(flask.url_for("sgo_pfdo_open.confirmed", child=pupil_id), 303)


@blueprint.get("/mail-confirmed")
def confirmed() -> ResponseReturnValue:
    """Say that the address is confirmed, and where to go on after signing in; it shows nothing of anybody."""
    return render("open/confirmed.html", child_id=flask.request.args.get("child", ""))
