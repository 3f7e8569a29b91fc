"""The desk of an authorised organisation: find a certificate, by number, QR code, or surname and birth date."""

from collections.abc import Callable, Sequence

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import TooManyGuessesError, settle_search, take_search
from sgo_pfdo.blueprints.common.errors import seconds_until
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm, drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import read_card, render_card
from sgo_pfdo.blueprints.desk.forms import NameSearchForm, SearchForm
from sgo_pfdo.blueprints.desk.register import SIGNS
from sgo_pfdo.certificates import finding
from sgo_pfdo.certificates.history import holder_history
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import SHOWN
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.rules import time_zone_of

BY_NUMBER, BY_NAME = "desk.search", "desk.search_name"
Look = Callable[[Session, str], list[Certificate]]
"""Looks for certificates in a municipality."""


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show the empty search page."""
    return _show(require_clerk())


def _show(
    clerk: Clerk,
    *,
    sent: DraftedForm | None = None,
    found: Sequence[Certificate] | None = None,
    problem: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Render the search page.

    :param sent: the form that was sent; the other one is empty.
    :param found: what was found; ``None`` when nothing was looked for.
    :param problem: ``token``, ``fields`` or ``guesses``.
    """
    by_number = sent if isinstance(sent, SearchForm) else open_form(SearchForm, clerk.viewer, BY_NUMBER)
    by_name = sent if isinstance(sent, NameSearchForm) else open_form(NameSearchForm, clerk.viewer, BY_NAME)
    if isinstance(sent, SearchForm) and sent.words:
        by_name.surname.data = sent.words
    return (
        render(
            "desk/search.html",
            clerk=clerk,
            form=sent,
            by_number=by_number,
            by_name=by_name,
            found=_rows(found or ()),
            is_nothing=found is not None and not found,
            today=today_for(clerk.municipality),
            shown=SHOWN,
            signs=SIGNS,
            problem=problem,
            is_given_back=flask.request.method == "GET" and flask.request.args.get("done") == "given_back",
        ),
        status,
    )


def _rows(found: Sequence[Certificate]) -> list[tuple[Certificate, Holder]]:
    holders = select(Holder).where(Holder.id.in_([certificate.holder_id for certificate in found]))
    by_id = {holder.id: holder for holder in database.current_session().scalars(holders)}
    return [(certificate, by_id[certificate.holder_id]) for certificate in found]


@blueprint.route("/search", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """Find by what stands in the one field: a number, or what a scanner read."""
    clerk = require_clerk()
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.page"), 303)
    form = read_form(SearchForm, clerk.viewer, BY_NUMBER)
    return _answer(
        clerk, form, BY_NUMBER, lambda session, code: finding.find_by_number(session, code, form.wanted.data)
    )


@blueprint.route("/search-name", methods=["GET", "POST"])
def search_name() -> ResponseReturnValue:
    """Find by surname and birth date."""
    clerk = require_clerk()
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.page"), 303)
    form = read_form(NameSearchForm, clerk.viewer, BY_NAME)
    return _answer(
        clerk,
        form,
        BY_NAME,
        lambda session, code: finding.find_by_name(session, code, form.surname.data, form.born.data),
    )


def _answer(clerk: Clerk, form: DraftedForm, name: str, look: Look) -> ResponseReturnValue:
    """Search, write it into the history, and open the one card or list what there is."""
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show(clerk, sent=form, problem=problem, status=status)

    def action(session: Session, clerk: Clerk) -> list[int]:
        now = current_state().host.now()
        taken = take_search(session, now)
        found = look(session, clerk.municipality.code)
        finding.record_search(session, clerk.actor, found, now)
        settle_search(session, taken, is_found=bool(found))
        drop_draft(session, clerk.viewer, name)
        return [certificate.id for certificate in found]

    ids = act(require_clerk, action)
    session = database.current_session()
    found = [session.get_one(Certificate, certificate_id) for certificate_id in ids]
    if len(found) == 1:
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=found[0].card_id), 303)
    return _show(clerk, sent=form, found=found)


@blueprint.errorhandler(TooManyGuessesError)
def _too_many_guesses(error: TooManyGuessesError) -> ResponseReturnValue:
    """Say that somebody has searched in vain too often, and when they can go on."""
    response = flask.make_response(_show(require_clerk(), problem="guesses", status=429))
    response.headers["Retry-After"] = str(seconds_until(error.again_at))
    return response


@blueprint.get("/c/<card_id>/history")
def history(card_id: str) -> ResponseReturnValue:
    """Show who did or saw what with the child's certificates: role and organisation, no names."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    zone = time_zone_of(clerk.municipality, current_state().settings)
    before = flask.request.args.get("before", type=int)
    lines, older = holder_history(database.current_session(), clerk.viewer, shown.holder.id, zone, before=before)
    return render_card("desk/history.html", clerk, shown, lines=lines, older=older)
