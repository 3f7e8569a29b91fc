"""The school's pages, for its director: the module on or off, who has no certificate yet, slips for a parents' meeting.

A director reads names with yes or no; never a number, a date or anything that would open a certificate.
"""

from collections.abc import Iterator, Sequence

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import AnyOf

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms import PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.sending import send_paper
from sgo_pfdo.blueprints.common.showing import tell_of_pupils
from sgo_pfdo.blueprints.common.staff import Director, require_director, today_for
from sgo_pfdo.blueprints.school import blueprint
from sgo_pfdo.certificates.counting import count_school
from sgo_pfdo.certificates.coverage import Ages, Coverage, count_pupils, coverage_of, pupils_without
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import slips as slips_paper
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_of_school
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.enabling import switch
from sgo_pfdo.municipalities.rules import closed_ages, groups_of, open_ages
from sgo_pfdo.people import PortalDataError, Pupil
from sgo_pfdo.wording import plural

DONE = {"on", "off", "same"}
"""What a redirect may say has just been done."""
IN_SCHOOL = "список учащихся школы"
MOST_PAGES = 1000
"""A portal that never comes to an empty page would keep a director waiting for ever."""


class SwitchForm(PfdoForm):
    """The module on or off."""

    wanted = HiddenField(validators=[AnyOf(["on", "off"])])


class SlipsForm(PfdoForm):
    """A press of the button."""


def directory() -> PupilDirectory | None:
    """Give the portal's list of pupils, where it has one."""
    host = current_state().host
    return host if isinstance(host, PupilDirectory) else None


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show how things stand at the school, in numbers."""
    director = require_director()
    session, today, listing = database.current_session(), today_for(director.municipality), directory()
    counts = issued = None
    if listing is None:
        issued = count_school(session, director.municipality.code, director.school.id, today)
    else:
        counts = count_pupils(session, _pages(listing, director), _ages(session, director), today)
    done = flask.request.args.get("done")
    return render(
        "school/overview.html",
        **_who(director),
        counts=counts,
        issued=issued,
        coverage=Coverage,
        active=Status.ACTIVE,
        done=done if done in DONE else None,
    )


def _who(director: Director) -> dict[str, object]:
    return {
        "school": director.school,
        "school_name": director.school.name or director.school.id,
        "municipality": director.municipality,
    }


def _ages(session: Session, director: Director) -> Ages:
    groups = groups_of(session, director.municipality)
    return Ages(open_ages(groups), closed_ages(groups))


def _pages(listing: PupilDirectory, director: Director) -> Iterator[Sequence[Pupil]]:
    """Read all pupils of the school, a page of the portal's at a time."""
    before: Sequence[Pupil] = ()
    for number in range(MOST_PAGES):
        found = pupils_of_school(listing, director.school.id, number)
        if not found:
            return
        if before and found[0].id == before[0].id:
            kind = type(listing).__name__
            raise PortalDataError(f"school_pupils() of {kind} gives the same page again: an empty one ends the list")
        yield found
        before = found


@blueprint.route("/switch", endpoint="switch", methods=["GET", "POST"])
def switch_module() -> ResponseReturnValue:
    """Say what switching the module on or off means for families, or do it."""
    director = require_director()
    if flask.request.method == "GET":
        return _show_switch(director)
    form = SwitchForm()
    if not form.validate_on_submit():
        return _show_switch(director, problem="token"), 400
    on, now = form.wanted.data == "on", current_state().host.now()
    is_new = act(require_director, lambda session, one: switch(session, one.school, one.actor, on=on, now=now))
    done = form.wanted.data if is_new else "same"
    return flask.redirect(flask.url_for("sgo_pfdo_school.page", done=done, _anchor="pfdo-done"), 303)


def _show_switch(director: Director, *, problem: str | None = None) -> str:
    form = SwitchForm(formdata=None)
    form.wanted.data = "off" if director.school.is_enabled else "on"
    return render("school/switch.html", **_who(director), form=form, problem=problem)


@blueprint.get("/pupils")
def pupils() -> ResponseReturnValue:
    """Show who has a certificate, a page of the portal's list at a time: names with yes or no."""
    director, listing = require_director(), directory()
    if listing is None:
        flask.abort(404)
    number = flask.request.args.get("page", 0, type=int)
    if not 0 <= number < MOST_PAGES:
        flask.abort(404)
    found = pupils_of_school(listing, director.school.id, number)
    if number and not found:
        flask.abort(404)
    session = database.current_session()
    lines = coverage_of(session, found, _ages(session, director), today_for(director.municipality))
    tell_of_pupils(director, [pupil.id for pupil in found], IN_SCHOOL)
    return render(
        "school/pupils.html",
        **_who(director),
        lines=lines,
        coverage=Coverage,
        number=number,
        has_next=bool(found)
        and number + 1 < MOST_PAGES
        and bool(pupils_of_school(listing, director.school.id, number + 1)),
    )


@blueprint.get("/slips")
def slips() -> ResponseReturnValue:
    """Say what the slips are, and for how many children there are some."""
    director = require_director()
    return _show_slips(director, _without_certificate(director))


@blueprint.post("/slips")
def print_slips() -> ResponseReturnValue:
    """Give a slip for each child without a certificate, four on a sheet to cut apart."""
    director = require_director()
    children = _without_certificate(director)
    if not director.school.is_enabled or not children:
        return _show_slips(director, children), 409
    if not SlipsForm().validate_on_submit():
        return _show_slips(director, children, problem="token"), 400
    state, today = current_state(), today_for(director.municipality)
    address = state.settings.base_url + flask.url_for("sgo_pfdo_family.page") if state.settings.base_url else None
    names = [child.full_name for child in children]
    content = slips_paper.draw(slips_paper.Slips(names=names, address=address, made_on=today))
    school_id = director.school.id
    details = f"{director.school.name or school_id}: {len(names)} {_slips(len(names))}"

    def action(session: Session, director: Director) -> bool:
        if director.school.id != school_id:
            flask.abort(404)
        if director.school.is_enabled:
            record(session, Event.SLIPS_PRINTED, director.actor, at=state.host.now(), details=details)
        return director.school.is_enabled

    if not act(require_director, action):
        return _show_slips(require_director(), children), 409
    name = f"Памятки о сертификате, {today:%d.%m.%Y}.pdf"
    return send_paper(content, name, "application/pdf")


def _slips(count: int) -> str:
    return plural(count, "памятка", "памятки", "памяток")


def _without_certificate(director: Director) -> list[Pupil]:
    """List the children who get a slip; a portal without lists of pupils has no such page."""
    listing = directory()
    if listing is None:
        flask.abort(404)
    session, today = database.current_session(), today_for(director.municipality)
    return pupils_without(session, _pages(listing, director), _ages(session, director), today)


def _show_slips(director: Director, children: Sequence[Pupil], *, problem: str | None = None) -> str:
    by_hand = [child for child in children if not slips_paper.is_printable(child.full_name)]
    return render(
        "school/slips.html",
        **_who(director),
        form=SlipsForm(formdata=None),
        count=len(children),
        slips=f"{len(children)} {_slips(len(children))}",
        sheets=-(-len(children) // slips_paper.ON_A_SHEET),
        by_hand=len(by_hand),
        has_address=bool(current_state().settings.base_url),
        problem=problem,
    )
