"""What families and schools see when the keys of the portal do not fit: nothing can be asked, typed or printed."""

from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.access import blueprint
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.current import current_state
from sgo_pfdo.secrets import SecretLostError


@blueprint.errorhandler(SecretLostError)
def secret_lost(error: SecretLostError) -> ResponseReturnValue:
    """Say that nothing was changed, and tell whoever runs the portal which option lacks a key."""
    current_state().told.error("SGO_PFDO_KEYS lacks the key of what is stored: put it back, behind the newest one")
    return render("access/lost.html"), 503
