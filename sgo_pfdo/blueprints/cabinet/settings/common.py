"""What all pages of «Личные данные» share: whose settings, the sentence afterwards, a form that was refused."""

from collections.abc import Callable
from typing import Any, TypeVar

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import (
    Cabinet,
    child_in_portal,
    recently_entered,
    render_cabinet,
    require_cabinet,
)
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.forms.keeping import DraftedForm, drop_draft
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.settings import Change, settings_of
from sgo_pfdo.current import current_state
from sgo_pfdo.host_answers import family_record_of
from sgo_pfdo.people import FamilyRecord, Role
from sgo_pfdo.secrets import SecretLostError

SETTINGS = "/<card_id>/settings"
"""Where the pages of one child's settings begin, within the cabinet."""
T = TypeVar("T")
Read = TypeVar("Read")


class ReadOnlyError(Exception):
    """The certificate has ended: its cabinet can be looked at, and nothing can be changed there."""


class SettingsForm(PfdoForm):
    """A form of these pages."""

    @property
    def shown_fields(self) -> list[Any]:
        """The fields that people fill in."""
        return [field for field in self if field.type not in {"CSRFTokenField", "HiddenField"}]


class TypedForm(DraftedForm, SettingsForm):
    """A form that people type into: what they typed is kept when their session, or its ten minutes, have run out.

    :func:`~sgo_pfdo.blueprints.common.forms.keeping.open_form` shows it and ``read_form`` reads it, for the cabinet.
    """


def require_changeable() -> Cabinet:
    """Give the cabinet that the address names, or end the request; one that is read-only leads to the overview."""
    cabinet = require_cabinet()
    if not cabinet.may_change:
        raise ReadOnlyError
    return cabinet


def require_entry() -> Cabinet:
    """Give the cabinet for what somebody who walks past an open screen must not do: the password is asked again."""
    return recently_entered(require_changeable())


@blueprint.errorhandler(ReadOnlyError)
def read_only(error: ReadOnlyError) -> ResponseReturnValue:
    """Lead to the overview, which says that nothing can be changed any more."""
    return back_to_settings()


def change_of(cabinet: Cabinet) -> Change:
    """Say who changes whose settings, when."""
    return Change(
        holder_id=cabinet.holder.id,
        certificate_id=cabinet.certificate.id,
        municipality_code=cabinet.municipality.code,
        actor=cabinet.actor,
        now=current_state().host.now(),
    )


def save(
    write: Callable[[Session, Change], T], require: Callable[[], Cabinet] = require_changeable, *, draft: str = ""
) -> T:
    """Save something, as one action, and forget the draft of its form.

    :param write: one of :mod:`sgo_pfdo.cabinet.settings` and its like.
    :param require: asked inside the action.
    :param draft: the name of the form, where one is kept.
    """

    def action(session: Session, cabinet: Cabinet) -> T:
        if draft:
            drop_draft(session, cabinet, draft)
        return write(session, change_of(cabinet))

    return act(require, action)


def or_nothing(read: Callable[[], Read]) -> Read | None:
    """Read something that may be lost with its key: it can be given anew."""
    try:
        return read()
    except SecretLostError:
        return None


def own_record(cabinet: Cabinet) -> FamilyRecord:
    """Ask the portal what it knows of the parent who is signed in there; nothing by the other door."""
    viewer = current_visitor().viewer
    child = child_in_portal(cabinet.holder) if viewer is not None and viewer.role is Role.PARENT else None
    if viewer is None or child is None or cabinet.actor.id != viewer.id:
        return FamilyRecord()
    return family_record_of(current_state().host, viewer.id, child.id)


def stored_of(cabinet: Cabinet) -> CabinetSettings | None:
    """Read what the family has settled; ``None`` where it has settled nothing yet."""
    return settings_of(database.current_session(), cabinet.holder.id)


def settings_url(**query: Any) -> str:
    """Give the address of the overview of the child that the request names."""
    card_id = (flask.request.view_args or {})["card_id"]
    return flask.url_for("sgo_pfdo_cabinet.settings", card_id=card_id, **query)


def back_to_settings(done: str | None = None) -> ResponseReturnValue:
    """Go back to the overview, with the focus on the sentence that says what was done.

    Whoever came from the page of the first sign-in goes back there; it says what is done and what is left.

    :param done: a word that the overview knows.
    """
    if "welcome" in flask.request.args:
        card_id = (flask.request.view_args or {})["card_id"]
        return flask.redirect(flask.url_for("sgo_pfdo_cabinet.welcome", card_id=card_id, _anchor="pfdo-done"), 303)
    return flask.redirect(settings_url(done=done, _anchor="pfdo-done") if done else settings_url(), 303)


def show_form(
    template: str,
    cabinet: Cabinet,
    form: SettingsForm,
    *,
    problem: str | None = None,
    status: int = 200,
    **context: Any,
) -> ResponseReturnValue:
    """Render the page of one setting.

    :param problem: ``token``, ``fields`` or what the template knows besides.
    """
    page = render_cabinet(template, cabinet, form=form, fields=form.shown_fields, problem=problem, **context)
    return page, status


def refused(form: SettingsForm, show: Callable[..., ResponseReturnValue]) -> ResponseReturnValue:
    """Show a form again that was not valid: with what was typed, and why."""
    if form.has_bad_token:
        return show(problem="token", status=400)
    return show(problem="fields", status=422)
