"""«Навигатор» inside the cabinet: what there is for this child, how far, what it costs, and why it cannot be had."""

from collections.abc import Mapping
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import Cabinet, render_cabinet, require_cabinet
from sgo_pfdo.blueprints.cabinet.child import (
    NavigatorChild,
    asking_child,
    balance_of,
    navigator_child,
    periods_of,
)
from sgo_pfdo.blueprints.cabinet.navigator_form import OWN, ChildSearchForm
from sgo_pfdo.blueprints.cabinet.next_steps import next_steps
from sgo_pfdo.blueprints.programmes import words
from sgo_pfdo.blueprints.programmes.organisations import organisations_asked_for
from sgo_pfdo.blueprints.programmes.pages import Pages
from sgo_pfdo.blueprints.programmes.programmes import provider_name
from sgo_pfdo.blueprints.programmes.search_form import (
    LONGEST_SHOWN,
    PAYMENTS,
    HealthForm,
    read_search,
)
from sgo_pfdo.blueprints.programmes.searching import Listing, search
from sgo_pfdo.programmes.asking import ask_for_all
from sgo_pfdo.programmes.organisations import shown_organisation
from sgo_pfdo.programmes.rules.kinds import Health
from sgo_pfdo.programmes.shown import shown_programme


@blueprint.get("/<card_id>/programmes")
def programmes(card_id: str) -> ResponseReturnValue:
    """Show the search and what it finds for the child; the address holds what was asked for, and no health.

    :param card_id: read by :func:`require_cabinet`.
    """
    cabinet = require_cabinet()
    child = navigator_child(cabinet)
    form, listing = _search(child, flask.request.args, {"fits": "1", "age": OWN})
    return _render(
        "cabinet/navigator/programmes.html",
        child,
        form=form,
        listing=listing,
        more_at=_without_fitting(cabinet, form),
        asked_provider=provider_name(database.current_session(), form.good("provider")),
    )


def _search(
    child: NavigatorChild,
    sent: MultiDict[str, str],
    defaults: Mapping[str, str],
    health: frozenset[Health] = frozenset(),
    provider_code: str | None = None,
) -> tuple[ChildSearchForm, Listing]:
    """Read what was asked for, and find it.

    :param defaults: what is filled in as long as the form was not sent.
    :param health: categories that were posted.
    :param provider_code: of the one organisation whose programmes are looked at.
    """
    session, balance = database.current_session(), balance_of(periods_of(child.cabinet))
    form = read_search(sent, defaults, ChildSearchForm)
    form.know(child, balance)
    form.offer(session, provider_code=provider_code)
    wish = form.wish_for(child, balance, health)
    return form, search(session, form, wish, child.cabinet.today, sent.get("after", ""))


def _without_fitting(cabinet: Cabinet, form: ChildSearchForm) -> str:
    """Lead to the same search for everything, whether or not the child can have it."""
    left_out = {"fits", "age"} if form.is_of_own_age else {"fits"}
    carried = {name: value for name, value in form.carried.items() if name not in left_out}
    return Pages(cabinet.card_id).programmes(**carried)


def _render(name: str, child: NavigatorChild, **context: Any) -> str:
    pages = Pages(child.cabinet.card_id)
    return render_cabinet(name, child.cabinet, child=child, words=words, pages=pages, **context)


@blueprint.get("/<card_id>/programmes/health")
def health(card_id: str) -> ResponseReturnValue:
    """Ask for which category of health a programme is wanted.

    :param card_id: read by :func:`require_cabinet`.
    """
    return _render_health(navigator_child(require_cabinet()), HealthForm())


@blueprint.post("/<card_id>/programmes/health")
def health_found(card_id: str) -> ResponseReturnValue:
    """Show what there is for a category of health: it is posted, so that it stands in no address.

    :param card_id: read by :func:`require_cabinet`.
    """
    child, form = navigator_child(require_cabinet()), HealthForm()
    is_valid = form.validate_on_submit()
    if form.has_bad_token:
        return _render_health(child, form, problem="token"), 400
    if not is_valid or not form.wanted:
        return _render_health(child, form, problem="fields"), 422
    asked, listing = _search(child, flask.request.form, {"age": OWN}, form.wanted)
    return _render_health(child, form, asked, listing=listing)


def _render_health(
    child: NavigatorChild,
    form: HealthForm,
    asked: ChildSearchForm | None = None,
    *,
    listing: Listing | None = None,
    problem: str | None = None,
) -> str:
    if asked is None:
        defaults = {} if flask.request.form else {"fits": "1"}
        asked = read_search(flask.request.form, defaults, ChildSearchForm)
    return _render("cabinet/navigator/health.html", child, form=form, asked=asked, listing=listing, problem=problem)


@blueprint.get("/<card_id>/programmes/<programme>")
def programme(card_id: str, programme: str) -> ResponseReturnValue:
    """Show a programme with what it would cost this child, and for every group whether the child may enrol.

    :param card_id: read by :func:`require_cabinet`.
    :param programme: what names it in addresses.
    """
    cabinet = require_cabinet()
    session = database.current_session()
    shown = shown_programme(session, programme, cabinet.today, with_suspended=True)
    if shown is None:
        flask.abort(404)
    answers = ask_for_all(session, shown, asking_child(cabinet), periods_of(cabinet), cabinet.today)
    pages = Pages(cabinet.card_id)
    return _render(
        "cabinet/navigator/programme.html",
        navigator_child(cabinet),
        shown=shown,
        answers=answers,
        payments=PAYMENTS,
        back=f"{pages.programmes(**_asked_before())}#pfdo-p-{shown.programme.card_id}",
        steps=next_steps(cabinet, shown),
    )


def _asked_before() -> dict[str, Any]:
    """Read from the address what was searched for before: the way back leads to the same page of the list."""
    names = {*(field.name for field in ChildSearchForm(formdata=None)), "after"}
    asked = flask.request.args
    return {name: [one[:LONGEST_SHOWN] for one in asked.getlist(name)][:20] for name in names if name in asked}


@blueprint.get("/<card_id>/organisations")
def organisations(card_id: str) -> ResponseReturnValue:
    """Show the search for organisations.

    :param card_id: read by :func:`require_cabinet`.
    """
    child = navigator_child(require_cabinet())
    return _render("cabinet/navigator/organisations.html", child, **organisations_asked_for())


@blueprint.get("/<card_id>/organisations/<provider>")
def organisation(card_id: str, provider: str) -> ResponseReturnValue:
    """Show an organisation, with its programmes: first those that the child can have.

    :param card_id: read by :func:`require_cabinet`.
    :param provider: its code.
    """
    child = navigator_child(require_cabinet())
    shown = shown_organisation(database.current_session(), provider)
    if shown is None:
        flask.abort(404)
    form, listing = _search(child, flask.request.args, {}, provider_code=shown.provider.code)
    return _render("cabinet/navigator/organisation.html", child, shown=shown, listing=listing, form=form)
