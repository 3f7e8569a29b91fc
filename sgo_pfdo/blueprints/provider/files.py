"""The picture of a programme and its full text: looked at, put in place, taken away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.files.uploads import (
    ACCEPTED_PICTURES,
    ROOM_FOR_PICTURE,
    limit,
    picture_hint,
    read_picture,
    too_large,
)
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, version_in
from sgo_pfdo.blueprints.common.forms.editing import refused
from sgo_pfdo.blueprints.common.forms.fields import one_line
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.forms import PressForm
from sgo_pfdo.blueprints.provider.saving import done_at, own_programme, press, saved_word
from sgo_pfdo.blueprints.provider.words import WHY_LOCKED
from sgo_pfdo.documents import foreign_picture, pdfium
from sgo_pfdo.municipalities.own_papers import NO_PDF, NOT_NOW, UNWANTED, check_pdf
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.plain.wording import file_size
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.own_files import (
    DOCUMENT,
    IMAGE,
    LARGEST_DOCUMENT,
    MOST_PAGES,
    NewFile,
    describe_picture,
    file_of,
    is_changeable,
    kept_files,
    put_file,
    remove_file,
)
from sgo_pfdo.programmes.rules.kinds import LONGEST_NAME
from sgo_pfdo.programmes.rules.lifecycle import State, StepImpossibleError

_ANEW = "Сохраните документ заново, например через «Печать» → «Сохранить как PDF», и выберите новый файл."
PDF_REFUSALS: Mapping[str, str] = {
    NO_PDF: "Это не PDF. Сохраните программу в формате PDF и выберите файл.",
    NOT_NOW: "Сейчас проверить файл не получилось. Попробуйте ещё раз через минуту.",
    UNWANTED[pdfium.DAMAGED]: "Файл не открывается: он повреждён, пуст или защищён паролем.",
    UNWANTED[pdfium.PAGES]: f"В файле больше {MOST_PAGES} страниц. Оставьте главное.",
    UNWANTED[pdfium.SIDE]: "В файле есть страница больше листа A2. Сохраните документ в размере A4.",
    UNWANTED[pdfium.BOMB]: "Файл слишком сложный: на телефоне он может не открыться. Уменьшите картинки в документе.",
    UNWANTED[pdfium.PRINTING]: "Печать файла запрещена в его настройках. Снимите запрет и выберите новый файл.",
}
"""What is said of a PDF that is not taken; of all others, that something in it acts by itself."""


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: str
    heading: str
    label: str
    accept: str


KINDS: Mapping[str, _Kind] = {
    "picture": _Kind(IMAGE, "Картинка программы", "Файл с картинкой", ACCEPTED_PICTURES),
    "text": _Kind(DOCUMENT, "Полный текст программы", "Файл PDF", "application/pdf,.pdf"),
}


class UploadForm(PfdoForm):
    """A file of a programme."""

    file = FileField("Файл")
    alt = StringField(
        "Что на картинке",
        [Length(max=LONGEST_NAME, message="Не больше 255 знаков.")],
        filters=[one_line],
        description="Одной фразой, для тех, кто не видит картинку: «Дети собирают робота из конструктора».",
    )
    seen = HiddenField()

    def about(self, what: str) -> None:
        """Say what is asked for."""
        self.file.label.text = KINDS[what].label
        if what == "picture":
            self.file.description = f"{picture_hint()} Семьям показываем её не шире 800 точек."
        else:
            self.file.description = f"Не больше {file_size(limit(LARGEST_DOCUMENT))}, без пароля."
            del self.alt

    @property
    def seen_version(self) -> int:
        """The version of the programme that was shown."""
        return version_in(self.seen)


blueprint.room_for["programme_file"] = LARGEST_DOCUMENT + ROOM_FOR_PICTURE


@blueprint.route("/p/<card_id>/<any(picture, text):what>", methods=["GET", "POST"])
def programme_file(card_id: str, what: str) -> ResponseReturnValue:
    """Show the picture or the full text of a programme, or put another one in its place."""
    worker = require_provider()
    programme = own_programme(worker, card_id)
    if flask.request.method == "GET":
        return _show(worker, programme, what, _empty_form(programme, what))
    form = UploadForm()
    form.about(what)
    if not form.validate_on_submit():
        return refused(form, lambda problem: _show(worker, programme, what, form, problem=problem))
    try:
        new = _read(form, what) if form.file.data else None
        if new is None and (what == "text" or KINDS[what].kind not in kept_files(_session(), programme.id)):
            raise ValueError("Выберите файл.")
    except ValueError as error:
        form.file.errors = [*form.file.errors, str(error)]
        return _show(worker, programme, what, form, problem="fields"), 422

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        programme, seen = own_programme(worker, card_id), form.seen_version
        if new is None:
            done = describe_picture(session, programme, form.alt.data or None, by, seen=seen)
        else:
            done = put_file(session, programme, new, by, seen=seen)
        return done_at("programme", saved_word(done), card_id=card_id)

    return _saved(worker, card_id, what, write)


def _empty_form(programme: Programme, what: str) -> UploadForm:
    """Make the form as it is before anything is chosen."""
    form = UploadForm(formdata=None)
    form.about(what)
    kept = kept_files(_session(), programme.id).get(KINDS[what].kind)
    if "alt" in form and kept is not None:
        form.alt.data = kept.alt
    return form


def _session() -> Session:
    return database.current_session()


def _read(form: UploadForm, what: str) -> NewFile:
    """Look a file through.

    :raises ValueError: it cannot be taken; the text is for people.
    """
    if what == "picture":
        picture = read_picture(form.file.data)
        media_type, alt = foreign_picture.MEDIA_TYPE, form.alt.data or None
        return NewFile(kind=IMAGE, media_type=media_type, content=picture.content, alt=alt)
    content = form.file.data.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        raise ValueError(too_large(LARGEST_DOCUMENT))
    try:
        copy = check_pdf(content, largest=LARGEST_DOCUMENT, most_pages=MOST_PAGES)
    except ValueError as error:
        acting = f"В файле есть программа, вложение или действие, которое выполняется само. {_ANEW}"
        raise ValueError(PDF_REFUSALS.get(str(error), acting)) from None
    return NewFile(kind=DOCUMENT, media_type="application/pdf", content=copy)


def _saved(worker: ProviderWorker, card_id: str, what: str, write: Callable[..., str]) -> ResponseReturnValue:
    try:
        return flask.redirect(press(worker, write), 303)
    except (ChangedMeanwhileError, StepImpossibleError):
        programme = own_programme(worker, card_id)
        return _show(worker, programme, what, _empty_form(programme, what), problem="changed"), 409


@blueprint.post("/p/<card_id>/<any(picture, text):what>/remove")
def remove_programme_file(card_id: str, what: str) -> ResponseReturnValue:
    """Take the picture or the full text away."""
    worker = require_provider()
    programme = own_programme(worker, card_id)
    form = PressForm()
    if not form.validate_on_submit():
        return _show(worker, programme, what, _empty_form(programme, what), problem="token"), 400

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        programme = own_programme(worker, card_id)
        done = remove_file(session, programme, KINDS[what].kind, by, seen=form.seen_version)
        return done_at("programme", saved_word(done), card_id=card_id)

    return _saved(worker, card_id, what, write)


def _show(
    worker: ProviderWorker, programme: Programme, what: str, form: UploadForm, *, problem: str | None = None
) -> str:
    kept = kept_files(_session(), programme.id).get(KINDS[what].kind)
    form.seen.data = str(programme.version)
    return render(
        "provider/file.html",
        provider=worker.provider,
        programme=programme,
        what=what,
        about=KINDS[what],
        kept=kept,
        why_locked=None if is_changeable(programme) else WHY_LOCKED.get(State(programme.state)),
        form=form,
        fields=[form[name] for name in ("file", "alt") if name in form],
        problem=problem,
    )


@blueprint.get("/p/<card_id>/picture.jpg")
def picture(card_id: str) -> ResponseReturnValue:
    """Give the picture of a programme of the organisation, whatever its state."""
    return _send(card_id, IMAGE, "Картинка программы.jpg")


@blueprint.get("/p/<card_id>/programme.pdf")
def full_text(card_id: str) -> ResponseReturnValue:
    """Give the full text of a programme of the organisation, whatever its state."""
    return _send(card_id, DOCUMENT, "Программа.pdf")


def _send(card_id: str, kind: str, name: str) -> ResponseReturnValue:
    file = file_of(_session(), own_programme(require_provider(), card_id), kind)
    if file is None:
        flask.abort(404)
    return send_paper(file.content, name, file.media_type, is_attachment=True)
