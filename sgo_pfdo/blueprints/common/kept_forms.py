"""Wires drafts into forms: a session that ends in the middle of a form loses nothing.

A form carries a signed ticket that says whose it is. When it is sent and nobody is signed in any more, what was typed
is kept under that name; the next time the same person opens the form it is filled.
"""

from typing import Protocol, TypeVar

import flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from sgo_pfdo import database, drafts
from sgo_pfdo.blueprints.common.forms import PfdoForm
from sgo_pfdo.current import current_state

NOT_TYPED = frozenset({"ticket", "version", "newer_version"})
"""Fields that the server fills, besides the token."""
NEVER_KEPT = frozenset({"phrase", "password", "again"})
"""What no page ever shows again is not kept either: people type it anew."""


def is_typed(form: PfdoForm, name: str) -> bool:
    """Tell whether a field holds what a person has typed or chosen."""
    return name not in NOT_TYPED and name != form.meta.csrf_field_name


class DraftedForm(PfdoForm):
    """A form whose content survives the end of a session."""

    ticket = HiddenField()
    is_restored = False
    """What stands in it was typed before the session ended."""

    @property
    def wrong_fields(self) -> list[object]:
        """The fields with errors, from top to bottom."""
        return [field for field in self if field.errors and is_typed(self, field.name)]


F = TypeVar("F", bound=DraftedForm)


class Owner(Protocol):
    """Whose a draft is: a viewer of the portal, or a cabinet."""

    @property
    def id(self) -> str:
        """What tells one from another, at most 64 characters."""


def open_form(form_class: type[F], viewer: Owner, name: str, **values: object) -> F:
    """Make a form to be shown: empty, with these values, or with what the person typed before their session ended.

    :param name: which form of which page it is; at most 100 characters.
    :param values: to begin with, by field. ``?empty=1`` in the address asks for nothing else.
    """
    kept = None
    if "empty" not in flask.request.args:
        state = current_state()
        kept = drafts.find(database.current_session(), state.cipher, viewer.id, name, state.host.now())
    form = form_class(formdata=MultiDict(kept) if kept else None, **values)
    form.is_restored = kept is not None
    form.ticket.data = _tickets().make(viewer.id, name)
    return form


def read_form(form_class: type[F], viewer: Owner, name: str) -> F:
    """Make a form of what was sent, ready to be validated or shown again."""
    form = form_class()
    form.ticket.data = _tickets().make(viewer.id, name)
    return form


def keep_draft() -> None:
    """Keep what was just sent by somebody who is not signed in any more, if it carries a ticket of ours."""
    ticket = _tickets().read(flask.request.form.get("ticket", ""))
    if flask.request.method != "POST" or ticket is None:
        return
    viewer_id, name = ticket
    sent = flask.request.form.to_dict(flat=False)
    empty = PfdoForm(formdata=None)
    fields = {field: values for field, values in sent.items() if is_typed(empty, field) and field not in NEVER_KEPT}
    state = current_state()
    database.perform(lambda session: drafts.keep(session, state.cipher, viewer_id, name, fields, state.host.now()))


def drop_draft(session: Session, viewer: Owner, name: str) -> None:
    """Forget what was kept of a form, in the transaction of what it did."""
    drafts.drop(session, viewer.id, name)


def _tickets() -> drafts.DraftTickets:
    return drafts.DraftTickets(flask.current_app.secret_key or "")
