"""The first sign-in: what it offers, how each step leads back, and a municipality that wants an own password first."""

import flask
from sqlalchemy import update

from sgo_pfdo.municipalities.model import Municipality
from tests.support.actions import run_command
from tests.support.cabinet import EMAIL, open_cabinet
from tests.support.cabinet_doors import BASE_URL, Device, Family
from tests.support.editing import change_past_the_module
from tests.support.pages import Page
from tests.support.registers import LedRegister
from tests.support.web import MakeWeb

OWN = "лес поле река"
LATER = "Не сейчас, открыть кабинет"
FIRST = "Сначала задайте собственный пароль."


def want_own_passwords(app: flask.Flask) -> None:
    """Set ``force_password_change``, as the operator does."""
    with app.app_context():
        change_past_the_module(update(Municipality).values(force_password_change=True))


def choose(device: Device, page: Page, password: str = OWN) -> Page:
    """Choose an own password."""
    return device.press(page, "Задать пароль", password=password, again=password)


def test_each_step_leads_back_until_all_is_done(family: Family) -> None:
    device = family.device()
    page = device.sign_in(family.number(), family.password())
    assert page.has_link(LATER)
    page = device.press(device.open(page.link("Выбрать")), "Сохранить", kind="forbidden")
    assert "Добро пожаловать" in page.title and "«Запись запрещена»" in page.text
    page = choose(device, device.open(page.link("Задать пароль")))
    assert "Добро пожаловать" in page.title and not page.has_link("Задать пароль") and page.has_link(LATER)
    page = device.press(device.open(page.link("Указать почту")), "Отправить письмо со ссылкой", email=EMAIL)
    assert "письмо отправлено" in page.text
    family.confirm_address()
    page = device.cabinet(family.card(), "/welcome")
    assert "Готово: кабинет защищён." in page.text and page.has_link("Открыть кабинет") and not page.has_link(LATER)


def test_a_step_can_be_left(family: Family) -> None:
    device = family.device()
    page = device.sign_in(family.number(), family.password())
    for link, leave in (
        ("Указать почту", "Вернуться"),
        ("Задать пароль", "Оставить прежний"),
        ("Выбрать", "Не сохранять"),
    ):
        assert device.open(device.open(page.link(link)).link(leave)).title.startswith("Добро пожаловать")


def test_where_the_municipality_wants_it_nothing_opens_before_an_own_password(family: Family) -> None:
    want_own_passwords(family.web.app)
    device = family.device()
    page = device.sign_in(family.number(), family.password())
    assert page.title == "Собственный пароль" and FIRST in page.text
    assert not page.has_link("Личные данные") and not page.has_link("Оставить прежний")
    for other in ("", "/capabilities", "/settings", "/settings/email", "/access", "/welcome"):
        assert device.cabinet(family.card(), other).title == "Собственный пароль"
    assert "Добро пожаловать" in choose(device, page).title
    assert FIRST not in device.cabinet(family.card()).text
    assert FIRST not in family.device().sign_in(family.number(), OWN).text


def test_a_new_sheet_can_be_saved_and_then_wants_an_own_password_again(family: Family) -> None:
    want_own_passwords(family.web.app)
    device = family.device()
    choose(device, device.sign_in(family.number(), family.password()))
    page = device.press(device.cabinet(family.card(), "/settings/extract"), "Сформировать новую выписку")
    assert device.client.get(page.link("Скачать выписку (PDF)")).mimetype == "application/pdf"
    assert FIRST in device.cabinet(family.card()).text


def test_who_waits_too_long_is_asked_for_the_password_first(family: Family) -> None:
    want_own_passwords(family.web.app)
    device = family.signed_in()
    family.wait(minutes=11)
    page = device.cabinet(family.card())
    assert page.title == "Подтвердите, что это вы"
    assert FIRST in device.press(page, "Продолжить", password=family.password()).text


def test_nor_is_anybody_shut_out_who_cannot_choose_one(family: Family) -> None:
    want_own_passwords(family.web.app)
    assert FIRST not in open_cabinet(family.web).text, "by the portal's door"
    family.wait(days=90)
    assert FIRST not in family.signed_in().cabinet(family.card()).text, "an expired one can only be read"


def test_a_remote_register_sets_its_own_passwords(make_web: MakeWeb) -> None:
    family = Family(make_web(register=LedRegister(), certified=True, SGO_PFDO_BASE_URL=BASE_URL))
    want_own_passwords(family.web.app)
    run_command(family.web.app, "register", "sync")
    assert FIRST not in family.signed_in().cabinet(family.card()).text
