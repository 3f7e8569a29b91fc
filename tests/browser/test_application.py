"""A family applies by e-mail, in a real browser and over a real mail server: each step left and taken up again."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import (
    GET,
    SECTION,
    DemoPortal,
    copy_database,
    facts,
    focused_text,
    follow,
    heading,
    press,
    running_portal,
)
from tests.browser.looking import BARE, assert_sound, assert_sound_everywhere, small_targets
from tests.documents.reading import copied
from tests.support.actions import run_command
from tests.support.smtp import MailServer, mail_server

APPLY, SEND = "Подать заявление на сертификат", "Отправить заявку"
LATER, OTHER = "Сохранить и продолжить позже", "Другой документ"
DARYA, LEV = "Смирнова Дарья Алексеевна", "Смирнов Лев Алексеевич"
BASE_URL = "https://portal.example"
PAPERS = ["Скачать заявление", "Скачать согласие"]


@pytest.fixture
def server() -> Iterator[MailServer]:
    """The mail server that the portal hands its letters to."""
    with mail_server() as running:
        yield running


@pytest.fixture
def portal(prepared_database: Path, tmp_path: Path, server: MailServer) -> Iterator[DemoPortal]:
    """The demo portal, whose letters really go."""
    file = copy_database(prepared_database, tmp_path)
    with running_portal(file, SGO_PFDO_BASE_URL=BASE_URL, **server.options) as running:
        yield running


def link(portal: DemoPortal, server: MailServer) -> str:
    """Empty the outbox and read the link of the newest letter, as it is reached in the test."""
    assert run_command(portal.app, "mail", "send").exit_code == 0
    body = server.letters[-1].get_body(["plain"])
    assert body is not None
    found = re.search(rf"{BASE_URL}/pfdo/mail/\S+", body.get_content())
    assert found is not None
    return portal.address + urlsplit(found[0]).path


def begin_again(portal: DemoPortal, page: Page, login: str) -> None:
    """Leave, and come back through the portal's front door."""
    portal.open_section(page, login)


def download(page: Page, label: str) -> str:
    """Download a paper and read it."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=label, exact=True).click()
    return copied(Path(waiting.value.path()).read_bytes())


def check_card_and_papers(page: Page) -> None:
    """Look at the card of the certificate and read both papers."""
    shown = facts(page)
    assert shown["Муниципалитет"] == "г. Киселёвск"
    assert shown["Документ"] == "Свидетельство о рождении"
    assert shown["Статус"] == "Не активирован"
    assert shown["Дата создания"] == "28.10.2019 10:00:00"
    assert page.locator(".pfdo-papers a").all_inner_texts()[:2] == PAPERS
    form = download(page, PAPERS[0])
    for text in ("ЗАЯВЛЕНИЕ № 1", "4207000001", "II-ЛО № 654321", "Смирнова", "Юлия Андреевна", "+7 905 000-12-34"):
        assert text in form
    assert "ул. Мира, д. 8, кв. 15" in download(page, PAPERS[1])


def update(page: Page) -> None:
    """Correct the telephone: a new version of the papers."""
    follow(page, "Обновить заявление")
    assert_sound_everywhere(page)
    page.get_by_label("Ваш телефон").fill("8 905 999-99-99")
    press(page, "Обновить заявление")
    assert focused_text(page).startswith("Заявление обновлено.")
    assert "+7 905 999-99-99" in download(page, PAPERS[0])


def test_a_parent_goes_the_whole_way_and_leaves_at_every_step(
    portal: DemoPortal, open_tab: OpenTab, server: MailServer
) -> None:
    page = open_tab(**BARE)
    begin_again(portal, page, "smirnova")
    assert_sound_everywhere(page)
    expect(page.get_by_role("link", name=re.compile(f"{APPLY} ?: Лев"))).to_be_visible()
    follow(page, APPLY)
    assert_sound_everywhere(page)
    expect(page.get_by_label("Электронная почта")).to_have_value("smirnova@mail.example")
    page.get_by_label("Электронная почта").fill("мама@mail.ru")
    press(page, SEND)
    assert "проверьте поле" in focused_text(page)
    assert_sound_everywhere(page)
    page.get_by_label("Электронная почта").fill("smirnova@mail.ru")
    press(page, SEND)
    expect(page.get_by_text("Заявка ждёт подтверждения почты")).to_be_visible()
    assert_sound_everywhere(page)

    begin_again(portal, page, "smirnova")
    expect(page.get_by_text("Заявка ждёт подтверждения почты")).to_be_visible()
    assert_sound_everywhere(page)
    page.goto(link(portal, server))
    assert_sound_everywhere(page)
    press(page, "Подтвердить адрес")
    assert focused_text(page).startswith("Электронная почта подтверждена.")
    assert_sound_everywhere(page)

    begin_again(portal, page, "smirnova")
    follow(page, "Продолжить")
    assert_sound_everywhere(page)
    expect(page.get_by_label("Дети в возрасте от 5 до 18 лет")).to_be_checked()
    expect(page.get_by_label("Свидетельство о рождении II-ЛО № 654321")).to_be_checked()
    page.get_by_label("Ваш телефон").fill("не помню")
    press(page, GET)
    assert "Ваш телефон" in focused_text(page)
    assert_sound_everywhere(page)
    press(page, LATER)
    assert focused_text(page).startswith("Всё, что вы ввели, сохранено.")

    begin_again(portal, page, "smirnova")
    follow(page, "Продолжить")
    expect(page.get_by_label("Ваш телефон")).to_have_value("не помню")
    page.get_by_label("Ваш телефон").fill("8 905 000-12-34")
    press(page, GET)
    assert focused_text(page).startswith("Сертификат получен.")
    assert_sound_everywhere(page)
    check_card_and_papers(page)
    update(page)


def test_a_pupil_of_14_and_over_applies_alone_and_confirms_on_another_device(
    portal: DemoPortal, open_tab: OpenTab, server: MailServer
) -> None:
    page = open_tab(**BARE)
    portal.open_section(page, "artem")
    follow(page, APPLY)
    page.get_by_label("Электронная почта").fill("artem@почта.рф")
    press(page, SEND)
    expect(page.get_by_text("artem@почта.рф")).to_be_visible()
    telephone = open_tab(**BARE)
    telephone.goto(link(portal, server))
    assert_sound_everywhere(telephone)
    press(telephone, "Подтвердить адрес")
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Адрес электронной почты подтверждён")
    assert_sound_everywhere(telephone)
    follow(telephone, "Войти на портал и продолжить")
    expect(telephone.get_by_label("Логин")).to_be_visible()

    begin_again(portal, page, "artem")
    follow(page, "Продолжить")
    assert_sound_everywhere(page)
    expect(page.get_by_label("Ваша фамилия")).to_have_count(0)
    page.get_by_label("Серия и номер").fill("3210-123456")
    page.get_by_label("Ваш адрес").fill("г. Киселёвск, ул. Гагарина, д. 1")
    press(page, GET)
    assert focused_text(page).startswith("Сертификат получен.")
    expect(heading(page)).to_have_text("Волков Артём Ильич")
    form = download(page, PAPERS[0])
    assert "меня, достигшего (достигшую) возраста 14 лет" in form and "3210 123456" in form
    assert "ул. Гагарина" in download(page, PAPERS[1])


def test_the_fields_of_another_document_are_shown_when_they_are_needed(
    portal: DemoPortal, open_tab: OpenTab, server: MailServer
) -> None:
    tab = open_tab(**BARE)
    portal.open_section(tab, "smirnova")
    follow(tab, APPLY)
    press(tab, SEND)
    tab.goto(link(portal, server))
    press(tab, "Подтвердить адрес")
    follow(tab, "Продолжить")
    expect(tab.get_by_label("Вид документа")).to_be_hidden()
    expect(tab.get_by_label("Ваш адрес")).to_be_hidden()
    tab.get_by_label(OTHER).check()
    tab.get_by_label("Я живу по тому же адресу").uncheck()
    expect(tab.get_by_label("Вид документа")).to_be_visible()
    expect(tab.get_by_label("Ваш адрес")).to_be_visible()
    assert_sound_everywhere(tab)


def test_a_letter_can_be_asked_for_again_and_an_application_withdrawn(
    portal: DemoPortal, open_tab: OpenTab, server: MailServer
) -> None:
    tab = open_tab(**BARE)
    portal.open_section(tab, "smirnova", LEV)
    follow(tab, APPLY)
    press(tab, SEND)
    old = link(portal, server)
    press(tab, "Отправить ещё раз")
    assert "Следующее можно будет отправить" in focused_text(tab)
    assert_sound_everywhere(tab)
    press(tab, "Изменить адрес")
    assert focused_text(tab).startswith("Прежняя ссылка больше не действует.")
    tab.goto(old)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Эта ссылка больше не действует")
    assert_sound_everywhere(tab)
    portal.open_section(tab, "smirnova", LEV)
    follow(tab, APPLY)
    follow(tab, "Отозвать заявку")
    assert_sound_everywhere(tab)
    press(tab, "Отозвать заявку")
    assert focused_text(tab).startswith("Заявка отозвана.")


def test_the_information_page_is_for_everybody(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(**BARE)
    page.goto(f"{portal.address}/pfdo/info/kiselevsk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Информация о получении сертификата")
    assert_sound_everywhere(page)
    portal.open_section(page, "smirnova")
    follow(page, "Информация о получении сертификата")
    expect(page.get_by_text("Уважаемые родители!")).to_be_visible()
    expect(page.get_by_role("link", name=SECTION)).to_have_count(0)


def test_the_clerk_finds_the_application_beside_the_papers(
    portal: DemoPortal, open_tab: OpenTab, server: MailServer
) -> None:
    family = open_tab()
    portal.open_section(family, "smirnova")
    follow(family, APPLY)
    press(family, SEND)
    family.goto(link(portal, server))
    press(family, "Подтвердить адрес")
    follow(family, "Продолжить")
    press(family, GET)
    number = facts(family)["Номер"].replace(" ", "")
    for phone in (True, False):
        page = open_tab(phone=phone)
        portal.sign_in(page, "clerk2", "/pfdo/desk")
        page.get_by_label("Номер сертификата").fill(number)
        press(page, "Найти")
        expect(page.get_by_role("heading", name="Заявление № 1")).to_be_visible()
        expect(page.get_by_text("Свидетельство о рождении II-ЛО № 654321")).to_be_visible()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the button rests, and covers no tick
        assert_sound(page)
        assert small_targets(page) == []
    for box in page.locator("#pfdo-papers").get_by_role("checkbox").all():
        box.check()
    press(page, "Активировать")
    expect(page.get_by_text("Всё готово")).to_be_visible()


def test_the_demo_keeps_its_letters_to_be_read(prepared_database: Path, tmp_path: Path, open_tab: OpenTab) -> None:
    with running_portal(copy_database(prepared_database, tmp_path), SGO_PFDO_BASE_URL=BASE_URL) as portal:
        page = open_tab(**BARE)
        portal.open_section(page, "smirnova")
        follow(page, APPLY)
        press(page, SEND)
        assert run_command(portal.app, "mail", "send").exit_code == 0
        follow(page, "Письма, которые отправил портал")
        assert_sound_everywhere(page)
        expect(page.get_by_text(f"{BASE_URL}/pfdo/mail/")).to_be_visible()
        page.get_by_role("link", name="Показать, как в почте").click()
        expect(page.get_by_role("link", name="Подтвердить адрес")).to_be_visible()
        assert "Дарья" in page.inner_text("body") and "Смирнова" not in page.inner_text("body")
