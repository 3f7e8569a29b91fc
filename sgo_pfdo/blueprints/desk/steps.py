"""Steps at the desk: activate, freeze, annul, withdraw the consent, undo. Each is a small form of its own."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications.papers import document_key_on_papers
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, read_form
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.alike import ask_about_alike, others_said, same_said, take_for_same
from sgo_pfdo.blueprints.desk.application import consent_text_of
from sgo_pfdo.blueprints.desk.card import (
    AloneRefusedError,
    Card,
    OpenCard,
    back_to_card,
    card_form,
    child_on_card,
    may_come_alone,
    may_get_new,
    offer_papers,
    papers_form_name,
    read_card,
    render_card,
    require_card,
    show_card,
)
from sgo_pfdo.blueprints.desk.forms import ActivateForm, CardForm, ReasonForm, WithdrawForm
from sgo_pfdo.certificates.alike import PossiblyHasOneError
from sgo_pfdo.certificates.history import what, who
from sgo_pfdo.certificates.holders import AlreadyHasOneError, AnotherChildError, SeenDocument
from sgo_pfdo.certificates.in_person import OutsideAgesError, issue_again
from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.certificates.rules.required_papers import Paper, papers_to_activate
from sgo_pfdo.certificates.steps import StepRefusedError, StepRequest, take_step
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.plain.numbers import NumbersExhaustedError
from sgo_pfdo.plain.wording import moment_in_words

CHANGES = (Event.STEP, Event.DATA_CORRECTED, Event.TRANSFERRED, Event.PAPERS_UPDATED)
"""What makes the card that somebody else has open an old one."""
WITH_REASON = {"freeze": (Step.FREEZE, "frozen"), "annul": (Step.ANNUL, "annulled")}
PRESSED = {"unfreeze": (Step.UNFREEZE, "unfrozen"), "undo": (Step.UNDO, "undone")}

_log = logging.getLogger("sgo_pfdo")


@blueprint.route("/c/<card_id>/activate", methods=["GET", "POST"])
def activate(card_id: str) -> ResponseReturnValue:
    """Activate a certificate whose papers were seen."""
    return _with_papers(card_id, lambda shown: shown.status is Status.INACTIVE, _activate, "activated")


@blueprint.route("/c/<card_id>/again", methods=["GET", "POST"])
def again(card_id: str) -> ResponseReturnValue:
    """Issue a new certificate in place of an expired one, and activate it."""
    return _with_papers(card_id, lambda shown: shown.status is Status.EXPIRED, _issue_again, "again")


def _with_papers(card_id: str, fits: Callable[[Card], bool], do: Callable[..., str], done: str) -> ResponseReturnValue:
    """Do what needs ticks, from the form on the card."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    form = read_form(ActivateForm, clerk.viewer, papers_form_name(shown))
    offer_papers(clerk, shown, form)
    is_valid = form.validate_on_submit()
    if form.has_bad_token:
        return show_card(clerk, shown, papers_form=form if fits(shown) else None, problem="token", status=400)
    if not fits(shown):
        return refuse(clerk, card_id, form)
    attends = bool(form.attends.data) if "attends" in form else bool(shown.pupil and shown.pupil.attends_school)
    needed = papers_to_activate(attends_school=attends, alone=form.is_alone)
    if form.missing(needed) or not is_valid:
        return show_card(clerk, shown, papers_form=form, problem="papers", status=422)
    try:
        reached = act(partial(require_card, card_id), partial(do, form=form, papers=needed))
        return back_to_card(reached, "same" if reached == same_said(form) else done)
    except PossiblyHasOneError as error:
        ask_about_alike(clerk, form, child_on_card(shown), error)
        return show_card(clerk, shown, papers_form=form, problem="alike")
    except AloneRefusedError:
        return show_card(require_clerk(), read_card(clerk, card_id), problem="parent_needed", status=409)
    except (
        ChangedMeanwhileError,
        StepRefusedError,
        OutsideAgesError,
        AlreadyHasOneError,
        AnotherChildError,
        NumbersExhaustedError,
    ) as error:
        return refuse(clerk, card_id, form, error)


def _activate(session: Session, card: OpenCard, *, form: ActivateForm, papers: Sequence[Paper]) -> str:
    _refuse_alone(card, form)
    request = StepRequest(
        step=Step.ACTIVATE,
        version=form.seen_version,
        papers=papers,
        consent_text=consent_text_of(card.certificate),
    )
    _take_step(session, card, request, papers_form_name(card))
    return card.certificate.card_id


def _issue_again(session: Session, card: OpenCard, *, form: ActivateForm, papers: Sequence[Paper]) -> str:
    _refuse_alone(card, form)
    if card.certificate.version != form.seen_version:
        raise ChangedMeanwhileError
    state, clerk = current_state(), card.clerk
    now, same = state.host.now(), same_said(form)
    if same and (card_id := take_for_same(session, clerk, child_on_card(card), same, card.holder.pupil_id)):
        drop_draft(session, clerk.viewer, papers_form_name(card))
        return card_id
    key = document_key_on_papers(session, card.certificate.id, state.cipher)
    document = SeenDocument(key=key, by=clerk.actor, at=now) if key else None
    new = issue_again(
        session,
        card.certificate,
        papers,
        clerk.actor,
        document=document,
        others=others_said(form),
        issuing=state.issuing,
        now=now,
    )
    drop_draft(session, clerk.viewer, papers_form_name(card))
    return new.card_id


def _refuse_alone(card: OpenCard, form: ActivateForm) -> None:
    """Refuse a pupil who came alone where the municipality does not want that any more.

    :raises AloneRefusedError: it wants a parent.
    """
    if form.is_alone and not may_come_alone(card.clerk, card.holder):
        raise AloneRefusedError


@blueprint.route("/c/<card_id>/unfreeze", endpoint="unfreeze", methods=["GET", "POST"], defaults={"name": "unfreeze"})
@blueprint.route("/c/<card_id>/undo", endpoint="undo", methods=["GET", "POST"], defaults={"name": "undo"})
def press(card_id: str, name: str) -> ResponseReturnValue:
    """Take a step that needs nothing but a press: unfreeze, undo."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    step, done = PRESSED[name]
    form = read_form(CardForm, clerk.viewer, f"desk.press {card_id}")
    if not form.validate_on_submit():
        return show_card(clerk, shown, problem="token", status=400)
    return _take(clerk, shown, form, StepRequest(step=step, version=form.seen_version), "press", done)


@blueprint.route("/c/<card_id>/freeze", endpoint="freeze", methods=["GET", "POST"], defaults={"name": "freeze"})
@blueprint.route("/c/<card_id>/annul", endpoint="annul", methods=["GET", "POST"], defaults={"name": "annul"})
def give_reason(card_id: str, name: str) -> ResponseReturnValue:
    """Freeze or annul: say what happens, ask why, do it."""
    step, done = WITH_REASON[name]

    def request(form: Any) -> StepRequest:
        return StepRequest(
            step=step, version=form.seen_version, reason_code=form.reason.data, reason_words=form.own_words
        )

    def offer(form: Any) -> None:
        form.offer(step)

    return _on_own_page(card_id, name, step, ReasonForm, offer, request, done)


@blueprint.route("/c/<card_id>/withdraw", methods=["GET", "POST"])
def withdraw(card_id: str) -> ResponseReturnValue:
    """Withdraw the consent: say what happens, ask for another ground, do it."""

    def request(form: Any) -> StepRequest:
        ground = (form.ground.data or "").strip() or None
        return StepRequest(step=Step.WITHDRAW_CONSENT, version=form.seen_version, keep_data=ground)

    return _on_own_page(
        card_id, "withdraw", Step.WITHDRAW_CONSENT, WithdrawForm, lambda form: None, request, "withdrawn"
    )


def _on_own_page(
    card_id: str,
    name: str,
    step: Step,
    form_class: type[CardForm],
    offer: Callable[[Any], None],
    request: Callable[[Any], StepRequest],
    done: str,
) -> ResponseReturnValue:
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if flask.request.method == "GET":
        if step not in shown.steps:
            return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
        form = card_form(form_class, clerk, shown, name)
        offer(form)
        return _show_step(clerk, shown, name, form)
    form = read_form(form_class, clerk.viewer, f"desk.{name} {card_id}")
    offer(form)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_step(clerk, shown, name, form, problem=problem), status
    return _take(clerk, shown, form, request(form), name, done)


def _show_step(clerk: Clerk, shown: Card, name: str, form: CardForm, *, problem: str | None = None) -> str:
    return render_card(
        "desk/step.html",
        clerk,
        shown,
        step_name=name,
        form=form,
        problem=problem,
        may_get_new=may_get_new(clerk, shown.holder),
    )


def _take(clerk: Clerk, shown: Card, form: CardForm, request: StepRequest, name: str, done: str) -> ResponseReturnValue:
    card_id = shown.certificate.card_id
    try:
        act(
            partial(require_card, card_id),
            lambda session, card: _take_step(session, card, request, f"desk.{name} {card_id}"),
        )
    except (ChangedMeanwhileError, StepRefusedError) as error:
        return refuse(clerk, card_id, form, error)
    return back_to_card(card_id, done)


def _take_step(session: Session, card: OpenCard, request: StepRequest, draft: str) -> None:
    """Take a step and forget the draft of its form.

    :raises ChangedMeanwhileError: another clerk was faster.
    :raises StepRefusedError: the life cycle does not allow it.
    :raises AnotherChildError: the document that the family typed, and the clerk has seen, stands with another child.
    :raises AlreadyHasOneError: it stands with this child, who has another living certificate.
    """
    state, clerk = current_state(), card.clerk
    activates = request.step is Step.ACTIVATE
    key = document_key_on_papers(session, card.certificate.id, state.cipher) if activates else None
    take_step(
        session,
        card.certificate.id,
        replace(request, document_key=key),
        clerk.actor,
        settings=state.settings,
        has_remote_register=state.register is not None,
        now=state.host.now(),
    )
    drop_draft(session, clerk.viewer, draft)


def refuse(clerk: Clerk, card_id: str, form: CardForm, error: Exception | None = None) -> ResponseReturnValue:
    """Show the card as it is now, with a sentence on why nothing was done.

    :param error: what the service said; without one the card itself tells that it has changed.
    """
    shown = read_card(clerk, card_id)
    is_old = form.seen_version != shown.certificate.version
    is_about_others = isinstance(error, AlreadyHasOneError | AnotherChildError)
    if isinstance(error, ChangedMeanwhileError) or (is_old and not is_about_others):
        return show_card(clerk, shown, problem="changed", detail=_last_change(clerk, shown), status=409)
    if isinstance(error, AlreadyHasOneError):
        return show_card(clerk, shown, problem="newer_lives", status=409)
    if isinstance(error, AnotherChildError):
        return show_card(clerk, shown, problem="document_taken", status=409)
    if isinstance(error, OutsideAgesError):
        return show_card(clerk, shown, problem="outside_ages", status=409)
    if isinstance(error, NumbersExhaustedError):
        _log.error("no free certificate number, see flask pfdo doctor")
        return show_card(clerk, shown, problem="numbers", status=503)
    reason = error.reason.value if isinstance(error, StepRefusedError) else "wrong_status"
    return show_card(clerk, shown, problem=reason, status=409)


def _last_change(clerk: Clerk, shown: Card) -> dict[str, str] | None:
    """Say what the other clerk did, and when."""
    entry = (
        database.current_session()
        .scalars(
            select(JournalEntry)
            .where(
                JournalEntry.holder_id == shown.certificate.holder_id,
                JournalEntry.certificate_id == shown.certificate.id,
                JournalEntry.event.in_([event.value for event in CHANGES]),
            )
            .order_by(JournalEntry.id.desc())
            .limit(1)
        )
        .one_or_none()
    )
    if entry is None:
        return None
    return {
        "what": what(entry),
        "who": who(clerk.viewer, entry.actor_id, entry.actor_role, entry.organisation),
        "when": _when(clerk, entry.at),
    }


def _when(clerk: Clerk, moment: datetime) -> str:
    return moment_in_words(moment, time_zone_of(clerk.municipality, current_state().settings))
