"""«Вернуть прежний сертификат в силу»: one that a wrong clock replaced, on a page of its own."""

from functools import partial

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, read_form
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import (
    Card,
    OpenCard,
    back_to_card,
    card_form,
    read_card,
    render_card,
    require_card,
)
from sgo_pfdo.blueprints.desk.forms import RestoreForm
from sgo_pfdo.blueprints.desk.steps import refuse
from sgo_pfdo.certificates.restoring import Restoration, restore
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.steps import StepRefusedError, newer_of
from sgo_pfdo.current import current_state
from sgo_pfdo.plain.changed import ChangedMeanwhileError


@blueprint.route("/c/<card_id>/restore", endpoint="restore", methods=["GET", "POST"])
def restore_card(card_id: str) -> ResponseReturnValue:
    """Say which certificate takes the place of which, ask why, do it."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    name = f"desk.restore {card_id}"
    if flask.request.method == "GET":
        if Step.RESTORE not in shown.steps:
            return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
        form = card_form(RestoreForm, clerk, shown, "restore")
        newer = newer_of(database.current_session(), shown.certificate)
        form.newer_version.data = str(newer.version if newer else 0)
        form.offer(Step.RESTORE)
        return _show(clerk, shown, form)
    form = read_form(RestoreForm, clerk.viewer, name)
    form.offer(Step.RESTORE)
    if not form.validate_on_submit():
        if Step.RESTORE not in shown.steps:  # the newer one may be another municipality's by now, and not ours to show
            return refuse(clerk, card_id, form)
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show(clerk, shown, form, problem=problem), status
    try:
        act(partial(require_card, card_id), partial(_restore, form=form, name=name))
    except (ChangedMeanwhileError, StepRefusedError) as error:
        return refuse(clerk, card_id, form, error)
    return back_to_card(card_id, "restored")


def _restore(session: Session, card: OpenCard, *, form: RestoreForm, name: str) -> None:
    state = current_state()
    wanted = Restoration(
        version=form.seen_version,
        newer_version=form.seen_newer_version,
        reason_code=form.reason.data,
        reason_words=form.own_words,
    )
    restore(
        session,
        card.certificate.id,
        wanted,
        card.clerk.actor,
        settings=state.settings,
        has_remote_register=state.register is not None,
        now=state.host.now(),
    )
    drop_draft(session, card.clerk.viewer, name)


def _show(clerk: Clerk, shown: Card, form: RestoreForm, *, problem: str | None = None) -> str:
    newer = newer_of(database.current_session(), shown.certificate)
    return render_card("desk/restore.html", clerk, shown, newer=newer, form=form, problem=problem)
