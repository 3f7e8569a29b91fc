"""What a school does with a request: accept, refuse, ask for papers, revoke."""

from collections.abc import Callable

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import signals
from sgo_pfdo.access import deciding
from sgo_pfdo.access.deciding import Acceptance
from sgo_pfdo.access.model import AccessRequest
from sgo_pfdo.access.rules.lifecycle import StepImpossibleError
from sgo_pfdo.access.rules.representatives import RefusalReason
from sgo_pfdo.blueprints.access.letters import tell_applicant
from sgo_pfdo.blueprints.access.parent import access_of_portal
from sgo_pfdo.blueprints.access.reading import stated_of
from sgo_pfdo.blueprints.access_school import blueprint
from sgo_pfdo.blueprints.access_school.forms import AcceptForm, RefuseForm, RequestForm, RevokeForm
from sgo_pfdo.blueprints.access_school.requests import compared, decider_from, pupil_named, request_of, show_card
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.staff import SchoolWorker, require_decider
from sgo_pfdo.current import current_state
from sgo_pfdo.host import CannotAttachError
from sgo_pfdo.plain.changed import ChangedMeanwhileError

PROBLEMS: dict[type[Exception], str] = {
    ChangedMeanwhileError: "changed",
    StepImpossibleError: "changed",
    deciding.OwnRequestError: "own",
    deciding.StrictNoticeError: "strict",
    deciding.NotOfSchoolError: "moved",
    deciding.AdultError: "adult",
    deciding.NotComparedError: "differs",
    deciding.NoBasisError: "basis",
    deciding.DayOverError: "until",
    CannotAttachError: "portal",
}
"""Why a decision was not taken, as the card says it; a portal may raise a kind of its own of the last one."""


@blueprint.post("/<card_id>/accept")
def accept(card_id: str) -> ResponseReturnValue:
    """Attach the chosen pupil to the applicant."""
    worker = require_decider()
    request = request_of(worker, card_id)
    stated = stated_of(request)
    if stated is None:
        return show_card(worker, request, problem="lost" if request.content else "changed", status=409)
    form = AcceptForm()
    form.found = [(form.pupil.data, "")] if form.pupil.data else []
    form.pupil.choices = choices(form.found)
    if not form.validate_on_submit():
        return _refused(worker, request, form)
    chosen = form.pupil.data

    def action(session: Session, worker: SchoolWorker) -> None:
        state = current_state()
        request, pupil = request_of(worker, card_id), pupil_named(chosen)
        now_stated = stated_of(request)
        if pupil is None or now_stated is None:
            raise deciding.NotOfSchoolError
        acceptance = Acceptance(bases=form.bases.data, is_compared=bool(form.is_compared.data), until=form.until.data)
        deciding.accept(
            session,
            access_of_portal(),
            request,
            pupil,
            compared(pupil, now_stated),
            acceptance,
            decider_from(worker),
            seen=form.seen_version,
            now=state.host.now(),
        )
        _tell(session, request, pupil_id=pupil.id)

    return _do(worker, card_id, form, "accepted", action)


@blueprint.post("/<card_id>/refuse")
def refuse(card_id: str) -> ResponseReturnValue:
    """Refuse, with a reason that the family reads."""
    worker, form = require_decider(), RefuseForm()
    request = request_of(worker, card_id)
    if not form.validate_on_submit():
        return _refused(worker, request, form)

    def action(session: Session, worker: SchoolWorker) -> None:
        state, request = current_state(), request_of(worker, card_id)
        reason, words = RefusalReason(form.reason.data), (form.words.data or "").strip() or None
        decider, now = decider_from(worker), state.host.now()
        deciding.refuse(session, request, reason, words, decider, seen=form.seen_version, cipher=state.cipher, now=now)
        _tell(session, request, pupil_id=None)

    return _do(worker, card_id, form, "refused", action)


@blueprint.post("/<card_id>/ask")
def ask(card_id: str) -> ResponseReturnValue:
    """Ask the family to come with papers."""
    worker, form = require_decider(), RequestForm()
    request = request_of(worker, card_id)
    if not form.validate_on_submit():
        return _refused(worker, request, form)

    def action(session: Session, worker: SchoolWorker) -> None:
        request, now = request_of(worker, card_id), current_state().host.now()
        deciding.ask_papers(session, request, decider_from(worker), seen=form.seen_version, now=now)
        tell_applicant(session, request)

    return _do(worker, card_id, form, "asked", action)


@blueprint.post("/<card_id>/revoke")
def revoke(card_id: str) -> ResponseReturnValue:
    """Take the child away again."""
    worker, form = require_decider(), RevokeForm()
    request = request_of(worker, card_id)
    if not form.validate_on_submit():
        return _refused(worker, request, form)

    def action(session: Session, worker: SchoolWorker) -> None:
        state, request = current_state(), request_of(worker, card_id)
        deciding.revoke(
            session,
            access_of_portal(),
            request,
            form.words.data.strip(),
            decider_from(worker),
            seen=form.seen_version,
            cipher=state.cipher,
            now=state.host.now(),
        )
        signals.send_after_commit(session, signals.access_ended, request_id=request.id)
        tell_applicant(session, request)

    return _do(worker, card_id, form, "revoked", action)


def _tell(session: Session, request: AccessRequest, *, pupil_id: str | None) -> None:
    signals.send_after_commit(
        session,
        signals.access_decided,
        request_id=request.id,
        viewer_id=request.applicant_id,
        pupil_id=pupil_id,
    )
    tell_applicant(session, request)


def _refused(worker: SchoolWorker, request: AccessRequest, form: RequestForm) -> ResponseReturnValue:
    problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
    return show_card(worker, request, form=form, problem=problem, status=status)


def _do(
    worker: SchoolWorker,
    card_id: str,
    form: RequestForm,
    done: str,
    action: Callable[[Session, SchoolWorker], None],
) -> ResponseReturnValue:
    """Do it, and show the card; what stands against it is said there."""
    try:
        act(require_decider, action)
    except tuple(PROBLEMS) as error:
        problem = next(words for kind, words in PROBLEMS.items() if isinstance(error, kind))
        if isinstance(error, CannotAttachError):
            form.version.errors = [str(error)]
        worker = require_decider()
        return show_card(worker, request_of(worker, card_id), form=form, problem=problem, status=409)
    page = flask.url_for("sgo_pfdo_access_school.card", card_id=card_id, done=done, _anchor="pfdo-done")
    return flask.redirect(page, 303)
