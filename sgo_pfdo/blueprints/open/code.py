"""Where the QR code of a certificate leads: a clerk to the card, everybody else to a page that says what the code is.

The page looks nothing up and is the same for every code, so it tells nobody whether there is such a certificate.
"""

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import clerk_of
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.blueprints.open import blueprint
from sgo_pfdo.people import Role

_FAMILY = (Role.PARENT, Role.PUPIL)


@blueprint.get("/c/<card_id>")
def code(card_id: str) -> ResponseReturnValue:
    """Lead a clerk to the card; tell others what the code is for and what they can do."""
    viewer = current_visitor().viewer
    if viewer is not None and clerk_of(viewer) is not None:
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    return render(
        "open/code.html",
        card=flask.url_for("sgo_pfdo_desk.card", card_id=card_id) if viewer is None else None,
        may_have_page=viewer is None or viewer.role in _FAMILY,
    )
