"""The application by e-mail: an address, a letter, then group, document and the papers to sign (S000, points 8–12)."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("application")
