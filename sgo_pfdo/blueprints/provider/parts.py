"""The parts of a programme: added, changed, opened for applications, sent alone once their programme is published."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.forms import PartForm, PressForm
from sgo_pfdo.blueprints.provider.saving import (
    FormPage,
    answer,
    done_at,
    form_for,
    own_part,
    own_programme,
    press,
    saved_word,
)
from sgo_pfdo.blueprints.provider.showing import part_steps, show_programme
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.editing import add_part, change_part, open_part
from sgo_pfdo.programmes.model import Programme, ProgrammePart
from sgo_pfdo.programmes.rules.kinds import MOST_PARTS
from sgo_pfdo.programmes.rules.lifecycle import State, StepImpossibleError
from sgo_pfdo.programmes.rules.records import PART, Values
from sgo_pfdo.programmes.rules.writing import written
from sgo_pfdo.programmes.steps import take_part_step

PART_RULE = "/p/<card_id>/part/<int(min=1, max=12):position>"
OPENING = {"open": True, "close": False}
"""Words of the buttons that open a part for applications, and close it."""


@blueprint.route("/p/<card_id>/part/new", methods=["GET", "POST"])
def new_part(card_id: str) -> ResponseReturnValue:
    """Add a part, at the first place that is free."""
    worker = require_provider()
    programme, draft = own_programme(worker, card_id), f"provider.new_part {card_id}"
    page = FormPage(
        worker=worker,
        form=form_for(PartForm, worker, draft),
        heading="Новый модуль",
        lead="Модуль – часть программы со своими часами, ценой и числом детей в группе, обычно год обучения.",
        back=_back(programme),
        draft=draft,
        known=PART,
        taken=("name", "пока вы заполняли форму, модуль с этим номером добавил другой сотрудник. Сохраните ещё раз"),
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        programme = own_programme(worker, card_id)
        values = values | {"position": _free_position(session, programme)}
        add_part(session, programme, values, by)
        return done_at("programme", "saved", card_id=card_id)

    return answer(page, write)


def _free_position(session: Session, programme: Programme) -> int:
    """Find the first place that no part has, not even an archived one."""
    taken = set(session.scalars(select(ProgrammePart.position).where(ProgrammePart.programme_id == programme.id)))
    free = next((number for number in range(1, MOST_PARTS + 1) if number not in taken), None)
    if free is None:
        raise FieldsRefusedError({"name": f"в программе уже {MOST_PARTS} модулей, больше нельзя"})
    return free


@blueprint.route(PART_RULE, methods=["GET", "POST"])
def part(card_id: str, position: int) -> ResponseReturnValue:
    """Change the terms of a part."""
    worker = require_provider()
    programme = own_programme(worker, card_id)
    row, draft = own_part(programme, position), f"provider.part {position} {card_id}"
    is_certified = row.state == State.PUBLISHED
    form = form_for(PartForm, worker, draft)
    page = FormPage(
        worker=worker,
        form=form,
        heading=f"Модуль {position}",
        lead="Модуль уже проверен. Если изменить его, он уйдёт на новую проверку." if is_certified else None,
        back=_back(programme),
        draft=draft,
        known=PART,
        stored=lambda: _stored(own_part(own_programme(worker, card_id), position)),
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        programme = own_programme(worker, card_id)
        done = change_part(session, own_part(programme, position), values, by, seen=form.seen_version)
        return done_at("programme", saved_word(done), card_id=card_id)

    return answer(page, write)


def _stored(part: ProgrammePart) -> tuple[int, dict[str, str]]:
    return part.version, written({name: getattr(part, name) for name in PART})


def _back(programme: Programme) -> tuple[str, str]:
    return flask.url_for("sgo_pfdo_provider.programme", card_id=programme.card_id), programme.short_name


@blueprint.post(f"{PART_RULE}/step")
def part_step(card_id: str, position: int) -> ResponseReturnValue:
    """Take a step with a part alone, or open it for applications, or close it."""
    worker = require_provider()
    programme = own_programme(worker, card_id)
    own_part(programme, position)
    form = PressForm()
    word = form.step.data or ""
    if not form.validate_on_submit():
        return show_programme(worker, programme, problem="token"), 400

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        programme = own_programme(worker, card_id)
        _take(session, programme, own_part(programme, position), word, by, form.seen_version)
        return done_at("programme", "step", card_id=card_id)

    try:
        return flask.redirect(press(worker, write), 303)
    except (ChangedMeanwhileError, StepImpossibleError):
        return show_programme(worker, own_programme(worker, card_id), problem="changed"), 409


def _take(session: Session, programme: Programme, part: ProgrammePart, word: str, by: By, seen: int) -> None:
    if word in OPENING:
        open_part(session, part, OPENING[word], by, seen=seen)
        return
    step = next((one for one in part_steps(programme, part) if one == word), None)
    if step is None:
        raise StepImpossibleError(f"{word} of a part")
    take_part_step(session, part, step, by, seen=seen)
