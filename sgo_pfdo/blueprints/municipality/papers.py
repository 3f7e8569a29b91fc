"""The municipality's own PDFs in place of the blank forms: look at the present one, put another, go back to ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from sgo_pfdo import database, documents
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.files.uploads import ROOM_FOR_FIELDS, limit
from sgo_pfdo.blueprints.common.forms.editing import Show, conflict, refused, save, saved
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.forms import PaperForm
from sgo_pfdo.certificates.papers import blank_form_of, own_paper
from sgo_pfdo.documents import Applicant, pdfium
from sgo_pfdo.municipalities import changes, editing
from sgo_pfdo.municipalities.model import Municipality, OwnPaper
from sgo_pfdo.municipalities.own_papers import CONSENT, LARGEST_OWN_PAPER, NO_PDF, NOT_NOW, UNWANTED, check_pdf
from sgo_pfdo.municipalities.rules import groups_of
from sgo_pfdo.plain.wording import file_size

TOO_LARGE = "large"
"""What a redirect says of a file that was not even read."""
_SAVE_ANEW = "Сохраните документ заново, например через «Печать» → «Сохранить как PDF», и выберите новый файл."
REFUSALS: Mapping[str, str] = {
    NO_PDF: "Это не PDF. Сохраните документ в формате PDF и выберите его.",
    NOT_NOW: "Сейчас проверить файл не получилось. Попробуйте ещё раз через минуту.",
    UNWANTED[pdfium.DAMAGED]: "Файл не открывается: он повреждён, пуст или защищён паролем. "
    "Сохраните его заново без пароля.",
    UNWANTED[pdfium.FORM]: "Это форма XFA: на телефоне и во многих программах вместо бланка видна просьба подождать, "
    f"и напечатать его нельзя. {_SAVE_ANEW}",
    UNWANTED[pdfium.PORTFOLIO]: "Это портфолио PDF: напечатается только обложка, а не файлы внутри. "
    "Выберите сам бланк, одним документом.",
    UNWANTED[pdfium.PRINTING]: "Печать файла запрещена в его настройках: семья не сможет напечатать бланк. "
    "Снимите запрет в программе, в которой сделан документ, и выберите новый файл.",
    UNWANTED[pdfium.SCRIPT]: f"В файле есть программа (JavaScript). {_SAVE_ANEW}",
    UNWANTED[pdfium.PROGRAM]: f"Файл запускает на компьютере другую программу (действие Launch). {_SAVE_ANEW}",
    UNWANTED[pdfium.ATTACHMENT]: f"В PDF вложен другой файл, звук или видео. {_SAVE_ANEW}",
    UNWANTED[pdfium.ACTION]: "Файл что-то делает сам: отправляет данные формы, открывает другой документ "
    f"или тому подобное. {_SAVE_ANEW}",
    UNWANTED[pdfium.PAGES]: f"В файле больше {pdfium.MOST_PAGES} страниц. Для бланка это слишком много.",
    UNWANTED[pdfium.SIDE]: "В файле есть страница больше листа A2: её не напечатать. Сохраните документ в размере A4.",
    UNWANTED[pdfium.BOMB]: "Файл слишком сложный: на телефоне он может не открыться. "
    "Уменьшите картинки в документе и сохраните его заново.",
}


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A blank form in the overview.

    :param size: of the own PDF, «120 КБ»; ``None`` where the module draws the form.
    """

    kind: str
    label: str
    size: str | None


def listed_papers(session: Session, municipality: Municipality) -> list[ListedPaper]:
    """List the four blank forms, each with the size of the own PDF where there is one."""
    query = select(OwnPaper.kind, func.length(OwnPaper.content)).where(OwnPaper.municipality_code == municipality.code)
    sizes = {kind: file_size(size) for kind, size in session.execute(query)}
    return [ListedPaper(kind, label, sizes.get(kind)) for kind, label in changes.PAPERS.items()]


blueprint.room_for["paper"] = LARGEST_OWN_PAPER + ROOM_FOR_FIELDS


@blueprint.route("/paper", methods=["GET", "POST"])
def paper() -> ResponseReturnValue:
    """Show which blank form families get now, or put the municipality's own in its place."""
    operator, kind = require_operator(), _wanted_kind()
    if flask.request.method == "GET":
        form = PaperForm(formdata=None)
        form.seen.data = editing.paper_fingerprint(_own(operator, kind))
        if flask.request.args.get("problem") == TOO_LARGE:
            form.file.errors = [_too_large()]
            return _show(operator, kind, form, problem="fields")
        return _show(operator, kind, form)
    try:
        form = _uploaded()
    except RequestEntityTooLarge:
        # not shown here: whatever in the portal's layout looks at the form that was sent would be refused once more
        return flask.redirect(flask.url_for("sgo_pfdo_municipality.paper", kind=kind, problem=TOO_LARGE), 303)
    show = partial(_show, operator, kind, form)
    if not form.validate_on_submit():
        return refused(form, show)
    try:
        content = check_pdf(form.file.data.read())
    except ValueError as error:
        return _wrong_file(form, REFUSALS.get(str(error), _too_large()), show)
    return _write(operator, form, show, lambda session, edit: editing.put_paper(session, kind, content, edit))


@blueprint.route("/paper/remove", methods=["GET", "POST"])
def remove_paper() -> ResponseReturnValue:
    """Ask whether to go back to the form that the module draws, or do it."""
    operator, kind = require_operator(), _wanted_kind()
    present = _own(operator, kind)
    if flask.request.method == "GET" and present is None:
        flask.abort(404)
    form = PaperForm(formdata=None) if flask.request.method == "GET" else PaperForm()
    show = partial(_show, operator, kind, form, "municipality/paper_remove.html")
    if flask.request.method == "GET":
        form.seen.data = editing.paper_fingerprint(present)
        return show()
    del form.file
    if not form.validate_on_submit():
        return refused(form, show)
    return _write(operator, form, show, lambda session, edit: editing.remove_paper(session, kind, edit))


@blueprint.get("/paper.pdf")
def paper_file() -> ResponseReturnValue:
    """Give the blank form that families get now: the municipality's own, or ours."""
    operator, kind = require_operator(), _wanted_kind()
    content = _own(operator, kind) or _drawn(operator.municipality, kind)
    name = f"{changes.PAPERS[kind]}.pdf"
    return send_paper(content, name, "application/pdf")


def _wanted_kind() -> str:
    kind = flask.request.args.get("kind", "")
    if kind not in changes.PAPERS:
        flask.abort(404)
    return kind


def _own(operator: Operator, kind: str) -> bytes | None:
    name, applicant = kind.rsplit("_", 1)
    return own_paper(database.current_session(), operator.municipality, name, Applicant(applicant))


def _drawn(municipality: Municipality, kind: str) -> bytes:
    name, applicant = kind.rsplit("_", 1)
    form = blank_form_of(municipality, groups_of(database.current_session(), municipality), Applicant(applicant))
    return documents.consent.draw(form) if name == CONSENT else documents.application_form.draw(form)


def _uploaded() -> PaperForm:
    """Read the upload; what is too large is refused before it is read into memory.

    :raises RequestEntityTooLarge: more than we take, or than the portal takes.
    """
    if (flask.request.content_length or 0) > LARGEST_OWN_PAPER + ROOM_FOR_FIELDS:
        raise RequestEntityTooLarge
    return PaperForm()


def _too_large() -> str:
    return (
        f"Файл слишком большой: семьи скачивают его на телефон. Можно не больше {file_size(limit(LARGEST_OWN_PAPER))}."
    )


def _wrong_file(form: PaperForm, message: str, show: Show) -> ResponseReturnValue:
    form.file.errors = [*form.file.errors, message]
    return show(problem="fields"), 422


def _write(
    operator: Operator, form: PaperForm, show: Show, write: Callable[[Session, editing.Edit], bool]
) -> ResponseReturnValue:
    """Put or remove a paper; whoever was faster is told of."""
    try:
        is_new = save(operator, form.seen.data, None, write)
    except editing.SettingsChangedError:
        kind = _wanted_kind()
        present = _own(operator, kind)
        form.seen.data = editing.paper_fingerprint(present)
        size = f"свой бланк, {file_size(len(present))}" if present is not None else "бланк портала"
        return conflict([(changes.PAPERS[kind], size)], show)
    return saved(is_new)


def _show(
    operator: Operator,
    kind: str,
    form: PaperForm,
    template: str = "municipality/paper.html",
    *,
    problem: str | None = None,
    **context: Any,
) -> str:
    own = _own(operator, kind)
    if "file" in form:
        form.file.description = (
            f"Не больше {file_size(limit(LARGEST_OWN_PAPER))}, без пароля. "
            "В файле не должно быть ничьих данных: его скачивают все семьи."
        )
    return render(
        template,
        municipality=operator.municipality,
        kind=kind,
        label=changes.PAPERS[kind],
        own_size=file_size(len(own)) if own is not None else None,
        form=form,
        fields=[form.file] if "file" in form else [],
        problem=problem,
        action=flask.url_for("sgo_pfdo_municipality.paper", kind=kind),
        **context,
    )
