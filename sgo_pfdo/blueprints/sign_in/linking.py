"""«Привязать Госуслуги»: both sides' names, then one press; and taking the link away."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.sign_in import blueprint
from sgo_pfdo.blueprints.sign_in.asked import Own, identifying, provider_of_portal, require_own
from sgo_pfdo.blueprints.sign_in.opening import REFUSED, words_of
from sgo_pfdo.blueprints.sign_in.result import AttemptForm, ended_here
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.identity import keeping, links_of, unlink
from sgo_pfdo.identity.keeping import LINK, Ended
from sgo_pfdo.identity.signing_in import link_pressed
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import moment_in_words


@blueprint.get("/link")
def link() -> ResponseReturnValue:
    """Show whether the account is linked; after the way back, who would be linked with whom."""
    return _show(require_own())


def _show(own: Own, *, problem: bool = False) -> ResponseReturnValue:
    settings, session = current_state().settings, current_session()
    waiting, links = _waiting(session, own), links_of(session, own.account.id)
    form = AttemptForm(formdata=None)
    form.attempt.data = waiting.key if waiting else ""
    page = render(
        "sign_in/link.html",
        account=own.account,
        person=waiting.person if waiting else None,
        linked_at=moment_in_words(links[0].linked_at, time_zone_of(None, settings)) if links else None,
        form=form,
        unlink_form=PfdoForm(formdata=None),
        provider=provider_of_portal(),
        problem=problem,
    )
    return page, 400 if problem else 200


def _waiting(session: Session, own: Own) -> Ended | None:
    """Find what this browser has brought back for this very account."""
    ended = ended_here(session)
    is_own = ended is not None and ended.kind == LINK and ended.account_id == own.viewer.id
    return ended if is_own else None


@blueprint.post("/link")
def press_link() -> ResponseReturnValue:
    """Link the account, if the page has shown the same two and nothing has come up against it."""
    own = require_own()
    form = AttemptForm()
    if not form.validate_on_submit():
        return _show(own, problem=True)
    outcome = act(require_own, lambda session, own: _link(session, own, form))
    if outcome == REFUSED:
        return flask.redirect(flask.url_for(f"{blueprint.name}.result"), 303)
    return flask.redirect(flask.url_for(f"{blueprint.name}.link", done=outcome, _anchor="pfdo-done"), 303)


def _link(session: Session, own: Own, form: AttemptForm) -> str | None:
    """Link, inside the action.

    :return: ``linked``, ``refused``, or ``None`` where there is nothing to link any more.
    """
    waiting, way = _waiting(session, own), identifying()
    if waiting is None or waiting.person is None or waiting.key != form.attempt.data:
        return None
    conflict = link_pressed(session, waiting.person, own.account, own.actor, way)
    if conflict is not None:
        keeping.settle(session, way.cipher, waiting, REFUSED, now=way.now, words=words_of(conflict))
        return REFUSED
    keeping.forget(session, waiting.key)
    return "linked"


@blueprint.post("/unlink")
def press_unlink() -> ResponseReturnValue:
    """Take the link away: from then on only the password opens the account."""
    own = require_own()
    if not PfdoForm().validate_on_submit():
        return _show(own, problem=True)
    act(require_own, _unlink)
    return flask.redirect(flask.url_for(f"{blueprint.name}.link", done="unlinked", _anchor="pfdo-done"), 303)


def _unlink(session: Session, own: Own) -> None:
    unlink(session, own.account.id, actor=own.actor, pupil_id=own.account.pupil_id, now=current_state().host.now())
