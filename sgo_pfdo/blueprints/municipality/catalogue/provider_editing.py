"""The operator adds an organisation that teaches, and changes what stands about one."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.profile import ProfileForm
from sgo_pfdo.blueprints.common.forms.record_pages import record_form
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.catalogue.providers import asked_provider
from sgo_pfdo.blueprints.municipality.catalogue.record_forms import NewProviderForm
from sgo_pfdo.blueprints.municipality.catalogue.records import OperatorPage, answer, done_at
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.providers import add_provider, change_provider
from sgo_pfdo.programmes.rules.records import PROVIDER, Values
from sgo_pfdo.programmes.rules.writing import written


@blueprint.route("/provider/new", methods=["GET", "POST"])
def new_provider() -> ResponseReturnValue:
    """Add an organisation; it may teach at once."""
    operator, draft = require_operator(), "municipality.new_provider"
    page = OperatorPage(
        operator=operator,
        form=record_form(NewProviderForm, operator.viewer, draft),
        heading="Новая организация",
        lead="Организация сразу действует: её сотрудники смогут завести адреса и программы.",
        back=(flask.url_for("sgo_pfdo_municipality.providers"), "Организации, которые учат"),
        draft=draft,
        known=PROVIDER,
        taken=("code", "организация с таким кодом уже есть"),
    )

    def write(session: Session, operator: Operator, by: By, values: Values) -> str:
        row = add_provider(session, operator.municipality.code, values, by)
        return done_at("provider", True, code=row.code)

    return answer(page, write)


@blueprint.route("/provider/edit", methods=["GET", "POST"])
def edit_provider() -> ResponseReturnValue:
    """Change what stands about an organisation."""
    operator = require_operator()
    row = asked_provider(database.current_session(), operator)
    draft = f"municipality.provider {row.code}"
    form = record_form(ProfileForm, operator.viewer, draft)
    page = OperatorPage(
        operator=operator,
        form=form,
        heading="Сведения об организации",
        lead=f"Код организации – {row.code}. Её сотрудники могут менять те же сведения.",
        back=(flask.url_for("sgo_pfdo_municipality.provider", code=row.code), row.name),
        draft=draft,
        known=PROVIDER,
        stored=lambda: _stored(asked_provider(database.current_session(), require_operator())),
    )

    def write(session: Session, operator: Operator, by: By, values: Values) -> str:
        row = asked_provider(session, operator)
        is_new = change_provider(session, row, values, by, seen=form.seen_version)
        return done_at("provider", is_new, code=row.code)

    return answer(page, write)


def _stored(provider: Provider) -> tuple[int, dict[str, str]]:
    return provider.version, written({name: getattr(provider, name) for name in PROVIDER})
