"""REPLACED AT THE MERGE by the way in. Here only the door of the portal stands open: a parent, or the pupil of 14."""

from dataclasses import dataclass
from datetime import datetime

import flask
from sqlalchemy import select

from sgo_pfdo.blueprints.common.visitor import current_visitor, refuse_viewer
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import LIVING
from sgo_pfdo.certificates.rules.validity import ALONE_AGE, has_age
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.host_answers import refusal_of
from sgo_pfdo.journal.writing import Actor, actor_from
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Role


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The cabinet that somebody has open."""

    certificate: Certificate
    holder: Holder
    municipality: Municipality
    card_id: str
    may_change: bool
    actor: Actor
    entered_at: datetime
    session_id: int | None = None


def require_cabinet() -> Cabinet:
    """Give the cabinet that the address names, or end the request."""
    visitor, state = current_visitor(), current_state()
    viewer = visitor.viewer
    if viewer is None:
        flask.abort(refusal_of(state.host))
    card_id, session = str((flask.request.view_args or {}).get("card_id", "")), current_session()
    found = session.execute(
        select(Certificate, Holder, Municipality)
        .join(Holder, Certificate.holder_id == Holder.id)
        .join(Municipality, Certificate.municipality_code == Municipality.code)
        .where(Certificate.card_id == card_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or found[1].pupil_id not in {child.id for child in visitor.children}:
        refuse_viewer(viewer)
    certificate, holder, municipality = found
    today = today_in(municipality, state.settings, state.host.now())
    is_of_age = has_age(holder.birth_date, ALONE_AGE, today)
    if viewer.role is Role.PUPIL and (viewer.is_owner is False or not is_of_age):
        refuse_viewer(viewer)
    return Cabinet(
        certificate,
        holder,
        municipality,
        card_id,
        certificate.status(today) in LIVING,
        actor_from(viewer),
        state.host.now(),
    )


def require_recent_entry() -> None:
    """Ask for the password again where the last entry is some time ago; the portal's door asks nothing."""
