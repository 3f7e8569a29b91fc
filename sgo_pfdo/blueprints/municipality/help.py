"""«Помощь для семей»: the entries behind «?» in the cabinet. They are added, changed and closed, never deleted."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.editing import conflict, done_word, refused, save
from sgo_pfdo.blueprints.common.forms.fields import one_line
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.forms import OPTIONAL, SettingForm, paragraphs
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities import editing
from sgo_pfdo.publications.editing import AUDIENCES, KINDS, WORDS, add_entry, change_entry, find_entry, values_of
from sgo_pfdo.publications.help import Help, all_help
from sgo_pfdo.publications.model import Audience, HelpKind

MOST_LINKS = 10


class HelpForm(SettingForm):
    """An entry of the help."""

    title = StringField(
        "Название",
        [DataRequired("Введите название."), Length(max=255, message="Не больше 255 знаков.")],
        filters=[one_line],
    )
    short = StringField(
        "Коротко",
        [Length(max=100, message="Не больше 100 знаков.")],
        filters=[one_line],
        description="Вопрос в двух-трёх словах. " + OPTIONAL,
    )
    body = TextAreaField(
        "Текст",
        [Length(max=10000, message="Не больше 10 000 знаков.")],
        filters=[paragraphs],
        description="Между абзацами – пустая строка.",
    )
    keywords = StringField(
        "Слова для поиска",
        [Length(max=500, message="Не больше 500 знаков.")],
        filters=[one_line],
        description="Другие слова, которыми об этом спрашивают. " + OPTIONAL,
    )
    links = TextAreaField(
        "Ссылки",
        [Length(max=2000, message="Не больше 2000 знаков.")],
        filters=[paragraphs],
        description="Каждая с новой строки, начинается с https://. Откроется, только когда человек нажмёт на неё.",
    )
    audience = SelectField(
        "Для кого",
        choices=choices(AUDIENCES.items()),
        description="Видят все; если запись не для всех, рядом с ней стоит пометка.",
    )
    is_open = BooleanField("Семьи видят", description="Закрытую запись видите только вы.")

    def validate_links(self, field: Any) -> None:
        """Take addresses that a browser opens safely."""
        lines = (field.data or "").split()
        if len(lines) > MOST_LINKS:
            raise ValidationError(f"Не больше {MOST_LINKS} ссылок.")
        for line in lines:
            parts = urlsplit(line) if "\\" not in line else None
            if parts is None or parts.scheme != "https" or not parts.hostname or parts.username:
                raise ValidationError("Ссылка должна начинаться с https:// и быть в строке одна.")
        field.data = "\n".join(lines) or None

    def about(self, kind: HelpKind) -> None:
        """Leave out what entries of this kind do not have, and call the rest as people do."""
        if kind is HelpKind.QUESTION:
            self.title.label.text, self.body.label.text = "Вопрос", "Ответ"
            return
        del self.short, self.keywords  # only questions are searched
        if kind is HelpKind.INSTRUCTION:
            self.links.label.text = "Ссылки на PDF"
        else:
            self.links.label.text = "Ссылки на видео"

    def validate(self, extra_validators: Any = None) -> bool:
        """Check everything; an entry that says nothing and leads nowhere helps nobody."""
        is_valid = bool(super().validate(extra_validators))
        if is_valid and not self.body.data and not self.links.data:
            self.body.errors = ["Напишите текст или дайте ссылку."]
            return False
        return is_valid


@blueprint.get("/help", endpoint="help")
def help_list() -> ResponseReturnValue:
    """List every entry, shipped ones and the municipality's own, each with a link to change it."""
    operator = require_operator()
    entries = all_help(database.current_session(), operator.municipality.code)
    return render(
        "municipality/help.html",
        municipality=operator.municipality,
        kinds=KINDS,
        entries={kind: [entry for entry in entries if entry.kind is kind] for kind in HelpKind},
        done=done_word(),
        has_cabinet=current_state().settings.cabinet,
    )


def _show(
    operator: Operator, form: HelpForm, heading: str, action: str, *, problem: str | None = None, **context: Any
) -> str:
    return render(
        "municipality/setting.html",
        municipality=operator.municipality,
        heading=heading,
        lead=None,
        form=form,
        fields=[form[name] for name in form.columns],
        problem=problem,
        action=action,
        back=flask.url_for("sgo_pfdo_municipality.help"),
        **context,
    )


def _form(operator: Operator, draft: str, kind: HelpKind) -> HelpForm:
    make = read_form if flask.request.method == "POST" else open_form
    form = make(HelpForm, operator.viewer, draft)
    form.about(kind)
    return form


@blueprint.route("/help/new", methods=["GET", "POST"])
def new_help() -> ResponseReturnValue:
    """Add an entry of the kind that the address names."""
    operator = require_operator()
    try:
        kind = HelpKind(flask.request.args.get("kind", ""))
    except ValueError:
        flask.abort(404)
    draft = f"municipality.new_help {kind}"
    form = _form(operator, draft, kind)
    action = flask.url_for("sgo_pfdo_municipality.new_help", kind=kind.value)
    show = partial(_show, operator, form, f"{KINDS[kind]}: новая запись", action)
    if flask.request.method == "GET":
        if not form.is_restored:
            form.is_open.data, form.audience.data = True, Audience.EVERYONE.value
        return show()
    if not form.validate_on_submit():
        return refused(form, show)
    save(operator, editing.NEW, draft, lambda session, edit: add_entry(session, kind, form.values, edit))
    return _back(True)


@blueprint.route("/help/entry", methods=["GET", "POST"])
def help_entry() -> ResponseReturnValue:
    """Change, close or open an entry: a shipped one by its key, an own one by its row."""
    operator = require_operator()
    key, row_id = flask.request.args.get("key"), flask.request.args.get("id", type=int)
    entry = _entry(operator, key, row_id)
    draft = f"municipality.help {key or row_id}"[:100]
    form = _form(operator, draft, entry.kind)
    action = flask.url_for("sgo_pfdo_municipality.help_entry", key=key, id=row_id)
    show = partial(_show, operator, form, KINDS[entry.kind], action)
    if flask.request.method == "GET":
        if not form.is_restored:
            _fill(form, entry)
        return show()
    if not form.validate_on_submit():
        return refused(form, show)

    def write(session: Session, edit: editing.Edit) -> bool:
        return change_entry(session, form.values, edit, key=key, row_id=row_id)

    try:
        return _back(save(operator, form.seen.data, draft, write))
    except editing.SettingsChangedError:
        return _somebody_was_faster(form, _entry(operator, key, row_id), show)


def _entry(operator: Operator, key: str | None, row_id: int | None) -> Help:
    """Read an entry of the municipality; 404 where it has none."""
    found = find_entry(all_help(database.current_session(), operator.municipality.code), key=key, row_id=row_id)
    if found is None:
        flask.abort(404)
    return found


def _fill(form: HelpForm, entry: Help) -> None:
    values = values_of(entry)
    form.fill({name: value for name, value in values.items() if name in form})
    form.seen.data = editing.fingerprint(values)


def _somebody_was_faster(form: HelpForm, entry: Help, show: Callable[..., str]) -> ResponseReturnValue:
    values = values_of(entry)
    form.seen.data = editing.fingerprint(values)
    return conflict([(WORDS[name].label.capitalize(), WORDS[name].value(values[name])) for name in WORDS], show)


def _back(is_new: bool) -> ResponseReturnValue:
    """Go back to the list, with the focus on the sentence that says what was done."""
    word = "saved" if is_new else "same"
    return flask.redirect(flask.url_for("sgo_pfdo_municipality.help", done=word, _anchor="pfdo-done"), 303)
