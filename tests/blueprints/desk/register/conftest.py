"""The host of :mod:`tests.certificates.register`, and a clerk in front of it."""

from tests.certificates.register.conftest import any_app, app, client, portal

__all__ = ["any_app", "app", "client", "portal"]
