"""A portal whose cookie is strict signs nobody out who comes from a letter; a browser without cookies is told so."""

import re
from html import unescape

import flask
import pytest
from playwright.sync_api import expect

from tests.support.browser import OpenPage
from tests.support.pages import Page
from tests.support.server import Serve
from tests.support.web import MakeWeb, Web

FROM_A_LETTER = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
OPEN_PAGES = ("/pfdo/mail/made-up", "/pfdo/cabinet/sign-in", "/pfdo/cabinet/recovery/made-up", "/settings/certificate")


@pytest.fixture
def strict(make_web: MakeWeb) -> Web:
    """A portal with the strictest cookie."""
    return make_web(SESSION_COOKIE_SAMESITE="Strict")


@pytest.mark.parametrize("address", OPEN_PAGES)
@pytest.mark.parametrize("says", [FROM_A_LETTER, {}], ids=["a browser of today", "an old browser"])
def test_who_comes_without_the_cookie_is_led_to_the_same_page_from_the_portal_itself(
    strict: Web, address: str, says: dict[str, str]
) -> None:
    strict.portal.sign_out()
    stranger = strict.app.test_client(use_cookies=False)
    answer = stranger.get(f"{address}?child=a%2Fb&x=1", headers=says)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert found and unescape(found[1]) == f"{address}?child=a%2Fb&x=1&here=1"
    again = stranger.get(unescape(found[1]), headers=says)
    assert "Открываем страницу" not in again.text, "and not in a circle"


def test_nobody_else_takes_the_detour(strict: Web, make_web: MakeWeb) -> None:
    address = "/pfdo/cabinet/sign-in"
    assert "Вход в личный кабинет" in strict.client.get(address, headers={"Sec-Fetch-Site": "same-origin"}).text
    assert "Вход в личный кабинет" in strict.client.get(address, headers=FROM_A_LETTER).text, "the cookie is there"
    lax = make_web(SESSION_COOKIE_SAMESITE="Lax").app.test_client(use_cookies=False)
    assert "Вход в личный кабинет" in lax.get(address, headers=FROM_A_LETTER).text
    refused = strict.app.test_client(use_cookies=False).post(address, data={}, headers=FROM_A_LETTER)
    assert refused.status_code == 400


def test_the_link_in_a_letter_signs_nobody_out_in_a_browser(strict: Web, serve: Serve, open_page: OpenPage) -> None:
    app = strict.app

    @app.get("/enter")
    def enter() -> str:
        flask.session["who"] = "mother"
        return "вошли"

    @app.get("/who")
    def who() -> str:
        return str(flask.session.get("who"))

    portal = serve(app)
    letter = flask.Flask("mail")
    letter.add_url_rule("/", "letter", lambda: f'<a href="{portal}/pfdo/cabinet/forgotten">Подтвердить</a>')
    mailbox = serve(letter).replace("127.0.0.1", "localhost")
    page = open_page()
    page.goto(f"{portal}/enter")
    page.goto(mailbox)
    page.get_by_role("link", name="Подтвердить").click()
    page.wait_for_url("**here=1")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Открываем страницу")
    page.goto(f"{portal}/who")
    assert page.inner_text("body") == "mother"


@pytest.mark.parametrize(
    ("address", "button", "typed"),
    [
        ("/pfdo/cabinet/sign-in", "Войти", {"number": "785044901646", "password": "xxxxxxxx"}),
        ("/settings/certificate", "Получить сертификат", {}),
    ],
)
def test_a_browser_without_cookies_is_told_so_with_what_to_do(
    web: Web, address: str, button: str, typed: dict[str, str]
) -> None:
    without = web.app.test_client(use_cookies=False)
    refused = Page(Page(without.get(address)).press(without, button, **typed))
    assert refused.status == 400
    assert "разрешите cookie для этого сайта" in refused.text and "слишком долго" not in refused.text
    with_cookies = Page(web.open(address).press(web.client, button, **typed, csrf_token="old"))
    assert "слишком долго" in with_cookies.text and "cookie" not in with_cookies.text


def test_a_clerk_without_cookies_is_told_so_too(web: Web) -> None:
    web.portal.sign_in_clerk("cdt")
    without = web.app.test_client(use_cookies=False)
    for address, button in (
        ("/pfdo/desk", "Найти"),
        ("/pfdo/desk/register", "Показать"),
        ("/pfdo/desk/accept", "Найти"),
    ):
        assert "разрешите cookie" in Page(Page(without.get(address)).press(without, button)).text, address
