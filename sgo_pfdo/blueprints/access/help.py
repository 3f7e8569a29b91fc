"""«Госуслуги и доступ к ребёнку»: what is done at Госуслуги, what by the school, and what each status means (S003)."""

from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.access import blueprint
from sgo_pfdo.blueprints.access.parent import require_parent
from sgo_pfdo.blueprints.common.rendering import render


@blueprint.get("/help")
def help_page() -> ResponseReturnValue:
    """Explain, to parents."""
    require_parent()
    return render("access/help.html")
