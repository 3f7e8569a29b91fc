"""The municipality's lists: certificate groups, authorised organisations. Rows are added and closed, never deleted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.editing import conflict, refused, save, saved
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.place_forms import GroupForm, NewOrganisationForm, OrganisationForm, PlaceForm
from sgo_pfdo.municipalities import changes, editing
from sgo_pfdo.municipalities.model import Group, Organisation
from sgo_pfdo.municipalities.rules import groups_of, organisations_of

F = TypeVar("F", bound=PlaceForm)


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page that adds or changes a row of a list.

    :param draft: the name under which what was typed is kept when a session ends.
    :param row: ``None`` for a new one.
    """

    operator: Operator
    form: PlaceForm
    heading: str
    action: str
    draft: str
    row: Group | Organisation | None = None

    def show(self, *, problem: str | None = None, **context: Any) -> str:
        """Render the form."""
        return render(
            "municipality/setting.html",
            municipality=self.operator.municipality,
            heading=self.heading,
            lead=None,
            form=self.form,
            fields=_fields(self.form),
            problem=problem,
            action=self.action,
            **context,
        )


def _form(form_class: type[F], operator: Operator, draft: str) -> F:
    """Make the form that is asked for, or read the one that was sent."""
    make = read_form if flask.request.method == "POST" else open_form
    return make(form_class, operator.viewer, draft)


@blueprint.route("/group/new", methods=["GET", "POST"])
def new_group() -> ResponseReturnValue:
    """Add a certificate group."""
    operator, draft = require_operator(), "municipality.new_group"
    form = _form(GroupForm, operator, draft)
    _begin(form, len(groups_of(database.current_session(), operator.municipality)) + 1)
    page = RowPage(operator, form, "Новая группа", flask.url_for("sgo_pfdo_municipality.new_group"), draft)
    return _added(page, lambda session, edit: editing.add_group(session, form.values, edit))


@blueprint.route("/group", methods=["GET", "POST"])
def group() -> ResponseReturnValue:
    """Change, close or open a certificate group."""
    operator = require_operator()
    group_id = flask.request.args.get("id", type=int)
    groups = groups_of(database.current_session(), operator.municipality)
    row = next((one for one in groups if one.id == group_id), None)
    if row is None:
        flask.abort(404)
    draft = f"municipality.group {row.id}"
    form = _form(GroupForm, operator, draft)
    form.offer_places(len(groups))

    def stored() -> dict[str, Any]:
        now_there = groups_of(database.current_session(), operator.municipality)
        return editing.group_values(row, now_there.index(row) + 1)

    return _changed(
        RowPage(
            operator, form, "Группа сертификатов", flask.url_for("sgo_pfdo_municipality.group", id=row.id), draft, row
        ),
        stored,
        changes.GROUP,
        lambda session, edit: editing.change_group(session, group_id or 0, form.values, edit),
    )


@blueprint.route("/organisation/new", methods=["GET", "POST"])
def new_organisation() -> ResponseReturnValue:
    """Add an authorised organisation."""
    operator, draft = require_operator(), "municipality.new_organisation"
    form = _form(NewOrganisationForm, operator, draft)
    _begin(form, len(organisations_of(database.current_session(), operator.municipality)) + 1)

    def add(session: Session, edit: editing.Edit) -> None:
        values = form.values
        editing.add_organisation(session, values.pop("code"), values, edit)

    return _added(
        RowPage(
            operator,
            form,
            "Новая уполномоченная организация",
            flask.url_for("sgo_pfdo_municipality.new_organisation"),
            draft,
        ),
        add,
    )


@blueprint.route("/organisation", methods=["GET", "POST"])
def organisation() -> ResponseReturnValue:
    """Change, close or open an authorised organisation."""
    operator = require_operator()
    code = flask.request.args.get("code", "")
    organisations = organisations_of(database.current_session(), operator.municipality)
    row = next((one for one in organisations if one.code == code), None)
    if row is None:
        flask.abort(404)
    draft = f"municipality.organisation {row.code}"
    form = _form(OrganisationForm, operator, draft)
    form.offer_places(len(organisations))
    action = flask.url_for("sgo_pfdo_municipality.organisation", code=row.code)

    def stored() -> dict[str, Any]:
        now_there = organisations_of(database.current_session(), operator.municipality)
        return editing.organisation_values(row, now_there.index(row) + 1)

    return _changed(
        RowPage(operator, form, "Уполномоченная организация", action, draft, row),
        stored,
        changes.ORGANISATION,
        lambda session, edit: editing.change_organisation(session, code, form.values, edit),
    )


def _begin(form: PlaceForm, count: int) -> None:
    """Offer the places for something new; by default it is open and stands last."""
    form.offer_places(count)
    if flask.request.method == "GET" and not form.is_restored:
        form.place.data = count
        form["is_open"].data = True


def _added(page: RowPage, add: Callable[[Session, editing.Edit], None]) -> ResponseReturnValue:
    """Show the form for something new, or save it."""
    if flask.request.method == "GET":
        return page.show()
    if not page.form.validate_on_submit():
        return refused(page.form, page.show)
    try:
        save(page.operator, editing.NEW, page.draft, add)
    except editing.TakenError:
        return _taken(page)
    return saved(True)


def _changed(
    page: RowPage,
    stored: Callable[[], dict[str, Any]],
    words: Mapping[str, changes.Wording],
    change: Callable[[Session, editing.Edit], bool],
) -> ResponseReturnValue:
    """Show the form for something that exists, or save it."""
    form = page.form
    if flask.request.method == "GET":
        if not form.is_restored:
            values = stored()
            form.fill(values)
            form.seen.data = editing.fingerprint(values)
        return page.show()
    if not form.validate_on_submit():
        return refused(form, page.show)
    try:
        is_new = save(page.operator, form.seen.data, page.draft, change)
    except editing.SettingsChangedError:
        values = stored()
        form.seen.data = editing.fingerprint(values)
        told = [(words[name].label.capitalize(), words[name].value(values[name])) for name in words]
        return conflict(told, page.show)
    except editing.TakenError:
        return _taken(page)
    return saved(is_new)


def _taken(page: RowPage) -> ResponseReturnValue:
    """Say at the field that another row has this name or code."""
    if isinstance(page.form, NewOrganisationForm):
        field, message = page.form.code, "Организация с таким кодом уже есть. Введите другой код."
    else:
        field, message = page.form["name"], "Группа с таким названием уже есть. Введите другое название."
    field.errors = [*field.errors, message]
    return page.show(problem="fields"), 422


def _fields(form: PlaceForm) -> list[Any]:
    """Order the fields as people fill them in: the code of something new, name, the rest, then the place."""
    names = [name for name in form.columns if name not in {"place", "code"}]
    return [form[name] for name in (["code"] if "code" in form else []) + names + ["place"]]
