"""The groups of a part: dates, places, when they take applications."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.forms import GroupForm, PressForm, offer_addresses
from sgo_pfdo.blueprints.provider.parts import PART_RULE
from sgo_pfdo.blueprints.provider.saving import (
    FormPage,
    answer,
    done_at,
    form_for,
    own_group,
    own_part,
    own_programme,
    press,
    saved_word,
)
from sgo_pfdo.blueprints.provider.timetable import show_group
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.groups import add_group, archive_group, change_group
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.lifecycle import StepImpossibleError
from sgo_pfdo.programmes.rules.records import GROUP, Values, read_record
from sgo_pfdo.programmes.rules.writing import written


@blueprint.route(f"{PART_RULE}/group/new", methods=["GET", "POST"])
def new_group(card_id: str, position: int) -> ResponseReturnValue:
    """Add a group to a part."""
    worker = require_provider()
    programme = own_programme(worker, card_id)
    part, draft = own_part(programme, position), f"provider.new_group {position} {card_id}"
    form = form_for(GroupForm, worker, draft)
    _offer(form, worker, None)
    page = FormPage(
        worker=worker,
        form=form,
        heading="Новая группа",
        lead=f"Модуль «{part.name}». Расписание добавляется на следующей странице. Группы проверять не нужно.",
        button="Сохранить и дальше",
        back=(flask.url_for("sgo_pfdo_provider.programme", card_id=card_id), programme.short_name),
        draft=draft,
        known=GROUP,
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        part = own_part(own_programme(worker, card_id), position)
        blank, _ = read_record(GROUP, {})
        group = add_group(session, part, blank | values, by, address_id=_chosen(form))
        return done_at("group", "saved", card_id=group.card_id)

    return answer(page, write)


@blueprint.get("/g/<card_id>")
def group(card_id: str) -> ResponseReturnValue:
    """Show a group with its timetable."""
    worker = require_provider()
    return show_group(worker, own_group(worker, card_id))


@blueprint.route("/g/<card_id>/edit", methods=["GET", "POST"])
def edit_group(card_id: str) -> ResponseReturnValue:
    """Change a group."""
    worker = require_provider()
    row, draft = own_group(worker, card_id), f"provider.group {card_id}"
    form = form_for(GroupForm, worker, draft)
    _offer(form, worker, row)
    page = FormPage(
        worker=worker,
        form=form,
        heading="Группа",
        lead="Изменения действуют сразу, проверять их не нужно.",
        back=(flask.url_for("sgo_pfdo_provider.group", card_id=card_id), row.name),
        draft=draft,
        known=GROUP,
        stored=lambda: _stored(own_group(worker, card_id)),
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        group = own_group(worker, card_id)
        done = change_group(session, group, values, by, seen=form.seen_version, address_id=_chosen(form))
        return done_at("group", saved_word(done), card_id=card_id)

    return answer(page, write)


def _stored(group: ProgrammeGroup) -> tuple[int, dict[str, str]]:
    texts = written({name: getattr(group, name) for name in GROUP if name != "address"})
    return group.version, texts | {"address": str(group.address_id or "")}


def _offer(form: GroupForm, worker: ProviderWorker, group: ProgrammeGroup | None) -> None:
    """Offer the open addresses of the organisation, and the one that the group has."""
    used = group.address_id if group is not None else None
    query = select(ProviderAddress.id, ProviderAddress.text).where(
        ProviderAddress.provider_code == worker.provider.code,
        ProviderAddress.is_open | (ProviderAddress.id == used),
    )
    rows = database.current_session().execute(query.order_by(ProviderAddress.text))
    offer_addresses(form.address, [(number, text) for number, text in rows], "Основной адрес программы")


def _chosen(form: GroupForm) -> int | None:
    """Read which address is chosen: one of those that were offered."""
    chosen = form.address.data or ""
    if not chosen:
        return None
    if chosen not in {str(value) for value, *_ in form.address.iter_choices()}:
        raise FieldsRefusedError({"address": "такого адреса у организации нет"})
    return int(chosen)


@blueprint.post("/g/<card_id>/archive")
def put_away(card_id: str) -> ResponseReturnValue:
    """Put a group away."""
    worker = require_provider()
    row, form = own_group(worker, card_id), PressForm()
    if not form.validate_on_submit():
        return show_group(worker, row, problem="token"), 400

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        group = own_group(worker, card_id)
        part = session.get_one(ProgrammePart, group.part_id)
        programme = session.get_one(Programme, part.programme_id)
        archive_group(session, group, by, seen=form.seen_version)
        return done_at("programme", "step", card_id=programme.card_id)

    try:
        return flask.redirect(press(worker, write), 303)
    except (ChangedMeanwhileError, StepImpossibleError):
        return show_group(worker, own_group(worker, card_id), problem="changed"), 409
