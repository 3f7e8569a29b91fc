"""The school's pages, for its director: the module on or off, who has no certificate yet.

A director reads names with yes or no; never a number, a date or anything that would open a certificate.
"""

from collections.abc import Sequence

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import AnyOf

from sgo_pfdo import database
from sgo_pfdo.access.deciding import count_open
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.showing import tell_of_pupils
from sgo_pfdo.blueprints.common.staff import Director, require_director, today_for
from sgo_pfdo.blueprints.school import blueprint
from sgo_pfdo.blueprints.school.roll import (
    MOST_PAGES,
    Line,
    ages_of,
    directory,
    lines_of,
    pages,
    required_directory,
    who,
)
from sgo_pfdo.certificates.counting import count_school
from sgo_pfdo.certificates.coverage import Coverage, count_pupils, coverage_of
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.current import current_state
from sgo_pfdo.host import FamilyAccess, PupilDirectory
from sgo_pfdo.host_answers import pupils_of_school
from sgo_pfdo.municipalities.enabling import switch

DONE = {"on", "off", "same"}
"""What a redirect may say has just been done."""
IN_SCHOOL = "список учащихся школы"
PAGE_SIZE = 100
"""Pupils on a page of a list that was filtered."""


class SwitchForm(PfdoForm):
    """The module on or off."""

    wanted = HiddenField(validators=[AnyOf(["on", "off"])])


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show how things stand at the school, in numbers."""
    director = require_director()
    session, today, listing = database.current_session(), today_for(director.municipality), directory()
    counts = issued = None
    if listing is None:
        issued = count_school(session, director.municipality.code, director.school.id, today)
    else:
        counts = count_pupils(session, pages(listing, director), ages_of(session, director), today)
    done = flask.request.args.get("done")
    return render(
        "school/overview.html",
        **who(director),
        counts=counts,
        issued=issued,
        coverage=Coverage,
        active=Status.ACTIVE,
        access=count_open(session, director.school.id, today) if _has_access() else None,
        done=done if done in DONE else None,
    )


def _has_access() -> bool:
    """Tell whether the portal lets the module attach children."""
    return isinstance(current_state().host, FamilyAccess)


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
    return render("school/switch.html", **who(director), form=form, problem=problem)


@blueprint.get("/pupils")
def pupils() -> ResponseReturnValue:
    """Show who has a certificate, a page at a time: names with yes or no; all, of a class, or those who have none."""
    director, listing = require_director(), required_directory()
    number = flask.request.args.get("page", 0, type=int)
    if not 0 <= number < MOST_PAGES:
        flask.abort(404)
    class_name, without = flask.request.args.get("class"), flask.request.args.get("without") == "1"
    session = database.current_session()
    if class_name is None and not without:
        lines, has_next = _page_of_portal(session, director, listing, number)
    else:
        found = lines_of(session, director, class_name=class_name, without=without)
        start = number * PAGE_SIZE
        lines, has_next = found[start : start + PAGE_SIZE], len(found) > start + PAGE_SIZE
    if number and not lines:
        flask.abort(404)
    tell_of_pupils(director, [pupil.id for pupil, _ in lines], IN_SCHOOL)
    return render(
        "school/pupils.html",
        **who(director),
        lines=lines,
        coverage=Coverage,
        class_name=class_name,
        without=without,
        asked={"class": class_name, "without": "1" if without else None},
        number=number,
        has_next=has_next,
    )


def _page_of_portal(
    session: Session, director: Director, listing: PupilDirectory, number: int
) -> tuple[Sequence[Line], bool]:
    """Give a page of the list as the portal divides it, and whether there is another one."""
    found = pupils_of_school(listing, director.school.id, number)
    lines = coverage_of(session, found, ages_of(session, director), today_for(director.municipality))
    if not found or number + 1 >= MOST_PAGES:
        return lines, False
    return lines, bool(pupils_of_school(listing, director.school.id, number + 1))
