"""The application factory: the portal's parts, and the one line that plugs the module in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response
from werkzeug.routing import IntegerConverter

from school_portal import errors
from school_portal.demo_settings import settings_from_environment
from school_portal.first_sign_in import first_sign_in
from school_portal.forms import ActionForm
from school_portal.gosuslugi import provider_of
from school_portal.letters import letters
from school_portal.models import db
from school_portal.own_password import own_password
from school_portal.pages import pages
from school_portal.portal import Portal
from school_portal.recovery import recovery
from school_portal.recovery_letters import recovery_commands
from school_portal.roles import active_role, roles
from school_portal.school_logins import school_logins
from school_portal.sign_in import login_manager, sign_in
from school_portal.step_up import step_up
from school_portal.visiting import is_visit, visiting
from sgo_pfdo import SgoPfdo


class RowId(IntegerConverter):
    """A number in an address that may be the id of a row: no database looks for one with thousands of digits."""

    regex = r"\d{1,9}"


DEFAULTS: Mapping[str, Any] = {
    "CLOCK": lambda: datetime.now(UTC),
    "TIME_ZONE": "Asia/Novokuznetsk",
    "PASSWORD_METHOD": "scrypt",
    "PASSWORDS_FOR_STAFF_ONLY": False,  # families come in another way, through Госуслуги
    "SIGN_IN_PAUSE": 3,  # seconds; see school_portal.guesses
    "DEMO_ACCOUNTS": (),
    "SESSION_COOKIE_NAME": "school_portal",
    "SESSION_COOKIE_SAMESITE": "Lax",
    "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,  # the full text of a programme; the module takes less for most
    "SGO_PFDO_BASE_TEMPLATE": "settings.html",
    "SGO_PFDO_OPEN_TEMPLATE": "base.html",
}

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the portal.

    :param config: Flask's configuration. ``SECRET_KEY``, ``SQLALCHEMY_DATABASE_URI`` and ``SGO_PFDO_KEYS`` are needed,
        the rest has defaults; ``CLOCK`` is a callable that gives an aware datetime. ``None`` takes the settings of
        the demo, so that ``flask --app school_portal pfdo doctor`` works on its database.
    """
    app = Flask(__name__)
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(settings_from_environment() if config is None else config)
    if app.config.get("SGO_PFDO_BASE_URL", "").startswith("https://"):
        app.config["SESSION_COOKIE_SECURE"] = True
    # Werkzeug mends slashes by a redirect that takes the host from the request
    app.url_map.merge_slashes = app.url_map.strict_slashes = False
    app.url_map.converters["row_id"] = RowId
    db.init_app(app)
    login_manager.init_app(app)
    app.register_blueprint(first_sign_in)  # before the module: nothing of it answers before the password is changed
    SgoPfdo(app, host=Portal(), identity=provider_of(app))
    for blueprint in (sign_in, own_password, recovery, school_logins, step_up, visiting, roles, pages, letters):
        app.register_blueprint(blueprint)
    app.cli.add_command(recovery_commands)
    errors.register(app)
    app.context_processor(layout_context)
    app.after_request(add_headers)
    return app


def layout_context() -> dict[str, Any]:
    """Give every page what the layout needs, the module's pages included."""
    return {"action_form": ActionForm(), "is_visit": is_visit(), "active_role": active_role}


def add_headers(response: Response) -> Response:
    """Protect every answer; static files and the module's papers bring a Cache-Control of their own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
