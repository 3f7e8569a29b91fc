"""«Забыли пароль?» of the portal of `make demo`: a link by mail that works once, and one answer for every login."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from school_portal.models import Account, Contact, RecoveryLink, RecoveryWish, db
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from tests.browser.demo_portal import DemoPortal
from tests.hosts.demo import OWN, SLIP, copy_of, is_signed_in, sign_in, try_to_sign_in
from tests.support.pages import Page, open_page
from tests.support.smtp import MailServer, mail_server

BASE_URL = "https://portal.example"
OWNER = "smirnova"
EMAIL = "smirnova@mail.example"
SET = "/new-password"


@pytest.fixture
def server(demo: DemoPortal) -> Iterator[MailServer]:
    """The mail server of the portal."""
    with mail_server() as running:
        settings = demo.app.extensions["sgo_pfdo"].settings
        for name, value in running.options.items():
            object.__setattr__(settings, name.removeprefix("SGO_PFDO_").lower(), value)
        demo.app.config.update(SGO_PFDO_BASE_URL=BASE_URL, **running.options)
        yield running


def ask(demo: DemoPortal, login: str, address: str = "192.0.2.1") -> TestResponse:
    """Press «Прислать ссылку»."""
    client = demo.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return open_page(client, "/forgotten").press(client, "Прислать ссылку", login=login)


def send(demo: DemoPortal) -> str:
    """Send what waits, as cron does."""
    result = demo.app.test_cli_runner().invoke(args=["recovery", "send"])
    assert result.exit_code == 0, result.output
    return result.output


def link_in(server: MailServer) -> str:
    """Read the link of the latest letter."""
    letter = server.letters[-1]
    body = letter.get_body(["plain"])
    assert body is not None and letter["To"] == EMAIL
    [found] = re.findall(rf"{BASE_URL}(\S+)", body.get_content())
    return str(found)


def get_link(demo: DemoPortal, server: MailServer) -> str:
    """Ask, and read the letter."""
    assert ask(demo, OWNER).status_code == 303
    assert "1" in send(demo)
    return link_in(server)


def set_new(client: FlaskClient, new: str = OWN, page: Page | None = None) -> TestResponse:
    """Set a password on the page behind the link."""
    return (page or open_page(client, SET)).press(client, "Сохранить", new=new, again=new)


def follow(demo: DemoPortal, link: str) -> FlaskClient:
    """Follow a link in a browser of one's own."""
    client = demo.app.test_client()
    answer = client.get(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, SET)
    return client


def test_a_letter_sets_a_new_password_and_ends_every_session(demo: DemoPortal, server: MailServer) -> None:
    elsewhere = sign_in(demo, OWNER)
    client = follow(demo, get_link(demo, server))
    assert f"Ваш логин: {OWNER}" in open_page(client, SET).text
    answer = set_new(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert not is_signed_in(elsewhere) and not is_signed_in(client)
    assert try_to_sign_in(demo, OWNER, OWNER).status_code == 422
    assert is_signed_in(sign_in(demo, OWNER, OWN))


def test_the_letter_has_no_password_and_the_database_no_token(demo: DemoPortal, server: MailServer) -> None:
    token = get_link(demo, server).partition("key=")[2]
    assert len(token) >= 43
    assert token.encode() not in demo.database.read_bytes()
    letter = server.letters[-1]
    assert letter["Subject"] == "Новый пароль для школьного портала"
    html = letter.get_body(["html"])
    assert html is not None and token in html.get_content() and 'rel="noreferrer"' in html.get_content()


def test_the_token_goes_to_no_other_page(demo: DemoPortal, server: MailServer) -> None:
    link = get_link(demo, server)
    client = demo.app.test_client()
    for answer in (client.get(link), client.get(SET), client.post(SET)):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert link.partition("key=")[2] not in answer.text


def test_a_program_that_looks_at_letters_spends_nothing(demo: DemoPortal, server: MailServer) -> None:
    link = get_link(demo, server)
    for _ in range(3):
        open_page(demo.app.test_client(), link)
        demo.app.test_client().head(link)
    assert set_new(follow(demo, link)).status_code == 303


def test_a_link_works_once(demo: DemoPortal, server: MailServer) -> None:
    link = get_link(demo, server)
    first, second = follow(demo, link), follow(demo, link)
    late = open_page(second, SET)
    assert set_new(first).status_code == 303
    answer = set_new(second, "другой пароль", late)
    assert answer.status_code == 410 and "Ссылка больше не действует" in answer.text
    assert open_page(demo.app.test_client(), link).answer.status_code == 410
    assert is_signed_in(sign_in(demo, OWNER, OWN))


@pytest.mark.parametrize(("minutes", "code"), [(29, 200), (30, 410), (60 * 24, 410)])
def test_for_half_an_hour(demo: DemoPortal, server: MailServer, minutes: int, code: int) -> None:
    link = get_link(demo, server)
    demo.moment += timedelta(minutes=minutes)
    assert open_page(demo.app.test_client(), link).answer.status_code == code


def test_a_password_changed_meanwhile_ends_the_link(demo: DemoPortal, server: MailServer) -> None:
    link = get_link(demo, server)
    client = sign_in(demo, OWNER)
    page = open_page(client, "/settings/password")
    assert page.press(client, "Сохранить", current=OWNER, new=OWN, again=OWN).status_code == 303
    assert open_page(demo.app.test_client(), link).answer.status_code == 410
    assert is_signed_in(sign_in(demo, OWNER, OWN))


def test_a_link_whose_row_outlived_the_change_is_dead_by_the_stamp(demo: DemoPortal, server: MailServer) -> None:
    link = get_link(demo, server)
    with demo.app.app_context():
        db.session.scalars(select(Account).filter_by(login=OWNER)).one().password_stamp += 1
        db.session.commit()
    assert open_page(demo.app.test_client(), link).answer.status_code == 410


def test_one_answer_for_every_login_after_the_same_statements(demo: DemoPortal, server: MailServer) -> None:
    said: list[str] = []

    def listen(*told: Any) -> None:
        said.append(told[2])

    ask(demo, "warm up")
    seen = []
    event.listen(Engine, "before_cursor_execute", listen)
    for login in (OWNER, "ivanova", "teacher", "nobody"):
        said.clear()
        answer = ask(demo, login)
        seen.append((answer.status_code, answer.data, dict(answer.headers, **{"Set-Cookie": ""}), said[:]))
    event.remove(Engine, "before_cursor_execute", listen)
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert "новый пароль выдаст школа" in open_page(demo.app.test_client(), "/forgotten/asked").text
    assert "1" in send(demo)
    assert [letter["To"] for letter in server.letters] == [EMAIL]
    with demo.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RecoveryWish)) == 0


def test_an_address_that_nobody_confirmed_gets_no_letter(demo: DemoPortal, server: MailServer) -> None:
    with demo.app.app_context():
        for contact in db.session.scalars(select(Contact)):
            contact.is_email_confirmed = False
        db.session.commit()
    ask(demo, OWNER)
    assert "0" in send(demo) and server.letters == []


def test_no_mailbox_is_filled(demo: DemoPortal, server: MailServer) -> None:
    codes = [ask(demo, OWNER).status_code for _ in range(6)]
    assert codes == [303] * 5 + [429]
    refused = ask(demo, OWNER)
    assert "Попробуйте снова через 60 мин." in refused.text and int(refused.headers["Retry-After"]) <= 3600
    send(demo)
    for number in range(5):
        assert ask(demo, OWNER, f"192.0.2.{10 + number}").status_code == 303
    send(demo)
    assert len(server.letters) == 1
    demo.moment += timedelta(minutes=11)
    assert ask(demo, OWNER, "192.0.2.99").status_code == 303
    send(demo)
    assert len(server.letters) == 2


def test_one_address_asks_for_twenty_logins(demo: DemoPortal) -> None:
    codes = [ask(demo, f"nobody{number}").status_code for number in range(21)]
    assert codes == [303] * 20 + [429]


def test_asking_does_not_shut_the_sign_in(demo: DemoPortal) -> None:
    for number in range(30):
        ask(demo, f"nobody{number}")
    assert try_to_sign_in(demo, OWNER, OWNER).status_code == 302


def test_a_mail_server_that_is_away_leaves_no_link_and_the_letter_goes_later(
    demo: DemoPortal, server: MailServer
) -> None:
    server.to_recipient = "451 later"
    ask(demo, OWNER)
    assert "0" in send(demo)
    with demo.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RecoveryLink)) == 0
    server.to_recipient = "250 OK"
    assert "0" in send(demo), "another sender has it for a minute"
    demo.moment += timedelta(seconds=61)
    assert "1" in send(demo)
    assert set_new(follow(demo, link_in(server))).status_code == 303


def test_what_nobody_could_send_for_half_an_hour_is_dropped(demo: DemoPortal, server: MailServer) -> None:
    ask(demo, OWNER)
    demo.moment += timedelta(minutes=31)
    assert "0" in send(demo) and server.letters == []


def test_the_link_signs_out_who_is_signed_in_there(demo: DemoPortal, server: MailServer) -> None:
    link = get_link(demo, server)
    client = sign_in(demo, "ivanova")
    other = copy_of(client, demo)
    client.get(link)
    assert set_new(client).status_code == 303
    assert not is_signed_in(client) and not is_signed_in(other)
    assert is_signed_in(sign_in(demo, "ivanova"))


def test_somebody_whose_slip_is_lost_gets_in_by_mail(demo: DemoPortal, server: MailServer) -> None:
    ask(demo, "ABRAMOVA ")
    send(demo)
    body = server.letters[-1].get_body(["plain"])
    assert body is not None
    client = follow(demo, re.findall(rf"{BASE_URL}(\S+)", body.get_content())[0])
    assert set_new(client).status_code == 303
    assert try_to_sign_in(demo, "abramova", SLIP).status_code == 422
    assert is_signed_in(sign_in(demo, "abramova", OWN))


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "\0", "é", "%00", "../../x"])
def test_made_up_links_are_over(demo: DemoPortal, key: str) -> None:
    client = demo.app.test_client()
    client.get("/new-password/link", query_string={"key": key})
    assert client.get(SET).status_code == 410
    assert client.post(SET, data={"new": OWN, "again": OWN}).status_code in {400, 410}


@pytest.mark.parametrize("login", ["x\0y", "я" * 65, "", "   \0"])
def test_odd_logins_are_refused(demo: DemoPortal, login: str) -> None:
    assert ask(demo, login).status_code == 422


@pytest.mark.parametrize("new", ["коротко", "x" * 129, OWNER + "1", OWNER])
def test_the_rules_hold_here_too(demo: DemoPortal, server: MailServer, new: str) -> None:
    client = follow(demo, get_link(demo, server))
    assert set_new(client, new).status_code == 422
    assert set_new(client).status_code == 303


def test_where_families_come_another_way_they_get_no_link(demo: DemoPortal, server: MailServer) -> None:
    link = get_link(demo, server)
    demo.app.config["PASSWORDS_FOR_STAFF_ONLY"] = True
    assert open_page(demo.app.test_client(), link).answer.status_code == 410
    demo.moment += timedelta(minutes=15)
    ask(demo, OWNER)
    assert "0" in send(demo)
