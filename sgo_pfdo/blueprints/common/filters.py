"""The filters of the module's templates. As globals they would cost each page of the host a little, too."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from sgo_pfdo import wording
from sgo_pfdo.municipalities.known import KnownMunicipality

ORGANISATION_LIST = "sgo_pfdo/parts/_organisation_list.html"


def template_filters(environment: Environment) -> Mapping[str, Callable[..., Any]]:
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
        "pfdo_deadline": wording.deadline,
        "pfdo_by_deadline": wording.by_deadline,
        "pfdo_percent": wording.percent,
        "pfdo_whole_number": wording.whole_number,
        "pfdo_digit_groups": wording.digit_groups,
        "pfdo_dial": wording.dial,
        "pfdo_organisation_list": _organisation_lists(environment),
    }


def _organisation_lists(environment: Environment) -> Callable[[KnownMunicipality], Markup]:
    """Make what lists where families can go: dozens of lines, which are rendered once for all of a municipality."""

    def written(municipality: KnownMunicipality) -> Markup:
        template = environment.get_template(ORGANISATION_LIST)
        return Markup(template.render(pfdo_organisations=municipality.places))  # noqa: S704 - the template escapes

    @lru_cache(maxsize=1024)
    def kept(municipality: KnownMunicipality) -> Markup:
        return written(municipality)

    # whoever works on the templates wants to see the change
    return lambda municipality: (written if environment.auto_reload else kept)(municipality)
