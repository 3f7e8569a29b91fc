"""What every page that saves something shares: whose it is, the action, the sentence afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft
from sgo_pfdo.blueprints.common.forms.record_pages import RecordPage, answer_record, record_form
from sgo_pfdo.blueprints.common.forms.records import RecordForm
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.current import current_state
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.editing import find_programme
from sgo_pfdo.programmes.groups import find_group
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.rules.lifecycle import Side
from sgo_pfdo.programmes.rules.records import Values

F = TypeVar("F", bound=RecordForm)
T = TypeVar("T")
Write = Callable[[Session, ProviderWorker, By, Values], str]
"""Saves, inside the action, and gives the address to go on to."""
DONE = {"saved", "same", "step"}
"""What a redirect may say has just been done."""


def form_for(form_class: type[F], worker: ProviderWorker, draft: str) -> F:
    """Make the form that is asked for, or read the one that was sent."""
    return record_form(form_class, worker.viewer, draft)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage(RecordPage):
    """A page with a form for some fields of a record of the organisation."""

    worker: ProviderWorker

    @property
    def template(self) -> str:
        """The page around the form."""
        return "provider/form.html"

    @property
    def names(self) -> dict[str, Any]:
        """What the page knows besides."""
        return {"provider": self.worker.provider}


def answer(page: FormPage, write: Write) -> ResponseReturnValue:
    """Show the form, or save what was typed; whatever is against it is said at its field."""

    def save(values: Values) -> str:
        return press(page.worker, lambda session, worker, by: write(session, worker, by, values), page.draft)

    return answer_record(page, save)


def by_provider(worker: ProviderWorker) -> By:
    """Say who does something, and when."""
    return By(actor=worker.actor, side=Side.PROVIDER, now=current_state().host.now())


def press(worker: ProviderWorker, write: Callable[[Session, ProviderWorker, By], T], draft: str | None = None) -> T:
    """Do something as one action, and forget the draft of its form.

    :param worker: as the view knows them; whoever works for another organisation by now does nothing.
    """
    code = worker.provider.code

    def action(session: Session, worker: ProviderWorker) -> T:
        if worker.provider.code != code:
            flask.abort(404)
        if draft is not None:
            drop_draft(session, worker.viewer, draft)
        return write(session, worker, by_provider(worker))

    return act(require_provider, action)


def done_at(endpoint: str, done: str, **values: Any) -> str:
    """Give the address of a page where a sentence says what was done."""
    return flask.url_for(f"sgo_pfdo_provider.{endpoint}", done=done, _anchor="pfdo-done", **values)


def saved_word(is_new: bool) -> str:
    """Say whether anything is different now."""
    return "saved" if is_new else "same"


def done_word() -> str | None:
    """Read what the redirect says was done."""
    done = flask.request.args.get("done")
    return done if done in DONE else None


def own_programme(worker: ProviderWorker, card_id: str) -> Programme:
    """Find a programme of the organisation as it is now, or end the request."""
    programme = find_programme(database.current_session(), card_id, worker.provider.code)
    if programme is None:
        flask.abort(404)
    return programme


def own_part(programme: Programme, position: int) -> ProgrammePart:
    """Find a part of a programme as it is now, or end the request."""
    query = select(ProgrammePart).where(ProgrammePart.programme_id == programme.id, ProgrammePart.position == position)
    part = database.current_session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if part is None:
        flask.abort(404)
    return part


def own_group(worker: ProviderWorker, card_id: str) -> ProgrammeGroup:
    """Find a group of the organisation as it is now, or end the request; one that was put away is none."""
    group = find_group(database.current_session(), card_id, worker.provider.code)
    if group is None or group.is_archived:
        flask.abort(404)
    return group
