"""Help: what ships with the module, what a municipality makes of it, and the search."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo import database
from sgo_pfdo.blueprints.municipality.help import HelpForm
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.editing import Edit, SettingsChangedError, fingerprint
from sgo_pfdo.publications.editing import add_entry, change_entry, values_of
from sgo_pfdo.publications.help import SHIPPED, all_help, open_help, search
from sgo_pfdo.publications.model import HelpKind
from tests.support.apps import NOW
from tests.support.cabinet import Office
from tests.support.editing import OPERATOR
from tests.support.pages import Page
from tests.support.web import Web

OWN = {"title": "Где стоянка?", "short": None, "body": "За домом.", "keywords": "машина", "links": None,
       "audience": "parent", "is_open": True}  # fmt: skip
LIST = "/pfdo/municipality/help"


def edit(seen: str = "") -> Edit:
    return Edit(municipality_code="kiselevsk", actor=OPERATOR, now=NOW, seen=seen)


def titles(code: str | None = "kiselevsk") -> list[str]:
    return [entry.title for entry in open_help(current_session(), code)]


def test_the_shipped_set_is_whole() -> None:
    keys = [entry.key for entry in SHIPPED]
    assert len(keys) == len(set(keys)) and all(re.fullmatch("[a-z]{2,40}", key or "") for key in keys)
    for entry in SHIPPED:
        assert entry.title and entry.paragraphs and entry.is_open
        assert entry.title.endswith("?") == (entry.kind is HelpKind.QUESTION)
    assert {entry.kind for entry in SHIPPED} == {HelpKind.INSTRUCTION, HelpKind.QUESTION}


def test_what_the_shipped_set_names_is_on_the_pages(office: Office) -> None:
    pages = " ".join(office.open(page).text for page in ("", "email", "presence", "rules", "extract"))
    pages += office.save("extract", "Сформировать новую выписку").text
    office.save("rules", "Согласен с правилами")
    pages += office.open("rules").text + office.give_email().text + "Подтвердить адрес" + "Скачать выписку"
    quoted = {
        name for entry in SHIPPED for text in entry.paragraphs for name in re.findall("«([^»]+)»", text)
        if len(name) > 3 and name not in {"Личных данных", "Указать", "Изменить"}
    }  # fmt: skip
    assert {name for name in quoted if name not in pages} == set()


def test_own_entries_stand_beside_the_shipped_ones_and_only_there(any_app: object) -> None:
    database.perform(lambda session: add_entry(session, HelpKind.QUESTION, OWN, edit()))
    assert titles()[-1] == "Где стоянка?" and "Где стоянка?" not in titles("myski") + titles(None)
    own = all_help(current_session(), "kiselevsk")[-1]
    closed = OWN | {"is_open": False}
    seen = edit(fingerprint(values_of(own)))
    assert database.perform(lambda session: change_entry(session, closed, seen, row_id=own.row_id))
    assert "Где стоянка?" not in titles()
    with pytest.raises(SettingsChangedError):
        database.perform(lambda session: change_entry(session, OWN, seen, row_id=own.row_id))


def test_a_shipped_entry_can_be_replaced_and_closed_in_its_place(any_app: object) -> None:
    first = SHIPPED[0]
    values = values_of(first) | {"title": "Как у нас активировать сертификат"}
    seen = edit(fingerprint(values_of(first)))
    assert database.perform(lambda session: change_entry(session, values, seen, key=first.key))
    assert titles()[0] == "Как у нас активировать сертификат" and titles("myski")[0] == first.title
    replaced = all_help(current_session(), "kiselevsk")[0]
    again = edit(fingerprint(values_of(replaced)))
    assert not database.perform(lambda session: change_entry(session, values, again, key=first.key))
    assert database.perform(lambda session: change_entry(session, values | {"is_open": False}, again, key=first.key))
    assert len(titles()) == len(SHIPPED) - 1
    with pytest.raises(LookupError):
        database.perform(lambda session: change_entry(session, values, again, key="made up"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("потерял пароль", "lost"),
        ("ПАРОЛЯ", "number"),
        ("номинал", "sum"),
        ("обналичить", "burn"),
        ("переехали", "moved"),
        ("мошенники", "presence"),
        ("двое детей", "two"),
    ],
)
def test_the_search_finds_what_people_mean(typed: str, first: str) -> None:
    questions = [entry for entry in SHIPPED if entry.kind is HelpKind.QUESTION]
    found = [entry.key for entry in search(questions, typed)]
    assert first in found[:2]


def test_a_search_for_nothing_finds_everything_and_for_nonsense_nothing() -> None:
    assert search(SHIPPED, " ?! ") == list(SHIPPED)
    assert search(SHIPPED, "абракадабра") == []


@given(st.text(max_size=60))
def test_whatever_is_typed_the_search_gives_entries(typed: str) -> None:
    found = search(SHIPPED, typed)
    assert set(map(id, found)) <= set(map(id, SHIPPED)) and len(found) <= len(SHIPPED)


def test_the_page_is_for_everybody_and_searches_without_an_address(web: Web) -> None:
    web.portal.sign_out()
    page = web.open("/pfdo/cabinet/help")
    assert page.status == 200 and page.has_button("Найти")
    found = Page(page.press(web.client, "Найти", words="Иванов Игорь"))
    assert "ничего не нашлось" in found.text and "Иванов" not in found.answer.request.url
    assert Page(page.press(web.client, "Найти", words="x", csrf_token="bad")).status == 400
    assert web.open("/pfdo/cabinet/help", municipality="made up").status == 200


@pytest.fixture
def operator(web: Web) -> Web:
    """The operator of the municipality, in front of the list."""
    web.portal.sign_in_operator("kiselevsk")
    return web


def test_an_operator_adds_changes_and_closes_an_entry(operator: Web) -> None:
    address = f"{LIST}/new?kind=video"
    form = {"title": "Кабинет за пять минут", "body": "", "links": "https://video.example/1\nhttps://video.example/2"}
    page = operator.land(operator.open(address).press(operator.client, "Сохранить", **form))
    assert "Сохранено" in page.text and "Кабинет за пять минут" in page.text
    shown = operator.open("/pfdo/cabinet/help?municipality=kiselevsk")
    link = next(given for tag, given in shown.elements if given.get("href") == "https://video.example/1")
    assert link["rel"] == "noopener noreferrer"
    assert not [tag for tag, given in shown.elements if tag in {"iframe", "script", "video", "img"}]
    page = operator.open(page.link("Изменить: Кабинет за пять минут"))
    page = operator.land(page.press(operator.client, "Сохранить", is_open=None))
    assert "закрыта" in page.text
    assert "Кабинет за пять минут" not in operator.open("/pfdo/cabinet/help?municipality=kiselevsk").text
    assert "Помощь, видеоуроки: добавлено" in operator.open("/pfdo/municipality/history").text


def test_an_operator_changes_what_the_module_ships_with(operator: Web) -> None:
    page = operator.open(f"{LIST}/entry?key=activate")
    page = operator.land(page.press(operator.client, "Сохранить", title="Активация в Киселёвске"))
    assert "изменена вами" in page.text
    assert "Активация в Киселёвске" in operator.open("/pfdo/cabinet/help?municipality=kiselevsk").text
    assert "Активация в Киселёвске" not in operator.open("/pfdo/cabinet/help").text


def test_two_operators_do_not_overwrite_each_other(operator: Web) -> None:
    pages = [operator.open(f"{LIST}/entry?key=activate") for _ in range(2)]
    assert pages[0].press(operator.client, "Сохранить", title="Первый").status_code == 303
    answer = pages[1].press(operator.client, "Сохранить", title="Второй")
    assert answer.status_code == 409 and "Первый" in Page(answer).text
    assert Page(answer).press(operator.client, "Сохранить").status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Введите название."),
        ({"body": "", "links": ""}, "Напишите текст или дайте ссылку."),
        ({"links": "http://video.example"}, "должна начинаться с https://"),
        ({"links": "javascript:alert(1)"}, "должна начинаться с https://"),
        ({"links": "https://user@evil.example"}, "должна начинаться с https://"),
        ({"links": "\n".join(f"https://v.example/{n}" for n in range(11))}, "Не больше 10 ссылок."),
        ({"title": "я" * 256}, "Не больше 255 знаков."),
    ],
)
def test_each_field_says_what_is_wrong(operator: Web, typed: dict[str, str], said: str) -> None:
    form = {"title": "Название", "body": "Текст"} | typed
    answer = operator.open(f"{LIST}/new?kind=question").press(operator.client, "Сохранить", **form)
    assert answer.status_code == 422 and said in Page(answer).text


def test_made_up_kinds_and_entries_do_not_exist(operator: Web) -> None:
    for page in ("new", "new?kind=song", "entry", "entry?id=9", "entry?key=x"):
        assert operator.client.get(f"{LIST}/{page}").status_code == 404
    assert HelpForm.__doc__
