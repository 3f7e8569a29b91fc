"""A new extract at the desk: a lost sheet of a child without a portal account, with the papers seen (S001)."""

from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import (
    Card,
    OpenCard,
    back_to_card,
    may_come_alone,
    read_card,
    render_card,
    require_card,
    show_card,
)
from sgo_pfdo.blueprints.desk.forms import ExtractForm
from sgo_pfdo.certificates.credentials import account_of, may_make_extract
from sgo_pfdo.certificates.rules.required_papers import listed, papers_for_extract
from sgo_pfdo.current import current_state
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.register.accounts import lock_unchanged, open_first, reset_password

NO_PASSWORD_YET = 0
"""Stands for the version of the password where there is none: the certificate came in from another system."""


class NoExtractError(Exception):
    """The family gets its sheets elsewhere, or there is nothing to sign in to any more."""


@blueprint.get("/c/<card_id>/extract")
def extract_question(card_id: str) -> ResponseReturnValue:
    """Say what a new extract does, and ask for the papers."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    session = database.current_session()
    account = account_of(session, shown.certificate)
    if not may_make_extract(session, shown.certificate, shown.today):
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    form = open_form(ExtractForm, clerk.viewer, _form_name(card_id))
    form.version.data = str(account.password_version if account else NO_PASSWORD_YET)
    return _show(clerk, shown, form)


def _form_name(card_id: str) -> str:
    return f"desk.extract {card_id}"


def _show(
    clerk: Clerk, shown: Card, form: ExtractForm, *, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """Render the question.

    :param problem: ``token`` or ``papers``.
    """
    form.offer_papers(may_be_alone=may_come_alone(clerk, shown.holder))
    is_first = account_of(database.current_session(), shown.certificate) is None
    return render_card("desk/extract.html", clerk, shown, form=form, problem=problem, is_first=is_first), status


@blueprint.post("/c/<card_id>/extract", endpoint="extract")
def make_extract(card_id: str) -> ResponseReturnValue:
    """Make the extract, once for a press: a second press finds another password than its page knew of."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    form = read_form(ExtractForm, clerk.viewer, _form_name(card_id))
    form.offer_papers(may_be_alone=may_come_alone(clerk, shown.holder))
    is_valid = form.validate_on_submit()
    if form.has_bad_token:
        return _show(clerk, shown, form, problem="token", status=400)
    if not may_make_extract(database.current_session(), shown.certificate, shown.today):
        return show_card(clerk, shown, problem="sheet_never", status=409)
    if form.missing(papers_for_extract(alone=form.is_alone)) or not is_valid:
        return _show(clerk, shown, form, problem="papers", status=422)
    try:
        act(partial(require_card, card_id), partial(_make, form=form))
    except ChangedMeanwhileError:
        return show_card(clerk, read_card(clerk, card_id), problem="extract_made", status=409)
    except NoExtractError:
        return show_card(clerk, read_card(clerk, card_id), problem="sheet_never", status=409)
    return back_to_card(card_id, "extract" if form.seen_version != NO_PASSWORD_YET else "first_extract")


def _make(session: Session, card: OpenCard, *, form: ExtractForm) -> None:
    """Make the new password; the sheet with it can be printed once.

    :raises NoExtractError: it is not the desk's to make by now.
    :raises ChangedMeanwhileError: another password was made since the page was opened.
    """
    state, certificate = current_state(), card.certificate
    is_alone = form.is_alone and may_come_alone(card.clerk, card.holder)
    if not may_make_extract(session, certificate, today_for(card.clerk.municipality)):
        raise NoExtractError
    account = lock_unchanged(session, certificate.id, form.seen_version)
    is_first = account is None and form.seen_version == NO_PASSWORD_YET
    if (account is None and not is_first) or (form.is_alone and not is_alone):
        raise ChangedMeanwhileError
    making: Any = {
        "actor": card.clerk.actor,
        "pupil_id": None,
        "cipher": state.cipher,
        "remote": state.register is not None,
        "now": state.host.now(),
        "details": f"проверено: {listed(papers_for_extract(alone=is_alone))}",
    }
    if account is not None:
        account.printed_at = None
        reset_password(session, account, certificate, **making)
    elif not open_first(session, certificate, **making):
        raise ChangedMeanwhileError
    drop_draft(session, card.clerk.viewer, _form_name(certificate.card_id))
