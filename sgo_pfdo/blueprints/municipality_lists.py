"""The municipality's lists: certificate groups, authorised organisations. Rows are added and closed, never deleted."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.base import PfdoBlueprint, pfdo_url, render
from sgo_pfdo.blueprints.municipality_forms import GroupForm, NewOrganisationForm, OrganisationForm, PlaceForm
from sgo_pfdo.blueprints.saving import conflict, edit_by, refused, saved
from sgo_pfdo.blueprints.staff import Operator, require_operator
from sgo_pfdo.municipalities import changes, editing
from sgo_pfdo.municipalities.model import Group, Organisation
from sgo_pfdo.municipalities.rules import groups_of, organisations_of

LARGEST_ID = 2**63 - 1


def add_routes(blueprint: PfdoBlueprint) -> None:
    """Add the pages of the lists to the municipality's blueprint."""
    for rule, endpoint, view in (
        ("/group", "group", group),
        ("/group/new", "new_group", new_group),
        ("/organisation", "organisation", organisation),
        ("/organisation/new", "new_organisation", new_organisation),
    ):
        blueprint.add_url_rule(rule, endpoint, view, methods=["GET", "POST"])


def new_group() -> ResponseReturnValue:
    """Add a certificate group."""
    operator = require_operator()
    form, count = GroupForm(), len(groups_of(database.current_session(), operator.municipality)) + 1
    show = partial(_show, operator, form, "Новая группа", pfdo_url("municipality.new_group"))
    _begin(form, count)
    return _added(operator, form, show, lambda session, edit: editing.add_group(session, form.values, edit))


def group() -> ResponseReturnValue:
    """Change, close or open a certificate group."""
    operator = require_operator()
    group_id = flask.request.args.get("id", type=int)
    form, groups = GroupForm(), groups_of(database.current_session(), operator.municipality)
    row = next((one for one in groups if one.id == group_id), None)
    if row is None:
        flask.abort(404)
    form.offer_places(len(groups))

    def stored() -> dict[str, Any]:
        now_there = groups_of(database.current_session(), operator.municipality)
        return editing.group_values(row, now_there.index(row) + 1)

    return _changed(
        operator,
        form,
        partial(_show, operator, form, "Группа сертификатов", pfdo_url("municipality.group", id=row.id), row=row),
        stored,
        changes.GROUP,
        lambda session, edit: editing.change_group(session, group_id or 0, form.values, edit),
    )


def new_organisation() -> ResponseReturnValue:
    """Add an authorised organisation."""
    operator = require_operator()
    form = NewOrganisationForm()
    count = len(organisations_of(database.current_session(), operator.municipality)) + 1
    show = partial(_show, operator, form, "Новая уполномоченная организация", pfdo_url("municipality.new_organisation"))
    _begin(form, count)

    def add(session: Session, edit: editing.Edit) -> None:
        values = form.values
        editing.add_organisation(session, values.pop("code"), values, edit)

    return _added(operator, form, show, add)


def organisation() -> ResponseReturnValue:
    """Change, close or open an authorised organisation."""
    operator = require_operator()
    code = flask.request.args.get("code", "")
    form, organisations = OrganisationForm(), organisations_of(database.current_session(), operator.municipality)
    row = next((one for one in organisations if one.code == code), None)
    if row is None:
        flask.abort(404)
    form.offer_places(len(organisations))
    action = pfdo_url("municipality.organisation", code=row.code)

    def stored() -> dict[str, Any]:
        now_there = organisations_of(database.current_session(), operator.municipality)
        return editing.organisation_values(row, now_there.index(row) + 1)

    return _changed(
        operator,
        form,
        partial(_show, operator, form, "Уполномоченная организация", action, row=row),
        stored,
        changes.ORGANISATION,
        lambda session, edit: editing.change_organisation(session, code, form.values, edit),
    )


def _begin(form: PlaceForm, count: int) -> None:
    """Offer the places for something new; by default it is open and stands last."""
    form.offer_places(count)
    if not form.is_submitted():
        form.place.data = count
        form["is_open"].data = True


def _added(
    operator: Operator,
    form: PlaceForm,
    show: Callable[..., str],
    add: Callable[[Session, editing.Edit], None],
) -> ResponseReturnValue:
    """Show the form for something new, or save it."""
    if flask.request.method == "GET":
        return show()
    if not form.validate_on_submit():
        return refused(form, show)
    edit = edit_by(operator, editing.NEW)
    try:
        database.perform(lambda session: add(session, edit))
    except editing.TakenError:
        return _taken(form, show)
    return saved(True)


def _changed(
    operator: Operator,
    form: PlaceForm,
    show: Callable[..., str],
    stored: Callable[[], dict[str, Any]],
    words: Any,
    change: Callable[[Session, editing.Edit], bool],
) -> ResponseReturnValue:
    """Show the form for something that exists, or save it."""
    if flask.request.method == "GET":
        values = stored()
        form.fill(values)
        form.seen.data = editing.fingerprint(values)
        return show()
    if not form.validate_on_submit():
        return refused(form, show)
    edit = edit_by(operator, form.seen.data)
    try:
        is_new = database.perform(lambda session: change(session, edit))
    except editing.SettingsChangedError:
        values = stored()
        form.seen.data = editing.fingerprint(values)
        return conflict([(words[name].label.capitalize(), words[name].value(values[name])) for name in words], show)
    except editing.TakenError:
        return _taken(form, show)
    return saved(is_new)


def _taken(form: PlaceForm, show: Callable[..., str]) -> ResponseReturnValue:
    """Say at the field that another row has this name or code."""
    field = form["code"] if isinstance(form, NewOrganisationForm) else form["name"]
    if isinstance(form, NewOrganisationForm):
        field.errors = [*field.errors, "Организация с таким кодом уже есть. Проверьте список или введите другой код."]
    else:
        field.errors = [*field.errors, "Группа с таким названием уже есть. Введите другое название."]
    return show(problem="fields"), 422


def _show(
    operator: Operator,
    form: PlaceForm,
    heading: str,
    action: str,
    *,
    row: Group | Organisation | None = None,
    problem: str | None = None,
    **context: Any,
) -> str:
    return render(
        "municipality_setting.html",
        municipality=operator.municipality,
        heading=heading,
        lead=None,
        row=row,
        form=form,
        fields=_fields(form),
        problem=problem,
        action=action,
        **context,
    )


def _fields(form: PlaceForm) -> list[Any]:
    """Order the fields as people fill them in: name, the rest, then place; the code of something new comes first."""
    names = [name for name in form.columns if name not in {"place", "code"}]
    return [form[name] for name in (["code"] if "code" in form else []) + names + ["place"]]
