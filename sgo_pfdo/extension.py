"""The extension: ``SgoPfdo(app, host=Portal())`` wires the rooms of the module into a Flask application."""

from collections.abc import Sequence

import flask

from sgo_pfdo import cli, config
from sgo_pfdo.blueprints import register_pages
from sgo_pfdo.blueprints.common.filters import template_filters
from sgo_pfdo.blueprints.common.identity_entry import identity_entry
from sgo_pfdo.blueprints.common.layout import layout_problems
from sgo_pfdo.blueprints.common.menu import menu_entry
from sgo_pfdo.config.checks import is_local
from sgo_pfdo.current import EXTENSION, State
from sgo_pfdo.host import AccountDirectory, FamilyAccess, HostPortal, PupilDirectory, has_own_form_protection
from sgo_pfdo.identity import owner
from sgo_pfdo.identity.port import IdentityProvider
from sgo_pfdo.migrations import guard_host_autogenerate
from sgo_pfdo.programmes.search.finding import DatabaseSearch
from sgo_pfdo.programmes.search.port import ProgrammeSearch
from sgo_pfdo.register.port import Register
from sgo_pfdo.secrets import Cipher
from sgo_pfdo.upkeep import sqlite_file


class SgoPfdo:
    """Certificates of additional education for one or several Flask applications.

    :param app: the application; or call :meth:`init_app` later. Flask-SQLAlchemy must be initialised on it before.
    :param host: what the portal tells the module.
    :param register: a remote АИС ПФДО; by default the module keeps the accounts itself.
    :param identity: who vouches for people, such as :class:`sgo_pfdo.identity.oidc.OidcProvider`; the host has
        :class:`AccountDirectory` then. By default nobody signs in that way, and there is no page for it.
    :param search: an engine that finds programmes in place of the host's own database, see docs/programmes.md.
    :raises sgo_pfdo.config.ConfigError: an option of the application is unusable; the message names all such options.
    """

    def __init__(
        self,
        app: flask.Flask | None = None,
        *,
        host: HostPortal,
        register: Register | None = None,
        identity: IdentityProvider | None = None,
        search: ProgrammeSearch | None = None,
    ) -> None:
        self._host = host
        self._search = search
        self._register = register
        self._identity = identity
        if app is not None:
            self.init_app(app)

    def init_app(self, app: flask.Flask) -> None:
        """Plug the module into an application: options, pages, commands.

        :raises sgo_pfdo.config.ConfigError: see the class.
        """
        settings = config.read_settings(app.config, has_remote_register=self._register is not None)
        _check_host(app, self._host)
        if self._search is not None and not isinstance(self._search, ProgrammeSearch):
            _refuse([f"search is {type(self._search).__name__}, no ProgrammeSearch: it has no method find."])
        if self._identity is not None:
            _check_identity(app, settings, self._host, self._identity)
            owner.listen(app)
        has_access, has_identity = isinstance(self._host, FamilyAccess), self._identity is not None
        register_pages(app, settings, has_access=has_access, has_identity=has_identity)
        search = self._search or DatabaseSearch()
        state = State(settings, self._host, Cipher(settings.keys), self._register, self._identity, search)
        app.extensions[EXTENSION] = state
        app.cli.add_command(cli.pfdo)
        app.jinja_env.filters.update(template_filters(app.jinja_env))
        app.jinja_env.globals["pfdo_menu_entry"] = menu_entry
        app.jinja_env.globals["pfdo_identity_entry"] = identity_entry
        guard_host_autogenerate(app)
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engines.get(None)
        if engine is not None:
            sqlite_file.guard(engine)
        _refuse(layout_problems(app, settings))


def _refuse(problems: Sequence[str]) -> None:
    """End the start with everything that is wrong."""
    if problems:
        raise config.ConfigError("sgo_pfdo cannot start:\n" + "\n".join(f"  {line}" for line in problems))


def _check_identity(app: flask.Flask, settings: config.Settings, host: HostPortal, identity: IdentityProvider) -> None:
    """Refuse a portal where nobody could come back from the provider, or where others could read who did."""
    if not isinstance(identity, IdentityProvider):
        _refuse([f"identity is {type(identity).__name__}, no IdentityProvider."])
    problems = list(identity.problems())
    if not isinstance(host, AccountDirectory):
        problems.append(f"identity needs AccountDirectory: let {type(host).__name__} inherit it as well.")
    if not settings.base_url:
        problems.append("SGO_PFDO_BASE_URL is missing: people come back from the provider to it. It takes: address.")
    elif not settings.base_url.startswith("https://") and not is_local(settings.base_url):
        problems.append("SGO_PFDO_BASE_URL must begin with https:// where people sign in through a provider.")
    if str(app.config["SESSION_COOKIE_SAMESITE"]).lower() == "strict":
        problems.append(
            'SESSION_COOKIE_SAMESITE is "Strict": browsers would bring no session back from the provider. Use "Lax".'
        )
    _refuse(problems)


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
    _refuse(problems)
