"""The filters of the module's templates. As globals they would cost each page of the host a little, too."""

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.known import KnownMunicipality, Place
from sgo_pfdo.municipalities.opening_hours import Now, understand, what_holds
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain import telephones, wording

ORGANISATION_LIST = "sgo_pfdo/parts/_organisation_list.html"
FALL_CHART = "sgo_pfdo/cabinet/capabilities/_chart.html"
MAP = "https://yandex.ru/maps/?text="
"""Where an address is looked for, once somebody presses the link."""


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
        "pfdo_days_left": wording.days_left,
        "pfdo_deadline": wording.deadline,
        "pfdo_by_deadline": wording.by_deadline,
        "pfdo_percent": wording.percent,
        "pfdo_whole_number": wording.whole_number,
        "pfdo_digit_groups": wording.digit_groups,
        "pfdo_dial": telephones.dial,
        "pfdo_signs": wording.signs_in_words,
        "pfdo_organisation_list": _organisation_lists(environment),
        "pfdo_fall_chart": _rendered_once(environment, FALL_CHART, lambda chart: {"pfdo_chart": chart}),
    }


class Listed(NamedTuple):
    """An organisation as the list shows it.

    :param now: «открыто сегодня до 17:00»; empty where that is not known.
    :param map_url: where its address is looked for, if it has one.
    """

    name: str
    address: str | None
    telephone: str | None
    hours: str | None
    now: str
    is_open_now: bool
    map_url: str | None


class _Written(NamedTuple):
    """A list as it was written, and from when to when it is true."""

    since: datetime
    until: datetime
    markup: Markup


def _organisation_lists(environment: Environment) -> Callable[[KnownMunicipality], Markup]:
    """Make what lists where families can go: dozens of lines, which are rendered once for all of a municipality.

    «Открыто сегодня до 17:00» is true for a while; then the list is rendered anew.
    """

    def written(municipality: KnownMunicipality, now: datetime) -> _Written:
        held = [what_holds(understand(place.hours) if place.hours else None, now) for place in municipality.places]
        listed = [_listed(*one, municipality) for one in zip(municipality.places, held, strict=True)]
        template = environment.get_template(ORGANISATION_LIST)
        markup = Markup(template.render(pfdo_organisations=listed))  # noqa: S704 - the template escapes
        return _Written(now, min((one.until for one in held), default=now), markup)

    @lru_cache(maxsize=1024)
    def kept(municipality: KnownMunicipality) -> list[_Written]:
        return []

    def organisation_list(municipality: KnownMunicipality) -> Markup:
        state = current_state()
        now, room = state.host.now(), kept(municipality)
        newest = room[0] if room else None
        # whoever works on the templates wants to see the change
        if newest is None or not newest.since <= now < newest.until or environment.auto_reload:
            newest = written(municipality, now.astimezone(time_zone_of(municipality, state.settings)))
            room[:] = [newest]
        return newest.markup

    return organisation_list


def _listed(place: Place, held: Now, municipality: KnownMunicipality) -> Listed:
    return Listed(
        name=place.name,
        address=place.address,
        telephone=place.telephone,
        hours=place.hours,
        now=held.words,
        is_open_now=held.is_open,
        map_url=_map_url(place, municipality),
    )


def _map_url(place: Place, municipality: KnownMunicipality) -> str | None:
    """Make the address of a map; the town stands in front where the address does not say it."""
    if not place.address:
        return None
    town = municipality.name
    is_told = town.split()[-1].casefold() in place.address.casefold()
    return MAP + quote(place.address if is_told else f"{town}, {place.address}", safe="")


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
