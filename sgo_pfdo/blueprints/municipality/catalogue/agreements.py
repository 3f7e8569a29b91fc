"""«Соглашения»: with which organisations the municipality has agreed to pay them, in which period, up to which sum."""

from itertools import groupby

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.editing import done_word
from sgo_pfdo.blueprints.common.forms.record_pages import record_form
from sgo_pfdo.blueprints.common.forms.records import NOT_CHOSEN
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.catalogue.record_forms import AgreementForm, NewAgreementForm
from sgo_pfdo.blueprints.municipality.catalogue.records import OperatorPage, answer, done_at
from sgo_pfdo.funds import wording
from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.periods import periods_of
from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.agreements import agreements_with, find_agreement, put_agreement
from sgo_pfdo.programmes.provider_model import Agreement, Provider
from sgo_pfdo.programmes.providers import find_provider
from sgo_pfdo.programmes.rules.agreements import SHOWN
from sgo_pfdo.programmes.rules.fields import code as code_field
from sgo_pfdo.programmes.rules.records import AGREEMENT, Field, Values
from sgo_pfdo.programmes.rules.writing import written

CHANGED = {name: field for name, field in AGREEMENT.items() if name != "period_starts_on"}
"""Fields of an agreement that is there: it stays with its period."""
ADDED = {"provider": Field("Код организации", code_field, required=True), **AGREEMENT}


@blueprint.get("/agreements")
def agreements() -> ResponseReturnValue:
    """List the agreements of the municipality, period by period."""
    operator, session = require_operator(), database.current_session()
    listed = agreements_with(session, operator.municipality.code)
    return render(
        "municipality/agreements.html",
        municipality=operator.municipality,
        periods=[(period, list(rows)) for period, rows in groupby(listed, key=lambda row: row[1])],
        has_periods=bool(periods_of(session, operator.municipality.code)),
        states=SHOWN,
        dates=wording.dates,
        done=done_word(),
    )


@blueprint.route("/agreement/new", methods=["GET", "POST"])
def new_agreement() -> ResponseReturnValue:
    """Add an agreement with an organisation, also of another municipality."""
    operator, draft = require_operator(), "municipality.new_agreement"
    form = record_form(NewAgreementForm, operator.viewer, draft)
    periods = periods_of(database.current_session(), operator.municipality.code)
    offered = [(one.starts_on.isoformat(), wording.dates(one)) for one in periods]
    form.period_starts_on.choices = choices([NOT_CHOSEN, *offered])
    if flask.request.method == "GET" and not form.is_restored:
        form.provider.data = flask.request.args.get("code", "")
    page = OperatorPage(
        operator=operator,
        form=form,
        heading="Новое соглашение",
        back=(flask.url_for("sgo_pfdo_municipality.agreements"), "Соглашения"),
        draft=draft,
        known=ADDED,
    )

    def write(session: Session, operator: Operator, by: By, values: Values) -> str:
        row = find_provider(session, values["provider"])
        if row is None:
            raise FieldsRefusedError({"provider": "организации с таким кодом в каталоге нет"})
        known = {name: value for name, value in values.items() if name != "provider"}
        if not put_agreement(session, row, operator.municipality.code, known, by, is_new=True):
            said = "у этой организации на этот период соглашение уже есть: измените его"
            raise FieldsRefusedError({"period_starts_on": said})
        return done_at("agreements", True)

    return answer(page, write)


@blueprint.route("/agreement", methods=["GET", "POST"])
def agreement() -> ResponseReturnValue:
    """Change an agreement, or end it."""
    operator = require_operator()
    _, period, provider = _asked(database.current_session(), operator)
    draft = f"municipality.agreement {period.id} {provider.code}"
    form = record_form(AgreementForm, operator.viewer, draft)
    page = OperatorPage(
        operator=operator,
        form=form,
        heading="Соглашение",
        lead=f"{provider.name}, период {wording.dates(period)}. Чтобы закрыть соглашение, выберите «Прекращено»: "
        "новых договоров по нему не будет.",
        back=(flask.url_for("sgo_pfdo_municipality.agreements"), "Соглашения"),
        draft=draft,
        known=CHANGED,
        stored=lambda: _stored(_asked(database.current_session(), require_operator())[0]),
    )

    def write(session: Session, operator: Operator, by: By, values: Values) -> str:
        _, period, provider = _asked(session, operator)
        values = values | {"period_starts_on": period.starts_on}
        is_new = put_agreement(session, provider, operator.municipality.code, values, by, seen=form.seen_version)
        return done_at("agreements", is_new)

    return answer(page, write)


def _asked(session: Session, operator: Operator) -> tuple[Agreement, Period, Provider]:
    """Find the agreement that the address names; 404 where the municipality has none."""
    asked = flask.request.args
    periods = periods_of(session, operator.municipality.code)
    period = next((one for one in periods if str(one.id) == asked.get("period")), None)
    provider = find_provider(session, asked.get("code", ""))
    if period is None or provider is None:
        flask.abort(404)
    found = find_agreement(session, provider.code, period.id)
    if found is None:
        flask.abort(404)
    return found, period, provider


def _stored(row: Agreement) -> tuple[int, dict[str, str]]:
    return row.version, written({name: getattr(row, name) for name in CHANGED})
