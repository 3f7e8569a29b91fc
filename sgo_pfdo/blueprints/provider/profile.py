"""What stands about the organisation, for families and for contracts."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.forms.profile import ProfileForm
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.saving import FormPage, answer, done_at, form_for, saved_word
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.providers import change_provider
from sgo_pfdo.programmes.rules.records import PROVIDER, Values
from sgo_pfdo.programmes.rules.writing import written

DRAFT = "provider.profile"


@blueprint.route("/profile", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """Change what stands about the organisation."""
    worker = require_provider()
    form = form_for(ProfileForm, worker, DRAFT)
    page = FormPage(
        worker=worker,
        form=form,
        heading="Сведения об организации",
        back=(flask.url_for("sgo_pfdo_provider.page"), "Все программы"),
        draft=DRAFT,
        known=PROVIDER,
        stored=lambda: _stored(require_provider().provider),
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        done = change_provider(session, worker.provider, values, by, seen=form.seen_version)
        return done_at("page", saved_word(done))

    return answer(page, write)


def _stored(provider: Provider) -> tuple[int, dict[str, str]]:
    return provider.version, written({name: getattr(provider, name) for name in PROVIDER})
