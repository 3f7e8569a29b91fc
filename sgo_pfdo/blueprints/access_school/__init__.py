"""Access to a child, for the school: requests to decide, codes to print, notices on pupils."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("access_school")
