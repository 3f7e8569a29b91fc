"""The first sign-in at the portal of `make demo`: the slip's password is changed before anything else."""

import json
import unicodedata
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from school_portal import own_password
from school_portal.__main__ import welcome
from school_portal.demo_data import prepare
from school_portal.demo_settings import FIXTURES
from school_portal.models import Account, db
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.browser.demo_portal import DemoPortal
from tests.hosts.demo import OWN, SLIP, is_signed_in, press, sign_in, try_to_sign_in
from tests.support.pages import Page, open_page

CHANGE = "/settings/password"
NEWCOMER = "abramova"


def change(client: FlaskClient, current: str, new: str, again: str | None = None) -> TestResponse:
    """Fill in the page that changes the password."""
    page = open_page(client, CHANGE)
    return page.press(client, "Сохранить", current=current, new=new, again=new if again is None else again)


def test_nothing_is_open_before_the_change(demo: DemoPortal) -> None:
    client = sign_in(demo, NEWCOMER, SLIP)
    for path in (
        "/",
        "/settings/account",
        "/settings/certificate",
        "/pfdo/info",
        "/school/logins",
        "/nowhere",
        "/mail",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, CHANGE), path
    token = open_page(client, CHANGE).form("Сохранить").fields["csrf_token"]
    for path in ("/role", "/children/1/visit", "/settings/certificate/issue", "/password-again"):
        answer = client.post(path, data={"csrf_token": token})
        assert (answer.status_code, answer.headers["Location"]) == (303, CHANGE), path
    with client.get("/static/portal.css") as style:
        assert style.status_code == 200
    assert open_page(client, "/").text.count("Придумайте свой пароль") == 1
    assert press(client, "Выйти", CHANGE).status_code == 302
    assert not is_signed_in(client)


def test_the_demo_says_how_to_try_it(demo: DemoPortal) -> None:
    people = json.loads((FIXTURES / "people.json").read_text(encoding="utf-8"))
    said = welcome("http://127.0.0.1:5000/", people["accounts"], people["newcomers"])
    assert f"логин {NEWCOMER}, пароль с листка {SLIP}" in said and "«Логины и пароли»" in said
    demo.moment += timedelta(days=100)
    with demo.app.app_context():
        prepare()
    assert try_to_sign_in(demo, NEWCOMER, SLIP).status_code == 302, "a demo that is started again has a good slip"


def test_then_the_page_that_was_wanted_opens_and_the_slip_is_dead(demo: DemoPortal) -> None:
    client = demo.app.test_client()
    page = open_page(client, "/settings/account")
    page = Page(page.press(client, "Войти", login=NEWCOMER, password=SLIP))
    client.get("/settings/account")
    answer = change(client, SLIP, OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/account")
    assert "Пароль изменён" in open_page(client, "/settings/account").text
    assert try_to_sign_in(demo, NEWCOMER, SLIP).status_code == 422
    again = sign_in(demo, NEWCOMER, OWN)
    assert is_signed_in(again)


def test_other_devices_are_signed_out_by_a_change(demo: DemoPortal) -> None:
    phone, computer = sign_in(demo, "ivanova"), sign_in(demo, "ivanova")
    page = open_page(phone, "/settings/account")
    assert page.link("Изменить пароль") == CHANGE
    assert change(computer, "ivanova", OWN).status_code == 303
    assert is_signed_in(computer) and not is_signed_in(phone)


def test_a_session_that_was_begun_with_the_old_password_at_that_moment_is_none(demo: DemoPortal) -> None:
    with demo.app.app_context():
        before = db.session.scalars(select(Account.password_stamp).filter_by(login="ivanova")).one()
    client = sign_in(demo, "ivanova")
    with demo.app.app_context():
        account = db.session.scalars(select(Account).filter_by(login="ivanova")).one()
        account.password_stamp = before + 1  # its row was written after the change had swept the others
        db.session.commit()
    assert not is_signed_in(client)


def test_two_tabs(demo: DemoPortal) -> None:
    client = sign_in(demo, NEWCOMER, SLIP)
    first, second = open_page(client, CHANGE), open_page(client, CHANGE)
    fields = {"current": SLIP, "new": OWN, "again": OWN}
    assert first.press(client, "Сохранить", **fields).status_code == 303
    late = second.press(client, "Сохранить", **fields | {"new": "другой пароль", "again": "другой пароль"})
    assert late.status_code in {400, 422}
    assert is_signed_in(sign_in(demo, NEWCOMER, OWN))


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (SLIP, "прежний пароль"),
        ("короткий"[:7], "слишком короткий"),
        ("я" * 129, "слишком длинный"),
        ("12345678", "слишком простой"),
        ("gfhjkm123", "слишком простой"),
        ("abramova1", "знают другие"),
        ("Светлана2", "знают другие"),
        ("Ульяна2018", "знают другие"),
        ("дневник1", "знают другие"),
        ("Лицей-4-4", "знают другие"),
    ],
)
def test_passwords_that_others_guess_first_are_refused(demo: DemoPortal, new: str, said: str) -> None:
    client = sign_in(demo, NEWCOMER, SLIP)
    answer = change(client, SLIP, new)
    assert answer.status_code == 422 and said in Page(answer).text
    assert open_page(client, "/").text.count("Придумайте свой пароль") == 1


@pytest.mark.parametrize("new", ["ёжик" * 32, "  пробелы по краям  ", "x\0y and more", "йод и ёлка", "🙂🙃😀 весело"])
def test_a_password_is_taken_exactly_as_typed(demo: DemoPortal, new: str) -> None:
    client = sign_in(demo, NEWCOMER, SLIP)
    assert change(client, SLIP, unicodedata.normalize("NFD", new)).status_code == (303)
    assert is_signed_in(sign_in(demo, NEWCOMER, new))
    if new != new.strip():
        assert try_to_sign_in(demo, NEWCOMER, new.strip()).status_code == 422


def test_the_change_asks_for_the_password_of_now_and_counts_the_wrong_ones(demo: DemoPortal) -> None:
    client = sign_in(demo, "ivanova")
    codes = [change(client, str(number), OWN).status_code for number in range(11)]
    assert codes == [422] * 10 + [429]
    assert try_to_sign_in(demo, "ivanova", OWN).status_code == 422


def test_both_fields_say_the_same(demo: DemoPortal) -> None:
    client = sign_in(demo, "ivanova")
    answer = change(client, "ivanova", OWN, "синий чайник поет")
    assert answer.status_code == 422 and "Пароли не совпадают" in answer.text


def test_a_slip_is_good_on_its_last_day_and_not_the_day_after(demo: DemoPortal) -> None:
    demo.moment += timedelta(days=30)
    assert try_to_sign_in(demo, NEWCOMER, SLIP).status_code == 302
    demo.moment += timedelta(days=1)
    refused = try_to_sign_in(demo, NEWCOMER, SLIP)
    assert refused.status_code == 422 and "Срок пароля с листка закончился" in refused.text
    assert "Срок" not in try_to_sign_in(demo, NEWCOMER, "wrong").text


def test_a_parent_on_a_visit_does_not_change_the_child_s(demo: DemoPortal) -> None:
    with demo.app.app_context():
        for account in db.session.scalars(select(Account).filter_by(login="igor")):
            account.must_change = True
        db.session.commit()
    mother = sign_in(demo, "ivanova")
    visit = next(form for form in open_page(mother, "/").forms if form.action.endswith("/visit"))
    assert mother.post(visit.action, data=visit.fields).status_code == 302
    assert "Вы вошли как ребёнок" in open_page(mother, "/").text
    assert mother.get(CHANGE).status_code == 404
    assert not open_page(mother, "/settings/account").has_link("Изменить пароль")


def test_a_slip_that_the_school_prints_at_that_moment_is_not_overwritten(
    demo: DemoPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(demo, "ivanova")

    def print_meanwhile(account: Account, _: str) -> None:
        account.set_password("from the slip", method=demo.app.config["PASSWORD_METHOD"])
        account.password_stamp += 1
        db.session.commit()

    monkeypatch.setattr(own_password, "problem_with", print_meanwhile)
    answer = change(client, "ivanova", OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert "изменили в другом окне" in open_page(client, "/sign-in").text
    assert try_to_sign_in(demo, "ivanova", OWN).status_code == 422
    assert is_signed_in(sign_in(demo, "ivanova", "from the slip"))
