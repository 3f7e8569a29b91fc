"""The clean address after the way back: which of several accounts, or why nobody comes in."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import HiddenField

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.sign_in import blueprint
from sgo_pfdo.blueprints.sign_in.asked import identifying, this_browser
from sgo_pfdo.blueprints.sign_in.opening import CHOOSE, come_in, open_portal, show_refusal
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.identity import keeping
from sgo_pfdo.identity.keeping import LINK, Ended
from sgo_pfdo.identity.port import Refusal
from sgo_pfdo.identity.signing_in import Entered, choices

STATUS = {"unavailable": 503, "portal": 503, Refusal.MISCONFIGURED.value: 503, Refusal.TOO_LATE.value: 410}


class AttemptForm(PfdoForm):
    """A press that goes on with what came back from the provider, as the page has shown it."""

    attempt = HiddenField()
    """Names the attempt: in another tab somebody else may have come back since."""
    account = HiddenField()


def ended_here(session: Session) -> Ended | None:
    """Find what came of this browser's last way to the provider."""
    state = current_state()
    return keeping.find_ended(session, state.cipher, this_browser(), state.host.now()) if this_browser() else None


@blueprint.get("/result")
def result() -> ResponseReturnValue:
    """Show which accounts there are, or why nobody comes in."""
    ended = ended_here(current_session())
    if ended is None:
        return show_refusal({}), 410
    if ended.kind == CHOOSE:
        return _ask_which(ended)
    if ended.kind == LINK:
        return flask.redirect(flask.url_for(f"{blueprint.name}.link"), 303)
    reason = ended.words.get("reason", "")
    return show_refusal(dict(ended.words), purpose=ended.purpose), STATUS.get(reason, 403)


def _ask_which(ended: Ended, *, problem: bool = False) -> ResponseReturnValue:
    """List the person's accounts, as the rules find them now."""
    person, way = ended.person, identifying()
    assert person is not None  # kept with the choice
    accounts = database.perform(lambda session: choices(session, person, way))
    form = AttemptForm(formdata=None)
    form.attempt.data = ended.key
    return render("sign_in/choose.html", accounts=accounts, form=form, problem=problem), 400 if problem else 200


@blueprint.post("/choose")
def choose() -> ResponseReturnValue:
    """Sign in at the account that was pressed, if the rules still find it."""
    form = AttemptForm()
    if not form.validate_on_submit():
        ended = ended_here(current_session())
        if ended is None or ended.kind != CHOOSE:
            return show_refusal({}), 410
        return _ask_which(ended, problem=True)
    entered = database.perform(lambda session: _enter_chosen(session, form))
    if entered is None:
        return flask.redirect(flask.url_for(f"{blueprint.name}.result"), 303)
    account_id, after = entered
    return open_portal(account_id, after)


def _enter_chosen(session: Session, form: AttemptForm) -> tuple[str, str] | None:
    """Enter, inside the action; ``None`` where the page has something else to say now."""
    ended = ended_here(session)
    if ended is None or ended.kind != CHOOSE or ended.person is None or ended.key != form.attempt.data:
        return None
    outcome = come_in(session, ended, ended.person, identifying(), chosen=form.account.data or "")
    return (outcome.account_id, ended.after) if isinstance(outcome, Entered) else None
