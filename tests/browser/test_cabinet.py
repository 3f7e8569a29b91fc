"""From «Получить сертификат» to the cabinet: the sheet opens it without the portal, and a letter brings one back."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import IGOR, SASHA, DemoPortal, choose, copy_database, follow, press, running_portal
from tests.browser.looking import BARE, assert_sound_everywhere
from tests.support.actions import run_command
from tests.support.smtp import MailServer, mail_server

BASE_URL = "https://portal.example"
SHEET = "Файл с учётными данными для входа в АИС ПФДО"
OWN = "синий чайник поёт"
EMAIL = "family@example.org"
PLACE = "г. Киселёвск, ул. Мира, 8"


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


def credentials(page: Page) -> tuple[str, str, str]:
    """Download the sheet, and read address, number and password on it as a person does."""
    with page.expect_download() as arriving:
        page.get_by_role("link", name=SHEET, exact=True).click()
    with pdfplumber.open(io.BytesIO(Path(arriving.value.path()).read_bytes())) as pdf:
        text = pdf.pages[0].extract_text()
    address = re.search(r"https://\S+", text)
    login, password = re.search(r"Логин\s+(\S+)", text), re.search(r"Пароль\s+(\S{12})\s", text)
    assert address and login and password, text
    return address[0], login[1], password[1]


def at_home(portal: DemoPortal, address: str) -> str:
    """Say how an address of a letter or a sheet is reached in the test."""
    assert address.startswith(BASE_URL)
    return portal.address + urlsplit(address).path


def sign_in(page: Page, number: str, password: str) -> None:
    """Type number and password."""
    page.get_by_label("Номер сертификата").fill(number)
    page.get_by_label("Пароль", exact=True).fill(password)
    press(page, "Войти")


def open_latest_link(page: Page, portal: DemoPortal, server: MailServer) -> None:
    """Send the letters that wait, and open the link of the newest as its reader does."""
    assert run_command(portal.app, "mail", "send").exit_code == 0
    letter = server.letters[-1]
    body = letter.get_body(["plain"])
    assert body is not None and letter["To"] == EMAIL
    found = re.search(rf"{BASE_URL}/\S+", body.get_content())
    assert found is not None
    page.goto(at_home(portal, found[0]))


def change(page: Page, setting: str) -> None:
    """Follow the link that changes a setting, which says which one to screen readers alone."""
    page.get_by_role("link", name=setting).click()
    page.wait_for_load_state()


def give_email(page: Page, portal: DemoPortal, server: MailServer, open_tab: OpenTab) -> None:
    """Give an address on the page of the settings, and confirm it on another device, where the letter is read."""
    follow(page, "Личные данные")
    assert_sound_everywhere(page)
    change(page, "электронная почта")
    assert_sound_everywhere(page)
    page.get_by_label("Электронная почта").fill(EMAIL)
    press(page, "Отправить письмо со ссылкой")
    expect(page.get_by_text("ждёт подтверждения: откройте письмо")).to_be_visible()
    reader = open_tab(**BARE)
    open_latest_link(reader, portal, server)
    assert_sound_everywhere(reader)
    press(reader, "Подтвердить адрес")
    expect(reader.get_by_role("heading", name="Адрес электронной почты подтверждён")).to_be_visible()
    page.reload()
    expect(page.get_by_text("подтверждена")).to_be_visible()


def recover(page: Page, number: str, portal: DemoPortal, server: MailServer) -> None:
    """Ask for a letter with the number alone, and set a new password by its link."""
    page.goto(f"{portal.address}/pfdo/cabinet/sign-in")
    follow(page, "Забыли пароль?")
    assert_sound_everywhere(page)
    page.get_by_label("Номер сертификата").fill(number)
    press(page, "Прислать ссылку")
    assert_sound_everywhere(page)
    open_latest_link(page, portal, server)
    assert_sound_everywhere(page)
    page.get_by_label("Новый пароль", exact=True).fill(OWN)
    page.get_by_label("Новый пароль ещё раз").fill(OWN)
    press(page, "Задать пароль")


def test_the_sheet_opens_the_cabinet_and_a_letter_brings_one_back(
    portal: DemoPortal, server: MailServer, open_tab: OpenTab
) -> None:
    family, stranger = open_tab(), open_tab(**BARE)
    portal.get_certificate(family, "ivanova", SASHA)
    address, number, password = credentials(family)

    stranger.goto(at_home(portal, address))
    assert_sound_everywhere(stranger)
    sign_in(stranger, number, "wrong password")
    expect(stranger.get_by_text("Номер или пароль не подходят.")).to_be_visible()
    assert_sound_everywhere(stranger)
    sign_in(stranger, f'="{number[:4]} {number[4:8]}-{number[8:]}"', password)
    expect(stranger.get_by_role("heading", name="Добро пожаловать в личный кабинет")).to_be_visible()
    assert_sound_everywhere(stranger)
    follow(stranger, "Не сейчас, открыть кабинет")
    expect(stranger.get_by_role("heading", name=SASHA)).to_be_visible()
    assert_sound_everywhere(stranger)

    follow(stranger, "Возможности сертификата")
    expect(stranger.get_by_role("heading", name="Возможности сертификата")).to_be_visible()
    assert_sound_everywhere(stranger)
    give_email(stranger, portal, server, open_tab)

    other = open_tab(**BARE)
    recover(other, number, portal, server)
    sign_in(other, number, password)
    expect(other.get_by_text("Номер или пароль не подходят.")).to_be_visible()
    sign_in(other, number, OWN)
    expect(other.get_by_role("heading", name=SASHA)).to_be_visible()

    stranger.reload()
    expect(stranger.get_by_text("Войдите, чтобы продолжить.")).to_be_visible()


def test_two_children_are_open_in_two_tabs_of_one_device(portal: DemoPortal, open_tab: OpenTab) -> None:
    family, stranger = open_tab(), open_tab(**BARE)
    sheets = []
    for child in (SASHA, IGOR):
        portal.get_certificate(family, "ivanova", child)
        sheets.append(credentials(family))
    pages = [stranger, stranger.context.new_page()]
    for page, (address, number, password) in zip(pages, sheets, strict=True):
        page.goto(at_home(portal, address))
        sign_in(page, number, password)
        follow(page, "Не сейчас, открыть кабинет")
    for page, child in zip(pages, (SASHA, IGOR), strict=True):
        page.reload()
        expect(page.get_by_role("heading", name=child)).to_be_visible()
        assert_sound_everywhere(page)
    ours, theirs = pages
    for page in pages:
        follow(page, "Личные данные")
    change(ours, "удобный адрес")
    ours.get_by_label("Удобный адрес").fill(PLACE)
    press(ours, "Сохранить")
    expect(ours.get_by_text(PLACE)).to_be_visible()
    theirs.reload()
    expect(theirs.get_by_role("heading", name=IGOR)).to_be_visible()
    expect(theirs.get_by_text("Не задано")).to_be_visible()
    press(ours, "Выйти")
    theirs.reload()
    expect(theirs.get_by_role("heading", name=IGOR)).to_be_visible()


def test_the_portal_opens_the_cabinet_at_one_press(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab()
    portal.get_certificate(page, "ivanova", SASHA)
    press(page, "Открыть личный кабинет сертификата")
    expect(page.get_by_role("heading", name="Добро пожаловать в личный кабинет")).to_be_visible()
    follow(page, "Не сейчас, открыть кабинет")
    expect(page.get_by_role("heading", name=SASHA)).to_be_visible()
    portal.open_section(page, "ivanova", IGOR)
    choose(page, SASHA)
    press(page, "Открыть личный кабинет сертификата")
    expect(page.get_by_role("heading", name=SASHA)).to_be_visible()
