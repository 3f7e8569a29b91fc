"""The pages of an organisation that teaches: its programmes, parts, groups, timetables, its profile and addresses."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("provider")
