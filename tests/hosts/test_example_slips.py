"""«Логины и пароли» of the portal of `make demo`: slips of the school's own people, shown once."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from school_portal.models import Account, AccountRole, PasswordSlip, db, parenthood
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from tests.browser.demo_portal import MORNING, DemoPortal
from tests.hosts.demo import SLIP, is_signed_in, sign_in, try_to_sign_in
from tests.support.pages import Page, open_page

LIST = "/school/logins"
PRINT = "Напечатать листки"


@pytest.fixture
def director(demo: DemoPortal) -> FlaskClient:
    """The administrator of lyceum 4, who has typed the password once more."""
    client = sign_in(demo, "director")
    page = open_page(client, LIST)
    assert page.text.count("Введите пароль ещё раз")
    assert page.press(client, "Продолжить", password="director").headers["Location"] == LIST
    return client


def boxes(page: Page) -> dict[str, str]:
    """Give the value of the box beside each login."""
    values = [given["value"] for tag, given in page.elements if tag == "input" and given.get("name") == "person"]
    return dict(zip(re.findall(r"логин (\w+)\.", page.text), values, strict=True))


def tick(client: FlaskClient, *logins: str, page: Page | None = None) -> TestResponse:
    """Tick people and press the button."""
    page = page or open_page(client, f"{LIST}?show=all")
    values = [boxes(page)[login] for login in logins]
    fields = {"csrf_token": page.form(PRINT).fields["csrf_token"], "person": values}
    return client.post(page.form(PRINT).action, data=fields)


def password_on(answer: TestResponse) -> str:
    """Read the password on the only slip."""
    [found] = re.findall(r"<dt>Пароль для первого входа</dt><dd>(.+?)</dd>", answer.text)
    return str(found)


def test_a_slip_is_shown_once_and_lets_somebody_in_who_had_no_password(demo: DemoPortal, director: FlaskClient) -> None:
    page = open_page(director, LIST)
    assert set(boxes(page)) == {"abramova", "teacher"} and "Пароля ещё нет" in page.text
    answer = tick(director, "teacher")
    password = password_on(answer)
    assert answer.status_code == 200 and re.fullmatch(r"[a-z2-9]{12}", password)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "27.11.2019" in answer.text and "Тихонов Олег Юрьевич" in answer.text
    assert is_signed_in_after_change(demo, "teacher", password)
    assert password.encode() not in demo.database.read_bytes()


def is_signed_in_after_change(demo: DemoPortal, login: str, password: str) -> bool:
    """Sign in with a slip, and tell whether the forced change comes."""
    return "Придумайте свой пароль" in open_page(sign_in(demo, login, password), "/").text


def test_who_made_it_and_when_is_kept_and_shown(demo: DemoPortal, director: FlaskClient) -> None:
    tick(director, "teacher")
    assert "Листок напечатан 28.10.2019: Орлов Павел Ильич" in open_page(director, LIST).text
    with demo.app.app_context():
        slip = db.session.scalars(select(PasswordSlip)).one()
        assert (slip.made_by.login, slip.made_at) == ("director", MORNING.timestamp())


def test_made_anew_the_old_one_and_its_sessions_end(demo: DemoPortal, director: FlaskClient) -> None:
    igor = sign_in(demo, "igor")
    first = password_on(tick(director, "igor"))
    assert not is_signed_in(igor)
    assert try_to_sign_in(demo, "igor", "igor").status_code == 422
    entered = sign_in(demo, "igor", first)
    second = password_on(tick(director, "igor"))
    assert first != second
    assert open_page(entered, "/").text.count("Вход в личный кабинет") == 1
    assert try_to_sign_in(demo, "igor", first).status_code == 422
    assert is_signed_in_after_change(demo, "igor", second)


def test_the_same_press_twice_prints_nothing_that_kills_the_first(demo: DemoPortal, director: FlaskClient) -> None:
    page = open_page(director, LIST)
    password = password_on(tick(director, "teacher", page=page))
    again = tick(director, "teacher", page=page)
    assert again.status_code == 409 and "уже напечатаны" in again.text
    assert is_signed_in_after_change(demo, "teacher", password)
    both = tick(director, "teacher", "abramova", page=page)
    assert both.status_code == 200 and "Не напечатано: 1" in both.text
    assert try_to_sign_in(demo, "abramova", SLIP).status_code == 422


def test_only_people_of_the_own_school_and_nobody_with_a_wider_account(demo: DemoPortal, director: FlaskClient) -> None:
    with demo.app.app_context():
        ids = {account.login: account.id for account in db.session.scalars(select(Account))}
        child = db.session.scalars(select(Account.pupil_id).filter_by(login="igor")).one()
        for login in ("operator", "clerk"):  # they have a child here, and their accounts open much more
            db.session.execute(insert(parenthood).values(parent_id=ids[login], pupil_id=child))
        db.session.commit()
    page = open_page(director, f"{LIST}?show=all")
    assert set(boxes(page)) == {"abramova", "teacher", "igor", "sasha", "ivanova", "adult", "secretary"}
    token = page.form(PRINT).fields["csrf_token"]
    for login in ("operator", "clerk", "director", "petrova", "smirnova"):
        answer = director.post(LIST, data={"csrf_token": token, "person": f"{ids[login]}-0"})
        assert answer.status_code == 409
        assert try_to_sign_in(demo, login, login).status_code == 302, login


def test_a_pupil_who_has_left_the_school_since(demo: DemoPortal, director: FlaskClient) -> None:
    page = open_page(director, f"{LIST}?show=all")
    with demo.app.app_context():
        account = db.session.scalars(select(Account).filter_by(login="adult")).one()
        assert account.pupil is not None
        account.pupil.enrolments.clear()
        db.session.commit()
    assert tick(director, "adult", page=page).status_code == 409
    assert try_to_sign_in(demo, "adult", "adult").status_code == 302


@pytest.mark.parametrize("login", ["ivanova", "igor", "clerk", "secretary", "operator"])
def test_for_everybody_else_there_is_no_such_page(demo: DemoPortal, login: str) -> None:
    client = sign_in(demo, login)
    assert client.get(LIST).status_code == 404
    token = open_page(client, "/").form("Выйти").fields["csrf_token"]
    assert client.post(LIST, data={"csrf_token": token, "person": "1-0"}).status_code == 404


def test_nor_for_the_director_as_a_parent(director: FlaskClient) -> None:
    open_page(director, "/").press(director, f"Сменить роль: {AccountRole.PARENT.label}", role="parent")
    assert director.get(LIST).status_code == 404


def test_the_password_is_asked_for_again_after_a_while(demo: DemoPortal, director: FlaskClient) -> None:
    page = open_page(director, LIST)
    demo.moment += timedelta(minutes=11)
    answer = tick(director, "teacher", page=page)
    assert answer.headers["Location"] == "/password-again"
    assert "Пароля ещё нет" in open_after_password(director)


def open_after_password(client: FlaskClient) -> str:
    """Type the password again and read the list."""
    page = open_page(client, LIST)
    page.press(client, "Продолжить", password="director")
    return open_page(client, LIST).text


def test_without_a_token_nothing_is_made(demo: DemoPortal, director: FlaskClient) -> None:
    value = boxes(open_page(director, LIST))["abramova"]
    assert director.post(LIST, data={"person": value}).status_code == 400
    assert is_signed_in_after_change(demo, "abramova", SLIP)


@pytest.mark.parametrize(
    "ticks",
    [[], ["x"], ["1"], ["-"], ["1-x"], ["1-2-3"], ["٣-٣"], ["9" * 5000 + "-0"], ["1-\0"], ["-1-0"], ["999999999-0"]],
)
def test_odd_ticks_are_nobody(director: FlaskClient, ticks: list[str]) -> None:
    token = open_page(director, LIST).form(PRINT).fields["csrf_token"]
    answer = director.post(LIST, data={"csrf_token": token, "person": ticks})
    assert answer.status_code in {409, 422}


def test_no_more_than_a_class_at_once(director: FlaskClient) -> None:
    token = open_page(director, LIST).form(PRINT).fields["csrf_token"]
    answer = director.post(LIST, data={"csrf_token": token, "person": [f"{number}-0" for number in range(5000)]})
    assert answer.status_code == 422 and "не больше 40" in answer.text


@pytest.mark.parametrize("page", ["-1", "x", "9" * 5000, "٣", "1", ""])
def test_odd_pages_of_the_list(director: FlaskClient, page: str) -> None:
    assert director.get(LIST, query_string={"page": page, "show": "\0"}).status_code == 200


def test_where_families_come_another_way_slips_are_for_workers(demo: DemoPortal, director: FlaskClient) -> None:
    demo.app.config["PASSWORDS_FOR_STAFF_ONLY"] = True
    assert set(boxes(open_page(director, f"{LIST}?show=all"))) == {"teacher", "secretary"}
