"""The filters of the module's templates. As globals they would cost each page of the host a little, too."""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from sgo_pfdo import wording
from sgo_pfdo.municipalities.known import KnownMunicipality

ORGANISATION_LIST = "sgo_pfdo/parts/_organisation_list.html"
FALL_CHART = "sgo_pfdo/cabinet/_chart.html"


def template_filters(environment: Environment) -> Mapping[str, Callable[[Any], Any]]:
    """Give the filters by their names.

    :param environment: of one application.
    """
    return {
        "pfdo_short_date": wording.short_date,
        "pfdo_date_in_words": wording.date_in_words,
        "pfdo_day_and_month": wording.day_and_month,
        "pfdo_month": wording.month_in_words,
        "pfdo_short_month": wording.short_month,
        "pfdo_roubles": wording.roubles,
        "pfdo_days": wording.days,
        "pfdo_days_left": wording.days_left,
        "pfdo_digit_groups": wording.digit_groups,
        "pfdo_dial": wording.dial,
        "pfdo_organisation_list": _rendered_once(environment, ORGANISATION_LIST, _places_of),
        "pfdo_fall_chart": _rendered_once(environment, FALL_CHART, lambda chart: {"pfdo_chart": chart}),
    }


def _places_of(municipality: KnownMunicipality) -> dict[str, Any]:
    return {"pfdo_organisations": municipality.places}


def _rendered_once(
    environment: Environment, name: str, context_of: Callable[[Any], dict[str, Any]]
) -> Callable[[Hashable], Markup]:
    """Make what renders dozens of lines once for all who see the same.

    :param name: of the template.
    :param context_of: gives the names of the template for what it is rendered of, which never changes.
    """

    def written(thing: Hashable) -> Markup:
        template = environment.get_template(name)
        return Markup(template.render(context_of(thing)))  # noqa: S704 - the template escapes

    @lru_cache(maxsize=1024)
    def kept(thing: Hashable) -> Markup:
        return written(thing)

    # whoever works on the templates wants to see the change
    return lambda thing: (written if environment.auto_reload else kept)(thing)
