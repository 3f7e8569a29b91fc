"""Wires drafts into forms: a session that ends in the middle of a form loses nothing.

A form carries a signed ticket that says whose it is. When it is sent and nobody is signed in any more, what was typed
is kept under that name; the next time the same person opens the form it is filled.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from sgo_pfdo import database, drafts
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.current import current_state

LONGEST_TAB = 16
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
    tab = ""
    """Tells the drafts of several tabs apart."""
    other_tabs: Sequence[str] = ()
    """What was typed into the same form in other tabs, and waits, too."""

    @property
    def empty_address(self) -> str:
        """Where the form is empty, in place of this draft."""
        return _address(empty=self.tab)

    @property
    def other_addresses(self) -> list[str]:
        """Where the drafts of other tabs are."""
        return [_address(draft=tab) for tab in self.other_tabs]

    @property
    def wrong_fields(self) -> list[Any]:
        """The fields with errors, from top to bottom."""
        return [field for field in self if field.errors and is_typed(self, field.name)]


def _address(**change: str) -> str:
    kept = {name: value for name, value in flask.request.args.items() if name not in {"empty", "draft"}}
    return "?" + urlencode(kept | change)


F = TypeVar("F", bound=DraftedForm)


class Owner(Protocol):
    """Whose a draft is: a viewer of the portal, or a cabinet."""

    @property
    def id(self) -> str:
        """What tells one from another, at most 64 characters."""


def open_form(form_class: type[F], viewer: Owner, name: str, **values: object) -> F:
    """Make a form to be shown: empty, with these values, or with what the person typed before their session ended.

    :param name: which form of which page it is; at most 100 characters.
    :param values: to begin with, by field. ``?empty=TAB`` in the address asks for nothing else, ``?draft=TAB`` for what
        was typed in one of several tabs.
    """
    args, state = flask.request.args, current_state()
    empty, kept = args.get("empty"), []
    if empty is None:
        kept = drafts.find_all(database.current_session(), state.cipher, viewer.id, name, state.host.now())
    shown = next((draft for draft in kept if draft.tab == args.get("draft")), kept[0] if kept else None)
    form = form_class(formdata=MultiDict(shown.fields) if shown else None, **values)
    form.is_restored = shown is not None
    form.other_tabs = [draft.tab for draft in kept if draft is not shown]
    _give_ticket(form, viewer, name, shown.tab if shown else (empty or "")[:LONGEST_TAB] or drafts.new_tab())
    return form


def _give_ticket(form: DraftedForm, viewer: Owner, name: str, tab: str) -> None:
    form.tab = tab
    form.ticket.data = _tickets().make(viewer.id, name, tab)


def read_form(form_class: type[F], viewer: Owner, name: str) -> F:
    """Make a form of what was sent, ready to be validated or shown again."""
    form = form_class()
    _give_ticket(form, viewer, name, _sent_tab(viewer, name) or drafts.new_tab())
    return form


def _sent_tab(viewer: Owner, name: str) -> str | None:
    """Tell in which tab the form was that is sent now; ``None`` where it is another form."""
    ticket = _tickets().read(flask.request.form.get("ticket", ""))
    return ticket.tab if ticket and (ticket.viewer_id, ticket.form) == (viewer.id, name) else None


def keep_draft() -> None:
    """Keep what was just sent by somebody who is not signed in any more, if it carries a ticket of ours."""
    ticket = _tickets().read(flask.request.form.get("ticket", ""))
    if flask.request.method != "POST" or ticket is None:
        return
    sent = flask.request.form.to_dict(flat=False)
    empty = PfdoForm(formdata=None)
    fields = {field: values for field, values in sent.items() if is_typed(empty, field) and field not in NEVER_KEPT}
    state = current_state()
    viewer_id, name, tab = ticket
    database.perform(
        lambda session: drafts.keep(session, state.cipher, viewer_id, name, fields, state.host.now(), tab=tab)
    )


def drop_draft(session: Session, viewer: Owner, name: str) -> None:
    """Forget what was kept of the form that is sent, in the transaction of what it did; other tabs keep theirs."""
    drafts.drop(session, viewer.id, name, _sent_tab(viewer, name))


def _tickets() -> drafts.DraftTickets:
    return drafts.DraftTickets(flask.current_app.secret_key or "")
