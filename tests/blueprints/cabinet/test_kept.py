"""A session that ends in the middle of a form of the cabinet loses nothing: what was typed waits behind the sign-in."""

from datetime import timedelta

import flask
import pytest
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.drafts import Draft
from tests.support.apps import NOW
from tests.support.cabinet import EMAIL, Office
from tests.support.cabinet_doors import Device, Family
from tests.support.pages import Page
from tests.support.web import Web

KEPT = "Здесь то, что вы ввели, но не успели сохранить."
SEND = "Отправить письмо со ссылкой"
PERSON = {"surname": "Иванова", "first_name": "Мария", "patronymic": "Сергеевна", "telephone": "+7 905 000-12-34"}
GUARDED = [
    ("applicant/edit", "Сохранить", {**PERSON, "document_issued_by": "УВД г. Киселёвска"}),
    ("presence", "Сохранить", {"kind": "name"}),
    ("email", SEND, {"email": EMAIL}),
]
FORMS = [
    ("representative", "Сохранить", PERSON),
    ("place", "Сохранить", {"address": "ул. Мира, 8", "point": "53.1, 20.2"}),
    ("notices", "Сохранить", {"wanted": "password"}),
    *GUARDED,
]


def drafts(web: Web) -> list[Draft]:
    """Read what is kept."""
    with web.app.app_context():
        return list(current_session().scalars(select(Draft)))


def sign_in_again(family: Family, device: Device, page: Page) -> Page:
    """Type number and password on the page that asks for them."""
    assert page.title.startswith("Вход в личный кабинет") and "мы это сохранили" in page.text
    return device.press(page, "Войти", number=family.number(), password=family.password())


@pytest.mark.parametrize(("name", "button", "typed"), FORMS)
def test_the_sign_in_leads_back_to_the_form_as_it_was(
    family: Family, name: str, button: str, typed: dict[str, str]
) -> None:
    device = family.signed_in()
    page = device.cabinet(family.card(), f"/settings/{name}")
    family.wait(hours=2)
    page = sign_in_again(family, device, device.press(page, button, **typed))
    assert KEPT in page.text and page.form(button).fields.items() >= typed.items()
    page = device.press(page, button)
    assert "Сохранено" in page.text or "Письмо отправлено" in page.text or "присутствия выбран" in page.text
    assert drafts(family.web) == []


@pytest.mark.parametrize(("name", "button", "typed"), GUARDED)
def test_so_does_the_question_after_ten_minutes(family: Family, name: str, button: str, typed: dict[str, str]) -> None:
    device = family.signed_in()
    page = device.cabinet(family.card(), f"/settings/{name}")
    family.wait(minutes=11)
    page = device.press(page, button, **typed)
    assert page.title == "Подтвердите, что это вы"
    page = device.press(page, "Продолжить", password=family.password())
    assert KEPT in page.text and page.form(button).fields.items() >= typed.items()


@pytest.mark.parametrize("cookie", ["forged", "cut", "foreign", "none"])
def test_whatever_is_wrong_with_the_session_what_was_typed_is_kept(family: Family, cookie: str) -> None:
    device = family.signed_in()
    page, token = device.cabinet(family.card(), "/settings/place"), device.cookie or ""
    wrong = {
        "forged": "A" * len(token),
        "cut": token[: len(token) // 2],
        "foreign": family.signed_in(1).cookie or "",
        "none": "",
    }[cookie]
    device.client.set_cookie("sgo_pfdo_cabinet", wrong, path="/pfdo/cabinet")
    page = sign_in_again(family, device, device.press(page, "Сохранить", address="ул. Мира, 8"))
    assert KEPT in page.text and page.form("Сохранить").fields["address"] == "ул. Мира, 8"


def test_only_the_same_cabinet_shows_it_encrypted_and_for_a_day(family: Family) -> None:
    device = family.signed_in()
    page = device.cabinet(family.card(), "/settings/place")
    family.wait(hours=2)
    device.press(page, "Сохранить", address="ул. Мира, 8")
    (draft,) = drafts(family.web)
    assert "Мира" not in draft.content
    assert KEPT not in family.signed_in(1).cabinet(family.card(1), "/settings/place").text
    assert KEPT in family.signed_in().cabinet(family.card(), "/settings/place").text
    assert KEPT not in family.signed_in().cabinet(family.card(), "/settings/place?empty=1").text
    family.wait(days=1)
    assert KEPT not in family.signed_in().cabinet(family.card(), "/settings/place").text


def test_a_phrase_and_a_password_are_never_kept(family: Family) -> None:
    device = family.signed_in()
    presence = device.cabinet(family.card(), "/settings/presence")
    password = device.cabinet(family.card(), "/password")
    family.wait(minutes=11)
    page = device.press(presence, "Сохранить", kind="phrase", phrase="зелёный крокодил")
    device.press(password, "Задать пароль", password="синий чайник", again="синий чайник")
    (draft,) = drafts(family.web)
    with family.web.app.app_context():
        assert "крокодил" not in current_state().cipher.decrypt(draft.content)
    page = device.press(page, "Продолжить", password=family.password())
    assert "Кодовую фразу мы не храним" in page.text and page.form("Сохранить").fields["kind"] == "phrase"


def test_a_press_without_a_page_of_its_own_leads_to_the_page_with_its_button(family: Family) -> None:
    device = family.signed_in()
    page = device.cabinet(family.card(), "/password")
    family.wait(minutes=11)
    page = device.press(page, "Задать пароль", password="синий чайник", again="синий чайник")
    page = device.press(page, "Продолжить", password=family.password())
    assert page.title == "Собственный пароль"


def test_where_the_portal_asks_for_its_own_password_the_form_is_found_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def step_up(return_to: str) -> ResponseReturnValue | None:
        told.append(return_to)
        return flask.redirect("/password-again", 303) if len(told) == 1 else None

    monkeypatch.setattr(office.web.portal, "step_up", step_up)
    page, client = office.open("presence"), office.web.client
    office.web.portal.moment = NOW + timedelta(minutes=11)
    page = office.web.land(page.press(client, "Сохранить", kind="name"))
    address, button = f"/pfdo/cabinet/{office.card_id}/entry/portal", "Подтвердить через портал"
    assert client.post(address, data=page.form(button).fields).location == "/password-again"
    fields = office.web.open(told[0]).form(button).fields
    page = office.web.land(client.post(address, data=fields))
    assert KEPT in page.text and page.form("Сохранить").fields["kind"] == "name"
