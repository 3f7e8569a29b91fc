"""Addresses that leave the portal, on papers and in letters: they begin with the option, never with the Host header."""

from typing import Any
from urllib.parse import urlsplit

import flask

from sgo_pfdo.current import current_state


def portal_address() -> str:
    """Give the portal's own address with the path it lives under; empty where the option is not set.

    The path may stand in ``SGO_PFDO_BASE_URL`` or come from the web server (``SCRIPT_NAME``), or from both: it is there
    once.
    """
    base, root = current_state().settings.base_url, flask.request.root_path.rstrip("/")
    if not base or not root or urlsplit(base).path.endswith(root):
        return base
    return base + root


def outside_url(endpoint: str, **values: Any) -> str | None:
    """Make the whole address of a page, for whoever is not on the portal now.

    :param values: as for Flask's ``url_for``.
    :return: ``None`` where ``SGO_PFDO_BASE_URL`` is not set.
    """
    base = portal_address()
    path = flask.url_for(endpoint, **values).removeprefix(flask.request.root_path.rstrip("/"))
    return base + path if base else None
