"""Where the organisation teaches. An address is added and closed, never deleted."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.forms import AddressForm, NewAddressForm, PressForm
from sgo_pfdo.blueprints.provider.saving import FormPage, answer, done_at, done_word, form_for, press, saved_word
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.providers import addresses_of, change_address, close_address, put_address
from sgo_pfdo.programmes.rules.records import ADDRESS, Values
from sgo_pfdo.programmes.rules.writing import written

PLACE = {name: field for name, field in ADDRESS.items() if name != "text"}
"""What changes about an address that is there."""


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


@blueprint.route("/address/<int:address_id>", methods=["GET", "POST"])
def edit_address(address_id: int) -> ResponseReturnValue:
    """Change where an address is, and how to come."""
    worker = require_provider()
    row, draft = _own_address(worker, address_id), f"provider.address {address_id}"
    form = form_for(AddressForm, worker, draft)
    page = FormPage(
        worker=worker,
        form=form,
        heading="Адрес",
        lead=f"{row.text}. Если организация переехала, закройте этот адрес и добавьте другой.",
        back=(flask.url_for("sgo_pfdo_provider.addresses"), "Адреса"),
        draft=draft,
        known=PLACE,
        stored=lambda: _stored(_own_address(require_provider(), address_id)),
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        done = change_address(session, _own_address(worker, address_id), values, by, seen=form.seen_version)
        return done_at("addresses", saved_word(done))

    return answer(page, write)


def _own_address(worker: ProviderWorker, address_id: int) -> ProviderAddress:
    """Find an open address of the organisation as it is now, or end the request."""
    rows = addresses_of(database.current_session(), worker.provider.code)
    address = next((one for one in rows if one.id == address_id), None)
    if address is None:
        flask.abort(404)
    return address


def _stored(address: ProviderAddress) -> tuple[int, dict[str, str]]:
    return address.version, written({name: getattr(address, name) for name in PLACE})


@blueprint.post("/addresses/close", endpoint="close_address")
def close() -> ResponseReturnValue:
    """Close an address."""
    worker, form = require_provider(), PressForm()
    asked, _, seen = (form.step.data or "").partition(" ")
    if not form.validate_on_submit():
        return _show(worker, problem="token"), 400
    if not (asked.isascii() and asked.isdigit() and seen.isascii() and seen.isdigit()):
        flask.abort(404)

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        close_address(session, _own_address(worker, int(asked)), by, seen=int(seen))
        return done_at("addresses", "step")

    try:
        return flask.redirect(press(worker, write), 303)
    except ChangedMeanwhileError:
        return _show(require_provider(), problem="changed"), 409
