"""News and events: for everybody to read, and for organisations and municipalities to write."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("publications")
