"""Stands here until the way in is merged, which replaces it: a cabinet opens for the family of the portal alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import flask
from sqlalchemy import select

from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.family.child import require_family
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import today_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Cabinet:
    """A cabinet that is open."""

    certificate: Certificate
    holder: Holder
    municipality: Municipality
    card_id: str
    may_change: bool
    today: date
    status: Status
    full_name: str


def require_cabinet() -> Cabinet:
    """Give the cabinet that the address names, if it is that of a child of the viewer; or end the request."""
    card_id = (flask.request.view_args or {}).get("card_id", "")
    children = [child.id for child in require_family().children]
    query = (
        select(Certificate, Holder, Municipality)
        .join(Holder, Holder.id == Certificate.holder_id)
        .join(Municipality, Municipality.code == Certificate.municipality_code)
        .where(Certificate.card_id == card_id, Holder.pupil_id.in_(children))
    )
    found = current_session().execute(query).one_or_none()
    if found is None:
        flask.abort(404)
    certificate, holder, municipality = found
    state = current_state()
    today = today_in(municipality, state.settings, state.host.now())
    status = certificate.status(today)
    name = (certificate.surname, certificate.first_name, certificate.patronymic)
    return Cabinet(
        certificate=certificate,
        holder=holder,
        municipality=municipality,
        card_id=card_id,
        may_change=status not in (Status.ANNULLED, Status.EXPIRED),
        today=today,
        status=status,
        full_name=" ".join(part for part in name if part),
    )


def render_cabinet(name: str, cabinet: Cabinet, /, **context: Any) -> str:
    """Render a page of a cabinet."""
    return render(name, cabinet=cabinet, **context)
