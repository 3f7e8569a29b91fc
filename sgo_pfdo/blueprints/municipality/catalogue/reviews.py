"""«Программы на проверке»: what organisations have sent, its card, publishing it or returning it with a reason."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.catalogue.programme_facts import (
    group_facts,
    part_facts,
    programme_facts,
    step_in_words,
)
from sgo_pfdo.blueprints.municipality.catalogue.review_forms import DecisionForm, RegistersForm, ReturnForm
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes import reviewing
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.editing import set_registers
from sgo_pfdo.programmes.model import Programme, ProgrammeFile, ProgrammePart
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import SHOWN, Side, State, Step, StepImpossibleError
from sgo_pfdo.programmes.steps import take_part_step, take_step

MOST_LISTED = 100
"""Programmes on the list; the next ones come up when these are decided."""
DONE: Mapping[str, str] = {
    "published": "Программа опубликована: семьи её видят.",
    "returned": "Программа возвращена: организация прочитает, что исправить.",
    "part_published": "Модуль опубликован: семьи его видят.",
    "part_returned": "Модуль возвращён: организация прочитает, что исправить.",
    "saved": "Реестры сохранены.",
    "same": "Ничего не изменилось: такие реестры уже стояли.",
}
FILE_NAMES = {"document": "Программа.pdf", "image": "Картинка программы.jpg"}


def by_operator(operator: Operator) -> By:
    """Describe the operator who acts, to the services of the catalogue."""
    return By(actor=operator.actor, side=Side.OPERATOR, now=current_state().host.now())


def _done() -> str | None:
    return DONE.get(flask.request.args.get("done", ""))


@blueprint.get("/programmes")
def programmes() -> ResponseReturnValue:
    """List what waits for a decision, what has waited longest first."""
    operator = require_operator()
    session, code = database.current_session(), operator.municipality.code
    zone = time_zone_of(operator.municipality, current_state().settings)
    listed = reviewing.list_waiting(session, code, most=MOST_LISTED)
    return render(
        "municipality/programmes.html",
        municipality=operator.municipality,
        waiting=[(one, one.since.astimezone(zone).date()) for one in listed],
        count=reviewing.count_waiting(session, code),
        done=_done(),
    )


def _programme(session: Session, operator: Operator) -> Programme:
    """Find the programme that the address names; 404 where the municipality has none."""
    found = reviewing.find_reviewed(session, operator.municipality.code, flask.request.args.get("id", ""))
    if found is None:
        flask.abort(404)
    return found


def _part(session: Session, programme: Programme) -> ProgrammePart:
    """Find the part that the address names; 404 where there is none, or nobody sees its programme."""
    part = reviewing.find_part(session, programme, flask.request.args.get("part", type=int))
    if part is None or programme.state == State.DRAFT:
        flask.abort(404)
    return part


@blueprint.get("/programme")
def programme() -> ResponseReturnValue:
    """Show all that a family would see of a programme, and what can be decided."""
    operator = require_operator()
    return _card(operator, _programme(database.current_session(), operator))


def _card(operator: Operator, row: Programme, *, problem: str | None = None, form: RegistersForm | None = None) -> str:
    card = reviewing.read_card(database.current_session(), row)
    state, zone = State(row.state), time_zone_of(operator.municipality, current_state().settings)
    if form is None:
        form = RegistersForm(formdata=None)
        form.registers.data, form.version.data = sorted(card.traits[Trait.REGISTER]), row.version
    positions = {part.id: part.position for part in card.parts}
    kept = select(ProgrammeFile.kind).where(ProgrammeFile.programme_id == row.id)
    kinds = set(database.current_session().scalars(kept))
    return render(
        "municipality/programme.html",
        municipality=operator.municipality,
        card=card,
        state=state,
        state_label=SHOWN[state],
        facts=programme_facts(card),
        parts=[(part, part_facts(part), _press(part) if _waits(row, part) else None) for part in card.parts],
        group_facts=partial(group_facts, card),
        steps=[(one.at.astimezone(zone).date(), step_in_words(one, positions), one.reason) for one in card.steps],
        files=[kind for kind in FILE_NAMES if kind in kinds],
        form=form,
        problem=problem,
        done=_done(),
    )


def _waits(row: Programme, part: ProgrammePart) -> bool:
    """Tell whether a part is decided about alone: its programme is published already."""
    return row.state == State.PUBLISHED and part.state == State.REVIEW


def _press(part: ProgrammePart) -> DecisionForm:
    form = DecisionForm(formdata=None)
    form.version.data = part.version
    return form


def _decide(form: DecisionForm, decide: Callable[[Session, Programme, By], str]) -> ResponseReturnValue:
    """Carry out a press on the card: the programme is found anew inside the action, and the second operator is told.

    :param decide: gives the word of :data:`DONE`.
    """
    operator = require_operator()
    row = _programme(database.current_session(), operator)
    given = form if isinstance(form, RegistersForm) else None
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _card(operator, row, problem=problem, form=given), status
    try:
        word = act(require_operator, lambda session, one: decide(session, _programme(session, one), by_operator(one)))
    except (ChangedMeanwhileError, StepImpossibleError):
        operator = require_operator()
        return _card(operator, _programme(database.current_session(), operator), problem="faster"), 409
    return _back(word, row.card_id)


def _back(word: str, card_id: str) -> ResponseReturnValue:
    """Go on to what waits; where only registers were changed, back to the card."""
    if word in {"saved", "same"}:
        url = flask.url_for("sgo_pfdo_municipality.programme", id=card_id, done=word, _anchor="pfdo-done")
    else:
        url = flask.url_for("sgo_pfdo_municipality.programmes", done=word, _anchor="pfdo-done")
    return flask.redirect(url, 303)


@blueprint.post("/programme/publish")
def publish_programme() -> ResponseReturnValue:
    """Publish a programme with the registers that were ticked."""
    require_operator()
    form = RegistersForm()

    def decide(session: Session, row: Programme, by: By) -> str:
        reviewing.publish(session, row, form.registers.data, by, seen=form.seen_version)
        return "published"

    return _decide(form, decide)


@blueprint.post("/programme/registers")
def programme_registers() -> ResponseReturnValue:
    """Set the registers of a programme that is published."""
    require_operator()
    form = RegistersForm()

    def decide(session: Session, row: Programme, by: By) -> str:
        if row.state != State.PUBLISHED:
            raise StepImpossibleError("registers of what is not published")
        is_new = set_registers(session, row, form.registers.data, by, seen=form.seen_version)
        return "saved" if is_new else "same"

    return _decide(form, decide)


@blueprint.post("/programme/part")
def publish_part() -> ResponseReturnValue:
    """Publish a part whose terms have changed after its programme was published."""
    require_operator()
    form = DecisionForm()

    def decide(session: Session, row: Programme, by: By) -> str:
        part = _part(session, row)
        if not _waits(row, part):
            raise StepImpossibleError("a part that does not wait alone")
        take_part_step(session, part, Step.PUBLISH, by, seen=form.seen_version)
        return "part_published"

    return _decide(form, decide)


@blueprint.route("/programme/return", methods=["GET", "POST"])
def return_programme() -> ResponseReturnValue:
    """Ask what is to be mended, and return a programme, or one part of it, to its organisation."""
    operator = require_operator()
    row, part = _returned(database.current_session(), operator)
    draft = f"municipality.return {row.card_id} {part.position if part else ''}"
    seen = (part or row).version
    if flask.request.method == "GET":
        if not _is_returnable(row, part):
            return flask.redirect(flask.url_for("sgo_pfdo_municipality.programme", id=row.card_id), 303)
        return _show_return(operator, row, part, open_form(ReturnForm, operator.viewer, draft, version=seen))
    form = read_form(ReturnForm, operator.viewer, draft)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_return(operator, row, part, form, problem=problem), status

    def action(session: Session, one: Operator) -> None:
        row, part = _returned(session, one)
        drop_draft(session, one.viewer, draft)
        _take_back(session, row, part, by_operator(one), form)

    try:
        act(require_operator, action)
    except (ChangedMeanwhileError, StepImpossibleError):
        return _somebody_was_faster(form)
    return _back("part_returned" if part else "returned", row.card_id)


def _returned(session: Session, operator: Operator) -> tuple[Programme, ProgrammePart | None]:
    row = _programme(session, operator)
    return row, _part(session, row) if "part" in flask.request.args else None


def _is_returnable(row: Programme, part: ProgrammePart | None) -> bool:
    return _waits(row, part) if part else row.state in (State.REVIEW, State.PUBLISHED)


def _take_back(session: Session, row: Programme, part: ProgrammePart | None, by: By, form: ReturnForm) -> None:
    """Return a part alone, or all of a programme."""
    if part is None:
        take_step(session, row, Step.RETURN, by, seen=form.seen_version, reason=form.reason.data)
    elif _waits(row, part):
        take_part_step(session, part, Step.RETURN, by, seen=form.seen_version, reason=form.reason.data)
    else:
        raise StepImpossibleError("a part that does not wait alone")


def _somebody_was_faster(form: ReturnForm) -> ResponseReturnValue:
    """Show what there is now; where it can still be returned, with the reason that was typed."""
    operator = require_operator()
    row, part = _returned(database.current_session(), operator)
    if not _is_returnable(row, part):
        return _card(operator, row, problem="faster"), 409
    form.version.data = (part or row).version
    return _show_return(operator, row, part, form, problem="faster"), 409


def _show_return(operator: Operator, row: Programme, part: ProgrammePart | None, form: ReturnForm, **more: Any) -> str:
    return render(
        "municipality/programme_return.html",
        municipality=operator.municipality,
        programme=row,
        part=part,
        is_published=row.state == State.PUBLISHED,
        form=form,
        fields=[form.reason],
        **({"problem": None} | more),
    )


@blueprint.get("/programme/file")
def programme_file() -> ResponseReturnValue:
    """Give the full text or the picture of a programme."""
    operator = require_operator()
    session, kind = database.current_session(), flask.request.args.get("kind", "")
    row = _programme(session, operator)
    file = session.get(ProgrammeFile, (row.id, kind))
    if file is None:
        flask.abort(404)
    return send_paper(file.content, FILE_NAMES[kind], file.media_type, is_attachment=True)
