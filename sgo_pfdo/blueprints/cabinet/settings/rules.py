"""The consent with the processing rules, and «Сформировать новую выписку» (S001, part 3)."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database, documents, signals
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import Cabinet, render_cabinet, require_cabinet, safe_next
from sgo_pfdo.blueprints.cabinet.settings.common import (
    SETTINGS,
    back_to_settings,
    change_of,
    require_changeable,
    require_entry,
    show_form,
)
from sgo_pfdo.blueprints.cabinet.settings.forms import PressForm
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.files.papers import is_download
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.forms.base import version_in
from sgo_pfdo.blueprints.common.sign_in_place import sign_in_place
from sgo_pfdo.cabinet import consent
from sgo_pfdo.cabinet.settings import settings_of, tell
from sgo_pfdo.certificates.credentials import account_of
from sgo_pfdo.certificates.papers import credentials_sheet_of
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.limits import PASSWORD
from sgo_pfdo.municipalities.rules import time_zone_of, today_in
from sgo_pfdo.plain.wording import date_in_words, moment_in_words
from sgo_pfdo.register.accounts import lock_unchanged, reset_password
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import SecretLostError


@blueprint.route(f"{SETTINGS}/rules", methods=["GET", "POST"])
def rules(card_id: str) -> ResponseReturnValue:
    """Show the rules with their version, and take the consent; with it, a withdrawal is taken back."""
    cabinet, form = require_changeable(), PressForm()
    if flask.request.method == "GET":
        return _show_rules(cabinet, form)
    if not form.validate_on_submit():
        return _show_rules(cabinet, form, problem="token", status=400)
    before = _consent_of(cabinet)
    try:
        is_new = act(require_changeable, lambda session, cabinet: consent.accept(session, change_of(cabinet)))
    except consent.TooLateError:
        return _show_rules(require_cabinet(), form, status=409)
    back = safe_next(card_id)
    if back is not None and is_new:
        return flask.redirect(back, 303)
    was_withdrawing = before is consent.Consent.WITHDRAWING
    return back_to_settings("taken_back" if is_new and was_withdrawing else "accepted" if is_new else "same")


def _consent_of(cabinet: Cabinet) -> consent.Consent:
    settings = settings_of(database.current_session(), cabinet.holder.id)
    return consent.consent_of(settings, current_state().host.now())


def _show_rules(
    cabinet: Cabinet, form: PressForm, *, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    settings, options = settings_of(database.current_session(), cabinet.holder.id), current_state().settings
    zone = time_zone_of(cabinet.municipality, options)
    moments = [settings.rules_given_at, settings.rules_changed_at] if settings else [None, None]
    ends_at = consent.ends_of(settings) if settings else None
    return show_form(
        "cabinet/settings/rules.html",
        cabinet,
        form,
        problem=problem,
        status=status,
        consent=_consent_of(cabinet),
        version=consent.RULES_VERSION,
        accepted_version=settings.rules_version if settings else None,
        given_on=date_in_words(moments[0].astimezone(zone).date()) if moments[0] else "",
        changed_on=date_in_words(moments[1].astimezone(zone).date()) if moments[1] else "",
        withdrawal_ends=moment_in_words(ends_at, zone) if ends_at else "",
        back=safe_next(cabinet.card_id),
    )


@blueprint.route(f"{SETTINGS}/rules/withdraw", methods=["GET", "POST"])
def withdraw_rules(card_id: str) -> ResponseReturnValue:
    """Say what stops, and withdraw the consent."""
    cabinet, form = require_entry(), PressForm()
    if _consent_of(cabinet) not in {consent.Consent.GIVEN, consent.Consent.OUTDATED}:
        return flask.redirect(flask.url_for("sgo_pfdo_cabinet.rules", card_id=card_id), 303)
    if flask.request.method == "GET" or not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else (None, 200)
        return show_form("cabinet/settings/rules_withdraw.html", cabinet, form, problem=problem, status=status)
    act(
        require_entry,
        lambda session, cabinet: consent.withdraw(session, change_of(cabinet), keep=cabinet.session_id),
    )
    return back_to_settings("withdrawn")


def _account(cabinet: Cabinet) -> Account:
    """Read the account of the certificate; 404 where there is none to sign in with."""
    account = account_of(database.current_session(), cabinet.certificate)
    if account is None or account.closed_at is not None:
        flask.abort(404)
    return account


@blueprint.route(f"{SETTINGS}/extract", methods=["GET", "POST"])
def extract(card_id: str) -> ResponseReturnValue:
    """Say what a new extract does, and make it: «Сформировать новую выписку» (S001)."""
    cabinet, form = require_entry(), PressForm()
    account = _account(cabinet)
    if flask.request.method == "GET" or not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else (None, 200)
        form.seen.data = str(account.password_version)
        return show_form("cabinet/settings/extract.html", cabinet, form, problem=problem, status=status)
    state, seen = current_state(), version_in(form.seen)
    known = caller(number=cabinet.certificate.number)

    def action(session: Session, cabinet: Cabinet) -> None:
        account, change = lock_unchanged(session, cabinet.certificate.id, seen), change_of(cabinet)
        if account is None:
            return  # a second press: the password it asks for is there
        limiter().take(session, PASSWORD, known, change.now)
        reset_password(
            session,
            account,
            cabinet.certificate,
            actor=change.actor,
            pupil_id=cabinet.holder.pupil_id,
            cipher=state.cipher,
            remote=state.register is not None,
            now=change.now,
            keep_session=cabinet.session_id,
        )

    act(require_entry, action)
    return flask.redirect(flask.url_for("sgo_pfdo_cabinet.extract_done", card_id=card_id, _anchor="pfdo-done"), 303)


@blueprint.get(f"{SETTINGS}/extract/done")
def extract_done(card_id: str) -> ResponseReturnValue:
    """Say that the new password is there, and give the file with it."""
    cabinet = require_changeable()
    account = _account(cabinet)
    if account.secret is None:
        return flask.redirect(flask.url_for("sgo_pfdo_cabinet.extract", card_id=card_id), 303)
    return render_cabinet("cabinet/settings/extract_done.html", cabinet, is_pending=account.is_pending)


@blueprint.get(f"{SETTINGS}/extract.pdf")
def extract_pdf(card_id: str) -> ResponseReturnValue:
    """Give the extract: number, login and the new password."""
    cabinet = require_entry()
    try:
        sheet = _sheet_of(cabinet)
        content = documents.credentials_sheet.draw(sheet)
    except (SecretLostError, documents.UnprintableText, documents.DoesNotFit):
        return render_cabinet("cabinet/settings/extract_lost.html", cabinet), 409

    def action(session: Session, cabinet: Cabinet) -> bool:
        if _sheet_of(cabinet) != sheet:
            return False
        change = change_of(cabinet)
        tell(session, change, Event.CREDENTIALS_DOWNLOADED)
        signals.send_after_commit(
            session,
            signals.document_downloaded,
            document="credentials_sheet",
            certificate_id=cabinet.certificate.id,
            pupil_id=cabinet.holder.pupil_id,
            viewer_id=change.actor.id,
        )
        return True

    if is_download() and not act(require_entry, action):
        return flask.redirect(flask.url_for("sgo_pfdo_cabinet.extract_done", card_id=card_id), 303)
    return send_paper(content, "Выписка из реестра сертификатов.pdf", "application/pdf")


def _sheet_of(cabinet: Cabinet) -> documents.CredentialsSheet:
    """Gather what the extract says; 404 where the password is the holder's own, or on its way.

    :raises SecretLostError: the password cannot be decrypted any more.
    """
    account, state, place = _account(cabinet), current_state(), sign_in_place()
    if account.secret is None or account.is_pending:
        flask.abort(404)
    return credentials_sheet_of(
        cabinet.certificate,
        account,
        cipher=state.cipher,
        sign_in_url=place.url,
        sign_in_path=place.path,
        today=today_in(cabinet.municipality, state.settings, state.host.now()),
    )
