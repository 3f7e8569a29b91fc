"""The holder's cabinet: pages of one certificate, for whoever came from the portal or with number and password."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("cabinet")
