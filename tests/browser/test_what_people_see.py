"""What people are shown, and when: the parts of a page that change with the day, the reader and the screen."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from sgo_pfdo.certificates.model import Certificate, Holder, Transition
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.model import Group
from tests.browser.conftest import OpenTab
from tests.browser.demo_portal import GET, IGOR, MORNING, SASHA, DemoPortal, choose, facts, press, reasons
from tests.browser.looking import assert_sound
from tests.documents.reading import copied
from tests.support.browser import overflow

WIDEST = (
    ("director", "/pfdo/school"),
    ("director", "/pfdo/school/pupils"),
    ("operator", "/pfdo/municipality/counts"),
    ("clerk", "/pfdo/desk/register"),
    ("clerk", "/pfdo/desk/in-person"),
    ("operator", "/pfdo/municipality"),
    ("operator", "/pfdo/municipality/period/new"),
)
TEXT_200 = "html { font-size: 200% }"


def newest(portal: DemoPortal) -> Certificate:
    with portal.app.app_context():
        found = current_session().query(Certificate).order_by(Certificate.id.desc()).first()
        assert found is not None
        return found


def card_of(portal: DemoPortal, page: Page, login: str = "clerk") -> None:
    portal.sign_in(page, login, f"/pfdo/desk/c/{newest(portal).card_id}")


def text_of(download: Download) -> str:
    return copied(Path(download.path()).read_bytes())


def test_a_certificate_of_another_municipality_is_shown_asked_about_and_given_back(
    portal: DemoPortal, tab: Page
) -> None:
    portal.get_certificate(tab, "ivanova")
    number, name = newest(portal).number, tab.locator(".pfdo-name").inner_text()
    with portal.app.app_context():
        born = current_session().get_one(Holder, newest(portal).holder_id).birth_date
    portal.sign_in(tab, "clerk2", "/pfdo/desk/accept")
    tab.get_by_label("Номер сертификата").fill(number)
    tab.get_by_label("Дата рождения ребёнка").fill(f"{born:%d.%m.%Y}")
    press(tab, "Найти")
    expect(tab.locator("#pfdo-child")).to_be_focused()
    expect(tab.locator("#pfdo-child")).to_have_text(name)
    assert_sound(tab)
    press(tab, "Принять сертификат")
    expect(tab.locator("#pfdo-done")).to_contain_text("До конца дня его можно вернуть")
    assert "Школа при получении" in facts(tab) and "Школа сейчас" in facts(tab)
    portal.open_section(tab, "ivanova")
    expect(tab.get_by_text("Уполномоченные организации Киселёвского городского округа")).to_be_visible()
    card_of(portal, tab, "clerk2")
    tab.get_by_role("button", name="Вернуть:").click()
    expect(tab.locator("#pfdo-done")).to_contain_text("Сертификат возвращён")


def test_the_number_stands_in_the_message_and_the_children_beside_it(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova")
    digits = newest(portal).number
    expect(tab.locator("#pfdo-done .pfdo-number")).to_have_text(digits)
    choose(tab, SASHA)
    expect(tab.get_by_role("link", name=SASHA)).to_have_attribute("aria-current", "page")
    expect(tab.get_by_role("button", name=GET)).to_be_visible()
    assert_sound(tab)


def test_the_clerks_phone_has_the_birth_date_and_the_button_in_sight(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(phone=True)
    portal.get_certificate(page, "ivanova")
    card_of(portal, page)
    button = page.get_by_role("button", name="Активировать")
    for one in (page.locator(".pfdo-born"), button):
        expect(one).to_be_in_viewport(ratio=1)
    page.get_by_label("Документ, удостоверяющий личность").focus()
    box, held = page.get_by_label("Документ, удостоверяющий личность").bounding_box(), button.bounding_box()
    assert box and held
    assert box["y"] + box["height"] <= held["y"] or box["y"] >= held["y"] + held["height"], "the focus is not covered"


@pytest.mark.parametrize("phone", [True, False], ids=["320", "desktop"])
def test_no_page_is_wider_than_the_screen(portal: DemoPortal, open_tab: OpenTab, phone: bool) -> None:
    page = open_tab(phone=phone, bypass_csp=True)
    portal.get_certificate(page, "ivanova")
    for login, path in WIDEST:
        portal.sign_in(page, login, path)
        assert overflow(page) == 0, path
        page.add_style_tag(content=TEXT_200)
        assert overflow(page) == 0, f"{path} with large text"


def test_the_last_days_are_called_so(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova")
    for left, said in ((2, "последний день – завтра"), (1, "сегодня последний день")):
        portal.moment = MORNING + timedelta(days=90 - left)
        portal.open_section(tab, "ivanova")
        expect(tab.locator(".pfdo-status")).to_have_text(f"◐ Сертификат не активирован · {said}")
    expect(tab.get_by_text("сегодня: это последний день")).to_be_visible()


def test_one_annulled_beside_another_offers_no_new_one(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova")
    card_of(portal, tab)
    tab.get_by_role("link", name="Аннулировать").click()
    tab.get_by_label("У ребёнка есть другой сертификат").check()
    press(tab, "Аннулировать")
    expect(tab.locator("#pfdo-done")).not_to_contain_text("получить новый")
    with portal.app.app_context():
        assert current_session().query(Transition).one().reason_code == "duplicate"
    portal.open_section(tab, "ivanova")
    assert reasons(tab) == ["has_another"]
    expect(tab.get_by_role("button", name="Получить новый сертификат")).to_have_count(0)


def test_a_closed_group_is_called_closed_and_the_pupil_spoken_to_as_himself(portal: DemoPortal, tab: Page) -> None:
    portal.change_all(Group, is_open=False)
    portal.open_section(tab, "igor")
    assert reasons(tab) == ["closed"]
    expect(tab.get_by_text("Приём закрыт: сертификаты в вашем возрасте сейчас не выдают.")).to_be_visible()
    assert "ребён" not in tab.locator(".pfdo").inner_text()
    portal.sign_in(tab, "director", "/pfdo/school/pupils")
    expect(tab.get_by_role("row", name=IGOR)).to_contain_text("приём закрыт")


def test_the_operator_of_the_register_stands_in_the_consent_that_everybody_can_print(
    portal: DemoPortal, tab: Page
) -> None:
    portal.sign_in(tab, "operator", "/pfdo/municipality/register-operator")
    tab.get_by_label("Название").fill("АНО «Центр учёта»")
    press(tab, "Сохранить")
    tab.context.clear_cookies()
    tab.goto(f"{portal.address}/pfdo/info/leninsk-kuznetsky")
    expect(tab.get_by_text("Нет принтера? Бланки дадут на месте.")).to_be_visible()
    with tab.expect_download() as taken:
        tab.evaluate(
            "([address, name]) => Object.assign(document.createElement('a'), {href: address, download: name}).click()",
            [f"{portal.address}/pfdo/info/leninsk-kuznetsky/consent.pdf", "consent.pdf"],
        )
    assert "оператор АИС ПФДО – АНО «Центр учёта»" in text_of(taken.value)
    portal.sign_in(tab, "sidorova", "/settings/certificate")
    expect(tab.get_by_role("heading", name="Можно и без портала")).to_be_visible()
    assert_sound(tab)


def test_a_school_sees_its_classes_and_who_has_none(portal: DemoPortal, tab: Page) -> None:
    portal.get_certificate(tab, "ivanova")
    portal.sign_in(tab, "director", "/pfdo/school")
    expect(tab.locator(".pfdo-share")).to_contain_text("охват: сертификат есть у 1 из 7")
    tab.get_by_role("link", name="9 А").click()
    expect(tab.get_by_role("row", name=IGOR)).to_contain_text("есть")
    tab.get_by_role("link", name="Только без сертификата").click()
    expect(tab.get_by_text("У всех, кому сертификат положен по возрасту, он уже есть.")).to_be_visible()
    assert_sound(tab)
    tab.goto(f"{portal.address}/pfdo/school/slips")
    tab.get_by_label("Класс").select_option(label="5 А – 2 памятки")
    fields = {field: tab.locator(f"[name={field}]").first.input_value() for field in ("csrf_token", "of")}
    slips = copied(tab.request.post(f"{portal.address}/pfdo/school/slips", form=fields).body())
    assert "5 А" in slips and "Тян Милана" in slips and SASHA not in slips


def test_the_desk_prints_what_it_has_typed(portal: DemoPortal, tab: Page) -> None:
    portal.sign_in(tab, "clerk", "/pfdo/desk/in-person")
    tab.get_by_label("Фамилия", exact=True).fill("Ёлкина")
    tab.get_by_label("Имя", exact=True).fill("Анна")
    tab.get_by_text("Напечатать заявление и согласие с этими данными").click()
    tab.get_by_label("Телефон заявителя").fill("8 905 000-12-34")
    assert_sound(tab)
    sent = tab.evaluate("Object.fromEntries(new FormData(document.querySelector('.pfdo-columns').closest('form')))")
    paper = tab.request.post(f"{portal.address}/pfdo/desk/in-person/application.pdf", form=sent)
    text = copied(paper.body())
    assert "Ёлкина" in text and "8 905 000-12-34" in text


def test_the_operator_sees_shares_what_ends_soon_and_a_picture(portal: DemoPortal, open_tab: OpenTab) -> None:
    page = open_tab(color_scheme="dark")
    portal.get_certificate(page, "ivanova")
    portal.moment = MORNING + timedelta(days=80)
    portal.open_section(page, "ivanova", SASHA)
    press(page, GET)
    portal.sign_in(page, "operator", "/pfdo/municipality/children")
    page.get_by_label("Сколько детей").fill("50")
    press(page, "Сохранить")
    page.goto(f"{portal.address}/pfdo/municipality/counts")
    expect(page.locator(".pfdo-share").first).to_contain_text("4 % охват: действующих сертификатов – 2, детей – 50")
    expect(page.locator(".pfdo-share").nth(1)).to_contain_text("1 истекает за 14 дней")
    expect(page.get_by_role("img", name="Столбики по месяцам")).to_be_visible()
    expect(page.get_by_role("row", name="октябрь 2019")).to_be_visible()
    assert_sound(page)
    portal.sign_in(page, "clerk", "/pfdo/desk/register")
    press(page, "Истекают за 14 дней")
    expect(page.get_by_role("rowheader")).to_have_text([IGOR])


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_the_number_is_copied_by_a_button_and_without_it_by_hand(
    portal: DemoPortal, open_tab: OpenTab, javascript: bool
) -> None:
    page = open_tab(javascript=javascript, permissions=["clipboard-read", "clipboard-write"])
    portal.get_certificate(page, "ivanova")
    button = page.get_by_role("button", name="Скопировать номер")
    if not javascript:
        expect(button).to_be_hidden()
        assert facts(page)["Номер"].replace(" ", "") == newest(portal).number
        return
    button.click()
    expect(page.get_by_text("Номер скопирован.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == newest(portal).number
    assert_sound(page)
