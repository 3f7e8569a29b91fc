"""What all pages of the module share: headers, CSRF, rendering, answers when the database is away."""

import logging
import math
from collections.abc import Callable
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import flask
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from jinja2 import BaseLoader
from werkzeug.exceptions import RequestEntityTooLarge

from sgo_pfdo import security_log, wording
from sgo_pfdo.blueprints.common.layout import template_loader
from sgo_pfdo.blueprints.common.visitor import current_visit
from sgo_pfdo.config import Settings
from sgo_pfdo.current import current_state
from sgo_pfdo.database import (
    FAILURES,
    DatabaseBusyError,
    current_session,
    ends_with_rollback,
    has_committed,
    is_unusable,
    lacks_tables,
    name_of,
)
from sgo_pfdo.host_answers import form_fields_of, mistake_in_words, page_of
from sgo_pfdo.limits import TooManyTriesError
from sgo_pfdo.people import PortalDataError

TEMPLATES = Path(__file__).parent.parent / "templates"
RETRY_AFTER = 60
"""Seconds after which a person is asked to come again."""
LARGEST_REQUEST = 512 * 1024
"""Bytes: more than any form without a file."""

_HEADERS = {"X-Content-Type-Options": "nosniff"}
_PERSONAL_HEADERS = _HEADERS | {"Referrer-Policy": "same-origin", "X-Frame-Options": "SAMEORIGIN"}
_AGAIN = "sgo_pfdo.again"

_log = logging.getLogger("sgo_pfdo")


class _OwnRules(BlueprintSetupState):
    """Has Werkzeug answer `//pfdo/desk` by 404; its redirect to one slash would take the host from the Host header."""

    def add_url_rule(self, rule: str, endpoint: str | None = None, *arguments: Any, **options: Any) -> None:
        """Add a rule of ours, the static files included."""
        super().add_url_rule(rule, endpoint, *arguments, **({"merge_slashes": False} | options))


class PfdoBlueprint(flask.Blueprint):
    """A blueprint with the module's templates, headers and error pages.

    :param name: starts with ``sgo_pfdo``.
    """

    def __init__(self, name: str, settings: Settings, **options: Any) -> None:
        super().__init__(name, __name__, **options)
        self._settings = settings
        self._has_settled_csrf = False
        self.room_for: dict[str, int] = {}
        """Views that take files and say themselves what is too large: the most bytes of a request that make sense."""
        self.url_value_preprocessor(self._look_at_request)
        self.after_request(_protect_file if self.has_static_folder else _protect_page)
        for error in (DatabaseBusyError, *FAILURES):
            self.register_error_handler(error, _database_failed)
        self.register_error_handler(TooManyTriesError, _too_often)
        self.register_error_handler(PortalDataError, _portal_is_wrong)
        self.register_error_handler(RequestEntityTooLarge, _too_large)

    def make_setup_state(self, *arguments: Any, **options: Any) -> BlueprintSetupState:
        """Register with :class:`_OwnRules`."""
        return _OwnRules(self, *arguments, **options)

    @cached_property
    def jinja_loader(self) -> BaseLoader:
        """The module's templates, behind those of the host."""
        return template_loader(self._settings, str(TEMPLATES))

    def _look_at_request(self, endpoint: str | None, values: dict[str, Any] | None) -> None:
        """Refuse what no form of ours sends and no database keeps, before anything is done with it."""
        request: flask.Request = flask.request._get_current_object()  # type: ignore[attr-defined]
        if request.environ.get("CONTENT_LENGTH") or request.environ.get("wsgi.input_terminated"):
            self._refuse_oversized(request)
        if values:
            _refuse_unstorable(values)
        if not self._has_settled_csrf:
            self._take_over_csrf()

    def _refuse_oversized(self, request: flask.Request) -> None:
        """Refuse too much before it is read: the portal may have set no limit at all.

        What does not say how much it is gets the limit while it is read.
        """
        room = self.room_for.get((request.endpoint or "").removeprefix(f"{self.name}."))
        if room is None and (request.content_length or 0) > LARGEST_REQUEST:
            raise RequestEntityTooLarge
        is_endless = request.content_length is None and request.environ.get("wsgi.input_terminated")
        if room is None and not is_endless:
            return
        limits = (room or LARGEST_REQUEST, request.max_content_length)
        request.max_content_length = min(limit for limit in limits if limit is not None)

    def _take_over_csrf(self) -> None:
        """Check tokens in our own forms even where the host has a global CSRFProtect, which could only give a bare 400.

        It may be initialised after us, hence at the first request.
        """
        csrf = flask.current_app.extensions.get("csrf")
        if csrf is not None:
            csrf.exempt(self)
        self._has_settled_csrf = True


def render(name: str, **context: Any) -> str:
    """Render a page of the module in the host's layout.

    :param name: within ``templates/sgo_pfdo/``.
    :param context: names without their prefix ``pfdo_``.
    """
    visit = current_visit()
    prefixed = {f"pfdo_{key}": value for key, value in context.items()}
    prefixed["pfdo_form_fields"] = partial(form_fields_of, visit.state.host)
    prefixed["pfdo_url"] = visit.addresses
    prefixed["pfdo_stylesheet"] = visit.addresses.stylesheet
    return page_of(visit.state.host, f"sgo_pfdo/{name}", prefixed)


def _protect_page(response: flask.Response) -> flask.Response:
    """Keep personal pages out of caches and frames."""
    response.headers["Cache-Control"] = "no-store"
    return _with_headers(response, _PERSONAL_HEADERS)


def _protect_file(response: flask.Response) -> flask.Response:
    """Let nobody guess what a file is."""
    return _with_headers(response, _HEADERS)


def _with_headers(response: flask.Response, wanted: dict[str, str]) -> flask.Response:
    """Add headers; a host that is stricter keeps its own."""
    headers = response.headers
    present = {name.lower() for name, _ in headers}
    for name, value in wanted.items():
        if name.lower() not in present:
            headers.add(name, value)
    return response


def _refuse_unstorable(values: dict[str, Any]) -> None:
    """Find nothing under an address with a sign that PostgreSQL cannot even compare."""
    if any("\0" in value for value in values.values() if isinstance(value, str)):
        flask.abort(404)


def _too_often(error: TooManyTriesError) -> ResponseReturnValue:
    """Say that somebody has knocked too often, and when they can go on."""
    seconds = seconds_until(error.again_at)
    minutes = math.ceil(seconds / 60)
    wait = f"{minutes}\u00a0{wording.plural(minutes, 'минуту', 'минуты', 'минут')}"
    response = flask.make_response(
        render("errors/too_often.html", wait=wait, is_open=current_visit().viewer is None), 429
    )
    response.headers["Retry-After"] = str(seconds)
    return response


def seconds_until(moment: datetime) -> int:
    """Tell how many whole seconds are left until a moment, at least one."""
    return max(1, math.ceil((moment - current_state().host.now()).total_seconds()))


def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that this is more than a form can hold; not in the host's layout, which might look at the form after all."""
    security_log.tell("too_large", endpoint=flask.request.endpoint)
    return flask.current_app.jinja_env.get_template("sgo_pfdo_default/errors/too_large_plain.html").render(), 413


def _begin_again() -> ResponseReturnValue:
    """Run the view once more, in place of a page that would be there at the next attempt anyway."""
    flask.request.environ[_AGAIN] = True
    app = flask.current_app
    try:
        return app.dispatch_request()
    except Exception as error:
        return app.handle_user_exception(error)


def _database_failed(error: Exception) -> ResponseReturnValue:
    """Say «try again in a minute» when the database is away; anything else is the mistake that it is."""
    if not is_unusable(error):
        if not _lacks_tables():
            raise error
        return _not_now(lambda: render("errors/unavailable.html"), "unavailable_plain.html")
    if lacks_tables(error):
        _log.error("tables are missing: `flask pfdo db upgrade` makes them, unless a database that had them is gone")
    else:
        _log.warning("database unavailable: %s", name_of(error))
    session = current_session()
    session.rollback()
    if ends_with_rollback(error) and not has_committed(session) and _AGAIN not in flask.request.environ:
        return _begin_again()
    response = _not_now(lambda: render("errors/unavailable.html"), "unavailable_plain.html")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _not_now(render_page: Callable[[], str], plain: str) -> flask.Response:
    """Say that nothing can be shown now, without the host's layout where that is what fails.

    :param plain: the template that stands in then.
    """
    try:
        page = render_page()
    except Exception:  # the layout or a context processor, such as Flask-Login's, asks the database itself
        page = flask.current_app.jinja_env.get_template(f"sgo_pfdo_default/{plain}").render()
    return flask.make_response(page, 503)


def _lacks_tables() -> bool:
    """Tell whether `flask pfdo db upgrade` was forgotten, which is told to whoever runs the portal."""
    state, session = current_state(), current_session()
    session.rollback()
    problem = state.tables.problem(session.connection())
    if problem is not None:
        state.told.error(problem)
    return problem is not None


def _portal_is_wrong(error: PortalDataError) -> ResponseReturnValue:
    """Say that nothing can be shown, and tell whoever runs the portal what its host port does wrong."""
    current_state().told.error(mistake_in_words(error))
    return _not_now(lambda: render("errors/portal_wrong.html"), "portal_wrong_plain.html")
