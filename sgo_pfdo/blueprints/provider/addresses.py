"""Where the organisation teaches. An address is added and closed, never deleted."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.forms import NewAddressForm, PressForm
from sgo_pfdo.blueprints.provider.saving import FormPage, answer, done_at, done_word, form_for, press
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.providers import addresses_of, close_address, put_address
from sgo_pfdo.programmes.rules.records import ADDRESS, Values


@blueprint.get("/addresses", endpoint="addresses")
def list_addresses() -> ResponseReturnValue:
    """List the open addresses."""
    return _show(require_provider())


def _show(worker: ProviderWorker, *, problem: str | None = None) -> str:
    return render(
        "provider/addresses.html",
        provider=worker.provider,
        addresses=addresses_of(database.current_session(), worker.provider.code),
        press=PressForm(formdata=None),
        problem=problem,
        done=done_word(),
    )


@blueprint.route("/address/new", methods=["GET", "POST"])
def new_address() -> ResponseReturnValue:
    """Add an address; one of the same text is changed, and opened again."""
    worker, draft = require_provider(), "provider.new_address"
    page = FormPage(
        worker=worker,
        form=form_for(NewAddressForm, worker, draft),
        heading="Новый адрес",
        lead="Если такой адрес уже есть, координаты и описание дороги заменятся новыми.",
        back=(flask.url_for("sgo_pfdo_provider.addresses"), "Адреса"),
        draft=draft,
        known=ADDRESS,
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        put_address(session, worker.provider, values, by)
        return done_at("addresses", "saved")

    return answer(page, write)


@blueprint.post("/addresses/close", endpoint="close_address")
def close() -> ResponseReturnValue:
    """Close an address."""
    worker, form = require_provider(), PressForm()
    asked = form.step.data
    if not form.validate_on_submit():
        return _show(worker, problem="token"), 400

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        rows = addresses_of(session, worker.provider.code)
        address = next((one for one in rows if str(one.id) == asked), None)
        if address is None:
            flask.abort(404)
        close_address(session, address, by)
        return done_at("addresses", "step")

    return flask.redirect(press(worker, write), 303)
