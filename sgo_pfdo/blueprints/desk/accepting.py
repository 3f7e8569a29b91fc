"""«Принять из другого муниципалитета»: shows whom, asks, and can be taken back on the same day."""

from dataclasses import dataclass
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import settle_search, take_search
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import OpenCard, back_to_card, read_card, require_card, show_card
from sgo_pfdo.blueprints.desk.forms import AcceptForm, CardForm, ConfirmAcceptForm
from sgo_pfdo.blueprints.desk.register import SIGNS
from sgo_pfdo.certificates.accepting import (
    NothingToGiveBackError,
    accept_from_elsewhere,
    find_anywhere,
    give_back,
)
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import SHOWN
from sgo_pfdo.certificates.showing import record_listed
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.plain.changed import ChangedMeanwhileError

ACCEPT = "desk.accept"
WHERE = "вопрос о переходе в другой муниципалитет"


@dataclass(frozen=True, slots=True)
class Found:
    """What a number and a birth date have led to.

    :param card_id: of the certificate.
    :param is_here: it is one of the clerk's own municipality.
    :param version: of the certificate.
    """

    certificate_id: int
    card_id: str
    is_here: bool
    version: int


@blueprint.route("/accept", methods=["GET", "POST"])
def accept() -> ResponseReturnValue:
    """Find a certificate of another municipality by number and birth date, and ask whether to take it over."""
    clerk = require_clerk()
    if flask.request.method == "GET":
        return _show_form(clerk, open_form(AcceptForm, clerk.viewer, ACCEPT))
    form = read_form(AcceptForm, clerk.viewer, ACCEPT)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_form(clerk, form, problem=problem), status
    found = act(require_clerk, partial(_look, form=form))
    if found is None:
        return _show_form(clerk, form, problem="nothing")
    if found.is_here:
        return back_to_card(found.card_id, "here")
    return _ask(clerk, form, found)


def _look(session: Session, clerk: Clerk, *, form: AcceptForm) -> Found | None:
    """Find the certificate; a search in vain counts as a guess, and whom it shows reads of it in the history."""
    now = current_state().host.now()
    taken = take_search(session, now)
    certificate = find_anywhere(session, form.number.data, form.born.data)
    settle_search(session, taken, is_found=certificate is not None)
    if certificate is None:
        record(session, Event.NOT_FOUND, clerk.actor, at=now)
        return None
    is_here = certificate.municipality_code == clerk.municipality.code
    if is_here:
        drop_draft(session, clerk.viewer, ACCEPT)
    else:
        record_listed(session, clerk.actor, [(certificate.holder_id, certificate.id)], WHERE, now)
    return Found(certificate.id, certificate.card_id, is_here, certificate.version)


@blueprint.route("/accept/confirm", methods=["GET", "POST"])
def accept_confirmed() -> ResponseReturnValue:
    """Take the certificate over that the clerk was asked about."""
    clerk = require_clerk()
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.accept"), 303)
    form = read_form(ConfirmAcceptForm, clerk.viewer, ACCEPT)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_form(clerk, form, problem=problem), status
    try:
        accepted = act(require_clerk, partial(_accept, form=form))
    except ChangedMeanwhileError:
        return _show_form(clerk, form, problem="changed"), 409
    if accepted is None:
        return _show_form(clerk, form, problem="nothing")
    return back_to_card(accepted.card_id, "here" if accepted.is_here else "accepted")


def _accept(session: Session, clerk: Clerk, *, form: ConfirmAcceptForm) -> Found | None:
    """Take the certificate over as it was shown; without number and birth date nobody comes this far."""
    now = current_state().host.now()
    taken = take_search(session, now)
    before = find_anywhere(session, form.number.data, form.born.data)
    is_here = before is not None and before.municipality_code == clerk.municipality.code
    certificate = accept_from_elsewhere(
        session,
        form.number.data,
        form.born.data,
        clerk.actor,
        clerk.municipality,
        today=today_for(clerk.municipality),
        now=now,
        version=form.seen_version,
    )
    settle_search(session, taken, is_found=certificate is not None)
    if certificate is None:
        record(session, Event.NOT_FOUND, clerk.actor, at=now)
        return None
    drop_draft(session, clerk.viewer, ACCEPT)
    return Found(certificate.id, certificate.card_id, is_here, certificate.version)


@blueprint.route("/c/<card_id>/give-back", methods=["GET", "POST"], endpoint="give_back")
def give_accepted_back(card_id: str) -> ResponseReturnValue:
    """Give a certificate back that was taken over by mistake."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    form = read_form(CardForm, clerk.viewer, f"desk.press {card_id}")
    if not form.validate_on_submit():
        return show_card(clerk, shown, problem="token", status=400)

    def action(session: Session, card: OpenCard) -> None:
        municipality, now = card.clerk.municipality, current_state().host.now()
        give_back(
            session,
            card.certificate,
            card.clerk.actor,
            version=form.seen_version,
            today=today_for(municipality),
            now=now,
        )

    try:
        act(partial(require_card, card_id), action)
    except (ChangedMeanwhileError, NothingToGiveBackError):
        return show_card(clerk, read_card(clerk, card_id), problem="not_given_back", status=409)
    return flask.redirect(flask.url_for("sgo_pfdo_desk.page", done="given_back", _anchor="pfdo-done"), 303)


def _show_form(clerk: Clerk, form: AcceptForm, *, problem: str | None = None) -> str:
    return render("desk/accept.html", clerk=clerk, form=form, problem=problem)


def _ask(clerk: Clerk, sent: AcceptForm, found: Found) -> str:
    """Show whom the certificate is for before anything is done; the history tells of it already."""
    session, today = database.current_session(), today_for(clerk.municipality)
    certificate = session.get_one(Certificate, found.certificate_id)
    form = open_form(ConfirmAcceptForm, clerk.viewer, ACCEPT)
    form.number.data, form.born.data = certificate.number, sent.born.data
    form.version.data = str(found.version)
    return render(
        "desk/accept_question.html",
        clerk=clerk,
        form=form,
        certificate=certificate,
        holder=session.get_one(Holder, certificate.holder_id),
        comes_from=session.get_one(Municipality, certificate.municipality_code).name,
        status=certificate.status(today),
        shown=SHOWN,
        signs=SIGNS,
    )
