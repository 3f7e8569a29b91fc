"""A host with the module, on SQLite or on both databases, for what clerks do without a page."""

from tests.blueprints.desk.conftest import any_app, app

__all__ = ["any_app", "app"]
