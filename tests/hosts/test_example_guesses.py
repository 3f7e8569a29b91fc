"""Guessing passwords at the portal of `make demo`: slowed down, and nobody locks out somebody else."""

import threading
import time
from threading import Barrier, Thread
from typing import Any

import pytest
from school_portal import guesses, passwords
from school_portal.models import Try, db
from sqlalchemy import event, func, select, update
from sqlalchemy.engine import Engine
from werkzeug.security import check_password_hash

from tests.browser.demo_portal import DemoPortal
from tests.hosts.demo import is_signed_in, sign_in, try_to_sign_in
from tests.support.pages import open_page

PAIR, ADDRESS = guesses.PASSWORD.per_pair, guesses.PASSWORD.per_address


def later(demo: DemoPortal, seconds: int) -> None:
    """Let time pass for what was counted."""
    with demo.app.app_context():
        db.session.execute(update(Try).values(at=Try.at - seconds))
        db.session.commit()


def fail(demo: DemoPortal, login: str, times: int, address: str) -> None:
    """Write down wrong passwords that somebody has typed elsewhere."""
    with demo.app.app_context(), demo.app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        keys = {"login_hash": guesses.keyed(login), "address_hash": guesses.keyed(guesses.caller())}
        db.session.add_all(Try(door="password", at=int(time.time()), **keys) for _ in range(times))
        db.session.commit()


def test_ten_wrong_passwords_from_one_address_and_it_waits(demo: DemoPortal) -> None:
    codes = [try_to_sign_in(demo, "ivanova", str(number)).status_code for number in range(12)]
    assert codes == [422] * PAIR + [429] * 2
    refused = try_to_sign_in(demo, "Ivanova ", "ivanova")
    assert refused.status_code == 429 and "через 60 мин." in refused.text
    assert 3590 <= int(refused.headers["Retry-After"]) <= 3600
    later(demo, 1800)
    refused = try_to_sign_in(demo, "ivanova", "ivanova")
    assert "через 30 мин." in refused.text
    later(demo, 1801)
    assert try_to_sign_in(demo, "ivanova", "ivanova").status_code == 302


def test_the_owner_elsewhere_does_not(demo: DemoPortal) -> None:
    fail(demo, "ivanova", PAIR, "192.0.2.1")
    assert try_to_sign_in(demo, "ivanova", "ivanova", "192.0.2.1").status_code == 429
    assert try_to_sign_in(demo, "ivanova", "ivanova", "192.0.2.2").status_code == 302
    assert try_to_sign_in(demo, "petrova", "petrova", "192.0.2.1").status_code == 302


def test_nor_does_one_s_own_success_open_another_s_account(demo: DemoPortal) -> None:
    fail(demo, "ivanova", PAIR, "192.0.2.1")
    assert try_to_sign_in(demo, "petrova", "petrova").status_code == 302
    assert try_to_sign_in(demo, "ivanova", "x").status_code == 429


def test_fifty_from_one_address_whatever_the_logins(demo: DemoPortal) -> None:
    for number in range(ADDRESS):
        fail(demo, f"nobody{number}", 1, "2001:db8::1")
    assert try_to_sign_in(demo, "petrova", "petrova", "2001:db8::ffff").status_code == 429
    assert try_to_sign_in(demo, "petrova", "petrova", "2001:db8:0:1::1").status_code == 302


def test_after_a_hundred_from_everywhere_the_answer_comes_late_but_comes(
    demo: DemoPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(guesses.time, "sleep", slept.append)
    for number in range(10):
        fail(demo, "ivanova", 10, f"198.51.100.{number}")
    assert try_to_sign_in(demo, "petrova", "petrova").status_code == 302
    assert slept == []
    assert try_to_sign_in(demo, "ivanova", "wrong").status_code == 422
    assert try_to_sign_in(demo, "ivanova", "ivanova").status_code == 302
    assert slept == [demo.app.config["SIGN_IN_PAUSE"]] * 2


def test_only_a_few_threads_sleep_and_the_others_are_answered(
    demo: DemoPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, sleeping = threading.Event(), threading.Semaphore(0)

    def sleep(_: float) -> None:
        sleeping.release()
        go_on.wait(20)

    monkeypatch.setattr(guesses.time, "sleep", sleep)
    fail(demo, "ivanova", guesses.SLOW_AFTER, "198.51.100.1")

    def guess(number: int) -> None:
        try_to_sign_in(demo, "ivanova", "x", f"203.0.113.{number}")

    threads = [Thread(target=guess, args=[number]) for number in range(guesses.SLEEPERS)]
    for thread in threads:
        thread.start()
        assert sleeping.acquire(timeout=20)
    assert try_to_sign_in(demo, "ivanova", "ivanova").status_code == 302
    assert try_to_sign_in(demo, "petrova", "petrova").status_code == 302
    go_on.set()
    for thread in threads:
        thread.join()


def test_many_at_once_get_no_more_tries(demo: DemoPortal) -> None:
    barrier, codes = Barrier(PAIR + 6), list[int]()

    def guess(number: int) -> None:
        client = demo.app.test_client()
        page = open_page(client, "/sign-in")
        barrier.wait()
        codes.append(page.press(client, "Войти", login="ivanova", password=str(number)).status_code)

    threads = [Thread(target=guess, args=[number]) for number in range(PAIR + 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count(422) <= PAIR
    assert set(codes) <= {422, 429, 503}  # 503: a tenth of a second is all that these tests wait for SQLite


def test_an_unknown_login_costs_as_many_statements_and_one_hash(
    demo: DemoPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def check(kept: str, typed: str) -> bool:
        hashed.append(kept.partition("$")[0])
        return check_password_hash(kept, typed)

    monkeypatch.setattr(passwords, "check_password_hash", check)
    said: list[str] = []
    try_to_sign_in(demo, "nobody", "x")
    hashed.clear()

    def listen(*told: Any) -> None:
        said.append(told[2])

    event.listen(Engine, "before_cursor_execute", listen)
    answers = []
    for login in ("ivanova", "nobody", "teacher"):
        answers.append((try_to_sign_in(demo, login, "x" * 129).status_code, hashed[:], said[:]))
        said.clear()
        hashed.clear()
    event.remove(Engine, "before_cursor_execute", listen)
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1] == [demo.app.config["PASSWORD_METHOD"]]


def test_no_login_and_no_address_is_kept_as_it_is(demo: DemoPortal) -> None:
    try_to_sign_in(demo, "MySecretPassword", "x", "192.0.2.77")
    with demo.app.app_context():
        kept = db.session.scalars(select(Try)).one()
        assert len(kept.login_hash) == len(kept.address_hash) == 64
    raw = demo.database.read_bytes().lower()
    assert b"mysecretpassword" not in raw and b"192.0.2.77" not in raw


def test_old_counts_go(demo: DemoPortal) -> None:
    fail(demo, "ivanova", 5, "192.0.2.1")
    later(demo, guesses.WINDOW)
    try_to_sign_in(demo, "petrova", "x")
    with demo.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Try)) == 1


def test_the_password_asked_once_more_is_counted_too(demo: DemoPortal) -> None:
    director = sign_in(demo, "director")
    codes = []
    for number in range(12):
        page = open_page(director, "/password-again")
        codes.append(page.press(director, "Продолжить", password=str(number)).status_code)
    assert codes == [422] * PAIR + [429] * 2
    assert is_signed_in(director)


@pytest.mark.parametrize("password", ["x\0y", " ", "\u202e", "я" * 129, "x" * 100_000, "😀"])
@pytest.mark.parametrize("login", ["ivanova", "nobody", "\u202enobody"])
def test_odd_passwords_are_wrong_ones(demo: DemoPortal, login: str, password: str) -> None:
    assert try_to_sign_in(demo, login, password).status_code == 422


@pytest.mark.parametrize("login", ["IVANOVA", "  Ivanova\t", "iVaNoVa "])
def test_a_login_is_read_as_people_type_it(demo: DemoPortal, login: str) -> None:
    assert try_to_sign_in(demo, login, "ivanova").status_code == 302


@pytest.mark.parametrize("login", ["x\0y", "я" * 65, "", "   \0"])
def test_odd_logins_are_refused(demo: DemoPortal, login: str) -> None:
    assert try_to_sign_in(demo, login, "x").status_code == 422


def test_families_may_be_sent_another_way(demo: DemoPortal) -> None:
    demo.app.config["PASSWORDS_FOR_STAFF_ONLY"] = True
    page = open_page(demo.app.test_client(), "/sign-in")
    assert "Родители и учащиеся входят через Госуслуги" in page.text
    refused = try_to_sign_in(demo, "ivanova", "ivanova")
    assert refused.status_code == 422 and "через Госуслуги" in refused.text
    wrong, unknown = (try_to_sign_in(demo, login, "x") for login in ("ivanova", "nobody"))
    assert "Неверный логин или пароль" in wrong.text and "Неверный логин или пароль" in unknown.text
    assert try_to_sign_in(demo, "clerk", "clerk").status_code == 302
