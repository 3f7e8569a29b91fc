"""The navigator: what families find, what a programme and an organisation show, and odd questions."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import flask
import pytest

from sgo_pfdo.database import perform
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.rules.kinds import Direction, Health, ProviderState, Trait
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.search.indexing import index_programmes
from tests.programmes import making
from tests.support.apps import MakeApp, build_app, close_app
from tests.support.figures import SOAK
from tests.support.pages import Page

PROGRAMMES, ORGANISATIONS, HEALTH = "/pfdo/programmes", "/pfdo/organisations", "/pfdo/programmes/health"


class Town:
    """A portal on either database with a small catalogue, and a browser that nobody is signed in with."""

    def __init__(self, app: flask.Flask) -> None:
        """Fill the catalogue."""
        now = datetime(2026, 8, 20, 10, tzinfo=ZoneInfo("Asia/Novokuznetsk"))
        self.app = app
        self.app.config["CLOCK"] = lambda: now
        self.app.extensions["sgo_pfdo"].host.sign_out()
        self.app.extensions["sgo_pfdo"].host.now = lambda: now
        self.client = self.app.test_client()
        with self.app.app_context():
            perform(self.fill)

    def fill(self, session: Any) -> None:
        """Two programmes of one organisation."""
        making.provider(session, about="Учим детей с 1956 года.", telephone="8 (38464) 2-12-34", site="https://x.ru")
        where = making.address(session, directions="от автовокзала пешком пять минут")
        robots = making.programme(session, where, card_id="robots", annotation="Собираем машины.", needs_medical=True)
        making.trait(session, robots, Trait.KEYWORD, "лего")
        group = making.group(session, making.part(session, robots), teacher="Петрова Анна Сергеевна")
        making.lesson(session, group, 2, begins_at=time(15), ends_at=time(16, 30))
        making.group(session, making.part(session, robots, 2), "Весенняя", order_from=date(2026, 12, 1))
        dance = {"short_name": "Танцы", "card_id": "dance", "direction": Direction.ARTS.value, "full_name": "Танцы"}
        dances = making.programme(session, where, **dance)
        making.trait(session, dances, Trait.HEALTH, Health.DEAF.value)
        making.group(session, making.part(session, dances))
        index_programmes(session, [robots.id, dances.id])

    def open(self, address: str, **query: Any) -> Page:
        """Open a page."""
        return Page(self.client.get(address, query_string=query))


@pytest.fixture(scope="module")
def town(kept_uri: str) -> Iterator[Town]:
    """The portal that all look at, and nobody changes."""
    app = build_app(kept_uri, prepare=False)
    yield Town(app)
    close_app(app)


@pytest.fixture
def changing(make_app: MakeApp) -> Town:
    """One of the test's own."""
    return Town(make_app())


def test_everybody_finds_a_programme_also_by_a_misspelt_word(town: Town) -> None:
    for asked in ("робототехнике", "работотехника", "ЛЕГО", "собираем"):
        page = town.open(PROGRAMMES, q=asked)
        assert page.link("Робототехника") == f"{PROGRAMMES}/robots", asked
        assert not page.has_link("Танцы")
    assert "Нашлись 2 программы" in town.open(PROGRAMMES).text
    assert "Сертификатом, от 1 200 ₽ в месяц. 12 свободных мест." in town.open(PROGRAMMES).text.replace("\xa0", " ")


CRITERIA: Sequence[tuple[dict[str, str], str | None]] = (
    ({"direction": "arts"}, "Танцы"),
    ({"pay": "valued"}, None),
    ({"age": "12", "q": "танцы"}, "Танцы"),
    ({"age": "17"}, None),
    ({"weekday": "2"}, "Робототехника"),
    ({"weekday": "1"}, None),
    ({"begins": "15:00", "ends": "17:00"}, "Робототехника"),
    ({"begins": "16:00"}, None),
    ({"medical": "1"}, "Робототехника"),
    ({"month_price": "1"}, None),
    ({"month_price": "сто"}, "Робототехника"),
    ({"keyword": "лего"}, "Робототехника"),
    ({"municipality": "myski"}, None),
    ({"provider": "ddt"}, "Танцы"),
    ({"provider": "nobody"}, None),
    ({"level": "basic"}, None),
    ({"form": "full_time", "distance": "0"}, "Танцы"),
    ({"rating": "900"}, None),
    ({"adapted": "1"}, None),
    ({"with_places": "1", "order": "price"}, "Танцы"),
)
"""What is asked, and a programme that is found, if any."""


def test_each_criterion_works_without_a_script(town: Town) -> None:
    for query, found in CRITERIA:
        page = town.open(PROGRAMMES, sent="1", **query)
        assert page.status == 200
        if found is None:
            assert "Ничего не нашлось" in page.text, query
        else:
            assert page.has_link(found), query


def test_counts_stand_beside_directions_and_ways_of_payment(town: Town) -> None:
    text = town.open(PROGRAMMES, direction="arts").text
    assert "Художественная (1)" in text and "Техническая (1)" in text and "Сертификатом (1)" in text


def test_a_health_category_stands_in_no_address(town: Town) -> None:
    assert town.client.get(HEALTH).status_code == 200
    page = town.open(HEALTH)
    answer = page.press(town.client, "Найти", health=["deaf"])
    assert answer.status_code == 200 and answer.request.query_string == b""
    found = Page(answer)
    assert found.has_link("Танцы") and not found.has_link("Робототехника")
    assert "deaf" not in " ".join(href for _, href in found.links)
    assert page.press(town.client, "Найти", health=["nonsense"]).status_code == 422
    assert page.press(town.client, "Найти").status_code == 422
    assert town.client.post(HEALTH, data={"health": "deaf"}).status_code == 400
    assert "health" not in str([name for name, _ in town.open(PROGRAMMES, health="deaf").links])


def test_24_are_on_a_page_and_the_next_one_has_an_address(changing: Town) -> None:
    def fill(session: Any) -> None:
        where = making.address(session, text="г. Киселёвск, ул. Мира, 1")
        ids = []
        for number in range(30):
            values = {"short_name": f"Шахматы {number:02}", "card_id": f"chess{number}", "full_name": "Шахматы"}
            one = making.programme(session, where, **values)
            making.group(session, making.part(session, one))
            ids.append(one.id)
        index_programmes(session, ids)

    with changing.app.app_context():
        perform(fill)
    page = changing.open(PROGRAMMES, q="шахматы")
    names = [text for text, href in page.links if "/chess" in href]
    assert len(names) == 24 and "Нашлось 30 программ" in page.text
    following = Page(changing.client.get(page.link("Следующая страница").partition("#")[0]))
    rest = [text for text, href in following.links if "/chess" in href]
    assert len(rest) == 6 and not {*names} & {*rest}
    assert following.link("В начало списка").startswith(PROGRAMMES)


def test_the_page_of_a_programme_says_all_that_is_known(town: Town) -> None:
    page = town.open(f"{PROGRAMMES}/robots")
    text = page.text.replace("\xa0", " ")
    for said in (
        "Собираем машины.",
        "7–12 лет",
        "Вторник, 15:00–16:30",
        "Петрова Анна Сергеевна",
        "12 свободных мест",
        "10 800 ₽",
        "9 900 ₽",
        "9 месяцев, 72 часа",
        "с 1 декабря 2026",
        "Как пройти: от автовокзала пешком пять минут",
        "Медицинская справка",
    ):
        assert said in text, said
    assert page.link("Дом детского творчества") == f"{ORGANISATIONS}/ddt"


def test_nobody_sees_what_is_not_published(changing: Town) -> None:
    for state in State:
        with changing.app.app_context():
            perform(partial(change, state))
        is_public = state is State.PUBLISHED
        assert changing.open(f"{PROGRAMMES}/robots").status == (200 if is_public else 404), state
        assert changing.open(PROGRAMMES).has_link("Робототехника") is is_public, state


def change(state: State, session: Any) -> None:
    """Put the robots into a state."""
    one = session.query(Programme).filter_by(card_id="robots").one()
    one.state = state.value
    index_programmes(session, [one.id])


def test_an_organisation_is_found_and_shown_with_its_programmes(town: Town) -> None:
    for query in (
        {"q": "детского"},
        {"q": "ТВОРЧЕСТВО"},
        {"direction": "arts"},
        {"form": "state"},
        {"certificates": "1"},
    ):
        assert town.open(ORGANISATIONS, **query).link("Дом детского творчества") == f"{ORGANISATIONS}/ddt", query
    for query in ({"q": "музей"}, {"direction": "sports"}, {"form": "sole"}, {"municipality": "myski"}):
        assert "Ничего не нашлось" in town.open(ORGANISATIONS, **query).text, query
    page = town.open(f"{ORGANISATIONS}/ddt")
    assert "Учим детей с 1956 года." in page.text and "ул. Унжакова, 6" in page.text
    assert page.has_link("Робототехника") and page.has_link("Танцы")
    assert page.link("8 (38464) 2-12-34") == "tel:+73846421234"


def test_an_organisation_that_is_not_active_is_not_shown(changing: Town) -> None:
    for state in ProviderState:
        about = {"name": f"Новая организация: {state.value}", "state": state.value}
        with changing.app.app_context():
            perform(lambda session, code=state.value, about=about: making.provider(session, code, **about))
        is_active = state is ProviderState.ACTIVE
        assert changing.open(f"{ORGANISATIONS}/{state.value}").status == (200 if is_active else 404), state
        assert changing.open(ORGANISATIONS).has_link(str(about["name"])) is is_active, state


ODD = [
    "я" * 10_000,
    "a " * 5_000,
    "!!! ??? ((( ***",
    "%",
    "_",
    "%_%",
    "' OR 1=1 --",
    '"робот* NEAR(',
    "робот & | ! : <->",
    "\u200b\u200d\ufeff",
    "\u202eкинхетотобор",
    "-1",
    "9" * 500,
    "9" * 5000,
    "1.2.",
    "99999999999999999999999.1.я",
    "nan",
]


ALONE = ("q", "after", "age", "month_price", "keyword", "provider")
"""What is also asked alone, one of them for each odd text and all in the long form."""


@pytest.mark.parametrize("address", [PROGRAMMES, ORGANISATIONS, f"{ORGANISATIONS}/ddt"])
def test_whatever_is_asked_there_is_a_page(town: Town, address: str) -> None:
    names = (
        "q after municipality direction activity pay age month_price weekday begins ends form distance level medical"
    )
    names += " rating order keyword provider sent only_open certificates"
    for number, odd in enumerate(ODD):
        assert town.open(address, **dict.fromkeys(names.split(), odd)).status == 200, odd
        for name in ALONE if SOAK else ALONE[number % 6 :: 6]:
            assert town.open(address, **{name: odd}).status == 200, (name, odd)


def test_an_odd_address_is_nobody_s(town: Town) -> None:
    for odd in ODD:
        for address in (PROGRAMMES, ORGANISATIONS):
            assert town.client.get(f"{address}/{quote(odd[:500], safe='')}").status_code == 404, odd
