"""«?»: the help that everybody may open."""

import re

from sgo_pfdo.publications.help import SHIPPED
from tests.support.cabinet import Office
from tests.support.pages import Page
from tests.support.web import Web


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


def test_the_page_is_for_everybody_and_searches_without_an_address(web: Web) -> None:
    web.portal.sign_out()
    page = web.open("/pfdo/cabinet/help")
    assert page.status == 200 and page.has_button("Найти")
    found = Page(page.press(web.client, "Найти", words="Иванов Игорь"))
    assert "ничего не нашлось" in found.text and "Иванов" not in found.answer.request.url
    assert Page(page.press(web.client, "Найти", words="x", csrf_token="bad")).status == 400
    assert web.open("/pfdo/cabinet/help", municipality="made up").status == 200
