"""The navigator in a cabinet: what fits the child, how far it is, what it costs, and why something cannot be had."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sgo_pfdo.cabinet.applicant import Place
from sgo_pfdo.cabinet.consent import accept
from sgo_pfdo.cabinet.settings import set_place
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import perform
from sgo_pfdo.funds.model import Allowance, Period
from sgo_pfdo.municipalities.model import Group
from sgo_pfdo.municipalities.reading import renew_revision
from sgo_pfdo.programmes.indexing import index_programmes, index_provider
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup, ProgrammePart, ProgrammeTrait
from sgo_pfdo.programmes.provider_model import Agreement, DirectionLimit, Provider
from sgo_pfdo.programmes.rules.kinds import Direction, Health, ProviderState, Trait
from tests.programmes import making
from tests.support import funds
from tests.support.apps import IGOR, SASHA
from tests.support.cabinet import Office, cipher, do, enter_cabinet
from tests.support.funds import YEAR
from tests.support.pages import Page
from tests.support.web import Web

SCHOOL_YEAR = {"starts_on": date(2019, 9, 1), "ends_on": date(2020, 5, 31)}
HOME = (53.9900, 86.6500)
ROBOTS = "/programmes/robots"


class Home:
    """Sasha's cabinet, nine years old, and a small catalogue of her town."""

    def __init__(self, office: Office) -> None:
        """Fill the catalogue and open the cabinet."""
        self.web, self.certificate = office.web, office.web.certificates()[1]
        with self.web.app.app_context():
            perform(self.fill)
            self.period = funds.give(self.certificate, *YEAR, nominal=1_200_000, funded_valued=1, backdate_days=0)
        enter_cabinet(self.web, SASHA)

    def fill(self, session: Any) -> None:
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


@pytest.fixture
def home(office: Office) -> Home:
    """Sasha's cabinet."""
    return Home(office)


def said(page: Page) -> str:
    return page.text.replace("\xa0", " ")


def names(page: Page) -> list[str]:
    """List the programmes of a page, in its order."""
    known = ("Робототехника", "Танцы", "Лего", "Хор")
    return [text for text, _ in page.links if text in known]


def names_of_cards(page: Page) -> list[str]:
    return [text for text, href in page.links if "/programmes/" in href and "/health" not in href]


def test_at_first_it_shows_what_fits_the_child_and_how_many_more_there_are(home: Home) -> None:
    page = home.open()
    assert names(page) == ["Лего", "Робототехника"]
    assert "Нашлись 2 программы" in page.text and "9 лет" in said(page)
    assert "Без отметки «Подходит моему ребёнку» и для любого возраста есть ещё 2 программы." in page.text
    form = page.form("Найти")
    assert form.fields["fits"] and form.fields["age"] == "own" and "Как у ребёнка: 9" in page.text
    everything = Page(home.web.client.get(page.link("Показать все").partition("#")[0]))
    assert sorted(names(everything)) == ["Лего", "Робототехника", "Танцы", "Хор"]
    assert everything.text.count("Александра: сейчас не подходит.") == 2
    assert everything.has_link("Навигатор") and "есть ещё" not in everything.text


def test_a_misspelt_word_finds_and_the_tick_stays_as_it_was_sent(home: Home) -> None:
    assert names(home.open(sent="1", fits="1", age="own", q="работотехника")) == ["Робототехника"]
    assert names(home.open(sent="1", age="own", q="танцы")) == []
    assert names(home.open(sent="1", q="танцы")) == ["Танцы"]
    assert "Художественная (1)" in home.open().text and "Техническая (1)" in home.open().text


def test_what_begins_after_a_birthday_fits(home: Home) -> None:
    def later(session: Any) -> None:
        dances = session.query(Programme).filter_by(card_id="dances").one()
        part = session.query(ProgrammePart).filter_by(programme_id=dances.id).one()
        making.group(session, part, "Осенняя", starts_on=date(2020, 9, 1), ends_on=date(2021, 5, 31))

    home.change(later)
    assert names(home.open()) == ["Лего", "Робототехника", "Танцы"]


def test_distance_is_that_from_the_convenient_address_and_sorts(home: Home) -> None:
    assert home.open().has_link("укажите удобный адрес")
    home.live_at("Дом", *HOME)
    page = home.open()
    assert names(page) == ["Робототехника", "Лего"]
    assert "0,1 км от удобного адреса" in said(page) and "2,4 км от удобного адреса" in said(page)
    assert names(home.open(sent="1", fits="1", within="500")) == ["Робототехника"]
    assert "2,4 км от удобного адреса" in said(home.open("/programmes/lego"))


def test_no_address_tells_how_far_from_home_something_is(home: Home) -> None:
    def fill(session: Any) -> None:
        here = making.address(session, text="г. Киселёвск, ул. Ленина, 1", latitude=53.995, longitude=86.66)
        for number in range(30):
            values = {"short_name": f"Шахматы {number:02}", "card_id": f"chess{number}", "full_name": "Шахматы"}
            making.group(session, making.part(session, making.programme(session, here, **values)), **SCHOOL_YEAR)

    home.change(fill)
    home.live_at("Дом", *HOME)
    page = home.open(sent="1", fits="1", age="own")
    following = page.link("Следующая страница").partition("#")[0]
    assert parse_qs(urlsplit(following).query)["after"][0].startswith("gAAAA")
    first, second = names_of_cards(page), names_of_cards(Page(home.web.client.get(following)))
    assert len(first) == 24 and len(second) == 8 and not {*first} & {*second}
    assert first[0] == "Робототехника" and second[-1] == "Лего"


def test_an_address_in_words_is_found_among_those_of_the_town(home: Home) -> None:
    home.live_at("г. Киселёвск, ул. Мира, д. 44, кв. 3")
    page = home.open()
    assert names(page) == ["Лего", "Робототехника"] and "примерно" not in page.text
    home.live_at("Мира 8")
    assert "взята середина улицы" in home.open().text
    home.live_at("г. Киселёвск, ул. Неизвестная, 1")
    page = home.open()
    assert "мы не знаем" in page.text and page.has_link("Добавить точку на карте")


def test_enough_money_is_asked_for_where_there_is_money(home: Home) -> None:
    """In October a quarter of the year is left of the nominal: 3 000 roubles."""
    assert names(home.open(sent="1", fits="1", enough="1")) == []
    assert names(home.open(sent="1", fits="1")) == ["Лего", "Робототехника"]


def test_health_is_posted_and_stands_in_no_address(home: Home) -> None:
    page = Page(home.web.client.get(home.open().link("Программы для детей с особенностями здоровья (ОВЗ)")))
    answer = page.press(home.web.client, "Найти", health=["deaf"])
    found = Page(answer)
    assert answer.status_code == 200 and answer.request.query_string == b""
    assert names(found) == ["Хор"] and "не подходит" not in found.text
    assert not [href for _, href in found.links if "deaf" in href]
    assert page.press(home.web.client, "Найти").status_code == 422
    assert home.web.client.post(home.address("/programmes/health"), data={"health": "deaf"}).status_code == 400
    assert not [href for _, href in home.open(health="deaf").links if "deaf" in href]


def test_24_are_on_a_page_and_the_way_back_leads_to_the_same_place(home: Home) -> None:
    def fill(session: Any) -> None:
        here = making.address(session, text="г. Киселёвск, ул. Ленина, 1")
        for number in range(30):
            values = {"short_name": f"Шахматы {number:02}", "card_id": f"chess{number}", "full_name": "Шахматы"}
            one = making.programme(session, here, **values)
            making.group(session, making.part(session, one), **SCHOOL_YEAR)

    home.change(fill)
    page = home.open(sent="1", fits="1", q="шахматы")
    assert len([href for _, href in page.links if "/chess" in href]) == 24
    following = Page(home.web.client.get(page.link("Следующая страница").partition("#")[0]))
    shown = [text for text, href in following.links if "/chess" in href]
    assert len(shown) == 6
    programme = Page(home.web.client.get(following.link(shown[-1])))
    back, _, place = programme.link("К списку программ").partition("#")
    again = Page(home.web.client.get(back))
    assert [text for text, href in again.links if "/chess" in href] == shown
    assert place.startswith("pfdo-p-chess") and f'id="{place}"' in again.html
    assert parse_qs(urlsplit(back).query)["q"] == ["шахматы"]


def test_a_programme_says_what_it_costs_this_child(home: Home) -> None:
    """64 of the 274 days of the group lie in the year: 2 522,62 roubles, of which the normative allows 2 312,40."""
    home.consent()
    text = said(home.open(ROBOTS))
    assert "Александра: записать можно, но сначала прочитайте." in text
    assert "с 29 октября 2019 по 31 декабря 2019" in text
    assert "Заплатит сертификат 1 102 ₽ в месяц, за октябрь 2019 – 108,40 ₽; всего 2 312,40 ₽" in text
    assert "Доплатить 100,18 ₽ в месяц, за октябрь 2019 – 9,86 ₽; всего 210,22 ₽" in text
    assert "Доплатить ничего" in said(home.open("/programmes/lego"))


def test_the_younger_child_reads_why_and_from_which_date(home: Home) -> None:
    page = home.open("/programmes/dances")
    assert "too_young" in page.reasons
    assert "Возраст подойдёт с 1 сентября 2020 года." in page.text
    assert "сейчас записать нельзя" in page.text


def _put(model: type[Any], **values: Any) -> Callable[[Any], None]:
    return lambda session: session.query(model).update(values)


def _all_region_of_elsewhere(session: Any) -> None:
    session.query(Programme).update({"municipality_code": "myski"})


def _register(value: str) -> Callable[[Any], None]:
    return lambda session: session.query(ProgrammeTrait).filter_by(kind="register").update({"value": value})


def _this_year(**values: Any) -> Callable[[Any], None]:
    return lambda session: session.query(Period).filter_by(starts_on=YEAR[0]).update(values)


def _accounting(session: Any) -> None:
    session.query(Certificate).update({"funding": "accounting"})
    session.query(Group).update({"certificate_limit": 0})


def _add(row: Callable[[], Any]) -> Callable[[Any], None]:
    return lambda session: session.add(row())


CHANGES: dict[str, tuple[Callable[[Any], None], str]] = {
    "frozen": (_put(Certificate, stored_status="frozen"), "Спросите, почему и что делать"),
    "provider_suspended": (_put(Provider, state="suspended"), "Похожие программы"),
    "other_municipality": (_all_region_of_elsewhere, "Программы своего муниципалитета"),
    "no_groups": (_put(ProgrammeGroup, is_archived=True), "другие модули"),
    "closed": (_put(ProgrammeGroup, is_locked=True), "8 (38464) 2-12-34"),
    "no_certificates": (_put(Provider, accepts_certificates=False), "Бесплатные программы"),
    "direction_full": (
        _add(lambda: DirectionLimit(municipality_code=making.TOWN, direction="technical", most=0)),
        "Бесплатные программы",
    ),
    "medical": (_put(Programme, needs_medical=True), "Принесите её к первому занятию."),
    "entrance_test": (_put(ProgrammeGroup, has_entrance_test=True, entrance_test="1 ноября, 15:00"), "1 ноября, 15:00"),
    "used_up": (_register("preprof"), "других реестров"),
    "period_stopped": (_this_year(stop_on=date(2019, 10, 1)), "Загляните к новому периоду."),
    "period_not_open": (_this_year(opens_on=date(2019, 11, 5)), "Запись откроется 5 ноября 2019 года."),
    "outside_period": (_this_year(ends_on=date(2019, 9, 30)), "Загляните позже"),
    "limit_reached": (_this_year(funding_limit=0), "Бесплатные программы"),
    "no_balance": (_put(Allowance, amount=0), "Бесплатные программы"),
    "accounting": (_accounting, "когда в группе освободится место"),
    "annulled": (_put(Certificate, stored_status="annulled", living_key=None), "Получите новый сертификат."),
    "too_old": (_put(Programme, age_min=36, age_max=83), "для детей постарше"),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_each_reason_stands_at_its_group_with_its_next_step(home: Home, reason: str) -> None:
    action, step = CHANGES[reason]
    assert reason not in home.open(ROBOTS).reasons
    home.change(action)
    page = home.open(ROBOTS)
    assert page.status == 200 and reason in page.reasons
    assert step in page.text


def test_what_holds_at_first_is_told_too_and_goes_once_it_is_settled(home: Home) -> None:
    page = home.open(ROBOTS)
    assert page.reasons == ["not_active", "consent_withdrawn", "no_agreement"]
    for link in ("Куда прийти", "Прочитать правила и дать согласие", "Кого спросить"):
        assert home.web.client.get(page.link(link).partition("#")[0]).status_code == 200

    def agree(session: Any) -> None:
        about = {"number": "1", "signed_on": date(2019, 1, 10), "state": "active"}
        session.add(Agreement(provider_code="ddt", period_id=home.period, **about))

    home.change(agree)
    home.consent()
    assert home.open(ROBOTS).reasons == ["not_active"]
    home.change(_put(Certificate, stored_status="active"))
    page = home.open(ROBOTS)
    assert page.reasons == [] and "Александра: записать можно." in page.text
    assert not page.has_button("Записать Александра")


def test_each_way_of_payment_has_an_answer_of_its_own(home: Home) -> None:
    def both(session: Any) -> None:
        robots = session.query(Programme).filter_by(card_id="robots").one()
        making.trait(session, robots, Trait.REGISTER, "valued")
        making.trait(session, robots, Trait.REGISTER, "paid")
        session.query(Provider).update({"accepts_certificates": False})

    home.change(both)
    home.consent()
    text = said(home.open(ROBOTS))
    assert "Сертификатом: так нельзя" in text and "Бесплатно: значимые" in text and "Обучение бесплатное." in text
    assert "Заплатит семья" in text


def test_of_an_ended_certificate_the_page_says_so_and_nothing_else_changes(home: Home) -> None:
    moment = home.web.portal.moment
    assert moment is not None
    home.web.portal.moment = moment + timedelta(days=90)
    enter_cabinet(home.web, SASHA)
    page = home.open(ROBOTS)
    assert "expired" in page.reasons and "Получите новый сертификат." in page.text
    assert home.open().status == 200


def test_of_what_nobody_may_see_and_of_a_foreign_card_there_is_nothing(home: Home) -> None:
    assert home.open("/programmes/nobody").status == 404
    assert home.open("/organisations/nobody").status == 404
    home.change(_put(Programme, state="review"))
    assert home.open(ROBOTS).status == 404
    igor = home.web.certificates()[0].card_id
    for page in ("/programmes", ROBOTS, "/organisations", "/programmes/health"):
        answer = home.web.client.get(f"/pfdo/cabinet/{igor}{page}")
        assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]


def test_organisations_stand_in_the_cabinet_too(home: Home) -> None:
    page = Page(home.web.client.get(home.open().link("Организации")))
    organisation = Page(home.web.client.get(page.link("Дом детского творчества")))
    assert organisation.link("Робототехника").startswith(home.address(ROBOTS))
    assert names(organisation)[:2] == ["Лего", "Робототехника"]


ODD = [
    "я" * 10_000,
    "!!! ((( ***",
    "%_%",
    "' OR 1=1 --",
    '"робот* NEAR(',
    "\u200b\ufeff",
    "\u202eкин",
    "9" * 500,
]
FIELDS = "q after municipality direction activity pay age month_price weekday begins ends form distance level medical"
FIELDS += " rating order keyword provider sent only_open fits within enough certificates"


@pytest.mark.parametrize("page", ["/programmes", ROBOTS, "/organisations", "/organisations/ddt"])
def test_whatever_is_asked_there_is_a_page(home: Home, page: str) -> None:
    home.live_at("Дом", *HOME)
    for odd in ODD:
        assert home.open(page, **dict.fromkeys(FIELDS.split(), odd)).status == 200, odd
    for name in ("q", "after", "age", "within"):
        assert home.open(page, fits="1", **{name: "%' OR"}).status == 200, name
    for odd in ODD[1:]:
        assert home.web.client.get(home.address(f"/programmes/{quote(odd, safe='')}")).status_code == 404


def test_what_is_posted_may_be_odd_too(home: Home) -> None:
    page = home.open("/programmes/health")
    for odd in ODD:
        answer = page.press(home.web.client, "Найти", health=["deaf"], q=odd, after=odd)
        assert answer.status_code == 200, odd


def test_the_pages_are_kept_by_nobody(home: Home) -> None:
    for page in ("/programmes", ROBOTS, "/organisations"):
        assert home.web.client.get(home.address(page)).headers["Cache-Control"] == "no-store"


def test_an_older_child_is_told_to_look_at_other_programmes(certified: Web) -> None:
    enter_cabinet(certified, IGOR)
    page = certified.open(f"/pfdo/cabinet/{certified.certificates()[0].card_id}/programmes")
    assert page.status == 200 and "15 лет" in said(page) and "Ничего не нашлось" in page.text
