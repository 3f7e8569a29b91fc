"""The two doors of a cabinet, through the portal or by number and password, and the ways out."""

import math
from typing import NamedTuple

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint, devices
from sgo_pfdo.blueprints.cabinet.access import require_cabinet, safe_next
from sgo_pfdo.blueprints.cabinet.cookie import cookie_path, cookie_token, drop_cookie, set_cookie
from sgo_pfdo.blueprints.cabinet.forms import SignInForm
from sgo_pfdo.blueprints.cabinet.number_door import WrongPasswordError, accept_proof, prove_password
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.errors import seconds_until
from sgo_pfdo.blueprints.common.forms.base import ChildForm, PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.family.child import Family, require_family
from sgo_pfdo.cabinet.admission import Admission
from sgo_pfdo.cabinet.consent import Consent, consent_of
from sgo_pfdo.cabinet.reading import CabinetRecord, read_cabinet
from sgo_pfdo.cabinet.sessions import TooManyCabinetsError, close, open_sessions
from sgo_pfdo.cabinet.settings import settings_of
from sgo_pfdo.cabinet.signing_in import HOLDER, enter
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.eligibility import may_have_access
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Actor, actor_from
from sgo_pfdo.limits import TooManyTriesError
from sgo_pfdo.people import Role
from sgo_pfdo.plain import wording
from sgo_pfdo.secrets import SecretLostError

DONE = frozenset({"out", "recovered"})
"""What a redirect may say has just been done."""


class LetIn(NamedTuple):
    """Somebody who has come into a cabinet.

    :param token: the new one of the device.
    :param is_first: nobody has opened it before, and it can be changed.
    :param has_new_rules: the processing rules have changed since they were accepted.
    """

    token: str
    card_id: str
    is_first: bool
    has_new_rules: bool


class RefusedError(Exception):
    """The certificate opens no cabinet any more.

    :param found: the certificate, shown only to whoever has proved that it is theirs.
    """

    def __init__(self, found: CabinetRecord | None) -> None:
        super().__init__("no cabinet")
        self.found = found


@blueprint.get("")
def start() -> ResponseReturnValue:
    """Lead to the cabinet that is open on this device, or to the sign-in."""
    session = database.current_session()
    rows = open_sessions(session, cookie_token(), current_state().host.now())
    certificate = session.get(Certificate, rows[-1].certificate_id) if rows else None
    if certificate is None:
        return flask.redirect(flask.url_for("sgo_pfdo_cabinet.sign_in"), 303)
    return flask.redirect(flask.url_for("sgo_pfdo_cabinet.page", card_id=certificate.card_id), 303)


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for number and password."""
    form = SignInForm(formdata=None, next=flask.request.args.get("next", ""))
    done = flask.request.args.get("done")
    is_ended = "ended" in flask.request.args
    return _show_sign_in(form, problem="ended" if is_ended else None, done=done if done in DONE else None)


def _show_sign_in(
    form: SignInForm, *, problem: str | None = None, done: str | None = None, wait: str = "", status: int = 200
) -> ResponseReturnValue:
    """Render the sign-in page.

    :param problem: ``token``, ``fields``, ``wrong``, ``wait``, ``full`` or ``ended``.
    :param wait: «14 минут», for ``wait``.
    """
    form.password.data = None
    page = render("cabinet/entering/sign_in.html", form=form, problem=problem, done=done, wait=wait)
    return page, status


@blueprint.post("/sign-in", endpoint="enter")
def sign_in_by_number() -> ResponseReturnValue:
    """Open the cabinet by number and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_sign_in(form, problem=problem, status=status)
    try:
        proof = prove_password(form.cleaned, form.password.data)

        def action(session: Session) -> LetIn:
            return _enter(session, accept_proof(session, proof), HOLDER, is_remembered=bool(form.remember.data))

        let_in = database.perform(action)
    except WrongPasswordError:
        return _show_sign_in(form, problem="wrong", status=422)
    except TooManyTriesError as error:
        return _show_wait(form, error)
    except TooManyCabinetsError:
        return _show_sign_in(form, problem="full", status=409)
    except RefusedError as error:
        return render("cabinet/entering/refused.html", found=error.found), 403
    except SecretLostError:
        return render("cabinet/entering/secret_lost.html"), 409
    response = devices.remember(_lead_in(let_in), let_in.card_id, path=cookie_path())
    return set_cookie(response, let_in.token, is_remembered=bool(form.remember.data))


def _enter(session: Session, certificate_id: int, actor: Actor, *, is_remembered: bool = False) -> LetIn:
    """Open a cabinet on the device.

    :raises RefusedError: it has none any more.
    :raises TooManyCabinetsError: the device has enough of them.
    """
    state, now = current_state(), current_state().host.now()
    found = read_cabinet(session, certificate_id, settings=state.settings, now=now)
    if found is None or found.admission is Admission.NONE:
        raise RefusedError(found)
    token, is_first = enter(
        session,
        found,
        actor,
        token=cookie_token(),
        is_remembered=is_remembered,
        is_known_device=actor is not HOLDER or devices.is_known(found.certificate.card_id),
        now=now,
    )
    may_change = found.admission is Admission.CHANGE
    consent = consent_of(settings_of(session, found.holder.id), now)
    return LetIn(
        token,
        found.certificate.card_id,
        is_first=is_first and may_change,
        has_new_rules=consent is Consent.OUTDATED and may_change,
    )


def _show_wait(form: SignInForm, error: TooManyTriesError) -> ResponseReturnValue:
    """Say how long to wait; the same for numbers that nobody has."""
    seconds = seconds_until(error.again_at)
    minutes = math.ceil(seconds / 60)
    wait = f"{minutes}\u00a0{wording.plural(minutes, 'минуту', 'минуты', 'минут')}"
    response = flask.make_response(_show_sign_in(form, problem="wait", wait=wait, status=429))
    response.headers["Retry-After"] = str(seconds)
    return response


def _lead_in(let_in: LetIn) -> Response:
    """Lead to where somebody wanted to go, at the first time to what guards the cabinet; past new rules, if any."""
    first = "welcome" if let_in.is_first else "page"
    page = safe_next(let_in.card_id) or flask.url_for(f"sgo_pfdo_cabinet.{first}", card_id=let_in.card_id)
    if let_in.has_new_rules:
        page = flask.url_for("sgo_pfdo_cabinet.rules", card_id=let_in.card_id, next=page)
    return flask.redirect(page, 303)


@blueprint.get("/open", endpoint="open_again")
def back_to_family() -> ResponseReturnValue:
    """Lead to the family's page: a press whose session had ended comes back from the portal's sign-in as a GET."""
    child = require_family().child
    return flask.redirect(flask.url_for("sgo_pfdo_family.page", child=child.id if child else None), 303)


@blueprint.post("/open", endpoint="open")
def open_by_portal() -> ResponseReturnValue:
    """Open the cabinet of the viewer's child at one press: «Открыть личный кабинет сертификата»."""
    family = require_family()
    if not ChildForm().validate_on_submit():
        return render("cabinet/entering/open_again.html", child=family.required_child, form=_child_form(family)), 400
    try:
        let_in = act(require_family, open_for_family)
    except TooManyCabinetsError:
        return render("cabinet/entering/full.html"), 409
    except RefusedError as error:
        if error.found is None:
            flask.abort(404)
        return render("cabinet/entering/refused.html", found=error.found), 403
    return set_cookie(_lead_in(let_in), let_in.token, is_remembered=False)


def _child_form(family: Family) -> ChildForm:
    return ChildForm(formdata=None, child=family.required_child.id)


def open_for_family(session: Session, family: Family) -> LetIn:
    """Open the cabinet of the child that the viewer looks at, as one action.

    :raises RefusedError: there is no certificate, or not for this viewer; or it has ended too long ago.
    """
    standing, viewer = family.standing(), family.viewer
    may = may_have_access(
        by_pupil=viewer.role is Role.PUPIL,
        is_owner=viewer.is_owner,
        birth_date=standing.birth_date,
        today=standing.today,
    )
    if standing.certificate is None or not may:
        raise RefusedError(None)
    return _enter(session, standing.certificate.id, actor_from(viewer))


@blueprint.post("/<card_id>/sign-out")
def sign_out(card_id: str) -> ResponseReturnValue:
    """Close this cabinet on this device: «Выйти»."""
    cabinet = require_cabinet()
    if not PfdoForm().validate_on_submit():
        return _not_out_yet("Выйти")
    certificate_id, token = cabinet.certificate.id, cookie_token()
    others = [one.card_id for one in cabinet.open_here if one.card_id != card_id]
    database.perform(lambda session: close(session, token, certificate_id))
    if others:
        return flask.redirect(flask.url_for("sgo_pfdo_cabinet.page", card_id=others[0]), 303)
    return drop_cookie(flask.redirect(flask.url_for("sgo_pfdo_cabinet.sign_in", done="out"), 303))


@blueprint.post("/sign-out-all")
def sign_out_all() -> ResponseReturnValue:
    """Close every cabinet on this device: «Выйти из всех»."""
    if not PfdoForm().validate_on_submit():
        return _not_out_yet("Выйти из всех")
    token = cookie_token()
    database.perform(lambda session: close(session, token))
    return drop_cookie(flask.redirect(flask.url_for("sgo_pfdo_cabinet.sign_in", done="out"), 303))


def _not_out_yet(button: str) -> ResponseReturnValue:
    """Ask for the press once more: whoever walks away from the computer must not think that they are out."""
    form = PfdoForm(formdata=None)
    return render("cabinet/entering/sign_out_again.html", form=form, action=flask.request.path, button=button), 400
