"""An application's first half: an address, a letter, and what can be done while it waits (S000, points 8–10)."""

import logging
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications.confirming import (
    AlreadyConfirmedError,
    LetterRequest,
    NotWantedError,
    Stage,
    begin,
    change_address,
    topic_of,
    withdraw,
)
from sgo_pfdo.applications.email_address import shown
from sgo_pfdo.applications.letters import confirmation_letter
from sgo_pfdo.applications.links import LINK_LIFETIME
from sgo_pfdo.blueprints.application import blueprint
from sgo_pfdo.blueprints.application.forms import EmailForm
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.forms.base import ChildForm
from sgo_pfdo.blueprints.common.letters.links import links
from sgo_pfdo.blueprints.common.letters.outside import outside_url, portal_address
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.family.alike_forms import back_to_question
from sgo_pfdo.blueprints.family.application_state import (
    Applying,
    back_to_page,
    has_likely_one,
    require_applying,
    require_may_apply,
)
from sgo_pfdo.blueprints.family.certificate import show_page
from sgo_pfdo.blueprints.family.child import require_family
from sgo_pfdo.certificates.issuing import NotEligibleError
from sgo_pfdo.current import current_state
from sgo_pfdo.host_answers import family_record_of
from sgo_pfdo.limits import LETTERS, TooManyTriesError
from sgo_pfdo.mail import outbox
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import moment_in_words

NOT_ANY_MORE = (NotEligibleError, NotWantedError)
DONE = frozenset({"again", "changed"})
"""What a redirect may say has just been done."""

_log = logging.getLogger("sgo_pfdo")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Ask for the address, or say where the letter is; whoever has confirmed goes on with the papers."""
    applying = require_applying()
    if not applying.may_apply:
        return back_to_page(applying.child)
    if applying.stage is Stage.CONFIRMED:
        return flask.redirect(flask.url_for("sgo_pfdo_application.papers", child=applying.child.id), 303)
    if applying.stage in {Stage.WAITING, Stage.EXPIRED}:
        return _show_waiting(applying)
    if has_likely_one(applying):
        return back_to_question(applying.child)  # at the end nothing would come of it
    return _show_question(applying, _question(applying))


@blueprint.get("/again", endpoint="again_link")
@blueprint.get("/change", endpoint="change_link")
def back_to_application() -> ResponseReturnValue:
    """Lead to the page: a press whose session had ended comes back from the portal's sign-in as a GET."""
    child = require_applying().child
    return flask.redirect(flask.url_for("sgo_pfdo_application.page", child=child.id), 303)


def _question(applying: Applying) -> EmailForm:
    """Make the form with the address given before, or the one that the portal knows."""
    email = applying.email
    if not email:
        record = family_record_of(current_state().host, applying.family.viewer.id, applying.child.id)
        email = record.email or ""
    return EmailForm(formdata=None, child=applying.child.id, email=shown(email) if "@" in email else email)


def _show_question(
    applying: Applying, form: EmailForm, *, problem: str | None = None, again_at: str = "", status: int = 200
) -> ResponseReturnValue:
    """Render the question for the address.

    :param problem: ``token``, ``fields``, ``often`` or ``unavailable``.
    :param again_at: when the next letter can be asked for.
    """
    if not current_state().settings.base_url:
        _log.error("SGO_PFDO_BASE_URL is not set: nobody can apply by e-mail, see flask pfdo doctor")
        problem, status = "unavailable", 503
    page = render(
        "application/address.html",
        child=applying.child,
        form=form,
        problem=problem,
        again_at=again_at,
        stage=applying.stage,
        done=_done(applying),
        is_begun=applying.application is not None,
    )
    return page, status


def _done(applying: Applying) -> str | None:
    done = flask.request.args.get("done")
    return done if done in DONE and applying.application is not None else None


def _show_waiting(
    applying: Applying, *, problem: str | None = None, again_at: str = "", status: int = 200
) -> ResponseReturnValue:
    """Render the page that says where the letter is.

    :param problem: ``token`` or ``often``.
    """
    application = applying.application
    assert application is not None  # it waits
    zone = time_zone_of(applying.standing.municipality, current_state().settings)
    expires_at = application.link_expires_at
    page = render(
        "application/waiting.html",
        child=applying.child,
        form=ChildForm(formdata=None, child=applying.child.id),
        email=shown(applying.email),
        stage=applying.stage,
        is_sending=outbox.is_waiting(database.current_session(), topic_of(application)),
        expires_at=moment_in_words(expires_at, zone) if expires_at else "",
        problem=problem,
        again_at=again_at,
        done=_done(applying),
    )
    return page, status


@blueprint.post("")
def send() -> ResponseReturnValue:
    """Take the address and send the letter: «Отправить заявку»."""
    applying = require_applying()
    form = EmailForm()
    is_valid = form.validate_on_submit()
    if form.has_bad_token:
        return _refuse_token(applying, form)
    if not applying.may_apply:
        return show_page(applying.family, problem="refused"), 403
    if not is_valid:
        return _show_question(applying, form, problem="fields", status=422)
    if not current_state().settings.base_url:
        return _show_question(applying, form)
    try:
        _write_letter(form.address)
    except AlreadyConfirmedError:
        pass  # on another device: the page leads on
    except NOT_ANY_MORE:
        return _refuse_late()
    except TooManyTriesError as error:
        is_second_press = applying.stage is Stage.WAITING and applying.email == form.address
        if not is_second_press:
            return _show_question(applying, form, problem="often", again_at=_in_words(applying, error), status=429)
    return _to_application(applying)


def _refuse_token(applying: Applying, form: EmailForm) -> ResponseReturnValue:
    if applying.may_apply and applying.stage in {Stage.ADDRESS, Stage.REFUSED}:
        return _show_question(applying, form, problem="token", status=400)
    return show_page(applying.family, problem="token"), 400


def _write_letter(email: str) -> None:
    """Begin the application, or go on with it, and put the letter into the outbox, all at once.

    :raises TooManyTriesError: enough letters for now.
    :raises AlreadyConfirmedError: its address is confirmed.
    :raises NotEligibleError: a rule stands against a certificate by now.
    :raises NotWantedError: the municipality does without an application by now.
    """
    state, who = current_state(), caller(mailbox=email)

    def action(session: Session, applying: Applying) -> None:
        viewer, child, now = applying.family.viewer, applying.child, applying.now
        municipality = applying.standing.municipality
        assert municipality is not None  # the rules have seen to it
        limiter().take(session, LETTERS, who, now)
        request = begin(session, viewer, child.id, municipality.code, email, cipher=state.cipher, now=now)
        letter = confirmation_letter(
            render,
            email,
            link=_link(request),
            child=child.first_name,
            until=(now + LINK_LIFETIME).astimezone(time_zone_of(municipality, state.settings)),
            portal=portal_address(),
        )
        outbox.put(session, state.cipher, letter, topic=topic_of(request.application), now=now)

    act(require_may_apply, action)


def _link(request: LetterRequest) -> str:
    """Make the link of a letter. It begins with the option, never with what the Host header says."""
    token = links().make(request.application.id, request.link_key)
    return outside_url("sgo_pfdo_open.confirmation", token=token) or ""


def _in_words(applying: Applying, error: TooManyTriesError) -> str:
    return moment_in_words(error.again_at, time_zone_of(applying.standing.municipality, current_state().settings))


def _to_application(applying: Applying, done: str | None = None) -> ResponseReturnValue:
    values: dict[str, Any] = {"done": done, "_anchor": "pfdo-done"} if done else {}
    return flask.redirect(flask.url_for("sgo_pfdo_application.page", child=applying.child.id, **values), 303)


@blueprint.post("/again", endpoint="again")
def send_again() -> ResponseReturnValue:
    """Send the letter again, with a new link: «Отправить ещё раз»."""
    applying = require_applying()
    refusal = _refuse_press(applying)
    if refusal is not None:
        return refusal
    if not applying.email:
        return _to_application(applying)
    try:
        _write_letter(applying.email)
    except AlreadyConfirmedError:
        return _to_application(applying)
    except NOT_ANY_MORE:
        return _refuse_late()
    except TooManyTriesError as error:
        again_at = _in_words(applying, error)
        if applying.stage in {Stage.WAITING, Stage.EXPIRED}:
            return _show_waiting(applying, problem="often", again_at=again_at, status=429)
        return _show_question(applying, _question(applying), problem="often", again_at=again_at, status=429)
    return _to_application(applying, "again")


def _refuse_press(applying: Applying) -> ResponseReturnValue | None:
    """Refuse a press without a good token, or of somebody who may not apply."""
    if not ChildForm().validate_on_submit():
        if applying.may_apply and applying.stage in {Stage.WAITING, Stage.EXPIRED}:
            return _show_waiting(applying, problem="token", status=400)
        return show_page(applying.family, problem="token"), 400
    if not applying.may_apply:
        return show_page(applying.family, problem="refused"), 403
    return None


@blueprint.post("/change")
def change() -> ResponseReturnValue:
    """Go back to the question for the address; the old link dies: «Изменить адрес»."""
    applying = require_applying()
    refusal = _refuse_press(applying)
    if refusal is not None:
        return refusal
    try:
        act(require_may_apply, _change_address)
    except NOT_ANY_MORE:
        return _refuse_late()
    return _to_application(applying, "changed")


def _change_address(session: Session, applying: Applying) -> None:
    change_address(session, applying.family.viewer, applying.child.id, applying.now)


def _refuse_late() -> ResponseReturnValue:
    """Say what stands against an application since the page was opened."""
    return show_page(require_family(), problem="refused"), 403


@blueprint.get("/withdraw")
def withdraw_question() -> ResponseReturnValue:
    """Say what happens before the application is withdrawn."""
    applying = require_applying()
    if applying.application is None:
        return back_to_page(applying.child)
    return _show_withdrawal(applying)


def _show_withdrawal(applying: Applying, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    form = ChildForm(formdata=None, child=applying.child.id)
    return render("application/withdraw.html", child=applying.child, form=form, problem=problem), status


@blueprint.post("/withdraw", endpoint="withdraw")
def withdraw_application() -> ResponseReturnValue:
    """Withdraw the application: nothing of what was typed stays."""
    applying = require_applying()
    if not ChildForm().validate_on_submit():
        if applying.application is None:
            return show_page(applying.family, problem="token"), 400
        return _show_withdrawal(applying, problem="token", status=400)
    if not applying.may_apply:
        return show_page(applying.family, problem="refused"), 403
    try:
        act(require_may_apply, lambda session, one: withdraw(session, one.family.viewer, one.child.id))
    except NOT_ANY_MORE:
        return _refuse_late()
    return back_to_page(applying.child, "withdrawn")
