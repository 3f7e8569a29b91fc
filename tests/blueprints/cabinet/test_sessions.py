"""Sessions of the cabinet: how long they last, several children on one device, and what ends them."""

import pytest

from sgo_pfdo.cabinet import sessions
from tests.support.cabinet_doors import SIGN_IN, Family
from tests.support.contents import contents_of

ASKED = "Войдите, чтобы продолжить"


def test_the_cookie_is_apart_hidden_from_scripts_and_kept_on_the_server_as_a_hash(family: Family) -> None:
    device = family.device()
    page = device.open(SIGN_IN)
    answer = page.press(device.client, "Войти", number=family.number(), password=family.password())
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("sgo_pfdo_cabinet=")]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/pfdo/cabinet" in cookie
    assert "Secure" not in cookie and "Max-Age" not in cookie
    assert str(device.cookie) not in str(contents_of(family.web.app)["sgo_pfdo_cabinet_session"])


def test_over_https_the_cookie_is_secure(family: Family) -> None:
    device = family.device()
    page = device.client.get(SIGN_IN, base_url="https://localhost")
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    fields = {"number": family.number(), "password": family.password(), "csrf_token": token}
    answer = device.client.post(
        SIGN_IN, data=fields, base_url="https://localhost", headers={"Referer": "https://localhost/"}
    )
    assert any("sgo_pfdo_cabinet=" in one and "; Secure" in one for one in answer.headers.getlist("Set-Cookie"))


def test_it_ends_after_an_hour_without_a_request_and_twelve_hours_at_most(family: Family) -> None:
    device = family.signed_in()
    for _ in range(13):
        family.wait(minutes=54)
        assert ASKED not in device.cabinet(family.card()).text
    family.wait(minutes=20)
    assert ASKED in device.cabinet(family.card()).text
    idle = family.signed_in()
    family.wait(minutes=61)
    assert ASKED in idle.cabinet(family.card()).text


def test_remembered_it_lasts_thirty_days(family: Family) -> None:
    device = family.device()
    device.sign_in(family.number(), family.password(), remember="y")
    family.wait(days=29)
    assert ASKED not in device.cabinet(family.card()).text
    family.wait(days=2)
    assert ASKED in device.cabinet(family.card()).text


@pytest.mark.parametrize("forged", ["", "x", "x" * 43, "x" * 3000, "я", "../..", "' OR 1=1"])
def test_a_forged_cookie_opens_nothing(family: Family, forged: str) -> None:
    family.signed_in()
    device = family.device()
    device.client.set_cookie("sgo_pfdo_cabinet", forged, path="/pfdo/cabinet")
    assert ASKED in device.cabinet(family.card()).text


def test_two_children_in_two_tabs_do_not_mix(family: Family) -> None:
    device = family.signed_in(0, 1)
    igor, sasha = device.cabinet(family.card(0)), device.cabinet(family.card(1))
    assert "Иванов Игорь Иванович" in igor.text and "Иванова Александра Ивановна" in sasha.text
    assert igor.has_link("Игорь") and igor.has_link("Александра")
    page = device.cabinet(family.card(0), "/password")
    device.press(page, "Задать пароль", password="лес поле река", again="лес поле река")
    accounts = contents_of(family.web.app)["sgo_pfdo_account"]
    assert [row.password_hash is None for row in accounts] == [False, True]


def test_a_foreign_cabinet_looks_like_one_that_does_not_exist(family: Family) -> None:
    device = family.signed_in(0)
    foreign = device.client.get(f"/pfdo/cabinet/{family.card(1)}")
    made_up = device.client.get("/pfdo/cabinet/xxxxxxxxxxxxxxxxxxxxxx")
    assert foreign.status_code == made_up.status_code == 303
    assert foreign.location.replace(family.card(1), "") == made_up.location.replace("x" * 22, "")


def test_signing_in_gives_another_token_and_takes_the_other_cabinets_along(family: Family) -> None:
    device = family.signed_in(0)
    noted = device.cookie
    device.sign_in(family.number(1), family.password(1))
    assert ASKED not in device.cabinet(family.card(0)).text
    thief = family.device()
    thief.client.set_cookie("sgo_pfdo_cabinet", str(noted), path="/pfdo/cabinet")
    for place in (0, 1):
        assert ASKED in thief.cabinet(family.card(place)).text


def test_signing_out_closes_one_and_signing_out_of_all_closes_all(family: Family) -> None:
    device = family.signed_in(0, 1)
    page = device.press(device.cabinet(family.card(0)), "Выйти")
    assert "Иванова Александра" in page.text
    assert ASKED in device.cabinet(family.card(0)).text
    device.sign_in(family.number(0), family.password(0))
    home = device.cabinet(family.card(0))
    fields = {"csrf_token": home.form("Выйти").fields["csrf_token"]}
    device.client.post("/pfdo/cabinet/sign-out-all", data=fields)
    assert device.cookie is None
    assert list(contents_of(family.web.app)["sgo_pfdo_cabinet_session"]) == []


def test_other_sessions_can_be_ended_from_one_device(family: Family) -> None:
    here, there = family.signed_in(), family.signed_in()
    page = here.cabinet(family.card(), "/access")
    assert sum("Другое устройство" in item for item in page.items) == 1
    done = here.press(page, "Завершить другие сеансы")
    assert "Кабинет открыт только здесь" in done.text
    assert ASKED in there.cabinet(family.card()).text
    assert ("sessions_ended", "holder", None) in family.events()


def test_a_new_password_at_the_portal_ends_every_session(family: Family) -> None:
    device = family.signed_in()
    question = family.web.open("/settings/certificate/password", child="igor")
    family.web.land(question.press(family.web.client, "Создать новый пароль"))
    assert ASKED in device.cabinet(family.card()).text


def test_after_the_sign_in_one_comes_back_to_where_one_was(family: Family) -> None:
    device = family.signed_in()
    family.wait(hours=2)
    page = device.cabinet(family.card(), "/access")
    assert ASKED in page.text
    back = device.press(page, "Войти", number=family.number(), password=family.password())
    assert "Вход и пароль" in back.title


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/pfdo/desk", "/pfdo/cabinet/x/../.."])
def test_a_made_up_way_back_leads_to_the_cabinet(family: Family, wanted: str) -> None:
    device = family.signed_in()
    page = device.open(SIGN_IN)
    answer = page.press(device.client, "Войти", number=family.number(), password=family.password(), next=wanted)
    assert answer.location == f"/pfdo/cabinet/{family.card()}"


def test_one_cabinet_too_many_waits_until_another_is_closed(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "AT_ONCE", 1)
    device = family.signed_in(0)
    page = device.sign_in(family.number(1), family.password(1))
    assert page.status == 409 and "Выйдите из одного из них" in page.text
    device.press(device.cabinet(family.card(0)), "Выйти")
    assert "Личный кабинет сертификата" in device.sign_in(family.number(1), family.password(1)).text
