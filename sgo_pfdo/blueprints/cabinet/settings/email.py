"""«Настройка электронной почты»: an address, a letter, a press on the link; it brings a lost cabinet back (S001)."""

import logging
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications.email_address import shown
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import Cabinet
from sgo_pfdo.blueprints.cabinet.settings.common import (
    SETTINGS,
    back_to_settings,
    change_of,
    refused,
    require_entry,
    show_form,
)
from sgo_pfdo.blueprints.cabinet.settings.forms import EmailForm, PressForm
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, count_guess, limiter
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.letters.links import cabinet_links
from sgo_pfdo.blueprints.common.letters.outside import outside_url, portal_address
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.cabinet import emails
from sgo_pfdo.cabinet.letters import confirmation_letter, farewell_letter
from sgo_pfdo.cabinet.settings import Change, readable, settings_of
from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import LETTERS, LINK, TooManyTriesError
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.stopping import BY_LETTER
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import AnyMunicipality, time_zone_of
from sgo_pfdo.plain.wording import moment_in_words

DRAFT = "email"
"""Names what was typed here when a session had ended."""

_log = logging.getLogger("sgo_pfdo")


@blueprint.route(f"{SETTINGS}/email", methods=["GET", "POST"])
def email(card_id: str) -> ResponseReturnValue:
    """Ask for the address, and say where its letter is."""
    cabinet = require_entry()
    if flask.request.method == "GET":
        return _show(cabinet, open_form(EmailForm, cabinet, DRAFT))
    form = read_form(EmailForm, cabinet, DRAFT)
    is_valid = form.validate_on_submit()
    if not is_valid or not current_state().settings.base_url:
        return _show(cabinet, form) if is_valid else refused(form, partial(_show, cabinet, form))
    try:
        is_sent = _write_letter(form.address)
    except TooManyTriesError as error:
        if _is_waiting_for(cabinet, form.address):
            return back_to_settings("sent")  # a double click
        zone = time_zone_of(cabinet.municipality, current_state().settings)
        again_at = moment_in_words(error.again_at, zone)
        return _show(cabinet, form, problem="often", again_at=again_at, status=429)
    return back_to_settings("sent" if is_sent else "email_same")


def _is_waiting_for(cabinet: Cabinet, address: str) -> bool:
    """Tell whether a letter to this very address is on its way."""
    state = current_state()
    settings = settings_of(database.current_session(), cabinet.holder.id)
    if settings is None or emails.stage_of(settings, state.host.now()) is not emails.Stage.WAITING:
        return False
    return settings.new_email is not None and readable(settings.new_email, state.cipher) == address


def _show(
    cabinet: Cabinet, form: EmailForm, *, problem: str | None = None, again_at: str = "", status: int = 200
) -> ResponseReturnValue:
    """Render the question for the address.

    :param problem: ``token``, ``fields``, ``often`` or ``unavailable``.
    :param again_at: when the next letter can be asked for.
    """
    state = current_state()
    if not state.settings.base_url:
        _log.error("SGO_PFDO_BASE_URL is not set: no address can be confirmed, see flask pfdo doctor")
        problem, status = "unavailable", 503
    settings = settings_of(database.current_session(), cabinet.holder.id)
    now, confirmed = state.host.now(), emails.confirmed_email(settings, state.cipher)
    new = readable(settings.new_email, state.cipher) if settings and settings.new_email else None
    if form.email.data is None:
        known = new or confirmed
        form.email.data = shown(known) if known else ""
    ends_at = settings.link_expires_at if settings else None
    zone = time_zone_of(cabinet.municipality, state.settings)
    return show_form(
        "cabinet/settings/email.html",
        cabinet,
        form,
        problem=problem,
        status=status,
        again_at=again_at,
        confirmed=shown(confirmed) if confirmed else "",
        new_email=shown(new) if new else "",
        stage=emails.stage_of(settings, now),
        expires_at=moment_in_words(ends_at, zone) if ends_at else "",
        press=PressForm(formdata=None),
    )


def _write_letter(address: str) -> bool:
    """Take the address and put the letter into the outbox, all at once.

    :return: ``False`` where the address is confirmed already.
    :raises TooManyTriesError: enough letters for now.
    """
    state, known = current_state(), caller(mailbox=address)

    def action(session: Session, cabinet: Cabinet) -> bool:
        change = change_of(cabinet)
        limiter().take(session, LETTERS, known, change.now)
        drop_draft(session, cabinet, DRAFT)
        request = emails.ask(session, change, address, state.cipher)
        if request is None:
            return False
        token = cabinet_links().make(request.holder_id, request.link_key)
        letter = confirmation_letter(
            render,
            address,
            link=outside_url("sgo_pfdo_cabinet.email_link", token=token) or "",
            child=cabinet.certificate.first_name,
            until=(change.now + emails.LINK_LIFETIME).astimezone(time_zone_of(cabinet.municipality, state.settings)),
            portal=portal_address(),
        )
        outbox.put(session, state.cipher, letter, topic=emails.topic_of(request.holder_id), now=change.now)
        return True

    return act(require_entry, action)


@blueprint.post(f"{SETTINGS}/email/keep")
def keep_email(card_id: str) -> ResponseReturnValue:
    """Forget the new address: the one before stays."""
    cabinet = require_entry()
    if not PressForm().validate_on_submit():
        return _show(cabinet, open_form(EmailForm, cabinet, DRAFT), problem="token", status=400)
    act(require_entry, lambda session, cabinet: emails.forget_new(session, change_of(cabinet)))
    return back_to_settings("email_kept")


@blueprint.route(f"{SETTINGS}/email/remove", methods=["GET", "POST"])
def remove_email(card_id: str) -> ResponseReturnValue:
    """Say what it means to have no address, before it is taken away."""
    cabinet, form = require_entry(), PressForm()
    if flask.request.method == "GET" or not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else (None, 200)
        return show_form("cabinet/settings/email_remove.html", cabinet, form, problem=problem, status=status)

    def action(session: Session, cabinet: Cabinet) -> bool:
        change = change_of(cabinet)
        gone = emails.remove(session, change, current_state().cipher)
        if gone is not None:
            _tell_old(session, change, gone.old_email, cabinet.certificate, cabinet.municipality, is_removed=True)
        return gone is not None

    return back_to_settings("email_removed" if act(require_entry, action) else "same")


def _tell_old(
    session: Session,
    change: Change,
    old_email: str | None,
    certificate: AnyCertificate,
    municipality: AnyMunicipality,
    *,
    is_removed: bool,
) -> None:
    """Write to the address that counted before: whoever stole a sheet must not take the cabinet in silence."""
    if old_email is None:
        return
    state = current_state()
    letter = farewell_letter(
        render,
        old_email,
        child=certificate.first_name,
        at=change.now.astimezone(time_zone_of(municipality, state.settings)),
        is_removed=is_removed,
        portal=portal_address(),
    )
    outbox.put(session, state.cipher, letter, topic=None, now=change.now)


def _is_good(token: str) -> bool:
    """Tell whether a link would confirm an address now; one that we never wrote is a guess."""
    parts = cabinet_links().read(token)
    if parts is None:
        count_guess(LINK)
        return False
    return emails.find_by_link(database.current_session(), *parts, current_state().host.now()) is not None


@blueprint.get("/mail/<token>")
def email_link(token: str) -> ResponseReturnValue:
    """Ask for a press: programs that look through mail open links, too."""
    return _show_question(token) if _is_good(token) else _dead_link()


def _show_question(token: str, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    page = render("cabinet/settings/email_confirm.html", form=PfdoForm(formdata=None), token=token, problem=problem)
    return page, status


def _dead_link() -> ResponseReturnValue:
    """Say what to do with a link that was used, replaced, torn off by a mail program, or is too old."""
    return render("cabinet/settings/email_dead.html"), 410


@blueprint.post("/mail/<token>")
def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm the address; it signs nobody in."""
    if not _is_good(token):
        return _dead_link()
    if not PfdoForm().validate_on_submit():
        return _show_question(token, problem="token", status=400)
    holder_id, link_key = cabinet_links().read(token) or (0, "")
    now, cipher = current_state().host.now(), current_state().cipher

    def action(session: Session) -> bool:
        certificate, municipality = session.execute(
            select(Certificate, Municipality)
            .join(Municipality, Certificate.municipality_code == Municipality.code)
            .where(Certificate.holder_id == holder_id)
            .order_by(Certificate.id.desc())
            .limit(1)
            .execution_options(populate_existing=True)
        ).one()
        change = Change(
            holder_id=holder_id,
            certificate_id=certificate.id,
            municipality_code=municipality.code,
            actor=BY_LETTER,
            now=now,
        )
        done = emails.confirm(session, change, link_key, cipher)
        if done is not None:
            _tell_old(session, change, done.old_email, certificate, municipality, is_removed=False)
        return done is not None

    if not database.perform(action):
        return _dead_link()
    return flask.redirect(flask.url_for("sgo_pfdo_cabinet.email_confirmed"), 303)


@blueprint.get("/mail-confirmed")
def email_confirmed() -> ResponseReturnValue:
    """Say that the address is confirmed; it shows nothing of anybody."""
    return render("cabinet/settings/email_confirmed.html")
