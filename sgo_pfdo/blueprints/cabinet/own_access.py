"""«Вход и пароль»: the family's own password, the other sessions, the page that is offered at the first sign-in."""

from zoneinfo import ZoneInfo

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import (
    Cabinet,
    recently_entered,
    render_cabinet,
    require_cabinet,
    require_may_change,
)
from sgo_pfdo.blueprints.cabinet.forms import NewPasswordForm
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, version_in
from sgo_pfdo.cabinet.addresses import confirmed_address
from sgo_pfdo.cabinet.emails import Stage, stage_of
from sgo_pfdo.cabinet.ending import end_sessions
from sgo_pfdo.cabinet.presence import LABELS
from sgo_pfdo.cabinet.recovery import choose_own, names_of
from sgo_pfdo.cabinet.session_model import CabinetSession
from sgo_pfdo.cabinet.sessions import sessions_of
from sgo_pfdo.cabinet.settings import has_chosen_presence, presence_of, settings_of
from sgo_pfdo.certificates.credentials import account_of
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import moment_in_words
from sgo_pfdo.register.accounts import lock_unchanged

DONE = frozenset({"password", "sessions"})
"""What a redirect may say has just been done."""


class ReplacedMeanwhileError(Exception):
    """Another password was made since the page was opened."""


@blueprint.get("/<card_id>/access")
def access(card_id: str) -> ResponseReturnValue:
    """Show how the cabinet is guarded, and who else has it open.

    :param card_id: read by :func:`require_cabinet`.
    """
    return _show(require_cabinet())


def _show(cabinet: Cabinet, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    state, session = current_state(), database.current_session()
    now, zone = state.host.now(), time_zone_of(cabinet.municipality, state.settings)
    done = flask.request.args.get("done")
    page = render_cabinet(
        "cabinet/entering/access.html",
        cabinet,
        form=PfdoForm(formdata=None),
        problem=problem,
        done=done if done in DONE else None,
        has_own_password=cabinet.record.has_own_password,
        may_choose=state.register is None,
        has_address=confirmed_address(session, cabinet.holder.id, state.cipher) is not None,
        sessions=[_in_words(one, cabinet, zone) for one in sessions_of(session, cabinet.certificate.id, now)],
    )
    return page, status


def _in_words(one: CabinetSession, cabinet: Cabinet, zone: ZoneInfo) -> dict[str, object]:
    return {
        "is_here": one.id == cabinet.session_id,
        "way": "по номеру и паролю" if one.actor_id is None else "через школьный портал",
        "opened": moment_in_words(one.opened_at, zone),
        "seen": moment_in_words(one.seen_at, zone),
        "is_remembered": one.is_remembered,
    }


def _password_version(cabinet: Cabinet) -> str:
    """Give the version of the password there is now, for the form that replaces it."""
    account = account_of(database.current_session(), cabinet.certificate)
    return str(account.password_version) if account is not None else ""


@blueprint.post("/<card_id>/end-others")
def end_others(card_id: str) -> ResponseReturnValue:
    """End the sessions of this cabinet on all other devices: «Завершить другие сеансы»."""
    cabinet = require_cabinet()
    if not PfdoForm().validate_on_submit():
        return _show(cabinet, problem="token", status=400)

    def action(session: Session, cabinet: Cabinet) -> None:
        certificate = cabinet.certificate
        end_sessions(session, certificate.id, keep=cabinet.session_id)
        record(
            session,
            Event.SESSIONS_ENDED,
            cabinet.actor,
            holder_id=certificate.holder_id,
            certificate_id=certificate.id,
            at=current_state().host.now(),
        )

    act(require_cabinet, action)
    return flask.redirect(
        flask.url_for("sgo_pfdo_cabinet.access", card_id=card_id, done="sessions", _anchor="pfdo-done"), 303
    )


@blueprint.get("/<card_id>/password")
def own_password(card_id: str) -> ResponseReturnValue:
    """Ask for a password of the family's own.

    :param card_id: read by :func:`require_cabinet`.
    """
    cabinet = require_may_choose()
    return _show_password(cabinet, NewPasswordForm(formdata=None, version=_password_version(cabinet)))


def require_may_choose() -> Cabinet:
    """Give the cabinet to whoever may choose a password now; 404 with a remote register, which sets its own."""
    cabinet = require_may_change()
    if current_state().register is not None:
        flask.abort(404)
    return recently_entered(cabinet)


def _show_password(
    cabinet: Cabinet, form: NewPasswordForm, *, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    return render_cabinet("cabinet/entering/own_password.html", cabinet, form=form, problem=problem), status


@blueprint.post("/<card_id>/password", endpoint="choose_password")
def choose_own_password(card_id: str) -> ResponseReturnValue:
    """Set it; the cabinet stays open here and nowhere else."""
    cabinet = require_may_choose()
    form = NewPasswordForm()
    form.known = names_of(cabinet.record)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_password(cabinet, form, problem=problem, status=status)
    chosen, seen = form.password.data, version_in(form.version)

    def action(session: Session, cabinet: Cabinet) -> None:
        if lock_unchanged(session, cabinet.certificate.id, seen) is None:
            raise ReplacedMeanwhileError
        choose_own(
            session, cabinet.record, chosen, cabinet.actor, keep=cabinet.session_id, now=current_state().host.now()
        )

    was_asked_to, is_welcome = cabinet.must_choose_password, "welcome" in flask.request.args
    try:
        act(require_may_choose, action)
    except ReplacedMeanwhileError:
        cabinet = require_may_choose()
        form.version.data = _password_version(cabinet)
        return _show_password(cabinet, form, problem="replaced", status=409)
    page = "welcome" if was_asked_to or is_welcome else "access"
    return flask.redirect(
        flask.url_for(f"sgo_pfdo_cabinet.{page}", card_id=card_id, done="password", _anchor="pfdo-done"), 303
    )


@blueprint.get("/<card_id>/welcome")
def welcome(card_id: str) -> ResponseReturnValue:
    """Offer, at the first sign-in, what guards the cabinet from then on; everything can be left for later.

    :param card_id: read by :func:`require_cabinet`.
    """
    cabinet, state, session = require_cabinet(), current_state(), database.current_session()
    settings = settings_of(session, cabinet.holder.id)
    is_waiting = stage_of(settings, state.host.now()) is Stage.WAITING
    done = {
        "email": "письмо отправлено, перейдите по ссылке из него" if is_waiting else "",
        "password": "задан" if cabinet.record.has_own_password else "",
        "presence": f"«{LABELS[presence_of(settings)]}»" if has_chosen_presence(settings) else "",
    }
    if confirmed_address(session, cabinet.holder.id, state.cipher) is not None:
        done["email"] = "подтверждена"
    if state.register is not None:
        del done["password"]
    return render_cabinet("cabinet/entering/welcome.html", cabinet, done=done)
