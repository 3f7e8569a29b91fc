"""The family's pages under the portal's personal settings: «Сертификат дополнительного образования»."""

from sgo_pfdo.blueprints.common.blueprint import PfdoBlueprint

blueprint = PfdoBlueprint("family")
