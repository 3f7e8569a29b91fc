"""The information page says what the rules do: change a rule, and both change together."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from sgo_pfdo.certificates.rules.required_papers import WORDS, papers_to_activate, papers_to_apply_in_person
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation
from tests.documents.reading import copied
from tests.support.applying import APPLY, GET, choose_way
from tests.support.editing import add_group, change_past_the_module
from tests.support.pages import Page
from tests.support.web import Web

ADDRESS = "/pfdo/info/kiselevsk"
ONLY_AT_HOME = "только для детей, которые не посещают детский сад или школу"


def page(web: Web, address: str = ADDRESS) -> Page:
    return Page(web.client.get(address))


def change(web: Web, table: type[Any], **values: Any) -> None:
    with web.app.app_context():
        change_past_the_module(update(table).values(**values))


def test_it_is_open_to_everybody_and_says_nothing_of_anybody(web: Web) -> None:
    shown = page(web).html
    web.portal.sign_out()
    assert page(web).html == shown
    assert "Иванов" not in shown
    assert web.client.get("/pfdo/info/nowhere").status_code == 404


def test_the_family_finds_it(web: Web) -> None:
    assert web.open().link("Информация о получении сертификата") == ADDRESS


def test_it_names_the_way_that_the_family_has(web: Web) -> None:
    for way, button in (("email", APPLY), ("direct", GET)):
        with web.app.app_context():
            choose_way(way)
        assert f"нажмите «{button}»" in page(web).text
        family = web.open()
        assert family.has_link(button) or family.has_button(button)


def test_the_ages_are_those_of_the_open_groups(web: Web) -> None:
    assert "Дети в возрасте от 5 до 18 лет." in page(web).text
    change(web, Group, name="Школьники", age_from=7, age_to=16)
    assert "Школьники – с 7 до 16 лет" in page(web).text
    change(web, Group, is_open=False)
    assert "Приём закрыт: сейчас новые сертификаты не выдаются" in page(web).text
    assert "closed" in web.open().reasons
    assert "Дети в возрасте от 5 до 18 лет" in page(web, "/pfdo/info/myski").text, "those of S002, without groups"


def test_the_papers_are_those_that_a_clerk_ticks(web: Web) -> None:
    items = page(web).items
    for needed in (papers_to_activate, papers_to_apply_in_person):
        for paper in needed(attends_school=False, alone=False):
            at_school = paper in needed(attends_school=True, alone=False)
            words = WORDS[paper] if at_school else f"{WORDS[paper]} – {ONLY_AT_HOME}"
            assert [item for item in items if item.rstrip(".;") == words], words
    assert len([item for item in items if item.startswith("СНИЛС")]) == 1


@pytest.mark.parametrize(("may", "text"), [(True, "ребёнок может прийти сам"), (False, "вместе с родителем")])
def test_whether_a_pupil_may_come_alone_is_the_municipalitys_rule(web: Web, may: bool, text: str) -> None:
    change(web, Municipality, pupil_may_come_alone=may)
    assert text in page(web).text


def test_the_days_to_activate_are_those_of_the_certificate(web: Web) -> None:
    assert "90 дней" in page(web).text
    change(web, Municipality, validity_days=31)
    assert "31 день" in page(web).text


def test_a_closed_organisation_is_not_shown(web: Web) -> None:
    assert "Центр детского творчества" in page(web).text
    change(web, Organisation, is_open=False)
    assert "Центр детского творчества" not in page(web).text
    assert "Куда прийти, подскажут в школе" in page(web).text


def test_the_order_and_the_introduction_are_shown_as_plain_paragraphs(web: Web) -> None:
    change(
        web,
        Municipality,
        introduction="Уважаемые родители!\n\n<script>alert(1)</script> & привет",
        regulation_title="Приказ о персонифицированном дополнительном образовании",
        regulation_date=date(2019, 5, 14),
        regulation_number="330",
    )
    shown = page(web)
    assert "Приказ о персонифицированном дополнительном образовании от 14.05.2019 № 330." in shown.text
    assert "<p>Уважаемые родители!</p>" in shown.html
    assert "<script>alert(1)</script> & привет" in shown.text and "<script>" not in shown.html


def test_the_operator_chooses_the_way_and_writes_the_introduction(web: Web) -> None:
    web.portal.sign_in_operator("kiselevsk")
    form = web.open("/pfdo/municipality/introduction")
    web.land(form.press(web.client, "Сохранить", introduction="Добро пожаловать"))
    form = web.open("/pfdo/municipality/way")
    assert form.form("Сохранить").fields["application_way"] == "email"
    overview = web.land(form.press(web.client, "Сохранить", application_way="direct"))
    assert "Одним нажатием" in overview.text
    assert "Добро пожаловать" in page(web).text and f"нажмите «{GET}»" in page(web).text
    history = web.open("/pfdo/municipality/history").text
    assert "Вступление страницы с информацией: не указано → Добро пожаловать" in history
    assert "Как семья получает сертификат: По заявлению" in history


def test_a_closed_group_is_named_as_closed_beside_the_open_ones(web: Web) -> None:
    with web.app.app_context():
        add_group(name="Дошкольники", age_from=3, age_to=5, is_open=False)
    assert "Приём сейчас закрыт: Дошкольники – с 3 до 5 лет." in page(web).text


def test_everybody_can_print_the_blank_forms_or_gets_them_on_the_spot(web: Web) -> None:
    web.portal.sign_out()
    shown = page(web)
    assert "Нет принтера? Бланки дадут на месте." in shown.text
    assert "Так можно и тогда, когда ребёнка нет на портале." in shown.text
    texts = [copied(web.client.get(href).data) for said, href in shown.links if said.startswith("Бланк ")]
    assert len(set(texts)) == 4
    assert all("ЗАЯВЛЕНИЕ" in text or "СОГЛАСИЕ" in text for text in texts)
    assert web.client.get(f"{ADDRESS}/credentials.pdf").status_code == 404
    assert web.client.get("/pfdo/info/nowhere/consent.pdf").status_code == 404


def test_a_parent_without_a_child_in_the_portal_learns_of_the_way_in_person(web: Web) -> None:
    web.portal.sign_in_parent("childless")
    shown = web.open()
    assert "сертификат оформят и сразу активируют" in shown.text
    assert shown.link("г. Киселёвск") == ADDRESS
