"""The operator and the help for families."""

import pytest

from sgo_pfdo.blueprints.municipality.help import HelpForm
from tests.support.pages import Page
from tests.support.web import Web

LIST = "/pfdo/municipality/help"


def test_an_operator_adds_changes_and_closes_an_entry(office: Web) -> None:
    address = f"{LIST}/new?kind=video"
    form = {"title": "Кабинет за пять минут", "body": "", "links": "https://video.example/1\nhttps://video.example/2"}
    page = office.land(office.open(address).press(office.client, "Сохранить", **form))
    assert "Сохранено" in page.text and "Кабинет за пять минут" in page.text
    shown = office.open("/pfdo/cabinet/help?municipality=kiselevsk")
    link = next(given for tag, given in shown.elements if given.get("href") == "https://video.example/1")
    assert link["rel"] == "noopener noreferrer"
    assert not [tag for tag, given in shown.elements if tag in {"iframe", "script", "video", "img"}]
    page = office.open(page.link("Изменить: Кабинет за пять минут"))
    page = office.land(page.press(office.client, "Сохранить", is_open=None))
    assert "закрыта" in page.text
    assert "Кабинет за пять минут" not in office.open("/pfdo/cabinet/help?municipality=kiselevsk").text
    assert "Помощь, видеоуроки: добавлено" in office.open("/pfdo/municipality/history").text


def test_an_operator_changes_what_the_module_ships_with(office: Web) -> None:
    page = office.open(f"{LIST}/entry?key=activate")
    page = office.land(page.press(office.client, "Сохранить", title="Активация в Киселёвске"))
    assert "изменена вами" in page.text
    assert "Активация в Киселёвске" in office.open("/pfdo/cabinet/help?municipality=kiselevsk").text
    assert "Активация в Киселёвске" not in office.open("/pfdo/cabinet/help").text


def test_two_operators_do_not_overwrite_each_other(office: Web) -> None:
    pages = [office.open(f"{LIST}/entry?key=activate") for _ in range(2)]
    assert pages[0].press(office.client, "Сохранить", title="Первый").status_code == 303
    answer = pages[1].press(office.client, "Сохранить", title="Второй")
    assert answer.status_code == 409 and "Первый" in Page(answer).text
    assert Page(answer).press(office.client, "Сохранить").status_code == 303


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
def test_each_field_says_what_is_wrong(office: Web, typed: dict[str, str], said: str) -> None:
    form = {"title": "Название", "body": "Текст"} | typed
    answer = office.open(f"{LIST}/new?kind=question").press(office.client, "Сохранить", **form)
    assert answer.status_code == 422 and said in Page(answer).text


def test_made_up_kinds_and_entries_do_not_exist(office: Web) -> None:
    for page in ("new", "new?kind=song", "entry", "entry?id=9", "entry?key=x"):
        assert office.client.get(f"{LIST}/{page}").status_code == 404
    assert HelpForm.__doc__
