"""Access to a child, for families: ask a school for it, follow the request, type a code that the school has printed."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("access")
