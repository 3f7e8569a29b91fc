"""The navigator: programmes and organisations, for everybody; the cabinet shows the same for its child."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("programmes")
