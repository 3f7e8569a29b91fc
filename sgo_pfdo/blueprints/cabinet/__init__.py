"""The pages of the holder's cabinet."""

# REPLACED AT THE MERGE by the file of the way in, which is the same
from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("cabinet")
