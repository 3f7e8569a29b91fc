"""«Программы»: the search, and the page of a programme, for everybody."""

from dataclasses import replace
from datetime import date
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.programmes import blueprint, words
from sgo_pfdo.blueprints.programmes.pages import Pages
from sgo_pfdo.blueprints.programmes.search_form import HealthForm, SearchForm, read_search
from sgo_pfdo.blueprints.programmes.searching import search
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.shown import shown_programme

DEFAULTS = {"only_open": "1"}
"""What is ticked at first: what can be had (specification of the cabinet, 10)."""


@blueprint.get("/programmes")
def programmes() -> ResponseReturnValue:
    """Show the search and what it finds; the address holds all that was asked for, and no category of health."""
    session, today = database.current_session(), today_of_the_portal()
    form = read_search(flask.request.args, DEFAULTS, SearchForm)
    form.offer(session)
    listing = search(session, form, form.wish(), today, flask.request.args.get("after", ""))
    return render(
        "programmes/programmes.html",
        form=form,
        listing=listing,
        words=words,
        pages=Pages(),
        asked_provider=provider_name(session, form.good("provider")),
    )


@blueprint.get("/programmes/health")
def health() -> ResponseReturnValue:
    """Ask for which category of health a programme is wanted."""
    return _render_health(HealthForm())


@blueprint.post("/programmes/health")
def health_found() -> ResponseReturnValue:
    """Show what there is for a category of health: it is posted, so that it stands in no address."""
    form = HealthForm()
    is_valid = form.validate_on_submit()
    if form.has_bad_token:
        return _render_health(form, problem="token"), 400
    if not is_valid or not form.wanted:
        return _render_health(form, problem="fields"), 422
    session, today = database.current_session(), today_of_the_portal()
    # of all the criteria, the line alone comes along
    asked = read_search(flask.request.form, {}, SearchForm)
    asked.offer(session)
    wish = replace(asked.wish(), health=form.wanted)
    return _render_health(form, asked, listing=search(session, asked, wish, today, flask.request.form.get("after", "")))


def _render_health(form: HealthForm, asked: Any = None, *, listing: Any = None, problem: str | None = None) -> str:
    if asked is None:
        asked = read_search(flask.request.form, DEFAULTS, SearchForm)
        asked.offer(database.current_session())
    shown = {"form": form, "asked": asked, "listing": listing, "problem": problem}
    return render("programmes/health.html", words=words, pages=Pages(), **shown)


@blueprint.get("/programmes/<programme>")
def programme(programme: str) -> ResponseReturnValue:
    """Show a programme.

    :param programme: what names it in addresses.
    """
    session = database.current_session()
    shown = shown_programme(session, programme, today_of_the_portal())
    if shown is None:
        flask.abort(404)
    return render("programmes/programme.html", shown=shown, words=words, pages=Pages())


def today_of_the_portal() -> date:
    """Tell the date where the portal is."""
    state = current_state()
    return today_in(None, state.settings, state.host.now())


def provider_name(session: Session, code: str | None) -> str | None:
    """Name the organisation whose programmes alone are asked for."""
    found = session.get(Provider, code) if code is not None else None
    return found.name if found else None
