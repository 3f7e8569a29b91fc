"""The pages, one module per audience. Blueprints are made anew for each application."""

import flask

from sgo_pfdo.blueprints import application, desk, municipality, open_pages, register, school
from sgo_pfdo.blueprints import settings as settings_pages
from sgo_pfdo.blueprints.base import PfdoBlueprint
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
