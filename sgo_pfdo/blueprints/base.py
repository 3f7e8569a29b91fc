"""What all pages of the module share: headers, CSRF, rendering, answers when the database is away."""

import logging
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import flask
from flask.typing import ResponseReturnValue
from jinja2 import BaseLoader
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

from sgo_pfdo import wording
from sgo_pfdo.blueprints.family import current_viewer
from sgo_pfdo.blueprints.layout import template_loader
from sgo_pfdo.config import Settings
from sgo_pfdo.current import current_state, state_of
from sgo_pfdo.database import (
    FAILURES,
    DatabaseBusyError,
    current_session,
    ends_with_rollback,
    has_committed,
    is_unusable,
    name_of,
)
from sgo_pfdo.limits import TooManyTriesError

STYLESHEET = "pfdo.css"
TEMPLATES = Path(__file__).parent.parent / "templates"
RETRY_AFTER = 60
"""Seconds after which a person is asked to come again."""
LARGEST_REQUEST = 512 * 1024
"""Bytes: more than any form without a file."""
_UNQUOTED = "!$'()*,/:;?@"
"""Signs that Werkzeug leaves in a query as they are."""

_AGAIN = "sgo_pfdo.again"

_log = logging.getLogger("sgo_pfdo")


class PfdoBlueprint(flask.Blueprint):
    """A blueprint with the module's templates, headers and error pages.

    :param name: starts with ``sgo_pfdo``.
    """

    def __init__(self, name: str, settings: Settings, **options: Any) -> None:
        super().__init__(name, __name__, **options)
        self._settings = settings
        self.room_for: dict[str, int] = {}
        """Views that take files and say themselves what is too large: the most bytes of a request that make sense."""
        self.url_value_preprocessor(self._refuse_oversized)
        self.url_value_preprocessor(_refuse_unstorable)
        self.url_value_preprocessor(self._take_over_csrf)
        self.after_request(_protect)
        for error in (DatabaseBusyError, *FAILURES):
            self.register_error_handler(error, _database_failed)
        self.register_error_handler(TooManyTriesError, _too_often)
        self.register_error_handler(RequestEntityTooLarge, _too_large)

    @cached_property
    def jinja_loader(self) -> BaseLoader:
        """The module's templates, behind those of the host."""
        return template_loader(self._settings, str(TEMPLATES))

    def _refuse_oversized(self, endpoint: str | None, values: dict[str, Any] | None) -> None:
        """Refuse what no form of ours sends before it is read: the portal may have set no limit at all.

        What does not say how much it is gets the limit while it is read.
        """
        request = flask.request
        room = self.room_for.get((endpoint or "").removeprefix(f"{self.name}."))
        if room is None and (request.content_length or 0) > LARGEST_REQUEST:
            raise RequestEntityTooLarge
        is_endless = request.content_length is None and request.environ.get("wsgi.input_terminated")
        if room is None and not is_endless:
            return
        limits = (room or LARGEST_REQUEST, request.max_content_length)
        try:
            request.max_content_length = min(limit for limit in limits if limit is not None)
        except AttributeError:  # Flask before 3.1 has one limit for all
            if is_endless:
                raise LengthRequired from None

    def _take_over_csrf(self, endpoint: str | None, values: dict[str, Any] | None) -> None:
        """Check tokens in our own forms even where the host has a global CSRFProtect, which could only give a bare 400.

        It may be initialised after us, hence at the request; the set it is kept in makes a repetition free.
        """
        csrf = flask.current_app.extensions.get("csrf")
        if csrf is not None:
            csrf.exempt(self)


def render(name: str, **context: Any) -> str:
    """Render a page of the module in the host's layout.

    :param name: within ``templates/sgo_pfdo/``.
    :param context: names without their prefix ``pfdo_``.
    """
    helpers = {
        "url": pfdo_url,
        "stylesheet": stylesheet_url(),
        "short_date": wording.short_date,
        "date_in_words": wording.date_in_words,
        "days": wording.days,
        "days_left": wording.days_left,
        "in_groups": wording.in_groups,
        "form_fields": current_state().host.form_fields,
    }
    prefixed = {f"pfdo_{key}": value for key, value in (helpers | context).items()}
    return current_state().host.render_template(f"sgo_pfdo/{name}", **prefixed)


def pfdo_url(endpoint: str, **values: Any) -> str:
    """Make the address of a page of the module: «settings.history», «static».

    :param endpoint: blueprint and view, without the prefix that blueprints of the module have.
    """
    name = f"sgo_pfdo_{endpoint}" if "." in endpoint else f"sgo_pfdo.{endpoint}"
    path = _known_path(name)
    if path is None or "_anchor" in values:
        return flask.url_for(name, **values)
    query = "&".join(f"{key}={quote_plus(str(value), _UNQUOTED)}" for key, value in values.items() if value is not None)
    return f"{path}?{query}" if query else path


def stylesheet_url() -> str:
    """Make the address of the stylesheet."""
    return _known_path(STYLESHEET) or flask.url_for("sgo_pfdo.static", filename=STYLESHEET)


def _known_path(name: str) -> str | None:
    """Find an address of :func:`fixed_paths` for the present request; ``None`` where only Flask can make it."""
    app = flask.current_app
    path = state_of(app).paths.get(name)
    if path is None or app.url_default_functions or not flask.has_request_context():
        return None
    return flask.request.root_path + path


def fixed_paths(app: flask.Flask) -> Mapping[str, str]:
    """Find the addresses that take nothing into their path: Flask makes each anew, which a page with ten feels.

    :return: by endpoint, as they stand behind the root of the application; none where hosts or subdomains decide.
    """
    if app.url_map.host_matching or app.subdomain_matching:
        return {}
    adapter = app.url_map.bind("localhost")
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("sgo_pfdo") and not rule.arguments]
    stylesheet = adapter.build("sgo_pfdo.static", {"filename": STYLESHEET})
    return {rule.endpoint: adapter.build(rule.endpoint) for rule in rules} | {STYLESHEET: stylesheet}


def _protect(response: flask.Response) -> flask.Response:
    """Keep personal pages out of caches and frames; a host that is stricter keeps its own headers."""
    if flask.request.endpoint != "sgo_pfdo.static":
        response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def _refuse_unstorable(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Find nothing under an address with a sign that PostgreSQL cannot even compare."""
    if any("\0" in value for value in (values or {}).values() if isinstance(value, str)):
        flask.abort(404)


def _too_often(error: TooManyTriesError) -> ResponseReturnValue:
    """Say that somebody has knocked too often, and when they can go on."""
    seconds = max(1, math.ceil((error.again_at - current_state().host.now()).total_seconds()))
    minutes = math.ceil(seconds / 60)
    wait = f"{minutes}\u00a0{wording.plural(minutes, 'минуту', 'минуты', 'минут')}"
    response = flask.make_response(render("too_often.html", wait=wait, is_open=current_viewer() is None), 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that this is more than a form can hold; not in the host's layout, which might look at the form after all."""
    return flask.current_app.jinja_env.get_template("sgo_pfdo_default/too_large_plain.html").render(), 413


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
        raise error
    _log.warning("database unavailable: %s", name_of(error))
    session = current_session()
    session.rollback()
    if ends_with_rollback(error) and not has_committed(session) and _AGAIN not in flask.request.environ:
        return _begin_again()
    try:
        page = render("unavailable.html")
    except Exception:  # the layout or a context processor, such as Flask-Login's, asks the database itself
        page = flask.current_app.jinja_env.get_template("sgo_pfdo_default/unavailable_plain.html").render()
    response = flask.make_response(page, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
