"""The municipality's pages, for its operator: what is set, lists, own papers, counts."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("municipality")
