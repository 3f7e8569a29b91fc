"""A forgotten password: a number, always one answer, a letter with a link that sets a new one."""

from contextlib import suppress
from datetime import datetime
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.forms import NewPasswordForm, NumberForm
from sgo_pfdo.blueprints.common.attempts import caller, count_guess, limiter
from sgo_pfdo.blueprints.common.letters.outside import outside_url, portal_address
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.cabinet.letters import recovery_letter
from sgo_pfdo.cabinet.reading import CabinetRecord
from sgo_pfdo.cabinet.recovery import (
    LIFETIMES,
    RECOVERY,
    ask_for_recovery,
    find_by_link,
    find_recoverable,
    names_of,
    new_secret,
    recover,
)
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import LETTERS, LINK, MAILBOX, TooManyTriesError
from sgo_pfdo.limits import RECOVERY as RECOVERY_DOOR
from sgo_pfdo.mail.outbox import Letter
from sgo_pfdo.municipalities.rules import time_zone_of


def can_recover() -> bool:
    """Tell whether a letter can lead back here, and the password is ours to set: a remote register sets its own."""
    state = current_state()
    return bool(state.settings.base_url) and state.register is None


@blueprint.get("/forgotten")
def forgotten() -> ResponseReturnValue:
    """Ask for the number."""
    return _show_question(NumberForm(formdata=None))


def _show_question(form: NumberForm, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    """Render the question for the number.

    :param problem: ``token`` or ``fields``.
    """
    return render("cabinet/entering/forgotten.html", form=form, problem=problem, can_recover=can_recover()), status


@blueprint.post("/forgotten", endpoint="recover")
def ask_for_letter() -> ResponseReturnValue:
    """Send the letter, if there is one to send; the answer is the same."""
    if not can_recover():
        return _show_question(NumberForm(formdata=None), status=409)
    form = NumberForm()
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_question(form, problem=problem, status=status)
    state, number, known = current_state(), form.cleaned, caller(number=form.cleaned)
    database.perform(lambda session: limiter().take(session, RECOVERY_DOOR, known, state.host.now()))
    # made for every number: whether a letter is sent cannot be told by the time it takes
    state.cipher.encrypt(_letter("nobody@localhost", "", state.host.now(), new_secret(RECOVERY)).html)

    def action(session: Session) -> None:
        now = state.host.now()
        recoverable = find_recoverable(session, number, cipher=state.cipher, settings=state.settings, now=now)
        if recoverable is None:
            return
        found, address = recoverable
        limiter().take(session, LETTERS, {MAILBOX: caller(mailbox=address)[MAILBOX]}, now)
        until = (now + LIFETIMES[RECOVERY]).astimezone(time_zone_of(found.municipality, state.settings))
        compose = partial(_letter, address, found.certificate.first_name, until)
        ask_for_recovery(session, found, compose, cipher=state.cipher, now=now)

    with suppress(TooManyTriesError):  # the mailbox is full of our letters already, which is nobody else's to know
        database.perform(action)
    return flask.redirect(flask.url_for("sgo_pfdo_cabinet.letter_sent"), 303)


def _letter(address: str, child: str, until: datetime, said: str) -> Letter:
    link = outside_url("sgo_pfdo_cabinet.new_password", token=said) or ""
    return recovery_letter(render, address, link=link, child=child, until=until, portal=portal_address())


@blueprint.get("/forgotten/sent")
def letter_sent() -> ResponseReturnValue:
    """Say what everybody is told, and what to do where no letter comes."""
    return render("cabinet/entering/letter_sent.html")


@blueprint.get("/recovery/<token>")
def new_password(token: str) -> ResponseReturnValue:
    """Ask for the new password; opening the link does nothing yet, for programs that look through mail open it too."""
    if _find(token) is None:
        return _dead_link()
    return _show_form(token, NewPasswordForm(formdata=None))


def _find(token: str) -> CabinetRecord | None:
    state = current_state()
    found = find_by_link(database.current_session(), token, settings=state.settings, now=state.host.now())
    if found is None:
        count_guess(LINK)
    return found


def _show_form(
    token: str, form: NewPasswordForm, *, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    return render("cabinet/entering/new_password.html", form=form, token=token, problem=problem), status


def _dead_link() -> ResponseReturnValue:
    """Say what to do with a link that was used, replaced, torn off by a mail program, or is too old."""
    return render("cabinet/entering/dead_link.html"), 410


@blueprint.post("/recovery/<token>", endpoint="set_password")
def set_new_password(token: str) -> ResponseReturnValue:
    """Set the password; every session of the cabinet ends, and nobody is signed in by the link."""
    found = _find(token)
    if found is None:
        return _dead_link()
    form = NewPasswordForm()
    form.known = names_of(found)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_form(token, form, problem=problem, status=status)
    state, chosen = current_state(), form.password.data
    is_set = database.perform(
        lambda session: recover(session, token, chosen, settings=state.settings, now=state.host.now())
    )
    if not is_set:
        return _dead_link()
    return flask.redirect(flask.url_for("sgo_pfdo_cabinet.sign_in", done="recovered"), 303)
