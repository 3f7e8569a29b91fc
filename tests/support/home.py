"""The navigator of Sasha's cabinet, nine years old, and a small catalogue of her town."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from sgo_pfdo.cabinet.applicant import Place
from sgo_pfdo.cabinet.consent import accept
from sgo_pfdo.cabinet.settings import set_place
from sgo_pfdo.database import perform
from sgo_pfdo.municipalities.reading import renew_revision
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.rules.kinds import Direction, Health, ProviderState, Trait
from sgo_pfdo.programmes.search.indexing import index_programmes, index_provider
from tests.programmes import making
from tests.support.apps import SASHA
from tests.support.cabinet import cipher, do, enter_cabinet
from tests.support.pages import Page
from tests.support.web import Web

SCHOOL_YEAR: dict[str, Any] = {"starts_on": date(2019, 9, 1), "ends_on": date(2020, 5, 31)}
HOME = (53.9900, 86.6500)
ROBOTS = "/programmes/robots"


def fill(session: Any) -> None:
    """Robots for children of 7 to 12, dances for those of 10 to 16, and a choir for deaf children."""
    making.provider(session, telephone="8 (38464) 2-12-34")
    here = making.address(session, latitude=HOME[0], longitude=HOME[1])
    far = making.address(session, text="г. Киселёвск, ул. Мира, 44", latitude=54.0113, longitude=86.6503)
    robots = making.programme(session, here, card_id="robots")
    group = making.group(session, making.part(session, robots), **SCHOOL_YEAR)
    making.lesson(session, group, 2, begins_at=time(15), ends_at=time(16, 30))
    dances = making.programme(session, far, short_name="Танцы", card_id="dances", age_min=120, age_max=203)
    making.group(session, making.part(session, dances), **SCHOOL_YEAR)
    lego = making.programme(session, far, short_name="Лего", card_id="lego", direction=Direction.ARTS.value)
    making.group(session, making.part(session, lego, price=540_000, normative_price=540_000), **SCHOOL_YEAR)
    choir = making.programme(session, here, short_name="Хор", card_id="choir")
    making.trait(session, choir, Trait.HEALTH, Health.DEAF.value)
    making.group(session, making.part(session, choir), **SCHOOL_YEAR)
    index_programmes(session, [robots.id, dances.id, lego.id, choir.id])


class Home:
    """Sasha's cabinet, nine years old, and a small catalogue of her town."""

    def __init__(self, web: Web) -> None:
        """Open the cabinet at a portal where :func:`fill` was carried out."""
        self.web, self.certificate = web, web.certificates()[1]
        enter_cabinet(self.web, SASHA)

    def address(self, page: str = "/programmes") -> str:
        """Give the address of a page of the cabinet."""
        return f"/pfdo/cabinet/{self.certificate.card_id}{page}"

    def open(self, page: str = "/programmes", **query: Any) -> Page:
        """Open a page of the cabinet."""
        return Page(self.web.client.get(self.address(page), query_string=query))

    def change(self, action: Callable[[Any], Any]) -> None:
        """Change the catalogue, and index it anew."""

        def run(session: Any) -> None:
            action(session)
            session.flush()
            renew_revision(session, making.TOWN)
            if session.get(Provider, "ddt").state == ProviderState.ACTIVE.value:
                index_provider(session, "ddt")

        with self.web.app.app_context():
            perform(run)

    def live_at(self, address: str, *point: float) -> None:
        """Set the convenient address."""
        place = Place(address=address, **dict(zip(("latitude", "longitude"), point, strict=False)))
        with self.web.app.app_context():
            do(set_place, self.certificate, place, cipher())

    def consent(self) -> None:
        """Accept the processing rules."""
        with self.web.app.app_context():
            do(accept, self.certificate)


def said(page: Page) -> str:
    """Read a page, with ordinary spaces."""
    return page.text.replace("\xa0", " ")


def names(page: Page) -> list[str]:
    """List the programmes of a page, in its order."""
    known = ("Робототехника", "Танцы", "Лего", "Хор")
    return [text for text, _ in page.links if text in known]


def names_of_cards(page: Page) -> list[str]:
    """List all programmes of a page, in its order."""
    return [text for text, href in page.links if "/programmes/" in href and "/health" not in href]
