"""The papers as a family gets them: file names, what is in them, a new password, the history."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from sgo_pfdo.plain.wording import in_groups
from sgo_pfdo.register.model import Account
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import SASHA, DemoPortal, facts, focused_text, follow, heading, press
from tests.browser.looking import BARE, assert_sound
from tests.documents.reading import copied

FORM = "Скачать бланк заявления на сертификат"
CONSENT = "Скачать бланк согласия на обработку персональных данных"
IMAGE = "Файл с изображением сертификата"
PICTURE = "Картинка сертификата для телефона"
SHEET = "Файл с учётными данными для входа в АИС ПФДО"
LATIN_NAME_OF_PNG = b"\x89PNG\r\n\x1a\n"


def download(page: Page, link: str) -> tuple[str, bytes]:
    """Follow a link to a file; gives the name under which the browser keeps it, and what is in it.

    A PDF opens beside the page; this browser, which shows none, hands it over like any other file.
    """
    address, place = page.url, page.get_by_role("link", name=link)
    with page.expect_download() as started:
        place.click()
    assert page.url == address
    assert (place.get_attribute("target") == "_blank") == started.value.suggested_filename.endswith(".pdf")
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def password_on(sheet: bytes) -> str:
    found = re.search(r"Пароль (\S{12})", copied(sheet))
    assert found, copied(sheet)
    return found[1]


def test_every_paper_comes_with_its_russian_name_and_the_childs_data(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(**BARE)
    portal.get_certificate(page, "ivanova", SASHA)
    number = facts(page)["Номер"]

    name, form = download(page, FORM)
    assert name == "Заявление на сертификат.pdf"
    assert "Кемеровской области – Кузбасса" in copied(form)
    assert "Александра" not in copied(form)

    name, consent = download(page, CONSENT)
    assert name == "Согласие на обработку персональных данных.pdf"
    assert "Ленинск-Кузнецкого городского округа" in copied(consent)

    name, image = download(page, IMAGE)
    assert name == "Сертификат (Александра).pdf"
    for words in (SASHA, in_groups(number), "28 октября 2019"):
        assert words in copied(image)

    name, picture = download(page, PICTURE)
    assert name == "Сертификат (Александра).png"
    assert picture.startswith(LATIN_NAME_OF_PNG)

    name, sheet = download(page, SHEET)
    assert name == "Учётные данные АИС ПФДО (Александра).pdf"
    for words in (SASHA, in_groups(number), number, "/pfdo/cabinet/sign-in"):
        assert words in copied(sheet)
    assert password_on(sheet)


def test_a_new_password_is_asked_for_first_and_then_stands_on_the_sheet(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(phone=True, javascript=False)
    portal.get_certificate(page, "ivanova", SASHA)
    number = facts(page)["Номер"]
    old = password_on(download(page, SHEET)[1])

    follow(page, "Новый пароль")
    expect(page.get_by_text("Прежний пароль сразу перестанет действовать")).to_be_visible()
    assert_sound(page)
    follow(page, "Оставить прежний")
    assert password_on(download(page, SHEET)[1]) == old

    follow(page, "Новый пароль")
    press(page, "Создать новый пароль")
    assert focused_text(page).startswith("Новый пароль создан, прежний больше не действует.")
    expect(heading(page)).to_have_text(SASHA)
    assert facts(page)["Номер"] == number
    assert_sound(page)
    new = password_on(download(page, SHEET)[1])
    assert new != old


def test_the_history_tells_who_did_what_newest_first(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(phone=True)
    portal.get_certificate(page, "ivanova")
    portal.moment = portal.moment.replace(hour=18, minute=5)
    download(page, SHEET)
    follow(page, "История сертификата")
    lines = [" · ".join(line.locator("p").all_inner_texts()) for line in page.locator(".pfdo-history > li").all()]
    assert lines[0] == "Скачан файл с учётными данными для входа в АИС ПФДО · 28 октября 2019, 18:05 · Вы"
    assert set(lines[1:]) == {
        "Получен сертификат · 28 октября 2019, 10:00 · Вы",
        "Открыта учётная запись в АИС ПФДО · 28 октября 2019, 10:00 · Портал, автоматически",
    }
    assert_sound(page)
    follow(page, "создайте новый пароль")
    expect(page.get_by_role("button", name="Создать новый пароль")).to_be_visible()


def test_the_pupil_reads_in_the_history_that_a_parent_did_it_without_a_name(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova")
    portal.open_section(tab, "igor")
    follow(tab, "История сертификата")
    expect(tab.locator(".pfdo-history")).to_contain_text("Родитель (законный представитель)")
    expect(tab.locator(".pfdo")).not_to_contain_text("Мария")


def test_a_sheet_that_is_still_being_prepared_is_announced(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "petrova")
    portal.change_all(Account, is_pending=True)
    tab.reload()
    expect(tab.get_by_role("link", name=SHEET)).to_have_count(0)
    expect(tab.get_by_text("Он появится здесь, когда вы обновите страницу")).to_be_visible()
    portal.change_all(Account, is_pending=False)
    tab.reload()
    assert password_on(download(tab, SHEET)[1])
