"""The extension: ``SgoPfdo(app, host=Portal())`` wires the rooms of the module into a Flask application."""

import flask

from sgo_pfdo import cli, config, sqlite_file
from sgo_pfdo.blueprints import register_pages
from sgo_pfdo.blueprints.common.filters import template_filters
from sgo_pfdo.blueprints.common.layout import layout_problems
from sgo_pfdo.blueprints.common.menu import menu_entry
from sgo_pfdo.current import EXTENSION, State
from sgo_pfdo.host import FamilyAccess, HostPortal, PupilDirectory, has_own_form_protection
from sgo_pfdo.migrations import guard_host_autogenerate
from sgo_pfdo.register.port import Register
from sgo_pfdo.secrets import Cipher


class SgoPfdo:
    """Certificates of additional education for one or several Flask applications.

    :param app: the application; or call :meth:`init_app` later. Flask-SQLAlchemy must be initialised on it before.
    :param host: what the portal tells the module.
    :param register: a remote АИС ПФДО; by default the module keeps the accounts itself.
    :raises sgo_pfdo.config.ConfigError: an option of the application is unusable; the message names all such options.
    """

    def __init__(self, app: flask.Flask | None = None, *, host: HostPortal, register: Register | None = None) -> None:
        self._host = host
        self._register = register
        if app is not None:
            self.init_app(app)

    def init_app(self, app: flask.Flask) -> None:
        """Plug the module into an application: options, pages, commands.

        :raises sgo_pfdo.config.ConfigError: see the class.
        """
        settings = config.read_settings(app.config, has_remote_register=self._register is not None)
        _check_host(app, self._host)
        register_pages(app, settings, has_access=isinstance(self._host, FamilyAccess))
        app.extensions[EXTENSION] = State(settings, self._host, Cipher(settings.keys), self._register)
        app.cli.add_command(cli.pfdo)
        app.jinja_env.filters.update(template_filters(app.jinja_env))
        app.jinja_env.globals["pfdo_menu_entry"] = menu_entry
        guard_host_autogenerate(app)
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engines.get(None)
        if engine is not None:
            sqlite_file.guard(engine)
        problems = layout_problems(app, settings)
        if problems:
            raise config.ConfigError("sgo_pfdo cannot start:\n" + "\n".join(f"  {line}" for line in problems))


def _check_host(app: flask.Flask, host: HostPortal) -> None:
    """Refuse what would only fail, or be unsafe, at the first request."""
    problems = []
    if EXTENSION in app.extensions:
        problems.append("SgoPfdo.init_app was called twice on this application.")
    if "sqlalchemy" not in app.extensions:
        problems.append("Flask-SQLAlchemy is not initialised: call db.init_app(app) before SgoPfdo.init_app(app).")
    if not isinstance(host, HostPortal):
        problems.append(f"host is {type(host).__name__}, no HostPortal.")
    elif isinstance(host, FamilyAccess) and not isinstance(host, PupilDirectory):
        problems.append(f"{type(host).__name__} has FamilyAccess, which needs PupilDirectory: inherit it as well.")
    elif not (app.config.get("WTF_CSRF_ENABLED", True) or app.testing or has_own_form_protection(host)):
        problems.append(
            "WTF_CSRF_ENABLED is off, so forms would be unprotected. Switch it on, or, where the portal has a CSRF"
            " scheme of its own, override HostPortal.form_fields."
        )
    if problems:
        raise config.ConfigError("sgo_pfdo cannot start:\n" + "\n".join(f"  {line}" for line in problems))
