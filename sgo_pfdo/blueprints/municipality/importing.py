"""«Перенести сертификаты»: a file of another system is checked, shown, and taken in by a press of its own."""

import logging

import flask
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.forms import PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator, today_for
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.brought_files import (
    TOO_LARGE,
    FileGoneError,
    TakeInForm,
    limit,
    shortened,
    too_large,
)
from sgo_pfdo.blueprints.municipality.papers import ROOM_FOR_FIELDS
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_by_school
from sgo_pfdo.importing import staging
from sgo_pfdo.importing.carrying_out import ImportRefusedError, carry_out, examine
from sgo_pfdo.importing.files import UnreadableFileError, can_read_xlsx
from sgo_pfdo.importing.going_through import Findings
from sgo_pfdo.importing.linking import link_imported
from sgo_pfdo.importing.model import BroughtIn
from sgo_pfdo.limits import IMPORT
from sgo_pfdo.secrets import SecretLostError
from sgo_pfdo.wording import file_size, whole_number

_log = logging.getLogger("sgo_pfdo")


class FileForm(PfdoForm):
    """A file with certificates."""

    file = FileField("Таблица с сертификатами", [FileRequired("Выберите файл.")])


blueprint.room_for["import_check"] = staging.LARGEST_FILE + ROOM_FOR_FIELDS


@blueprint.get("/import", endpoint="import_page")
def page() -> ResponseReturnValue:
    """Ask for a file; show one that was checked and waits, or what came of the last one."""
    operator = require_operator()
    form = FileForm(formdata=None)
    if flask.request.args.get("problem") == TOO_LARGE:
        form.file.errors = [too_large("flask pfdo import")]
        return _show(operator, form=form, problem="fields")
    waiting = _waiting(operator)
    done = "done" in flask.request.args and waiting is not None and waiting.content is None
    return _show(operator, form=form, waiting=waiting, is_done=done)


@blueprint.post("/import", endpoint="import_check")
def check() -> ResponseReturnValue:
    """Check a file, and keep it for the press if nothing is wrong with it."""
    operator = require_operator()
    try:
        form = FileForm()
    except RequestEntityTooLarge:
        # not shown here: whatever in the portal's layout looks at the form that was sent would be refused once more
        return flask.redirect(flask.url_for("sgo_pfdo_municipality.import_page", problem=TOO_LARGE), 303)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show(operator, form=form, problem=problem), status
    who, now = caller(), current_state().host.now()
    database.perform(lambda session: limiter().take(session, IMPORT, who, now))
    content = form.file.data.read()
    if len(content) > staging.LARGEST_FILE:
        form.file.errors = [too_large("flask pfdo import")]
        return _show(operator, form=form, problem="fields"), 422
    try:
        findings = _examined(operator, content)
    except UnreadableFileError as error:
        form.file.errors = [str(error)]
        return _show(operator, form=form, problem="fields"), 422
    if findings.faults.count:
        return _show(operator, form=form, findings=findings, problem="faults"), 422
    if findings.new:
        act(require_operator, lambda session, one: _keep(session, one, operator, content, findings))
    return _show(operator, form=form, findings=findings, waiting=_waiting(operator) if findings.new else None)


def _examined(operator: Operator, content: bytes) -> Findings:
    state = current_state()
    return examine(
        database.current_session(),
        staging.open_content(content),
        operator.municipality,
        settings=state.settings,
        now=state.host.now(),
        most_rows=staging.MOST_ROWS,
    )


def _keep(session: Session, operator: Operator, asked: Operator, content: bytes, findings: Findings) -> None:
    """Keep the file; whoever has another municipality by now brings nothing."""
    if operator.municipality.code != asked.municipality.code:
        flask.abort(404)
    state = current_state()
    staging.keep(
        session,
        state.cipher,
        operator.viewer.id,
        operator.municipality.code,
        content,
        new=findings.new,
        known=findings.known,
        now=state.host.now(),
    )


@blueprint.post("/import/take-in", endpoint="import_take_in")
def take_in() -> ResponseReturnValue:
    """Take in the file that the page has shown: all of it or nothing."""
    operator, form = require_operator(), TakeInForm()
    if not form.validate_on_submit():
        return _show(operator, waiting=_waiting(operator), problem="token"), 400
    try:
        is_new = act(require_operator, lambda session, one: _take_in(session, one, form.kept.data or ""))
    except (FileGoneError, UnreadableFileError):
        return _show(operator, problem="gone"), 409
    except ImportRefusedError as error:
        return _show(operator, findings=error.findings, problem="faults"), 409
    if is_new:
        _link(operator)
    return flask.redirect(flask.url_for("sgo_pfdo_municipality.import_page", done="imported", _anchor="pfdo-done"), 303)


def _take_in(session: Session, operator: Operator, token: str) -> bool:
    """Take the file in, once; what was in it is kept no longer.

    :return: ``False`` for a second press.
    :raises FileGoneError: there is no such file any more.
    """
    state = current_state()
    now, viewer_id = state.host.now(), operator.viewer.id
    kept = staging.find(session, viewer_id, operator.municipality.code, now)
    if kept is None or kept.token != token:
        raise FileGoneError
    if kept.content is None:
        return False
    try:
        content = state.cipher.unseal(kept.content)
    except SecretLostError:
        raise FileGoneError from None
    findings = carry_out(
        session,
        staging.open_content(content),
        operator.municipality,
        operator.actor,
        settings=state.settings,
        now=now,
        most_rows=staging.MOST_ROWS,
    )
    kept.content, kept.new_count, kept.known_count = None, findings.new, findings.known
    return True


def _link(operator: Operator) -> None:
    """Link what can be linked to pupils of the portal; what was taken in stays, whatever the portal answers."""
    state = current_state()
    host, code, actor = state.host, operator.municipality.code, operator.actor
    if not isinstance(host, PupilDirectory):
        return
    today, now = today_for(operator.municipality), host.now()
    try:
        done = link_imported(lambda schools: pupils_by_school(host, schools), code, actor, today=today, now=now)
    except (database.DatabaseBusyError, *database.FAILURES):
        raise
    except Exception as error:  # a mistake of the host port
        _log.error("imported certificates were not linked: %s in the portal's lists", type(error).__name__)
        return
    act(require_operator, lambda session, one: _note_linked(session, one, done.linked))


def _note_linked(session: Session, operator: Operator, linked: int) -> None:
    kept = staging.find(session, operator.viewer.id, operator.municipality.code, current_state().host.now())
    if kept is not None:
        kept.linked_count = linked


@blueprint.post("/import/drop", endpoint="import_drop")
def drop() -> ResponseReturnValue:
    """Forget the file that waits."""
    operator = require_operator()
    if not TakeInForm().validate_on_submit():
        return _show(operator, waiting=_waiting(operator), problem="token"), 400
    act(require_operator, lambda session, one: staging.drop(session, one.viewer.id))
    return flask.redirect(flask.url_for("sgo_pfdo_municipality.import_page"), 303)


def _waiting(operator: Operator) -> BroughtIn | None:
    state = current_state()
    return staging.find(
        database.current_session(), operator.viewer.id, operator.municipality.code, state.host.now(), lock=False
    )


def _show(
    operator: Operator,
    *,
    form: FileForm | None = None,
    findings: Findings | None = None,
    waiting: BroughtIn | None = None,
    is_done: bool = False,
    problem: str | None = None,
) -> str:
    """Render the page.

    :param findings: of the file that was just brought.
    :param waiting: the file that was checked and can be taken in, or that was.
    :param problem: ``token``, ``fields``, ``faults`` or ``gone``.
    """
    form = form or FileForm(formdata=None)
    kinds = "XLSX или CSV" if can_read_xlsx() else "Только CSV: Excel сохраняет его через «Сохранить как»"
    rows = whole_number(staging.MOST_ROWS)
    form.file.description = f"{kinds}. Не больше {file_size(limit())} и {rows} строк."
    press = TakeInForm(formdata=None)
    press.kept.data = waiting.token if waiting else ""
    lines = findings.faults.lines() if findings else []
    return render(
        "municipality/import.html",
        municipality=operator.municipality,
        form=form,
        fields=[form.file],
        press_form=press,
        findings=findings,
        faults=shortened(lines),
        waiting=waiting if waiting is not None and waiting.content is not None else None,
        imported=waiting if is_done else None,
        accepted=".xlsx,.csv,.txt" if can_read_xlsx() else ".csv,.txt",
        problem=problem,
    )
