"""The doctor looks at portals that attach children, too."""

from tests.blueprints.access.conftest import make_school, school

__all__ = ["make_school", "school"]
