"""Login and password from the school, as S000 tells it: slip, forced change, «Забыли пароль?», letter, a new one."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import DemoPortal, copy_database, follow, press, running_portal
from tests.browser.looking import BARE, assert_sound_everywhere
from tests.support.smtp import MailServer, mail_server

BASE_URL = "https://portal.example"
NAME = "Абрамова Светлана Игоревна"
LOGIN = "abramova"
OWN = "синий чайник поёт"
ANOTHER = "зелёный ёж на крыше"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """The mail server that the portal hands its letters to."""
    with mail_server() as running:
        yield running


@pytest.fixture
def portal(prepared_database: Path, tmp_path: Path, server: MailServer) -> Iterator[DemoPortal]:
    """The demo portal, whose letters really go."""
    file = copy_database(prepared_database, tmp_path)
    # the portal is served without TLS in the tests, so the sign-in must not be kept to https
    with running_portal(file, SGO_PFDO_BASE_URL=BASE_URL, SESSION_COOKIE_SECURE=False, **server.options) as running:
        yield running


def look(page: Page) -> None:
    """Check the page that is open."""
    assert_sound_everywhere(page)


def print_slip(page: Page, portal: DemoPortal) -> str:
    """Print the slip of the newcomer as the school's administrator does, and read the password on it."""
    portal.sign_in(page, "director")
    follow(page, "Логины и пароли")
    page.get_by_label("Пароль").fill("director")
    press(page, "Продолжить")
    look(page)
    page.get_by_label(NAME).check()
    press(page, "Напечатать листки")
    look(page)
    slip = page.get_by_role("article")
    expect(slip).to_contain_text(NAME)
    expect(slip).to_contain_text(LOGIN)
    found = re.search(r"Пароль для первого входа\s+(\S{12})\s", slip.inner_text())
    assert found is not None
    page.emulate_media(media="print")
    assert not page.get_by_text("Напечатайте эту страницу сейчас").is_visible()
    page.emulate_media(media="screen")
    return found[1]


def sign_in(page: Page, portal: DemoPortal, password: str) -> None:
    """Type login and password."""
    page.goto(f"{portal.address}/sign-in")
    page.get_by_label("Логин").fill(LOGIN)
    page.get_by_label("Пароль").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def choose_own(page: Page, password: str) -> None:
    """Type a new password twice."""
    page.get_by_label("Новый пароль", exact=True).fill(password)
    page.get_by_label("Новый пароль ещё раз").fill(password)
    press(page, "Сохранить")


def recover(page: Page, portal: DemoPortal, server: MailServer) -> None:
    """Ask for a letter, and follow its link."""
    page.goto(f"{portal.address}/sign-in")
    look(page)
    follow(page, "Забыли пароль?")
    look(page)
    page.get_by_label("Логин").fill(LOGIN.upper())
    press(page, "Прислать ссылку")
    look(page)
    assert portal.app.test_cli_runner().invoke(args=["recovery", "send"]).exit_code == 0
    body = server.letters[-1].get_body(["plain"])
    assert body is not None and server.letters[-1]["To"] == f"{LOGIN}@mail.example"
    found = re.search(rf"{BASE_URL}/\S+", body.get_content())
    assert found is not None
    link = urlsplit(found[0])
    page.goto(f"{portal.address}{link.path}?{link.query}")
    assert link.query not in page.url
    look(page)


def test_slip_change_forgotten_letter_new_password(open_tab: OpenTab, portal: DemoPortal, server: MailServer) -> None:
    page = open_tab(**BARE)
    slip = print_slip(page, portal)
    family = open_tab(**BARE)
    sign_in(family, portal, slip)
    expect(family.get_by_role("heading", name="Придумайте свой пароль")).to_be_visible()
    look(family)
    family.goto(f"{portal.address}/settings/certificate")
    expect(family.get_by_role("heading", name="Придумайте свой пароль")).to_be_visible()
    family.get_by_label("Пароль с листка").fill(slip)
    choose_own(family, "abramova1")
    expect(family.get_by_text("их знают другие").first).to_be_visible()
    look(family)
    family.get_by_label("Пароль с листка").fill(slip)
    choose_own(family, OWN)
    expect(family.get_by_text("Пароль изменён")).to_be_visible()
    assert family.url == f"{portal.address}/settings/certificate"

    visitor = open_tab(**BARE)
    sign_in(visitor, portal, slip)
    expect(visitor.get_by_text("Неверный логин или пароль")).to_be_visible()
    recover(visitor, portal, server)
    choose_own(visitor, ANOTHER)
    sign_in(visitor, portal, OWN)
    expect(visitor.get_by_text("Неверный логин или пароль")).to_be_visible()
    sign_in(visitor, portal, ANOTHER)
    expect(visitor.get_by_role("heading", name="Здравствуйте, Светлана Игоревна!")).to_be_visible()
    family.reload()
    expect(family.get_by_role("heading", name="Вход в личный кабинет")).to_be_visible()
