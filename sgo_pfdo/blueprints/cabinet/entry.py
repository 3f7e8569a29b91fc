"""Shows once more who somebody is, before what guards the cabinet is changed: by password, portal or code."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import Cabinet, render_cabinet, require_cabinet, safe_next
from sgo_pfdo.blueprints.cabinet.forms import EntryForm
from sgo_pfdo.blueprints.cabinet.number_door import WrongPasswordError, accept_proof, prove_password
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.letters.outside import portal_address
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.cabinet.addresses import confirmed_address
from sgo_pfdo.cabinet.letters import code_letter
from sgo_pfdo.cabinet.recovery import CODE, LIFETIMES, new_secret, put_secret, take_code
from sgo_pfdo.cabinet.sessions import note_entry
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import LETTERS, MAILBOX, SIGN_IN, TooManyTriesError
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import moment_in_words
from sgo_pfdo.secrets import SecretLostError


class NoAddressError(Exception):
    """There is no confirmed address to send a code to."""


@blueprint.get("/<card_id>/entry")
def entry(card_id: str) -> ResponseReturnValue:
    """Ask for the password, a press at the portal, or a code by letter.

    :param card_id: read by :func:`require_cabinet`.
    """
    return _show(require_cabinet(), EntryForm(formdata=None, next=flask.request.args.get("next", "")))


def _show(
    cabinet: Cabinet,
    form: EntryForm,
    *,
    problem: str | None = None,
    again_at: str = "",
    is_sent: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    """Render the question.

    :param problem: ``token``, ``wrong``, ``code``, ``often`` or ``lost``.
    :param again_at: when the next try is possible, for ``often``.
    :param is_sent: a letter with a code was just sent.
    """
    state = current_state()
    form.password.data = form.code.data = None
    address = confirmed_address(database.current_session(), cabinet.holder.id, state.cipher)
    page = render_cabinet(
        "cabinet/entering/entry.html",
        cabinet,
        form=form,
        problem=problem,
        again_at=again_at,
        has_address=address is not None,
        is_sent=is_sent or problem == "code",
    )
    return page, status


def _show_wait(form: EntryForm, error: TooManyTriesError) -> ResponseReturnValue:
    """Say when the next try is possible: passwords and codes wait minutes, letters up to a day."""
    cabinet = require_cabinet()
    again_at = moment_in_words(error.again_at, time_zone_of(cabinet.municipality, current_state().settings))
    return _show(cabinet, form, problem="often", again_at=again_at, status=429)


@blueprint.post("/<card_id>/entry", endpoint="enter_again")
def enter_by_password(card_id: str) -> ResponseReturnValue:
    """Take the password."""
    cabinet = require_cabinet()
    form = EntryForm()
    if not form.validate_on_submit():
        return _show(cabinet, form, problem="token", status=400)
    if form.code.data:
        return _enter_by_code(cabinet, form)
    try:
        proof = prove_password(cabinet.certificate.number, form.password.data or "")

        def action(session: Session, cabinet: Cabinet) -> None:
            if cabinet.certificate.id == accept_proof(session, proof):
                note_entry(session, cabinet.session_id, current_state().host.now())

        act(require_cabinet, action)
    except WrongPasswordError:
        return _show(require_cabinet(), form, problem="wrong", status=422)
    except TooManyTriesError as error:
        return _show_wait(form, error)
    except SecretLostError:
        return _show(require_cabinet(), form, problem="lost", status=409)
    return _go_on(card_id)


def _enter_by_code(cabinet: Cabinet, form: EntryForm) -> ResponseReturnValue:
    """Take a code; wrong ones count as wrong passwords do."""
    state, typed, known = current_state(), form.code.data or "", caller(number=cabinet.certificate.number)

    def action(session: Session, cabinet: Cabinet) -> bool:
        now = state.host.now()
        taken = limiter().take(session, SIGN_IN, known, now)
        if not take_code(session, cabinet.certificate.id, typed, now):
            return False
        limiter().give_back(session, taken)
        note_entry(session, cabinet.session_id, now)
        return True

    try:
        is_right = act(require_cabinet, action)
    except TooManyTriesError as error:
        return _show_wait(form, error)
    if not is_right:
        return _show(require_cabinet(), form, problem="code", status=422)
    return _go_on(cabinet.card_id)


def _go_on(card_id: str) -> ResponseReturnValue:
    page = flask.url_for("sgo_pfdo_cabinet.access", card_id=card_id)
    return flask.redirect(safe_next(card_id) or page, 303)


@blueprint.post("/<card_id>/entry/portal")
def enter_by_portal(card_id: str) -> ResponseReturnValue:
    """Take the word of the portal for somebody who came through it; the portal may ask for its own password first."""
    cabinet = require_cabinet()
    if cabinet.is_by_number:
        flask.abort(404)
    form = EntryForm()
    if not form.validate_on_submit():
        return _show(cabinet, form, problem="token", status=400)
    back = flask.url_for("sgo_pfdo_cabinet.entry", card_id=card_id, next=safe_next(card_id))
    asked = current_state().host.step_up(back)
    if asked is not None:
        return asked

    def action(session: Session, cabinet: Cabinet) -> None:
        if not cabinet.is_by_number:
            note_entry(session, cabinet.session_id, current_state().host.now())

    act(require_cabinet, action)
    return _go_on(card_id)


@blueprint.post("/<card_id>/entry/code")
def send_code(card_id: str) -> ResponseReturnValue:
    """Send a code to the confirmed address."""
    cabinet = require_cabinet()
    form = EntryForm()
    if not form.validate_on_submit():
        return _show(cabinet, form, problem="token", status=400)
    try:
        act(require_cabinet, _send_code)
    except NoAddressError:
        return _show(require_cabinet(), form, status=409)
    except TooManyTriesError as error:
        return _show_wait(form, error)
    return _show(require_cabinet(), form, is_sent=True)


def _send_code(session: Session, cabinet: Cabinet) -> None:
    state, now = current_state(), current_state().host.now()
    address = confirmed_address(session, cabinet.holder.id, state.cipher)
    if address is None:
        raise NoAddressError
    limiter().take(session, LETTERS, {MAILBOX: caller(mailbox=address)[MAILBOX]}, now)
    code = new_secret(CODE)
    letter = code_letter(
        render,
        address,
        code=code,
        child=cabinet.certificate.first_name,
        until=(now + LIFETIMES[CODE]).astimezone(time_zone_of(cabinet.municipality, state.settings)),
        portal=portal_address(),
    )
    put_secret(session, cabinet.record, CODE, code, letter, cipher=state.cipher, now=now)
