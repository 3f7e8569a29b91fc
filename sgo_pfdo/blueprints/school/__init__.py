"""The school's pages, for its director: the module on or off, who has no certificate yet, slips."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("school")
