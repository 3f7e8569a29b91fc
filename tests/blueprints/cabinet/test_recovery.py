"""A password of one's own, a forgotten one, and showing once more who one is."""

import re
from datetime import UTC, datetime, time
from typing import Any

import pytest

from sgo_pfdo.blueprints.cabinet import own_access
from sgo_pfdo.blueprints.common.forms.base import version_in
from sgo_pfdo.limits import LETTERS, MAILBOX
from tests.support.cabinet_doors import BASE_URL, EMAIL, Device, Family
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.registers import LedRegister
from tests.support.web import MakeWeb

OWN = "синий чайник поёт"
ASKED = "Войдите, чтобы продолжить"
ANSWER = "Если номер верен и адрес подтверждён, письмо отправлено."
CONFIRM = "Подтвердите, что это вы"


def ask(device: Device, number: str) -> Page:
    """Ask for the letter."""
    return device.press(device.open("/pfdo/cabinet/forgotten"), "Прислать ссылку", number=number)


def link_of(letter: object) -> str:
    """Find the address in a letter."""
    text = letter.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    return re.search(rf"{BASE_URL}(/\S+)", text)[1]  # type: ignore[index]


def choose(device: Device, page: Page, password: str = OWN, again: str | None = None) -> Page:
    """Type a new password twice."""
    return device.press(page, "Задать пароль", password=password, again=password if again is None else again)


def test_who_forgot_the_password_sets_another_by_the_letter_and_every_session_ends(family: Family) -> None:
    old, device = family.signed_in(), family.device()
    family.confirm_address()
    assert ANSWER in ask(device, f"№ {family.number()}").text
    (letter,) = family.letters()
    text = letter.get_body(("plain",)).get_content() + letter.get_body(("html",)).get_content()
    assert letter["To"] == EMAIL
    assert family.password() not in text and family.number() not in text and "Иванов" not in text
    page = device.open(link_of(letter))
    assert "Войти" in choose(device, page).form("Войти").buttons
    assert ASKED in old.cabinet(family.card()).text
    assert "Номер или пароль не подходят" in device.sign_in(family.number(), OWN + "!").text
    assert "Личный кабинет сертификата" in device.sign_in(family.number(), OWN).text
    assert device.client.get(link_of(letter)).status_code == 410
    told = [event for event, _, _ in family.events()]
    assert [one for one in told if one != "cabinet_in_vain"] == [
        "cabinet_opened",
        "recovery_asked",
        "password_chosen",
        "cabinet_opened",
    ]


@pytest.mark.parametrize("whose", ["unknown", "without an address", "not confirmed"])
def test_the_answer_is_the_same_where_there_is_no_letter(family: Family, whose: str) -> None:
    number = "785044901600" if whose == "unknown" else family.number()
    page = ask(family.device(), number)
    assert page.status == 200 and ANSWER in page.text
    assert family.letters() == []
    assert family.events() == []


def test_the_link_works_once_and_for_half_an_hour_and_a_newer_one_ends_it(family: Family) -> None:
    family.confirm_address()
    device = family.device()
    ask(device, family.number())
    first = link_of(family.letters()[0])
    ask(device, family.number())
    second = link_of(family.letters()[1])
    assert device.client.get(first).status_code == 410
    page = device.open(second)
    family.wait(minutes=31)
    assert device.client.get(second).status_code == 410
    assert choose(device, page).status == 410
    assert [row.password_hash for row in contents_of(family.web.app)["sgo_pfdo_account"]] == [None, None]


def test_two_presses_on_the_link_set_one_password(family: Family) -> None:
    family.confirm_address()
    device = family.device()
    ask(device, family.number())
    page = device.open(link_of(family.letters()[0]))
    choose(device, page)
    assert choose(device, page, "другой пароль тоже").status == 410
    assert "Личный кабинет сертификата" in device.sign_in(family.number(), OWN).text


def test_the_database_knows_only_a_hash_of_the_link(family: Family) -> None:
    family.confirm_address()
    ask(family.device(), family.number())
    token = link_of(family.letters()[0]).rsplit("/", 1)[1]
    assert token not in str(contents_of(family.web.app))


def test_letters_are_limited_and_the_wait_is_the_same_for_numbers_that_nobody_has(family: Family) -> None:
    family.confirm_address()
    device = family.device()
    for number in (family.number(), "785044901600"):
        for _ in range(5):
            assert ANSWER in ask(device, number).text
        assert ask(device, number).status == 429
    assert len(family.letters()) == 1, "an unsent letter gives way to the one that replaces it"


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("", "", "Введите новый пароль."),
        ("коротко", "коротко", "слишком короткий"),
        ("1234567890", "1234567890", "слишком простой"),
        ("Иванов2004", "Иванов2004", "не должен состоять"),
        (OWN, OWN + "x", "Пароли не совпадают"),
    ],
)
def test_a_bad_password_is_told_at_its_field_and_the_link_lives_on(
    family: Family, password: str, again: str, told: str
) -> None:
    family.confirm_address()
    device = family.device()
    ask(device, family.number())
    page = device.open(link_of(family.letters()[0]))
    refused = choose(device, page, password, again)
    assert refused.status == 422 and told in refused.text
    assert refused.form("Задать пароль").fields["password"] == ""
    assert choose(device, refused).status == 200


def test_with_a_remote_register_no_password_is_set_here(make_web: MakeWeb) -> None:
    family = Family(make_web(register=LedRegister(), certified=True, SGO_PFDO_BASE_URL=BASE_URL))
    family.confirm_address()
    forgotten = family.device().open("/pfdo/cabinet/forgotten")
    assert "Восстановить пароль по электронной почте здесь нельзя" in forgotten.text
    device = family.signed_in()
    assert device.client.get(f"/pfdo/cabinet/{family.card()}/password").status_code == 404
    assert not device.cabinet(family.card(), "/access").has_link("Задать собственный пароль")


def test_a_password_of_ones_own_ends_the_sheets_one_and_the_other_sessions(family: Family) -> None:
    here, there = family.signed_in(), family.signed_in()
    sheet = family.password()
    done = choose(here, here.open(here.cabinet(family.card(), "/access").link("Задать собственный пароль")))
    assert "Новый пароль задан" in done.text and "Вы задали собственный пароль" in done.text
    assert ASKED in there.cabinet(family.card()).text
    assert "Номер или пароль не подходят" in family.device().sign_in(family.number(), sheet).text
    assert "Личный кабинет сертификата" in family.device().sign_in(family.number(), OWN).text
    assert OWN not in str(contents_of(family.web.app))


def test_a_second_press_on_an_old_page_changes_nothing(family: Family) -> None:
    device = family.signed_in()
    page = device.cabinet(family.card(), "/password")
    choose(device, page)
    again = choose(device, page, "совсем другой пароль")
    assert again.status == 409 and "пароль уже сменили" in again.text
    assert "Личный кабинет сертификата" in family.device().sign_in(family.number(), OWN).text


def test_who_may_choose_one_is_asked_once_more_when_it_is_written(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    family.web.portal.moment = datetime.combine(family.certificate().end_date, time(16, 58), UTC)  # 23:58 in Kuzbass
    device = family.signed_in()
    page, before = device.cabinet(family.card(), "/password"), family.events()

    def slowly(field: Any) -> int:
        family.wait(minutes=5)  # the form was read, and the last day of the certificate is over
        return version_in(field)

    monkeypatch.setattr(own_access, "version_in", slowly)
    assert choose(device, page).status == 403
    assert family.events() == before


def test_what_guards_the_cabinet_asks_again_after_ten_minutes(family: Family) -> None:
    device = family.signed_in()
    assert CONFIRM not in device.cabinet(family.card(), "/password").text
    family.wait(minutes=11)
    page = device.cabinet(family.card(), "/password")
    assert CONFIRM in page.title
    assert "Пароль не подходит" in device.press(page, "Продолжить", password="wrong password").text
    assert "Собственный пароль" in device.press(page, "Продолжить", password=family.password()).title


def test_who_took_a_session_has_five_tries_at_the_password(family: Family) -> None:
    device = family.signed_in()
    family.wait(minutes=11)
    page = device.cabinet(family.card(), "/password")
    for _ in range(5):
        device.press(page, "Продолжить", password="wrong password")
    refused = device.press(page, "Продолжить", password=family.password())
    assert refused.status == 429 and "Снова попробовать можно 28 октября 2019, 10:" in refused.text


def test_whose_mailbox_is_full_reads_when_the_next_code_can_be_sent(family: Family) -> None:
    family.confirm_address()
    device = family.signed_in()
    family.wait(minutes=11)
    fields = device.cabinet(family.card(), "/password").form("Прислать код на почту").fields
    address = f"/pfdo/cabinet/{family.card()}/entry/code"
    sent = [Page(device.client.post(address, data=fields)) for _ in range(LETTERS.limits[MAILBOX] + 1)]
    assert [page.status for page in sent] == [200] * LETTERS.limits[MAILBOX] + [429]
    assert "Снова попробовать можно 29 октября 2019, " in sent[-1].text


def test_a_code_by_letter_stands_in_for_the_password_once(family: Family) -> None:
    family.confirm_address()
    device = family.signed_in()
    family.wait(minutes=11)
    page = device.cabinet(family.card(), "/password")
    form = page.form("Прислать код на почту")
    fields = {**form.fields, "password": ""}
    sent = Page(device.client.post(f"/pfdo/cabinet/{family.card()}/entry/code", data=fields))
    assert "Код отправлен на вашу почту" in sent.text
    text = family.letters()[0].get_body(("plain",)).get_content()
    code = re.search(r"^([0-9]{6})$", text, re.MULTILINE)[1]  # type: ignore[index]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert "Код не подходит" in device.press(sent, "Продолжить", code=wrong).text
    assert "Собственный пароль" in device.press(sent, "Продолжить", code=f"{code[:3]} {code[3:]}").title
    family.wait(minutes=11)
    assert "Код не подходит" in device.press(sent, "Продолжить", code=code).text


def test_who_came_through_the_portal_confirms_there(family: Family) -> None:
    web = family.web
    web.press("Открыть личный кабинет сертификата")
    family.wait(minutes=11)
    address = f"/pfdo/cabinet/{family.card()}"
    page = web.open(f"{address}/password")
    fields = page.form("Подтвердить через портал").fields
    answer = web.client.post(f"{address}/entry/portal", data=fields)
    assert answer.location == f"{address}/password"
    assert "Собственный пароль" in web.open(answer.location).title
    device = family.signed_in()
    token = {"csrf_token": device.cabinet(family.card()).form("Выйти").fields["csrf_token"]}
    assert device.client.post(f"{address}/entry/portal", data=token).status_code == 404
