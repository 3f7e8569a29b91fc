"""«Запросить доступ к ребёнку»: the form, the state of a request, correcting it, taking it back (S003, 6 to 9)."""

from datetime import datetime
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database, signals
from sgo_pfdo.access import asking, deciding
from sgo_pfdo.access.asking import SameRequestError, SchoolGoneError, TooManyOpenError
from sgo_pfdo.access.model import AccessRequest
from sgo_pfdo.access.rules.lifecycle import OPEN, SHOWN, AccessStep, Side, State, StepImpossibleError, possible_steps
from sgo_pfdo.access.rules.representatives import TOLD, RefusalReason, request_problem
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.blueprints.access import blueprint
from sgo_pfdo.blueprints.access.forms import PROBLEMS, AskForm, StepForm
from sgo_pfdo.blueprints.access.parent import Parent, contacts_of, own_request, require_parent
from sgo_pfdo.blueprints.access.reading import stated_of, words_of
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.current import current_state
from sgo_pfdo.host import CannotAttachError
from sgo_pfdo.limits import ACCESS
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Relation
from sgo_pfdo.plain.changed import ChangedMeanwhileError

NAME = "access.ask"
DONE = frozenset({"asked", "corrected", "withdrawn", "left"})
"""What a redirect may say has just been done."""


@blueprint.get("")
def page() -> ResponseReturnValue:
    """List what the parent has asked for, and the two ways to ask."""
    parent = require_parent()
    session = database.current_session()
    lines = [_line(session, request) for request in asking.own_requests(session, parent.viewer.id)]
    return render("access/requests.html", lines=lines)


def _line(session: Session, request: AccessRequest) -> dict[str, Any]:
    """Say of a request what a list and its page need."""
    stated = stated_of(request)
    return {
        "request": request,
        "shown": SHOWN[State(request.state)],
        "is_open": request.state in OPEN,
        "child": stated.child_name if stated else None,
        "school": school_name(session, request.school_id),
    }


def school_name(session: Session, school_id: str) -> str:
    """Name a school."""
    school = session.get(RegisteredSchool, school_id)
    return (school.name if school else None) or school_id


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Show the form; put the request to the school.

    The answer is the same whether or not the school has such a pupil: nobody looks for one here.
    """
    parent = require_parent()
    if flask.request.method == "GET":
        return _show(parent, _prepared(parent, open_form(AskForm, parent.viewer, NAME, **_known(parent))))
    form = _prepared(parent, read_form(AskForm, parent.viewer, NAME))
    if not _is_valid(form):
        return _refused(parent, form)

    def action(session: Session, parent: Parent) -> str:
        state = current_state()
        now = state.host.now()
        limiter().take(session, ACCESS, caller(), now)
        request = asking.submit(
            session, form.asked(parent.applicant), parent.actor, settings=state.settings, cipher=state.cipher, now=now
        )
        drop_draft(session, parent.viewer, NAME)
        signals.send_after_commit(session, signals.access_requested, request_id=request.id, viewer_id=parent.viewer.id)
        return request.card_id

    try:
        card_id = act(require_parent, action)
    except SchoolGoneError:
        form.school.errors = ["Эта школа больше не принимает заявления на портале. Выберите другую."]
        return _refused(parent, form)
    except TooManyOpenError:
        return _show(parent, form, problem="open"), 409
    return _go(card_id, "asked")


def _known(parent: Parent) -> dict[str, object]:
    """Give what need not be typed."""
    telephone, email = contacts_of(parent.applicant)
    known: dict[str, object] = {"telephone": telephone, "email": email}
    again = flask.request.args.get("again", "")
    request = asking.find_own(database.current_session(), again, parent.viewer.id) if again.isprintable() else None
    stated = stated_of(request) if request is not None else None
    if request is None or stated is None:
        return known
    return known | {name: value for name, value in _values(request, stated).items() if value is not None}


def _values(request: AccessRequest, stated: Stated) -> dict[str, object]:
    """Give the fields of the form from what was stated."""
    return {
        "version": str(request.version),
        "school": request.school_id,
        "child_surname": stated.child_surname,
        "child_first_name": stated.child_first_name,
        "child_patronymic": stated.child_patronymic,
        "born": stated.child_birth_date,
        "document_kind": stated.child_document_kind or "",
        "document_number": stated.child_document_number,
        "relation": request.relation,
        "surname": stated.surname,
        "first_name": stated.first_name,
        "patronymic": stated.patronymic,
        "telephone": stated.telephone,
        "email": stated.email,
    }


def _prepared(parent: Parent, form: AskForm, *, only_school: str | None = None) -> AskForm:
    """Offer the schools that have the module, by municipality; leave out what the portal knows.

    :param only_school: the one that a request which is corrected went to.
    """
    form.know(parent.applicant)
    query = (
        select(RegisteredSchool.id, RegisteredSchool.name, Municipality.name.label("municipality"))
        .join(Municipality, RegisteredSchool.municipality_code == Municipality.code)
        .where(RegisteredSchool.is_enabled)
        .order_by(Municipality.name, RegisteredSchool.name, RegisteredSchool.id)
    )
    if only_school is not None:
        query = query.where(RegisteredSchool.id == only_school)
    offered: dict[str, list[tuple[str, str]]] = {}
    for row in database.current_session().execute(query):
        offered.setdefault(row.municipality, []).append((row.id, row.name or row.id))
    form.offered = offered
    return form


def _is_valid(form: AskForm) -> bool:
    if not form.validate_on_submit():
        return False
    session, state = database.current_session(), current_state()
    municipality = session.scalars(
        select(Municipality)
        .join(RegisteredSchool, RegisteredSchool.municipality_code == Municipality.code)
        .where(RegisteredSchool.id == form.school.data)
    ).one()
    today = today_in(municipality, state.settings, state.host.now())
    problem = request_problem(Relation(form.relation.data), form.born.data, today)
    if problem is None:
        return True
    name, words = PROBLEMS[problem]
    form[name].errors = [words]
    return False


def _refused(parent: Parent, form: AskForm, **more: Any) -> ResponseReturnValue:
    if form.has_bad_token:
        return _show(parent, form, problem="token", **more), 400
    return _show(parent, form, problem="fields", **more), 422


def _show(parent: Parent, form: AskForm, *, problem: str | None = None, request: AccessRequest | None = None) -> str:
    """Render the form.

    :param problem: ``token``, ``fields``, ``open`` or ``changed``.
    :param request: the one that is corrected.
    """
    return render("access/ask.html", form=form, applicant=parent.applicant, problem=problem, request=request)


def _go(card_id: str, done: str) -> ResponseReturnValue:
    return flask.redirect(
        flask.url_for("sgo_pfdo_access.request_page", card_id=card_id, done=done, _anchor="pfdo-done"), 303
    )


@blueprint.get("/<card_id>", endpoint="request_page")
def request_page(card_id: str) -> ResponseReturnValue:
    """Show how things stand with a request, and what can be done."""
    parent = require_parent()
    return _show_request(own_request(parent, card_id))


def _show_request(request: AccessRequest, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    session, done = database.current_session(), flask.request.args.get("done")
    steps = asking.steps_of(session, request)
    refusal = next((step for step in reversed(steps) if step.step == AccessStep.REFUSE), None)
    form = StepForm(formdata=None, version=str(request.version))
    shown = render(
        "access/request.html",
        **_line(session, request),
        stated=stated_of(request),
        form=form,
        can={step.value for step in possible_steps(State(request.state), Side.FAMILY)},
        told=TOLD[RefusalReason(refusal.reason)] if refusal and refusal.reason else None,
        words=words_of(refusal.words) if refusal else None,
        done=done if done in DONE else None,
        problem=problem,
    )
    return shown, status


@blueprint.route("/<card_id>/correct", methods=["GET", "POST"])
def correct(card_id: str) -> ResponseReturnValue:
    """Correct what was stated; the school has its full time again."""
    parent = require_parent()
    request = own_request(parent, card_id)
    stated = stated_of(request)
    if request.state not in OPEN or stated is None:
        return _go(card_id, "")
    name = f"access.correct.{card_id}"
    if flask.request.method == "GET":
        form = open_form(AskForm, parent.viewer, name, **_values(request, stated))
        return _show(parent, _prepared(parent, form, only_school=request.school_id), request=request)
    form = _prepared(parent, read_form(AskForm, parent.viewer, name), only_school=request.school_id)
    if not _is_valid(form):
        return _refused(parent, form, request=request)
    seen = form.seen_version

    def action(session: Session, parent: Parent) -> None:
        state = current_state()
        asking.correct(
            session,
            own_request(parent, card_id),
            form.asked(parent.applicant),
            parent.actor,
            seen=seen,
            settings=state.settings,
            cipher=state.cipher,
            now=state.host.now(),
        )
        drop_draft(session, parent.viewer, name)

    try:
        return _after(card_id, "corrected", action)
    except SameRequestError:
        form.child_surname.errors = ["На этого ребёнка заявление уже подано: оно есть в списке ваших заявлений."]
        return _refused(require_parent(), form, request=own_request(require_parent(), card_id))


@blueprint.post("/<card_id>/withdraw")
def withdraw(card_id: str) -> ResponseReturnValue:
    """Take a request back."""

    def action(session: Session, parent: Parent) -> None:
        asking.withdraw(session, own_request(parent, card_id), parent.actor, seen=StepForm().seen_version, now=_now())

    return _press(card_id, "withdrawn", action)


@blueprint.route("/<card_id>/leave", methods=["GET", "POST"])
def leave(card_id: str) -> ResponseReturnValue:
    """Say what it means to give up the access to a child, and do it."""
    parent = require_parent()
    request = own_request(parent, card_id)
    if flask.request.method == "GET":
        if request.state != State.ACCEPTED:
            return _go(card_id, "")
        form = StepForm(formdata=None, version=str(request.version))
        return render("access/leave.html", request=request, stated=stated_of(request), form=form)

    def action(session: Session, parent: Parent) -> None:
        request = own_request(parent, card_id)
        deciding.leave(session, parent.portal, request, parent.actor, seen=StepForm().seen_version, now=_now())
        signals.send_after_commit(session, signals.access_ended, request_id=request.id)

    return _press(card_id, "left", action)


def _now() -> datetime:
    return current_state().host.now()


def _press(card_id: str, done: str, action: Any) -> ResponseReturnValue:
    parent = require_parent()
    request = own_request(parent, card_id)
    if not StepForm().validate_on_submit():
        return _show_request(request, problem="token", status=400)
    return _after(card_id, done, action)


def _after(card_id: str, done: str, action: Any) -> ResponseReturnValue:
    """Do it, and show the request afterwards; somebody at the school may have been faster."""
    try:
        act(require_parent, action)
    except (ChangedMeanwhileError, StepImpossibleError):
        return _show_request(own_request(require_parent(), card_id), problem="changed", status=409)
    except CannotAttachError:  # while the child is taken away: its words are for the school
        return _show_request(own_request(require_parent(), card_id), problem="portal", status=409)
    return _go(card_id, done)
