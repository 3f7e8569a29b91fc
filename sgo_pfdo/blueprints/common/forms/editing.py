"""What every form that saves over a setting shares: refused input, somebody faster, and the sentence afterwards."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.editing import Edit

Show = Callable[..., str]
"""Renders the form again; takes ``problem`` and what the problem needs."""

T = TypeVar("T")
DONE = {"saved", "same"}
"""What a redirect may say has just been done."""


def edit_by(operator: Operator, seen: str | None) -> Edit:
    """Describe who changes what, when.

    :param seen: the fingerprint that the form carried.
    """
    return Edit(
        municipality_code=operator.municipality.code,
        actor=operator.actor,
        now=current_state().host.now(),
        seen=seen or "",
    )


def save(operator: Operator, seen: str | None, draft: str | None, write: Callable[[Session, Edit], T]) -> T:
    """Save something, as one action, and forget the draft of its form.

    :param operator: as the view knows them; whoever has another municipality by now saves nothing.
    :param seen: the fingerprint that the form carried.
    :param draft: the name of the form, where one is kept.
    :param write: one of :mod:`sgo_pfdo.municipalities.editing`.
    """
    code = operator.municipality.code

    def action(session: Session, operator: Operator) -> T:
        if operator.municipality.code != code:
            flask.abort(404)
        if draft is not None:
            drop_draft(session, operator.viewer, draft)
        return write(session, edit_by(operator, seen))

    return act(require_operator, action)


def refused(form: PfdoForm, show: Show) -> ResponseReturnValue:
    """Show a form again that was not valid: with what was typed, and why."""
    if form.has_bad_token:
        return show(problem="token"), 400
    return show(problem="fields"), 422


def conflict(stored: Sequence[tuple[str, str]], show: Show) -> ResponseReturnValue:
    """Show a form again over whose values somebody else has saved meanwhile.

    :param stored: what is stored now, each value with its label.
    """
    return show(problem="conflict", stored=stored), 409


def saved(is_new: bool, done: str = "saved", *, page: str = "page") -> ResponseReturnValue:
    """Go back to the overview, with the focus on the sentence that says what was done.

    :param is_new: whether anything is different now.
    :param page: the view of the municipality that shows what was changed.
    """
    word = done if is_new else "same"
    return flask.redirect(flask.url_for(f"sgo_pfdo_municipality.{page}", done=word, _anchor="pfdo-done"), 303)


def done_word() -> str | None:
    """Read what the redirect says was done."""
    done = flask.request.args.get("done")
    return done if done in DONE else None
