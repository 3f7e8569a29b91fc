"""The pages, one module per audience. Blueprints are made anew for each application."""

import flask

from sgo_pfdo.blueprints.application.address import address as application
from sgo_pfdo.blueprints.common.base import PfdoBlueprint
from sgo_pfdo.blueprints.desk.search import register
from sgo_pfdo.blueprints.desk.search import search as desk
from sgo_pfdo.blueprints.family.child import certificate as settings_pages
from sgo_pfdo.blueprints.municipality.settings import settings as municipality
from sgo_pfdo.blueprints.open import confirmation as open_pages
from sgo_pfdo.blueprints.school.pupils import pupils as school
from sgo_pfdo.config import Settings


def create_blueprints(settings: Settings) -> list[flask.Blueprint]:
    """Make the blueprints of one application, at the addresses its options name."""
    static = PfdoBlueprint(
        "sgo_pfdo",
        settings,
        url_prefix=settings.url_prefix,
        static_folder="../static",
        static_url_path="/static",
    )
    rooms = (settings_pages, application, open_pages, desk, register, municipality, school)
    return [static, *(room.create_blueprint(settings) for room in rooms)]
