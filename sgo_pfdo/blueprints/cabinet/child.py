"""The child of a cabinet as the navigator knows it: its age, its convenient address, its certificate."""

from collections.abc import Sequence
from dataclasses import dataclass

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet.access import Cabinet
from sgo_pfdo.blueprints.cabinet.settings.common import or_nothing
from sgo_pfdo.cabinet.consent import Consent, consent_of
from sgo_pfdo.cabinet.settings import place_of, settings_of
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.current import current_state
from sgo_pfdo.funds.capabilities import PeriodView, period_views
from sgo_pfdo.funds.room import is_full
from sgo_pfdo.funds.rules.capabilities import Stage
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.people import Role
from sgo_pfdo.programmes.locating import locate
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.ages import full_months
from sgo_pfdo.programmes.rules.distance import Point, metres_between
from sgo_pfdo.programmes.rules.enrolling_facts import Child
from sgo_pfdo.programmes.rules.kinds import Health
from sgo_pfdo.programmes.rules.places import Located
from sgo_pfdo.programmes.rules.wishes import SearchedFor


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigatorChild:
    """The child for whom a family looks through the navigator.

    :param months: its age today.
    :param address: the convenient one, empty where none is set.
    :param located: where that is; ``None`` where nobody knows.
    """

    cabinet: Cabinet
    months: int
    address: str
    located: Located | None

    @property
    def first_name(self) -> str:
        """How the page calls it."""
        return self.cabinet.certificate.first_name

    @property
    def near(self) -> Point | None:
        """From where distances are counted."""
        return self.located.point if self.located else None

    def metres_to(self, address: ProviderAddress) -> int | None:
        """Tell how far an address is; ``None`` where one of the two points is not known."""
        if self.near is None or address.latitude is None or address.longitude is None:
            return None
        return metres_between(self.near, Point(address.latitude, address.longitude))

    def searched_for(self, health: frozenset[Health] = frozenset()) -> SearchedFor:
        """Say for whom the search looks.

        :param health: the categories that were named for this search.
        """
        return SearchedFor(
            birth_date=self.cabinet.holder.birth_date,
            municipality_code=self.cabinet.municipality.code,
            health=health,
        )


def navigator_child(cabinet: Cabinet) -> NavigatorChild:
    """Read what the navigator has to know of the child of a cabinet."""
    session, cipher = database.current_session(), current_state().cipher
    place = or_nothing(lambda: place_of(settings_of(session, cabinet.holder.id), cipher))
    address, located = (place.address or "") if place else "", None
    if place and place.latitude is not None and place.longitude is not None:
        located = Located(Point(place.latitude, place.longitude), is_exact=True)
    elif address:
        located = locate(session, cabinet.municipality.code, address)
    months = full_months(cabinet.holder.birth_date, cabinet.today)
    return NavigatorChild(cabinet=cabinet, months=months, address=address, located=located)


def periods_of(cabinet: Cabinet) -> Sequence[PeriodView]:
    """Read what the certificate can do, by period."""
    return period_views(database.current_session(), cabinet.certificate, cabinet.municipality, cabinet.today)


def balance_of(periods: Sequence[PeriodView]) -> int | None:
    """Tell how many kopecks the certificate has now, or would have as one of ПФ; ``None`` where there is no money."""
    now = next((one for one in periods if one.stage is Stage.RUNNING), None)
    if now is None or now.limit_reached:
        return None
    return now.money.ledger.balance if now.money else now.would_be


def asking_child(cabinet: Cabinet) -> Child:
    """Say of the child what decides whether it may enrol."""
    session, certificate, town = database.current_session(), cabinet.certificate, cabinet.municipality
    funding, now = Funding(certificate.funding), current_state().host.now()
    is_accounting = funding is Funding.ACCOUNTING
    return Child(
        status=cabinet.status,
        municipality_code=town.code,
        birth_date=cabinet.holder.birth_date,
        by_pupil=cabinet.actor.role == Role.PUPIL,
        has_consent=consent_of(settings_of(session, cabinet.holder.id), now) is Consent.GIVEN,
        funding=funding,
        activate_by=certificate.end_date if cabinet.status is Status.INACTIVE else None,
        desk=_desk(cabinet),
        group_full=is_accounting and is_full(session, town, certificate.group_id, cabinet.today),
    )


def _desk(cabinet: Cabinet) -> str:
    """Name where to come, where there is one such place; of several the cabinet has a list."""
    places = cabinet.municipality.places
    if len(places) != 1:
        return ""
    return ", ".join(filter(None, (places[0].name, places[0].address, places[0].telephone)))
