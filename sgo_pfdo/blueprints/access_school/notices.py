"""Notices on a pupil, written by the director: what those should know who decide about access."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.access.notices import notice_on, set_notice
from sgo_pfdo.blueprints.access.reading import words_of
from sgo_pfdo.blueprints.access_school import blueprint
from sgo_pfdo.blueprints.access_school.forms import NoticeForm
from sgo_pfdo.blueprints.access_school.requests import ON_CARD, decider_from, pupil_named
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.showing import tell_of_pupils
from sgo_pfdo.blueprints.common.staff import Director, require_director
from sgo_pfdo.current import current_state
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.changed import ChangedMeanwhileError


@blueprint.route("/notice", methods=["GET", "POST"])
def notice() -> ResponseReturnValue:
    """Show the notice on a pupil; save it, or take it away with empty words."""
    director = require_director()
    pupil = _pupil_of(director)
    name = f"access.notice.{pupil.id}"[:100]
    if flask.request.method == "GET":
        stored = notice_on(database.current_session(), pupil.id, director.school.id)
        words = words_of(stored.content) if stored else ""
        known = {"words": words, "is_strict": stored.is_strict} if stored else {}
        version = str(stored.version if stored else 0)
        form = open_form(NoticeForm, director.viewer, name, **known, version=version)
        form.version.data = version
        return _show(director, pupil, form, problem="lost" if words is None else None)
    form = read_form(NoticeForm, director.viewer, name)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show(director, pupil, form, problem=problem), status

    def action(session: Session, director: Director) -> None:
        state, pupil = current_state(), _pupil_of(director)
        set_notice(
            session,
            pupil.id,
            (form.words.data or "").strip(),
            decider_from(director),
            is_strict=bool(form.is_strict.data),
            seen=form.seen_version,
            cipher=state.cipher,
            now=state.host.now(),
        )
        drop_draft(session, director.viewer, name)

    try:
        act(require_director, action)
    except ChangedMeanwhileError:
        return _show(director, pupil, form, problem="changed"), 409
    page = flask.url_for("sgo_pfdo_access_school.page", done="noticed", _anchor="pfdo-done")
    return flask.redirect(page, 303)


def _pupil_of(director: Director) -> Pupil:
    """Give the pupil that the address or the form names, if the school has it; else end the request with 404."""
    pupil = pupil_named(flask.request.values.get("pupil", ""))
    if pupil is None or all(school.id != director.school.id for school in pupil.schools):
        flask.abort(404)
    return pupil


def _show(director: Director, pupil: Pupil, form: NoticeForm, *, problem: str | None = None) -> str:
    """Render the form.

    :param problem: ``token``, ``fields``, ``changed``, or ``lost`` where the words that are kept cannot be read.
    """
    form.pupil.data = pupil.id
    tell_of_pupils(director, [pupil.id], ON_CARD)  # the family reads these words, and never that there is a notice
    return render("access_school/notice.html", school_name=director.acts_for, pupil=pupil, form=form, problem=problem)
