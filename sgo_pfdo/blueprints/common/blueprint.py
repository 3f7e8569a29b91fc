"""The blueprint of a room of pages: headers, limits of what is taken, answers when something goes wrong."""

from itertools import chain
from typing import Any

import flask
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestEntityTooLarge

from sgo_pfdo.blueprints.common import errors
from sgo_pfdo.blueprints.common.cross_site import lead_in
from sgo_pfdo.database import FAILURES, DatabaseBusyError
from sgo_pfdo.limits import TooManyTriesError
from sgo_pfdo.people import PortalDataError

LARGEST_REQUEST = 512 * 1024
"""Bytes: more than any form without a file."""


class _OwnRules(BlueprintSetupState):
    """Has Werkzeug answer `//pfdo/desk` by 404; its redirect to one slash would take the host from the Host header."""

    def add_url_rule(self, rule: str, endpoint: str | None = None, *arguments: Any, **options: Any) -> None:
        """Add a rule of ours, the static files included."""
        super().add_url_rule(rule, endpoint, *arguments, **({"merge_slashes": False} | options))


class PublicFile(flask.Response):
    """A file that is nobody's own, such as the picture of a published programme: it says itself how long it keeps."""


class PfdoBlueprint(flask.Blueprint):
    """A room of pages. It is made once in a process; each application registers it at the addresses of its options.

    :param room: the folder of the pages: endpoints are called ``sgo_pfdo_<room>.<view>``.
    """

    def __init__(self, room: str) -> None:
        super().__init__(f"sgo_pfdo_{room}", __name__)
        self.room_for: dict[str, int] = {}
        """Views that take files and say themselves what is too large: the most bytes of a request that make sense."""
        self.url_value_preprocessor(self._look_at_request)
        self.before_request(lead_in)
        self.after_request(_protect_page)
        for error in (DatabaseBusyError, *FAILURES):
            self.register_error_handler(error, errors.database_failed)
        self.register_error_handler(TooManyTriesError, errors.too_often)
        self.register_error_handler(PortalDataError, errors.portal_is_wrong)
        self.register_error_handler(RequestEntityTooLarge, errors.too_large)

    def make_setup_state(self, *arguments: Any, **options: Any) -> BlueprintSetupState:
        """Register with :class:`_OwnRules`."""
        return _OwnRules(self, *arguments, **options)

    def _look_at_request(self, endpoint: str | None, values: dict[str, Any] | None) -> None:
        """Refuse what no form of ours sends and no database keeps, before anything is done with it."""
        self._refuse_oversized()
        asked = [*(values or {}).values(), *chain.from_iterable(flask.request.args.listvalues())]
        if any("\0" in value for value in asked if isinstance(value, str)):
            flask.abort(404)  # PostgreSQL cannot even compare it
        csrf = flask.current_app.extensions.get("csrf")
        if csrf is not None:  # a global CSRFProtect could only give a bare 400; our own forms check the token
            csrf.exempt(self)

    def _refuse_oversized(self) -> None:
        """Refuse too much before it is read: the portal may have set no limit at all.

        What does not say how much it is gets the limit while it is read.
        """
        request = flask.request
        is_endless = request.content_length is None and "wsgi.input_terminated" in request.environ
        room = self.room_for.get((request.endpoint or "").removeprefix(f"{self.name}."))
        if room is None and (request.content_length or 0) > LARGEST_REQUEST:
            raise RequestEntityTooLarge
        if room is None and not is_endless:
            return
        limits = (room or LARGEST_REQUEST, request.max_content_length)
        request.max_content_length = min(limit for limit in limits if limit is not None)


class PfdoAssets(flask.Blueprint):
    """The stylesheet and the templates of one application.

    :param url_prefix: of the addresses of the files.
    """

    def __init__(self, url_prefix: str) -> None:
        super().__init__(
            "sgo_pfdo", "sgo_pfdo", url_prefix=url_prefix, static_folder="static", static_url_path="/static"
        )
        self.after_request(_protect_file)

    def make_setup_state(self, *arguments: Any, **options: Any) -> BlueprintSetupState:
        """Register with :class:`_OwnRules`."""
        return _OwnRules(self, *arguments, **options)


def _protect_page(response: flask.Response) -> flask.Response:
    """Keep personal pages out of caches and frames; a host that is stricter keeps its own headers."""
    if not isinstance(response, PublicFile):
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    return _protect_file(response)


def _protect_file(response: flask.Response) -> flask.Response:
    """Let nobody guess what a file is."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
