"""The clerks' register: «Реестр сертификатов». Filters and pages are POST: no surname ever stands in an address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.sending import send_parts
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.showing import shows_anything
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.register_filter import (
    Position,
    RegisterForm,
    current_tickets,
    keep_filters,
    take_filters,
)
from sgo_pfdo.certificates.counting import SOON
from sgo_pfdo.certificates.exporting import Format, export, file_name, record_export
from sgo_pfdo.certificates.listing import Order, Row, count, ids_in_order, read_page
from sgo_pfdo.certificates.listing_told import record_view
from sgo_pfdo.certificates.rules.lifecycle import SHOWN, Status
from sgo_pfdo.current import current_state
from sgo_pfdo.documents.spreadsheet import is_xlsx_available
from sgo_pfdo.plain.wording import plural, whole_number

COUNTED = 10_000
"""Up to so many certificates are counted for the page; beyond it stands «больше 10 000»."""

SIGNS = {
    Status.INACTIVE: "◐",
    Status.ACTIVE: "●",
    Status.FROZEN: "❄",
    Status.ANNULLED: "✕",
    Status.EXPIRED: "✕",
}
"""In front of the word: a status is never told by colour alone."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the filters let through, as the page shows it.

    :param heading: how many certificates there are.
    :param place: which of them stand here: «Показаны 51–100».
    :param before: the ticket of the page before this one, empty where there is none.
    :param after: the ticket of the page after this one, empty where there is none.
    :param is_answer: somebody has pressed a button, so the focus goes to the list.
    """

    rows: Sequence[Row]
    heading: str
    place: str
    before: str
    after: str
    is_answer: bool

    def sign(self, status: Status) -> str:
        """Give the sign of a status."""
        return SIGNS[status]


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    """Show the newest certificates."""
    clerk = require_clerk()
    kept = take_filters(clerk) if shows_anything() else None
    form = RegisterForm(formdata=kept)
    form.offer(database.current_session(), clerk.municipality)
    return _show(clerk, form, Position(), is_back=kept is not None)


@blueprint.post("/register")
def register_filtered() -> ResponseReturnValue:
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
    if form.has_bad_token:
        return _render(form, problem="token"), 400
    return _render(form, problem="fields"), 422


def _render(
    form: RegisterForm, *, problem: str | None = None, listing: Listing | None = None, is_back: bool = False
) -> str:
    return render(
        "desk/register.html",
        form=form,
        problem=problem,
        listing=listing,
        is_back=is_back,
        shown=SHOWN,
        soon=_soon(),
        has_xlsx=is_xlsx_available(),
    )


def _soon() -> dict[str, str]:
    """Fill the filters for the families that somebody should call: not activated, and it ends soon."""
    today = today_for(require_clerk().municipality)
    last = today + timedelta(days=SOON - 1)
    return {
        "status": Status.INACTIVE.value,
        "ends_from": today.isoformat(),
        "ends_until": last.isoformat(),
        "order": Order.ENDING.value,
    }


def _show(
    clerk: Clerk, form: RegisterForm, position: Position, *, is_answer: bool = False, is_back: bool = False
) -> str:
    """Render a page of the register, once the history tells of it.

    :param is_back: the clerk comes back from showing once more who they are.
    """
    session, today = database.current_session(), today_for(clerk.municipality)
    code, wanted, order = clerk.municipality.code, form.wanted, form.wanted_order
    now = current_state().host.now()
    page = read_page(session, code, wanted, order, today, place=position.place)
    if not page.rows:  # the last ones have changed meanwhile
        position = Position()
        page = read_page(session, code, wanted, order, today)
    if shows_anything():
        act(
            partial(_require_clerk_of, code),
            lambda session, clerk: record_view(session, clerk.actor, wanted, page.rows, now),
        )
    before, after = position.next_to(page)
    tickets = current_tickets()
    listing = Listing(
        rows=page.rows,
        heading=_heading(count(session, code, wanted, today, limit=COUNTED + 1), is_all=form.is_empty),
        place=_place(position.shown_before if before else 0, len(page.rows)),
        before=tickets.make(order, before),
        after=tickets.make(order, after),
        is_answer=is_answer,
    )
    return _render(form, listing=listing, is_back=is_back)


def _require_clerk_of(code: str) -> Clerk:
    """Give the clerk inside an action, as long as their desk is in the municipality whose register is read."""
    clerk = require_clerk()
    if clerk.municipality.code != code:
        flask.abort(404)
    return clerk


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


def _place(shown_before: int, on_page: int) -> str:
    return f"Показаны {whole_number(shown_before + 1)}–{whole_number(shown_before + on_page)}"


@blueprint.post("/register/export")
def register_export() -> ResponseReturnValue:
    """Give all that the filters let through as a file, once the portal is sure who asks and the history tells of it."""
    clerk = require_clerk()
    session, today = database.current_session(), today_for(clerk.municipality)
    form = RegisterForm()
    form.offer(session, clerk.municipality)
    if not form.validate_on_submit():
        return _refuse(form)
    asked = current_state().host.step_up(flask.url_for("sgo_pfdo_desk.register"))
    if asked is not None:
        keep_filters(clerk, form)
        return asked
    wants_xlsx = flask.request.form.get("format") != Format.CSV
    file_format = Format.XLSX if wants_xlsx and is_xlsx_available() else Format.CSV
    code, wanted, now = clerk.municipality.code, form.wanted, current_state().host.now()
    name = file_name(clerk.municipality.name, today, file_format)
    ids = ids_in_order(session, code, wanted, form.wanted_order, today)
    act(
        partial(_require_clerk_of, code),
        lambda session, clerk: record_export(session, clerk.actor, code, wanted, len(ids), file_format, now),
    )
    parts = export(session, code, ids, today, file_format, actor=clerk.actor, now=now)
    return send_parts(parts, name, file_format.mimetype)
