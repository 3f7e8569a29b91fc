"""The page that tells families what is done at Госуслуги and what by the school (S003)."""

import pytest

from tests.blueprints.access.conftest import School
from tests.support.web import Web

ADDRESS = "/pfdo/access/help"
STATUSES = ("Данные введены вручную", "Проверка данных", "Поиск данных", "Не найдено в загсе", "Не найден в СФР")


def test_it_explains_every_status_of_s003_and_leads_back_to_the_two_ways(school: School) -> None:
    page = school.be_mother().open(ADDRESS)
    for words in (*STATUSES, "Создать", "Привязать", "Детскую почту"):
        assert words in page.text
    assert page.link("Запросить доступ к ребёнку") == "/pfdo/access/new"
    assert page.link("Ввести код из школы") == "/pfdo/access/code"


@pytest.mark.parametrize(
    "address", ["/settings/certificate", "/pfdo/access", "/pfdo/access/new", "/pfdo/access/code", "{request}"]
)
def test_it_is_a_press_away_from_where_parents_get_stuck(school: School, address: str) -> None:
    school.ask()
    page = school.be_mother().open(address.format(request=f"/pfdo/access/{school.card()}"))
    assert page.link("Карточка ребёнка и статусы на Госуслугах: что к чему") == ADDRESS


def test_a_portal_without_family_access_has_no_such_page(web: Web) -> None:
    web.portal.sign_in_parent("childless")
    assert web.client.get(ADDRESS).status_code == 404
    assert "access/help" not in web.open("/settings/certificate").html
