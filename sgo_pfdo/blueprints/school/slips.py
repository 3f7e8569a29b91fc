"""Slips for a parents' meeting: for each child without a certificate, by class."""

from collections.abc import Mapping, Sequence

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import SelectField

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, choices
from sgo_pfdo.blueprints.common.letters.outside import outside_url
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Director, require_director, today_for
from sgo_pfdo.blueprints.school import blueprint
from sgo_pfdo.blueprints.school.roll import ages_of, pages, required_directory, who
from sgo_pfdo.certificates.coverage import class_order, pupils_without
from sgo_pfdo.certificates.showing import record_taken_pupils
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import slips as slips_paper
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.wording import plural

ALL, CLASS = "all", "class:"
"""What the form sends: the slips of the whole school, or of the class behind the colon."""
NO_CLASS = "Без класса"
IN_HISTORY = "памятка для родителей, PDF"
"""What the history of a child calls its slip."""
ByClass = Mapping[str | None, Sequence[Pupil]]


class SlipsForm(PfdoForm):
    """Whose slips are printed."""

    of = SelectField("Класс", choices=choices([(ALL, "Все классы")]), default=ALL)

    def offer(self, found: ByClass) -> None:
        """Offer each class in which somebody gets a slip; without classes there is nothing to choose."""
        everybody = sum(map(len, found.values()))
        named = [(f"{CLASS}{name or ''}", f"{name or NO_CLASS} – {_slips(len(found[name]))}") for name in found]
        self.of.choices = choices([(ALL, f"Все классы – {_slips(everybody)}"), *named])

    def chosen(self, found: ByClass) -> ByClass:
        """Give those whose slips are wanted."""
        if self.of.data == ALL:
            return found
        name = self.of.data.removeprefix(CLASS) or None
        return {name: found[name]}


@blueprint.get("/slips")
def slips() -> ResponseReturnValue:
    """Say what the slips are, and for how many children there are some."""
    director = require_director()
    return _show(director, _without_certificate(director))


@blueprint.post("/slips")
def print_slips() -> ResponseReturnValue:
    """Give a slip for each child without a certificate, four on a sheet to cut apart; a class begins on a new sheet."""
    director = require_director()
    found = _without_certificate(director)
    if not director.school.is_enabled or not found:
        return _show(director, found), 409
    form = SlipsForm()
    form.offer(found)
    if not form.validate_on_submit():
        return _show(director, found, problem="token" if form.has_bad_token else "fields"), 400
    chosen = form.chosen(found)
    state, today = current_state(), today_for(director.municipality)
    content = slips_paper.draw(*_stacks(director, chosen))
    school_id, pupil_ids = director.school.id, [child.id for children in chosen.values() for child in children]
    details = f"{director.school.name or school_id}: {_slips(len(pupil_ids))}"

    def action(session: Session, director: Director) -> bool:
        if director.school.id != school_id:
            flask.abort(404)
        if director.school.is_enabled:
            now = state.host.now()
            record(session, Event.SLIPS_PRINTED, director.actor, at=now, details=details)
            record_taken_pupils(session, director.actor, pupil_ids, IN_HISTORY, now)
        return director.school.is_enabled

    if not act(require_director, action):
        return _show(require_director(), found), 409
    return send_paper(content, f"Памятки о сертификате, {today:%d.%m.%Y}.pdf", "application/pdf")


def _stacks(director: Director, found: ByClass) -> list[slips_paper.Slips]:
    municipality = director.municipality
    return [
        slips_paper.Slips(
            names=[child.full_name for child in found[name]],
            address=outside_url("sgo_pfdo_family.page"),
            made_on=today_for(municipality),
            class_name=name,
            is_funded=municipality.funding == Funding.FUNDED,
        )
        for name in found
    ]


def _slips(count: int) -> str:
    return f"{count} {plural(count, 'памятка', 'памятки', 'памяток')}"


def _without_certificate(director: Director) -> ByClass:
    """List the children who get a slip, by their classes."""
    session, today = database.current_session(), today_for(director.municipality)
    everybody = pages(required_directory(), director)
    children = pupils_without(session, everybody, ages_of(session, director), today)
    names = sorted({child.class_name or None for child in children}, key=class_order)
    return {name: [child for child in children if (child.class_name or None) == name] for name in names}


def _show(director: Director, found: ByClass, *, problem: str | None = None) -> str:
    children = [child for one in found.values() for child in one]
    form = SlipsForm(formdata=None)
    form.offer(found)
    asked = flask.request.args.get("class")
    if asked is not None and (asked or None) in found:
        form.of.data = CLASS + asked
    return render(
        "school/slips.html",
        **who(director),
        form=form,
        fields=[form.of],
        has_classes=set(found) - {None},
        count=len(children),
        slips=_slips(len(children)),
        sheets=sum(slips_paper.sheets(len(one)) for one in found.values()),
        by_hand=sum(not slips_paper.is_printable(child.full_name) for child in children),
        has_address=bool(current_state().settings.base_url),
        problem=problem,
    )
