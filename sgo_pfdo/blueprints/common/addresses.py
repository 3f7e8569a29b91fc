"""Addresses of the module's pages: Flask makes each one anew, which a page with ten links feels."""

import re
from collections.abc import Mapping
from typing import Any

import flask

from sgo_pfdo.current import State, current_state

STYLESHEET = "pfdo.css"
_is_plain = re.compile(r"[\w.~-]*", re.ASCII).fullmatch
"""Tells what stands in an address as it is; everything else is left to Flask."""


class Addresses:
    """Makes addresses for one request.

    :param known: what :func:`known_addresses` has found.
    :param root: under which the application stands, «/portal» or nothing.
    """

    __slots__ = ("_known", "_root")

    def __init__(self, known: Mapping[str, tuple[str, str | None]], root: str) -> None:
        self._known = known
        self._root = root

    def __call__(self, endpoint: str, **values: Any) -> str:
        """Make the address of a page of the module: «settings.history», «static».

        :param endpoint: blueprint and view, without the prefix that blueprints of the module have.
        """
        known = self._known.get(endpoint)
        if known is None:
            return _from_flask(endpoint, values)
        path, in_path = known
        address, sign, anchor = self._root + path, "?", ""
        for name, value in values.items():
            if value is None:
                continue
            text = str(value)
            if not ((text.isalnum() and text.isascii()) or _is_plain(text)):
                return _from_flask(endpoint, values)
            if name == in_path and text:
                address, in_path = address + text, None
            elif name == "_anchor":
                anchor = f"#{text}"
            else:
                address, sign = f"{address}{sign}{name}={text}", "&"
        return address + anchor if in_path is None else _from_flask(endpoint, values)

    @property
    def stylesheet(self) -> str:
        """The address of the stylesheet."""
        known = self._known.get(STYLESHEET)
        return self._root + known[0] if known else flask.url_for("sgo_pfdo.static", filename=STYLESHEET)


def _from_flask(endpoint: str, values: Mapping[str, Any]) -> str:
    return flask.url_for(f"sgo_pfdo_{endpoint}" if "." in endpoint else f"sgo_pfdo.{endpoint}", **values)


def addresses_for(app: flask.Flask, state: State, request: flask.Request) -> Addresses:
    """Make what makes addresses for a request.

    :param state: of the application.
    """
    return Addresses({} if app.url_default_functions else state.addresses, request.root_path)


def pfdo_url(endpoint: str, **values: Any) -> str:
    """Make the address of a page of the module: «settings.history», «static»; see :class:`Addresses`.

    Outside of a request it is Flask that makes it.
    """
    if not flask.has_request_context():
        return _from_flask(endpoint, values)
    return addresses_for(flask.current_app, current_state(), flask.request)(endpoint, **values)


def known_addresses(app: flask.Flask) -> Mapping[str, tuple[str, str | None]]:
    """Find the addresses into whose path nothing is put, or one thing at its end.

    :return: by endpoint, the path behind the root of the application, up to what is put there, and the name of that;
        none where hosts or subdomains decide.
    """
    if app.url_map.host_matching or app.subdomain_matching:
        return {}
    adapter = app.url_map.bind("localhost")
    known: dict[str, tuple[str, str | None]] = {}
    for rule in app.url_map.iter_rules():
        blueprint, _, view = rule.endpoint.partition(".")
        in_path = next(iter(rule.arguments), None)
        if not blueprint.startswith("sgo_pfdo") or (in_path and rule.rule.count("<") > 1):
            continue
        if in_path is None or rule.rule.endswith(f"<{in_path}>"):
            path = adapter.build(rule.endpoint, {in_path: "x"} if in_path else {})
            room = blueprint.removeprefix("sgo_pfdo").removeprefix("_")
            known[f"{room}.{view}" if room else view] = (path.removesuffix("x") if in_path else path, in_path)
    return known | {STYLESHEET: (adapter.build("sgo_pfdo.static", {"filename": STYLESHEET}), None)}
