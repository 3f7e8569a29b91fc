"""Two doors lead into a cabinet: number and password, and one press at the portal."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from sgo_pfdo.blueprints.cabinet import entry, signing_in
from sgo_pfdo.database import perform
from sgo_pfdo.register.model import Account
from tests.support.apps import IGOR
from tests.support.cabinet_doors import SIGN_IN, Family
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.web import PAGE, MakeWeb

WRONG = "Номер или пароль не подходят"
OPEN_IT = "Открыть личный кабинет сертификата"


@pytest.mark.parametrize("typed", ["Иванов", "7850 4490", "14.05.2010"])
def test_what_is_no_number_is_answered_as_what_it_is_and_shuts_no_door(family: Family, typed: str) -> None:
    device = family.device()
    for _ in range(6):
        page = device.sign_in(typed, family.password())
        assert page.status == 422 and WRONG not in page.text
        assert page.form("Войти").fields["number"] == typed
    assert "Добро пожаловать" in device.sign_in(f"№ {family.number()}. Иванов", family.password()).text


def test_the_sheets_number_and_password_open_the_cabinet_without_the_portal(family: Family) -> None:
    family.web.portal.sign_out()
    device = family.device()
    number = family.number()
    page = device.sign_in(f'="{number[:4]} {number[4:8]}-{number[8:]}"', family.password())
    assert "Добро пожаловать в личный кабинет" in page.text
    home = device.open(page.link("Не сейчас, открыть кабинет"))
    assert "Иванов Игорь Иванович" in home.text
    assert family.events() == [("cabinet_opened", "holder", None)]


def test_what_is_offered_at_the_first_sign_in_is_offered_once_and_can_be_skipped(family: Family) -> None:
    first = family.device().sign_in(family.number(), family.password())
    assert first.has_link("Указать почту") and first.has_link("Задать пароль") and first.has_link("Выбрать")
    assert "Добро пожаловать" not in family.device().sign_in(family.number(), family.password()).text


@pytest.mark.parametrize(
    ("number", "password"),
    [(None, "wrong password"), ("785044901600", None), (None, ""), ("", None), ("7" * 12, "y" * 500)],
)
def test_whatever_is_wrong_has_one_answer_and_the_number_stays_in_the_field(
    family: Family, number: str | None, password: str | None
) -> None:
    typed = family.number() if number is None else number
    page = family.device().sign_in(typed, family.password() if password is None else password)
    assert page.status == 422
    assert (WRONG in page.text) is bool(typed and password != "")
    assert page.form("Войти").fields["number"] == typed
    assert page.form("Войти").fields["password"] == ""


def changed_after_the_proof(monkeypatch: pytest.MonkeyPatch, view: Any) -> None:
    """Let the password be changed after the view has proved it, and before its action."""
    prove = view.prove_password

    def proving(*typed: str) -> Any:
        proof = prove(*typed)
        raised = update(Account).values(password_version=Account.password_version + 1)
        perform(lambda session: session.execute(raised))
        return proof

    monkeypatch.setattr(view, "prove_password", proving)


def test_a_password_that_is_changed_after_it_was_proved_opens_nothing(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed_after_the_proof(monkeypatch, signing_in)
    device = family.device()
    page = device.sign_in(family.number(), family.password())
    assert page.status == 422 and WRONG in page.text
    assert device.cookie is None and family.events() == []


def test_nor_does_it_show_once_more_who_somebody_is(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    device = family.signed_in()
    family.wait(minutes=11)
    changed_after_the_proof(monkeypatch, entry)
    page = device.press(device.cabinet(family.card(), "/password"), "Продолжить", password=family.password())
    assert page.status == 422
    assert device.cabinet(family.card(), "/password").title == "Подтвердите, что это вы"


def test_the_history_counts_the_tries_in_vain(family: Family) -> None:
    device = family.device()
    for _ in range(5):
        assert device.sign_in(family.number(), "wrong").status == 422
    told = [entry.details for entry in contents_of(family.web.app)["sgo_pfdo_journal"] if "in_vain" in entry.event]
    assert told == ["1 за сутки", "5 за сутки"]


def test_a_form_without_its_token_signs_nobody_in_and_says_so(family: Family) -> None:
    device = family.device()
    answer = device.client.post(SIGN_IN, data={"number": family.number(), "password": family.password()})
    assert answer.status_code == 400
    assert device.cookie is None


def test_the_sixth_try_is_refused_even_if_it_is_right_and_the_portals_door_stays_open(family: Family) -> None:
    device = family.device()
    for _ in range(5):
        assert WRONG in device.sign_in(family.number(), "wrong password").text
    for number in (family.number(), "785044901600"):
        for _ in range(5):
            device.sign_in(number, "wrong password")
    refused = [device.sign_in(number, family.password()) for number in (family.number(), "785044901600")]
    assert [page.status for page in refused] == [429, 429]
    known, unknown = (page.text for page in refused)
    assert known == unknown, "the wait tells whether a number exists"
    assert "Retry-After" in refused[0].answer.headers
    page = family.web.press(OPEN_IT)
    assert "Иванов Игорь Иванович" in page.text or "Добро пожаловать" in page.text
    family.wait(minutes=17)
    assert "Личный кабинет сертификата" in device.sign_in(family.number(), family.password()).text


def test_a_right_password_is_no_guess(family: Family) -> None:
    for _ in range(8):
        assert family.device().sign_in(family.number(), family.password()).status == 200


def test_one_computer_has_fifty_wrong_tries_an_hour(make_web: MakeWeb) -> None:
    family = Family(make_web(certified=True, SGO_PFDO_LIMIT_ADDRESSES="all"))
    device = family.device()
    page = device.open(SIGN_IN)
    for place in range(50):
        answer = page.press(device.client, "Войти", number=f"7850449{place:05}", password="wrong password")
        assert answer.status_code == 422
    assert page.press(device.client, "Войти", number="785044909999", password="x").status_code == 429


def test_the_history_counts_tries_in_vain_and_the_twentieth_sends_one_letter(family: Family) -> None:
    family.confirm_address()
    device = family.device()
    for place in range(22):
        if place and place % 5 == 0:
            family.wait(minutes=17)
        device.sign_in(family.number(), "wrong password")
    told = [details for event, role, details in family.events() if event == "cabinet_in_vain"]
    assert told == ["1 за сутки", "5 за сутки", "20 за сутки"]
    (letter,) = family.letters()
    assert letter["Subject"] == "Личный кабинет сертификата. Кто-то подбирает пароль"
    text = letter.get_body(("plain",)).get_content()
    assert "двадцать раз или больше" in text
    assert family.number() not in text and "Иванов" not in text
    history = family.web.open("/settings/certificate/history", child=IGOR.id)
    assert "Личный кабинет пытались открыть с неверным паролем: 20 за сутки" in history.text


def test_a_number_that_nobody_has_leaves_no_entry(family: Family) -> None:
    before = contents_of(family.web.app)["sgo_pfdo_journal"]
    family.device().sign_in("785044901600", "wrong password")
    assert contents_of(family.web.app)["sgo_pfdo_journal"] == before


@pytest.mark.parametrize(
    ("viewer", "may"),
    [("mother", True), ("igor", True), ("sasha", False), ("somebody at igor's", False)],
)
def test_the_portals_door_is_for_whom_the_sheet_is(family: Family, viewer: str, may: bool) -> None:
    portal = family.web.portal
    child = "sasha" if viewer == "sasha" else IGOR.id
    if viewer != "mother":
        portal.sign_in_pupil(child, is_owner=False if viewer.startswith("somebody") else None)
    page = family.web.open(PAGE, child=child)
    assert page.has_button(OPEN_IT) is may
    fields = {"child": child, "csrf_token": family.web.token()}
    answer = family.web.client.post("/pfdo/cabinet/open", data=fields)
    assert answer.status_code == (303 if may else 404)
    if may:
        role = "parent" if viewer == "mother" else "pupil"
        assert family.events() == [("cabinet_opened", role, None)]


def test_who_came_through_the_portal_is_out_with_the_sign_out_there(family: Family) -> None:
    page = family.web.press(OPEN_IT)
    address = f"/pfdo/cabinet/{family.card()}"
    assert "Вы здесь впервые" in page.text
    assert family.web.client.get(address).status_code == 200
    family.web.portal.sign_out()
    assert family.web.client.get(address).status_code == 303
    family.web.portal.sign_in_parent("sidorov")
    assert family.web.client.get(address).status_code == 303


def test_who_lost_the_child_at_the_portal_is_out(family: Family) -> None:
    family.web.press(OPEN_IT)
    family.web.portal.take_away(IGOR.id, "ivanova")
    assert family.web.client.get(f"/pfdo/cabinet/{family.card()}").status_code == 303


@pytest.mark.parametrize("end", ["annulled", "expired"])
def test_an_ended_certificate_can_be_read_for_thirty_days_and_then_says_why(family: Family, end: str) -> None:
    family.signed_in()
    last = family.certificate().end_date
    if end == "annulled":
        family.web.portal.sign_in_clerk("cdt")
        card = family.web.open(f"/pfdo/desk/c/{family.card()}/annul")
        family.web.land(card.press(family.web.client, "Аннулировать", reason="moved"))
        last = family.web.portal.moment.date()
    else:
        family.web.portal.moment += timedelta(days=90)
    device = family.device()
    assert "только для просмотра" in device.sign_in(family.number(), family.password()).text
    assert device.client.get(f"/pfdo/cabinet/{family.card()}/password").status_code == 403
    family.web.portal.moment = family.web.portal.moment.replace(
        year=last.year, month=last.month, day=last.day
    ) + timedelta(days=31)
    page = family.device().sign_in(family.number(), family.password())
    assert page.status == 403
    assert ("Сертификат аннулирован" if end == "annulled" else "Срок действия сертификата истёк") in page.text
    assert WRONG in family.device().sign_in(family.number(), "wrong password").text


def test_a_withdrawn_consent_leaves_thirty_days_to_read_and_then_says_why_to_whoever_knows_the_password(
    family: Family,
) -> None:
    device = family.signed_in()
    family.web.portal.sign_in_clerk("cdt")
    card = family.web.open(f"/pfdo/desk/c/{family.card()}/withdraw")
    family.web.land(card.press(family.web.client, "Отозвать согласие и аннулировать"))
    assert "Войдите, чтобы продолжить" in device.cabinet(family.card()).text, "the sessions have ended"
    family.wait(days=30)
    device = family.device()
    page = device.sign_in(family.number(), family.password())
    assert "Согласие отозвано, сертификат аннулирован." in page.text and "до 27 ноября 2019" in page.text
    for read_only in ("/capabilities", "/settings", "/access"):
        assert device.cabinet(family.card(), read_only).status == 200
    assert device.client.get(f"/pfdo/cabinet/{family.card()}/password").status_code == 403
    family.wait(days=1)
    page = family.device().sign_in(family.number(), family.password())
    assert page.status == 403 and "Согласие на обработку персональных данных отозвано" in page.text
    assert WRONG in family.device().sign_in(family.number(), "wrong password").text


def test_a_lost_key_is_told_with_what_to_do(family: Family) -> None:
    password, foreign = family.password(), Fernet(Fernet.generate_key()).encrypt(b"x").decode()
    with family.web.app.app_context():
        perform(lambda session: session.execute(update(Account).values(secret=foreign)))
    page = family.device().sign_in(family.number(), password)
    assert page.status == 409 and "Создайте на школьном портале новый пароль" in page.text


def test_switched_off_nothing_of_it_is_there(make_web: MakeWeb) -> None:
    family = Family(make_web(certified=True, SGO_PFDO_CABINET=False))
    page: Page = family.web.open(PAGE, child=IGOR.id)
    assert not page.has_button(OPEN_IT)
    assert "cabinet" not in page.html
    assert family.web.client.get(SIGN_IN).status_code == 404
    assert not [rule for rule in family.web.app.url_map.iter_rules() if "cabinet" in rule.rule]
