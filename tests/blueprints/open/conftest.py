"""The portal of :mod:`tests.applications`, where families apply by e-mail."""

from tests.applications.conftest import any_app, app, make_way, mother, way_file, web

__all__ = ["any_app", "app", "make_way", "mother", "way_file", "web"]
