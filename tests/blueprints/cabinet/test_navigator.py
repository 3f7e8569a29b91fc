"""The navigator in a cabinet: what fits the child, how far it is, pages, and odd questions."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sgo_pfdo.programmes.model import Programme, ProgrammePart
from tests.programmes import making
from tests.support.apps import IGOR
from tests.support.cabinet import enter_cabinet
from tests.support.home import HOME, ROBOTS, SCHOOL_YEAR, Home, names, names_of_cards, said
from tests.support.pages import Page
from tests.support.web import Web


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


def test_of_what_nobody_may_see_and_of_a_foreign_card_there_is_nothing(home: Home) -> None:
    assert home.open("/programmes/nobody").status == 404
    assert home.open("/organisations/nobody").status == 404
    home.change(lambda session: session.query(Programme).update({"state": "review"}))
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


def test_an_odd_address_is_nobody_s(home: Home) -> None:
    for odd in ODD[1:]:
        assert home.web.client.get(home.address(f"/programmes/{quote(odd, safe='')}")).status_code == 404, odd


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
