"""Sign-in through Госуслуги: there, back, which account; and linking an account at which somebody is signed in."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("sign_in")
