"""Sheets with codes for a parents' meeting: whoever types a code with the birth date has the child attached."""

from collections.abc import Sequence

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo.access.codes import PrintedCodes, print_codes
from sgo_pfdo.access.rules.codes import shown_code
from sgo_pfdo.blueprints.access_school import blueprint
from sgo_pfdo.blueprints.access_school.forms import CodesForm
from sgo_pfdo.blueprints.access_school.requests import decider_from, directory
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.letters.outside import outside_url
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.showing import tell_of_pupils
from sgo_pfdo.blueprints.common.staff import SchoolWorker, require_decider, today_for
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import access_slips
from sgo_pfdo.host_answers import pupils_of_school
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.people import Pupil

IN_CODES = "список для кодов доступа"


@blueprint.route("/codes", methods=["GET", "POST"])
def codes() -> ResponseReturnValue:
    """Choose pupils of a page of the portal's list; print their codes."""
    worker = require_decider()
    number = flask.request.args.get("page", 0, type=int)
    if not 0 <= number < 1000:
        flask.abort(404)
    pupils = pupils_of_school(directory(), worker.school.id, number)
    if flask.request.method == "GET":
        return _show(worker, CodesForm(formdata=None), pupils, number)
    form = CodesForm()
    wanted = set(form.pupils.data or [])
    chosen = [pupil for pupil in pupils if pupil.id in wanted]
    if not form.validate_on_submit():
        return _show(worker, form, pupils, number, problem="token"), 400
    if not chosen:
        form.pupils.errors = ["Отметьте хотя бы одного ученика."]
        return _show(worker, form, pupils, number, problem="fields"), 422
    printed = act(require_decider, lambda session, worker: _print(session, worker, chosen, int(form.each.data or 2)))
    if not printed:
        return _show(worker, form, pupils, number, problem="none"), 409
    return _sheet(worker, printed)


def _print(session: Session, worker: SchoolWorker, chosen: Sequence[Pupil], each: int) -> list[PrintedCodes]:
    """Make the codes, for pupils as the portal knows them now."""
    state = current_state()
    now_there = {pupil.id: pupil for pupil in directory().pupils([pupil.id for pupil in chosen])}
    return print_codes(
        session,
        [now_there[pupil.id] for pupil in chosen if pupil.id in now_there],
        decider_from(worker),
        days=state.settings.access_code_days,
        zone=time_zone_of(worker.municipality, state.settings),
        each=each,
        cipher=state.cipher,
        now=state.host.now(),
    )


def _sheet(worker: SchoolWorker, printed: Sequence[PrintedCodes]) -> flask.Response:
    today = today_for(worker.municipality)
    slips = [
        access_slips.AccessSlip(name=one.pupil.full_name, code=shown_code(code), until=one.last_day)
        for one in printed
        for code in one.codes
    ]
    content = access_slips.draw(
        access_slips.AccessSlips(slips=slips, address=outside_url("sgo_pfdo_access.code"), made_on=today)
    )
    return send_paper(content, f"Коды доступа к детям, {today:%d.%m.%Y}.pdf", "application/pdf")


def _show(
    worker: SchoolWorker, form: CodesForm, pupils: Sequence[Pupil], number: int, *, problem: str | None = None
) -> str:
    """Render the list.

    :param problem: ``token``, ``fields``, or ``none`` where nobody of the chosen may get codes.
    """
    form.pupils.choices = choices((pupil.id, pupil.full_name) for pupil in pupils)
    tell_of_pupils(worker, [pupil.id for pupil in pupils], IN_CODES)
    return render(
        "access_school/codes.html",
        school_name=worker.acts_for,
        form=form,
        pupils=pupils,
        number=number,
        has_next=bool(pupils) and bool(pupils_of_school(directory(), worker.school.id, number + 1)),
        days=current_state().settings.access_code_days,
        problem=problem,
    )
