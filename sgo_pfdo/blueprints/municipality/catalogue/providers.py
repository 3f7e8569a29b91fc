"""«Организации, которые учат»: who they are, what they teach, and whether the operator lets them in."""

from collections.abc import Mapping
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.catalogue.programme_facts import provider_facts
from sgo_pfdo.blueprints.municipality.catalogue.review_forms import StateForm
from sgo_pfdo.blueprints.municipality.catalogue.reviews import by_operator
from sgo_pfdo.funds import wording
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes import reviewing
from sgo_pfdo.programmes.agreements import agreements_of
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.providers import addresses_of, find_provider, set_state
from sgo_pfdo.programmes.rules.agreements import SHOWN as AGREEMENTS
from sgo_pfdo.programmes.rules.kinds import PROVIDER_STATES, ProviderState
from sgo_pfdo.programmes.rules.lifecycle import SHOWN

PRESSES: Mapping[ProviderState, Mapping[ProviderState, str]] = {
    ProviderState.NEW: {ProviderState.ACTIVE: "Принять в каталог", ProviderState.REFUSED: "Отказать"},
    ProviderState.ACTIVE: {ProviderState.SUSPENDED: "Приостановить"},
    ProviderState.REFUSED: {ProviderState.ACTIVE: "Принять в каталог"},
    ProviderState.SUSPENDED: {ProviderState.ACTIVE: "Возобновить"},
}
"""What can be pressed, by the state that there is and the one that there will be."""


@blueprint.get("/providers")
def providers() -> ResponseReturnValue:
    """List every organisation that teaches in the municipality."""
    operator = require_operator()
    return render(
        "municipality/providers.html",
        municipality=operator.municipality,
        providers=reviewing.list_providers(database.current_session(), operator.municipality.code),
        states=PROVIDER_STATES,
    )


def asked_provider(session: Session, operator: Operator) -> Provider:
    """Find the provider that the address names; 404 where the municipality has none."""
    found = find_provider(session, flask.request.args.get("code", ""))
    if found is None or found.municipality_code != operator.municipality.code:
        flask.abort(404)
    return found


@blueprint.get("/provider")
def provider() -> ResponseReturnValue:
    """Show an organisation: what stands about it, its addresses and programmes, and whether it is let in."""
    operator = require_operator()
    return _show(operator, done=flask.request.args.get("done"))


def _show(operator: Operator, **more: Any) -> str:
    session = database.current_session()
    row = asked_provider(session, operator)
    state = ProviderState(row.state)
    presses = []
    for after, label in PRESSES[state].items():
        form = StateForm(formdata=None)
        form.version.data, form.state.data = row.version, after.value
        presses.append((form, label))
    return render(
        "municipality/provider.html",
        municipality=operator.municipality,
        provider=row,
        state=PROVIDER_STATES[state],
        is_active=state is ProviderState.ACTIVE,
        facts=provider_facts(row),
        addresses=addresses_of(session, row.code),
        agreements=agreements_of(session, row.code, operator.municipality.code),
        agreement_states=AGREEMENTS,
        dates=wording.dates,
        programmes=reviewing.list_programmes(session, row.code),
        programme_states=SHOWN,
        presses=presses,
        **({"problem": None, "done": None} | more),
    )


@blueprint.post("/provider")
def provider_state() -> ResponseReturnValue:
    """Let an organisation in, refuse it, suspend it."""
    operator = require_operator()
    code, form = asked_provider(database.current_session(), operator).code, StateForm()
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("faster", 422)
        return _show(operator, problem=problem), status

    def action(session: Session, one: Operator) -> None:
        row, after = asked_provider(session, one), ProviderState(form.state.data)
        if after not in PRESSES[ProviderState(row.state)]:
            raise ChangedMeanwhileError
        set_state(session, row, after, by_operator(one), seen=form.seen_version)

    try:
        act(require_operator, action)
    except ChangedMeanwhileError:
        return _show(require_operator(), problem="faster"), 409
    return flask.redirect(
        flask.url_for("sgo_pfdo_municipality.provider", code=code, done="state", _anchor="pfdo-done"), 303
    )
