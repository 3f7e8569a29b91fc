"""«Лимиты по направленностям»: how many paid services of a direction the municipality pays for at once."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.record_pages import record_form
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.catalogue.record_forms import DirectionsForm
from sgo_pfdo.blueprints.municipality.catalogue.records import OperatorPage, answer, done_at
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.direction_limits import limits_of, set_limits, version_of
from sgo_pfdo.programmes.rules.records import DIRECTION_LIMITS, Values
from sgo_pfdo.programmes.rules.writing import written

DRAFT = "municipality.directions"


@blueprint.route("/directions", methods=["GET", "POST"])
def directions() -> ResponseReturnValue:
    """Show and change the limits of all directions."""
    operator = require_operator()
    form = record_form(DirectionsForm, operator.viewer, DRAFT)
    page = OperatorPage(
        operator=operator,
        form=form,
        heading="Лимиты по направленностям",
        lead="Сколько договоров по сертифицированным программам направленности муниципалитет оплачивает одновременно. "
        "Когда лимит занят, новых за счёт сертификата не будет, пока кто-то не закончит; прежние продолжаются. "
        "Пустое поле – без лимита, 0 – не оплачивается.",
        back=(flask.url_for("sgo_pfdo_municipality.page"), operator.municipality.name),
        draft=DRAFT,
        known=DIRECTION_LIMITS,
        stored=_stored,
    )

    def write(session: Session, operator: Operator, by: By, values: Values) -> str:
        is_new = set_limits(session, operator.municipality.code, values, by, seen=form.seen_version)
        return done_at("page", is_new)

    return answer(page, write)


def _stored() -> tuple[int, dict[str, str]]:
    limits = limits_of(database.current_session(), require_operator().municipality.code)
    return version_of(limits), written(limits)
