"""The clerks' register: «Реестр сертификатов». Filters and pages are POST: no surname ever stands in an address."""

import flask
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from sgo_pfdo import database
from sgo_pfdo.blueprints.base import PfdoBlueprint, render
from sgo_pfdo.blueprints.register_filter import Position, RegisterForm, current_tickets
from sgo_pfdo.blueprints.staff import Clerk, require_clerk, today_for
from sgo_pfdo.certificates.exporting import Format, export, file_name, record_export
from sgo_pfdo.certificates.lifecycle import SHOWN, Status
from sgo_pfdo.certificates.listing import count, ids_in_order, read_page, record_view
from sgo_pfdo.config import Settings
from sgo_pfdo.current import current_state
from sgo_pfdo.wording import plural, whole_number

COUNTED = 10_000
"""Up to so many certificates are counted for the page; beyond it stands «больше 10 000»."""

SIGNS = {
    Status.INACTIVE: "◐",
    Status.ACTIVE: "●",
    Status.FROZEN: "❄",
    Status.ANNULLED: "✕",
    Status.EXPIRED: "✕",
}
"""A status is never told by colour alone."""


def create_blueprint(settings: Settings) -> PfdoBlueprint:
    """Make the blueprint of the register."""
    blueprint = PfdoBlueprint("sgo_pfdo_register", settings, url_prefix=settings.url_prefix + "/desk/register")
    blueprint.add_url_rule("", "page", page)
    blueprint.add_url_rule("", "filter", filtered, methods=["POST"])
    blueprint.add_url_rule("/export", "export", download, methods=["POST"])
    return blueprint


def page() -> ResponseReturnValue:
    """Show the newest certificates."""
    clerk = require_clerk()
    form = RegisterForm(formdata=None)
    form.offer(database.current_session(), clerk.municipality)
    return _show(clerk, form, Position())


def filtered() -> ResponseReturnValue:
    """Show what the filters let through, or another page of it."""
    clerk = require_clerk()
    form = RegisterForm()
    form.offer(database.current_session(), clerk.municipality)
    if not form.validate_on_submit():
        return _refuse(form)
    position = current_tickets().read(form.wanted_order, flask.request.form.get("place", ""))
    return _show(clerk, form, position, is_answer=True)


def _refuse(form: RegisterForm) -> ResponseReturnValue:
    """Show the form again, as it was filled, and why there is no list."""
    problem = "token" if form.has_bad_token else "fields"
    return render("register.html", form=form, problem=problem, page=None), 400 if problem == "token" else 422


def _show(clerk: Clerk, form: RegisterForm, position: Position, *, is_answer: bool = False) -> str:
    """Render a page of the register, once the history tells of it.

    :param is_answer: somebody has pressed a button, so the focus goes to the list.
    """
    session, today = database.current_session(), today_for(clerk.municipality)
    code, wanted, order = clerk.municipality.code, form.wanted, form.wanted_order
    actor, now = clerk.actor, current_state().host.now()
    database.perform(lambda session: record_view(session, actor, wanted, now))
    found = read_page(session, code, wanted, order, today, place=position.place)
    before, after = position.next_to(found)
    counted = count(session, code, wanted, today, limit=COUNTED + 1)
    tickets = current_tickets()
    return render(
        "register.html",
        form=form,
        problem=None,
        page=found,
        is_answer=is_answer,
        count=counted,
        heading=_heading(counted, is_all=form.is_empty),
        range=_range(position.shown_before if before else 0, len(found.rows)),
        before=tickets.make(order, before),
        after=tickets.make(order, after),
        shown=SHOWN,
        signs=SIGNS,
    )


def _heading(counted: int, *, is_all: bool) -> str:
    """Say how many certificates there are.

    :param is_all: no condition was set.
    """
    if not counted:
        return "Сертификатов пока нет" if is_all else "Ничего не найдено"
    words = f"{whole_number(counted)} {plural(counted, 'сертификат', 'сертификата', 'сертификатов')}"
    if counted > COUNTED:
        words = f"больше {whole_number(COUNTED)} сертификатов"
    return f"Всего {words}" if is_all else f"{plural(counted, 'Найден', 'Найдено', 'Найдено')} {words}"


def _range(shown_before: int, on_page: int) -> str:
    return f"Показаны {whole_number(shown_before + 1)}–{whole_number(shown_before + on_page)}"


def download() -> ResponseReturnValue:
    """Give all that the filters let through as a file, once the history tells of it."""
    clerk = require_clerk()
    session, today = database.current_session(), today_for(clerk.municipality)
    form = RegisterForm()
    form.offer(session, clerk.municipality)
    if not form.validate_on_submit():
        return _refuse(form)
    file_format = Format.CSV if flask.request.form.get("format") == Format.CSV else Format.XLSX
    code, wanted, actor, now = clerk.municipality.code, form.wanted, clerk.actor, current_state().host.now()
    name = file_name(clerk.municipality.name, today, file_format)
    ids = ids_in_order(session, code, wanted, form.wanted_order, today)
    database.perform(lambda session: record_export(session, actor, code, wanted, len(ids), file_format, now))
    parts = flask.stream_with_context(export(session, code, ids, today, file_format))
    response = flask.Response(parts, mimetype=file_format.mimetype)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return response
