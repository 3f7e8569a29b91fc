"""The municipality's periods, and what certificates of each group may use in them: «Периоды и номиналы»."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.editing import conflict, done_word, refused, save, saved
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator, today_for
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.forms import SettingForm
from sgo_pfdo.blueprints.municipality.period_forms import AllowanceForm, PeriodForm, said
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.funds import periods, wording
from sgo_pfdo.funds.allowances import PeriodRefusedError, allowances_of
from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.rules.nominal import Decrease
from sgo_pfdo.funds.rules.plan import mistakes
from sgo_pfdo.municipalities import changes, editing
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import groups_of, today_in

F = TypeVar("F", bound=SettingForm)
WITHOUT_GROUP = "сертификаты без группы"


class GroupName(NamedTuple):
    """A group as the pages and the history name it; ``None`` for certificates without one."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class FundsPage:
    """A page that changes a period, or what a group may use in one.

    :param stored: gives what is stored now; ``None`` for something new.
    :param words: how its values are called.
    """

    operator: Operator
    form: SettingForm
    heading: str
    lead: str | None
    action: str
    draft: str
    words: Mapping[str, changes.Wording]
    stored: Callable[[], dict[str, Any]] | None = None

    def show(self, *, problem: str | None = None, **context: Any) -> str:
        """Render the form."""
        return render(
            "municipality/setting.html",
            municipality=self.operator.municipality,
            heading=self.heading,
            lead=self.lead,
            form=self.form,
            fields=[self.form[name] for name in self.words],
            problem=problem,
            action=self.action,
            back=flask.url_for("sgo_pfdo_municipality.periods"),
            **context,
        )


@blueprint.get("/periods", endpoint="periods")
def list_periods() -> ResponseReturnValue:
    """Show the periods, the latest first, each with what the groups may use."""
    operator, session = require_operator(), database.current_session()
    municipality = operator.municipality
    rows = periods.periods_of(session, municipality.code)
    return render(
        "municipality/periods.html",
        municipality=municipality,
        periods=rows,
        given={row.id: allowances_of(session, row.id) for row in rows},
        groups=_groups(session, municipality),
        today=today_for(municipality),
        words=wording,
        done=done_word(),
    )


def _groups(session: Session, municipality: Municipality) -> list[GroupName]:
    """List whose allowances can be set; certificates without a group where there are any, or no groups at all."""
    groups = [GroupName(group.id, f"группа «{group.name}»") for group in groups_of(session, municipality)]
    loose = exists().where(Certificate.municipality_code == municipality.code, Certificate.group_id.is_(None))
    if not groups or session.scalar(select(loose)):
        groups.append(GroupName(None, WITHOUT_GROUP))
    return groups


@blueprint.route("/period/new", methods=["GET", "POST"])
def new_period() -> ResponseReturnValue:
    """Add a period."""
    operator, draft = require_operator(), "municipality.new_period"
    form = _form(PeriodForm, operator, draft)
    if form.decrease.data is None and flask.request.method == "GET":
        form.decrease.data = Decrease.MONTHLY.value
    page = FundsPage(
        operator,
        form,
        "Новый период",
        "Обычно это календарный или учебный год. Деньги и число программ задаются потом, для каждой группы.",
        flask.url_for("sgo_pfdo_municipality.new_period"),
        draft,
        wording.PERIOD,
    )

    def add(session: Session, edit: editing.Edit) -> bool:
        plan = periods.plan_of(form.values)
        periods.add_period(session, plan, edit, today=_today(session, edit))
        return True

    return _answer(page, add)


@blueprint.route("/period", methods=["GET", "POST"])
def period() -> ResponseReturnValue:
    """Change a period."""
    operator = require_operator()
    row = _asked_period(operator)
    draft, period_id = f"municipality.period {row.id}", row.id
    form = _form(PeriodForm, operator, draft)
    page = FundsPage(
        operator,
        form,
        f"Период {wording.dates(row)}",
        None,
        flask.url_for("sgo_pfdo_municipality.period", id=period_id),
        draft,
        wording.PERIOD,
        lambda: periods.period_values(_asked_period(operator)),
    )

    def change(session: Session, edit: editing.Edit) -> bool:
        plan = periods.plan_of(form.values)
        return periods.change_period(session, period_id, plan, edit, today=_today(session, edit))

    return _answer(page, change)


@blueprint.route("/allowances", methods=["GET", "POST"])
def allowances() -> ResponseReturnValue:
    """Change what certificates of a group may use in a period."""
    operator, session = require_operator(), database.current_session()
    row = _asked_period(operator)
    asked = flask.request.args.get("group", type=int)
    group = next((one for one in _groups(session, operator.municipality) if one.id == asked), None)
    if group is None:
        flask.abort(404)
    draft, period_id = f"municipality.allowances {row.id} {asked}", row.id
    form = _form(AllowanceForm, operator, draft)
    page = FundsPage(
        operator,
        form,
        "Возможности сертификата",
        f"Период {wording.dates(row)}, {group.name}. Больше дать можно в любой день; меньше – если никто не успел "
        "использовать больше.",
        flask.url_for("sgo_pfdo_municipality.allowances", id=period_id, group=asked),
        draft,
        wording.ALLOWANCES,
        lambda: dict(periods.group_values(database.current_session(), period_id, group.id)),
    )

    def change(session: Session, edit: editing.Edit) -> bool:
        today = _today(session, edit)
        return periods.change_allowances(session, period_id, group, form.values, edit, today=today)

    return _answer(page, change)


def _asked_period(operator: Operator) -> Period:
    """Read the period that the address names, if it is one of the municipality's; or end the request."""
    period_id = flask.request.args.get("id", type=int)
    rows = periods.periods_of(database.current_session(), operator.municipality.code)
    row = next((one for one in rows if one.id == period_id), None)
    if row is None:
        flask.abort(404)
    return row


def _today(session: Session, edit: editing.Edit) -> date:
    """Tell the date in the municipality, as it is set when the action runs."""
    municipality = session.get_one(Municipality, edit.municipality_code)
    return today_in(municipality, current_state().settings, edit.now)


def _form(form_class: type[F], operator: Operator, draft: str) -> F:
    make = read_form if flask.request.method == "POST" else open_form
    return make(form_class, operator.viewer, draft)


def _answer(page: FundsPage, write: Callable[[Session, editing.Edit], bool]) -> ResponseReturnValue:
    """Show the form, or save what was typed; whatever is against it is said at its field."""
    form = page.form
    if flask.request.method == "GET":
        if page.stored is not None and not form.is_restored:
            values = page.stored()
            form.fill(values)
            form.seen.data = editing.fingerprint(values)
        return page.show()
    if not form.validate_on_submit() or not _is_sound(form):
        return refused(form, page.show)
    try:
        is_new = save(page.operator, form.seen.data if page.stored else editing.NEW, page.draft, write)
    except PeriodRefusedError as error:
        _say(form, error.field, said(error.mistake, error.count))
        return page.show(problem="fields"), 422
    except editing.SettingsChangedError:
        assert page.stored is not None
        values = page.stored()
        form.seen.data = editing.fingerprint(values)
        words = page.words
        told = [(words[name].label.capitalize(), words[name].value(values[name])) for name in words]
        return conflict(told, page.show)
    return saved(is_new, page="periods")


def _is_sound(form: SettingForm) -> bool:
    """Tell at each field what is wrong with a period by itself."""
    found = list(mistakes(periods.plan_of(form.values))) if isinstance(form, PeriodForm) else []
    for name, mistake in found:
        _say(form, name, said(mistake, 0))
    return not found


def _say(form: SettingForm, name: str, message: str) -> None:
    form[name].errors = [*form[name].errors, message]
