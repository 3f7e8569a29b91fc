"""The first page of a cabinet, and the way to it."""

from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import render_cabinet, require_cabinet
from sgo_pfdo.certificates.rules.lifecycle import SHOWN


@blueprint.get("/<card_id>")
def page(card_id: str) -> ResponseReturnValue:
    """Show whose cabinet it is, how things stand, and what there is to do.

    :param card_id: read by :func:`require_cabinet`.
    """
    cabinet = require_cabinet()
    return render_cabinet("cabinet/page.html", cabinet, status_words=SHOWN[cabinet.status])
