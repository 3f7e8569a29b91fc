"""«Ввести код из школы»: the child is attached at once, without a request."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import signals
from sgo_pfdo.access.codes import FoundCode, asked_by_code, count_wrong_date, find_code, may_use, use_code
from sgo_pfdo.access.rules.codes import clean_code
from sgo_pfdo.access.rules.representatives import request_problem
from sgo_pfdo.blueprints.access import blueprint
from sgo_pfdo.blueprints.access.forms import PROBLEMS, CodeForm
from sgo_pfdo.blueprints.access.parent import Parent, contacts_of, require_parent
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter, tell_of_guess
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.current import current_state
from sgo_pfdo.host import CannotAttachError
from sgo_pfdo.host_answers import pupil_of
from sgo_pfdo.limits import ACCESS_CODE
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Relation

NAME = "access.code"
DAYS_APART = (timedelta(hours=-12), timedelta(hours=14))
"""The clocks of the world: somewhere between them stands that of the school, which nobody knows before the code."""


@blueprint.route("/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Ask for code and birth date; attach the child. Whatever is wrong has one answer."""
    parent = require_parent()
    if flask.request.method == "GET":
        return _show(open_form(CodeForm, parent.viewer, NAME))
    form = read_form(CodeForm, parent.viewer, NAME)
    if not form.validate_on_submit() or _is_impossible(form):
        return (_show(form, problem="token"), 400) if form.has_bad_token else (_show(form, problem="fields"), 422)
    try:
        is_attached = act(require_parent, lambda session, parent: _attach(session, parent, form))
    except CannotAttachError as error:
        return _show(form, problem="portal", words=str(error)), 409
    if not is_attached:
        tell_of_guess(ACCESS_CODE, caller())
        return _show(form, problem="wrong"), 422
    return flask.redirect(flask.url_for("sgo_pfdo_family.page", done="attached", _anchor="pfdo-done"), 303)


def _is_impossible(form: CodeForm) -> bool:
    """Say at the field what no code can make good, wherever its school is."""
    now, relation = current_state().host.now().astimezone(UTC), Relation(form.relation.data)
    problems = {request_problem(relation, form.born.data, (now + offset).date()) for offset in DAYS_APART}
    problem = problems.pop()
    if problem is None or problems:
        return False
    name, words = PROBLEMS[problem]
    form[name].errors = [words]
    return True


def _attach(session: Session, parent: Parent, form: CodeForm) -> bool:
    """Attach the child of the code, or count the try.

    :return: whether code and birth date fit.
    """
    state = current_state()
    now, typed = state.host.now(), clean_code(form.code.data or "")
    taken = limiter().take(session, ACCESS_CODE, caller(), now)
    found = find_code(session, typed, cipher=state.cipher, now=now) if typed else None
    if found is None:
        return False
    today, pupil = _today_of(session, found), pupil_of(state.host, state.told, found.pupil_id)
    if pupil is None or not may_use(session, found, pupil, form.born.data, today):
        count_wrong_date(session, found)
        return False
    telephone, email = contacts_of(parent.applicant)
    applicant, relation = replace(parent.applicant, telephone=telephone, email=email), Relation(form.relation.data)
    asked = asked_by_code(found, pupil, applicant, relation)
    request = use_code(session, parent.portal, found, asked, parent.actor, today=today, cipher=state.cipher, now=now)
    limiter().give_back(session, taken)
    drop_draft(session, parent.viewer, NAME)
    signals.send_after_commit(
        session, signals.access_decided, request_id=request.id, viewer_id=parent.viewer.id, pupil_id=found.pupil_id
    )
    return True


def _today_of(session: Session, found: FoundCode) -> date:
    """Give the date in the municipality of the school."""
    state = current_state()
    school = session.get_one(RegisteredSchool, found.school_id)
    municipality = session.get_one(Municipality, school.municipality_code)
    return today_in(municipality, state.settings, state.host.now())


def _show(form: CodeForm, *, problem: str | None = None, words: str | None = None) -> str:
    """Render the form.

    :param problem: ``token``, ``fields``, ``wrong`` or ``portal``, which says why in its own words.
    """
    return render("access/code.html", form=form, problem=problem, words=words)
