"""«Загрузить каталог»: a file with organisations, programmes and groups is checked, shown, and taken in by a press."""

import io
from collections.abc import Sequence

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
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
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
from sgo_pfdo.blueprints.municipality.reviews import by_operator
from sgo_pfdo.current import current_state
from sgo_pfdo.importing import staging
from sgo_pfdo.importing.files import UnreadableFileError, can_read_xlsx
from sgo_pfdo.importing.model import CATALOGUE, BroughtIn
from sgo_pfdo.limits import IMPORT
from sgo_pfdo.programmes import files
from sgo_pfdo.programmes.bringing import Findings, ImportRefusedError, Scope, carry_out, examine
from sgo_pfdo.programmes.files import CatalogueFile
from sgo_pfdo.programmes.rules.files import COLUMNS, WORDS
from sgo_pfdo.secrets import SecretLostError
from sgo_pfdo.wording import file_size, whole_number


class CatalogueForm(PfdoForm):
    """A file of the catalogue."""

    file = FileField("Файл каталога", [FileRequired("Выберите файл.")])


blueprint.room_for["catalogue_check"] = files.LARGEST + ROOM_FOR_FIELDS


@blueprint.get("/catalogue")
def catalogue() -> ResponseReturnValue:
    """Ask for a file; show one that was checked and waits, or what came of the last one."""
    operator = require_operator()
    form = CatalogueForm(formdata=None)
    if flask.request.args.get("problem") == TOO_LARGE:
        form.file.errors = [too_large(None)]
        return _show(operator, form=form, problem="fields")
    waiting = _waiting(operator)
    done = "done" in flask.request.args and waiting is not None and waiting.content is None
    return _show(operator, form=form, waiting=waiting, is_done=done)


@blueprint.post("/catalogue", endpoint="catalogue_check")
def check() -> ResponseReturnValue:
    """Check a file, tell every fault, and keep it for the press if there is none."""
    operator = require_operator()
    try:
        form = CatalogueForm()
    except RequestEntityTooLarge:
        return flask.redirect(flask.url_for("sgo_pfdo_municipality.catalogue", problem=TOO_LARGE), 303)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show(operator, form=form, problem=problem), status
    who, now = caller(), current_state().host.now()
    database.perform(lambda session: limiter().take(session, IMPORT, who, now))
    content = form.file.data.read()
    try:
        file = CatalogueFile(io.BytesIO(content))
        findings = examine(database.current_session(), file, _scope(operator))
    except UnreadableFileError as error:
        form.file.errors = [str(error)]
        return _show(operator, form=form, problem="fields"), 422
    if findings.faults.count:
        return _show(operator, findings=findings, problem="faults"), 422
    if findings.in_words:
        act(require_operator, lambda session, one: _keep(session, one, operator, content, findings))
    return _show(operator, findings=findings, waiting=_waiting(operator) if findings.in_words else None)


def _scope(operator: Operator) -> Scope:
    return Scope(municipality_code=operator.municipality.code, by=by_operator(operator))


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
        new=sum(findings.new.values()),
        known=sum(findings.known.values()),
        now=state.host.now(),
        kind=CATALOGUE,
    )


@blueprint.post("/catalogue/take-in", endpoint="catalogue_take_in")
def take_in() -> ResponseReturnValue:
    """Take in the file that the page has shown: all of it or nothing."""
    operator, form = require_operator(), TakeInForm()
    if not form.validate_on_submit():
        return _show(operator, waiting=_waiting(operator), problem="token"), 400
    try:
        act(require_operator, lambda session, one: _take_in(session, one, form.kept.data or ""))
    except (FileGoneError, UnreadableFileError):
        return _show(require_operator(), problem="gone"), 409
    except ImportRefusedError as error:
        return _show(require_operator(), findings=error.findings, problem="faults"), 409
    return flask.redirect(flask.url_for("sgo_pfdo_municipality.catalogue", done="imported", _anchor="pfdo-done"), 303)


def _take_in(session: Session, operator: Operator, token: str) -> None:
    """Take the file in, once: a second press does nothing more.

    :raises FileGoneError: there is no such file any more.
    """
    state = current_state()
    kept = staging.find(session, operator.viewer.id, operator.municipality.code, state.host.now(), kind=CATALOGUE)
    if kept is None or kept.token != token:
        raise FileGoneError
    if kept.content is None:
        return
    try:
        content = state.cipher.unseal(kept.content)
    except SecretLostError:
        raise FileGoneError from None
    findings = carry_out(session, CatalogueFile(io.BytesIO(content)), _scope(operator))
    kept.content = None
    kept.new_count, kept.known_count = sum(findings.new.values()), sum(findings.known.values())


@blueprint.post("/catalogue/drop", endpoint="catalogue_drop")
def drop() -> ResponseReturnValue:
    """Forget the file that waits."""
    operator = require_operator()
    if not TakeInForm().validate_on_submit():
        return _show(operator, waiting=_waiting(operator), problem="token"), 400
    act(require_operator, lambda session, one: staging.drop(session, one.viewer.id, CATALOGUE))
    return flask.redirect(flask.url_for("sgo_pfdo_municipality.catalogue"), 303)


def _waiting(operator: Operator) -> BroughtIn | None:
    session, now = database.current_session(), current_state().host.now()
    return staging.find(session, operator.viewer.id, operator.municipality.code, now, lock=False, kind=CATALOGUE)


def _needed() -> Sequence[tuple[str, str]]:
    """Say of each kind of table which columns it must have."""
    return [
        (words, ", ".join(f"«{field.label}»" for field in COLUMNS[kind].values() if field.required))
        for kind, words in WORDS.items()
    ]


def _found(findings: Findings) -> list[tuple[str, int, int]]:
    """Say of each kind how many records are new, and how many are there already."""
    kinds = [kind for kind in WORDS if kind in findings.new]
    return [(WORDS[kind], findings.new[kind], findings.known[kind]) for kind in kinds]


def _show(
    operator: Operator,
    *,
    form: CatalogueForm | None = None,
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
    form = form or CatalogueForm(formdata=None)
    kinds = "XLSX, CSV или JSON" if can_read_xlsx() else "CSV или JSON: Excel сохраняет CSV через «Сохранить как»"
    form.file.description = f"{kinds}. Не больше {file_size(limit())} и {whole_number(files.MOST_ROWS)} строк."
    press = TakeInForm(formdata=None)
    press.kept.data = waiting.token if waiting else ""
    return render(
        "municipality/catalogue.html",
        municipality=operator.municipality,
        form=form,
        fields=[form.file],
        press_form=press,
        findings=findings,
        found=_found(findings) if findings else [],
        faults=shortened(findings.faults.lines()) if findings else [],
        waiting=waiting if waiting is not None and waiting.content is not None else None,
        imported=waiting if is_done else None,
        accepted=".xlsx,.csv,.txt,.json" if can_read_xlsx() else ".csv,.txt,.json",
        needed=_needed(),
        problem=problem,
    )
