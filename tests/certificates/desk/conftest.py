"""A host with the module on SQLite, for what clerks do without a page; on both databases it is ``any_app``."""

from tests.blueprints.desk.conftest import app

__all__ = ["app"]
