"""The permission table: every route of the module, every kind of viewer, and what the server answers.

A viewer whom a route does not list is refused, with 401 for nobody and 404 for everybody else. To add a route, add its
line to the part that it belongs to; to add a kind of viewer, add it to VIEWERS of
:mod:`tests.blueprints.common.viewers` and to the routes that it may use.
"""

from collections.abc import Mapping

from tests.blueprints.common.answers import Route
from tests.blueprints.common.permissions_of_authors import OF_AUTHORS
from tests.blueprints.common.permissions_of_cabinets import OF_CABINETS
from tests.blueprints.common.permissions_of_families import OF_FAMILIES
from tests.blueprints.common.permissions_of_operators import OF_OPERATORS
from tests.blueprints.common.permissions_of_staff import OF_STAFF

ROUTES: Mapping[str, Route] = {**OF_CABINETS, **OF_FAMILIES, **OF_STAFF, **OF_OPERATORS, **OF_AUTHORS}
