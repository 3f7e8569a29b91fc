"""Where holders sign in with number and password, as the credentials sheet says it."""

from typing import NamedTuple

import flask

from sgo_pfdo.blueprints.common.letters.outside import outside_url
from sgo_pfdo.current import current_state


class SignInPlace(NamedTuple):
    """Where to sign in.

    :param url: the whole address, for the sheet and its QR code; ``None`` where nobody has said what it begins with.
    :param path: what has to be put behind the portal's address then; ``None`` where there is no such page.
    """

    url: str | None
    path: str | None


def sign_in_place() -> SignInPlace:
    """Tell where holders sign in: at the address of the option, else in the cabinet of this portal."""
    settings = current_state().settings
    if settings.register_url:
        return SignInPlace(settings.register_url, None)
    if not settings.cabinet:
        return SignInPlace(None, None)
    return SignInPlace(outside_url("sgo_pfdo_cabinet.sign_in"), flask.url_for("sgo_pfdo_cabinet.sign_in"))
