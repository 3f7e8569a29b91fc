"""The desk of an authorised organisation, for its clerks: search, card, steps, papers, register."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("desk")
