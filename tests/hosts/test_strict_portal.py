"""A portal that forgives nothing: undefined names, foreign styles and scripts, tables that it does not know."""

import pytest
from playwright.sync_api import expect

from tests.hosts import strict_portal
from tests.hosts.conftest import MakePortal, RunningPortal
from tests.support.browser import OpenPage
from tests.support.pages import Page, open_page
from tests.support.server import Serve

SECTION = "Сертификат дополнительного образования"
GET_IT = "Получить сертификат"


@pytest.fixture
def strict(make_portal: MakePortal, sqlite_uri: str) -> RunningPortal:
    """The portal."""
    return make_portal(strict_portal, sqlite_uri)


def test_the_portal_s_navigation_called_form_survives_on_every_page(strict: RunningPortal) -> None:
    parent = strict.sign_in("ivanova")
    page = open_page(parent, open_page(parent, "/").link(SECTION))
    refused = Page(page.press(parent, GET_IT, csrf_token="bad"))
    done = open_page(parent, page.press(parent, GET_IT).headers["Location"])
    question = open_page(parent, done.link("Новый пароль"))
    history = open_page(parent, done.link("История сертификата"))
    pupil = open_page(strict.sign_in("sasha"), open_page(parent, "/").link(SECTION))
    for one in (page, refused, done, question, history, pupil):
        assert one.text.startswith("Формы обучения: Главная"), one.title


def test_no_page_needs_more_than_the_portal_s_policy_allows(
    strict: RunningPortal, serve: Serve, open_page: OpenPage
) -> None:
    tab = open_page(base_url=serve(strict.app))
    tab.goto("/sign-in")
    tab.locator("[name=login]").fill("ivanova")
    tab.get_by_role("button", name="Войти").click()
    tab.get_by_role("link", name=SECTION).click()
    tab.get_by_role("button", name=GET_IT).click()
    expect(tab.get_by_text("Сертификат получен.")).to_be_visible()
    tab.get_by_role("link", name="Новый пароль").click()
    tab.get_by_role("button", name="Создать новый пароль").click()
    tab.get_by_role("link", name="История сертификата").click()
    expect(tab.get_by_text("Получен сертификат")).to_be_visible()


def test_a_file_of_the_portal_replaces_a_page(strict: RunningPortal) -> None:
    page = open_page(strict.sign_in("sidorova"), open_page(strict.sign_in("ivanova"), "/").link(SECTION))
    assert "Позвоните в школу: 8 (384-64) 0-00-17." in page.text
    assert "Что делать дальше" not in page.text


def test_a_file_of_the_portal_extends_the_page_it_replaces(strict: RunningPortal) -> None:
    parent = strict.sign_in("ivanova")
    page = open_page(parent, open_page(parent, "/").link(SECTION))
    done = open_page(parent, page.press(parent, GET_IT).headers["Location"])
    history = open_page(parent, done.link("История сертификата"))
    assert "Получен сертификат" in history.text
    assert "Вопросы – классному руководителю." in history.text
