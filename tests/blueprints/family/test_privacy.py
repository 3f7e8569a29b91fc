"""What the module writes into a log holds nobody's name, number, password or birth date."""

import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet

from sgo_pfdo import database, signals
from sgo_pfdo.register.port import AccountRequest, PasswordReset, RegisterUnavailableError
from sgo_pfdo.register.sync import sync
from tests.support.apps import IGOR, MYSKI_SCHOOL, NOW, SASHA, family_portal
from tests.support.registers import LedRegister
from tests.support.web import PAGE, MakeWeb, Web

GET_IT = "Получить сертификат"


class Logged:
    """Everything that was logged, warned of or printed, and everything that must not be in it."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
        """Begin to listen."""
        self._caplog, self._capfd = caplog, capfd
        self._caught: list[warnings.WarningMessage] = []
        self.hidden = {part for child in (IGOR, SASHA) for part in (child.surname, child.first_name, child.patronymic)}
        self.hidden |= {"2004-05-14", "14.05.2004", "14.05.04", "2004, 5, 14", "2010-09-01", "01.09.2010", "2010, 9, 1"}

    def listen_to(self, caught: list[warnings.WarningMessage]) -> None:
        """Take note of warnings as well."""
        self._caught = caught

    def hide(self, web: Web) -> None:
        """Add the numbers and passwords that there are now to what must stay hidden."""
        self.hidden |= {one.number for one in web.certificates()} | {*web.passwords()}

    @property
    def text(self) -> str:
        """All of it, tracebacks included."""
        formatter = logging.Formatter()
        records = [formatter.format(record) + str(record.__dict__) for record in self._caplog.records]
        printed = self._capfd.readouterr()
        return "\n".join([*records, *(str(one.message) for one in self._caught), printed.out, printed.err])

    def check(self) -> str:
        """Fail where something hidden was said; give all that was said."""
        text = self.text
        assert len(self.hidden) > 14, "the walk made no numbers and passwords"
        assert [secret for secret in self.hidden if secret and secret in text] == []
        return text


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """Listen to everything, as chatty as it can be."""
    caplog.set_level(logging.DEBUG)
    listener = Logged(caplog, capfd)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        listener.listen_to(caught)
        yield listener


def walk(web: Web) -> None:
    """Do everything that a family can do, and some things that it cannot."""
    for child in ("igor", "sasha"):
        page = web.open(child=child)
        page.press(web.client, GET_IT, csrf_token="bad")
        page = web.land(page.press(web.client, GET_IT))
        web.land(web.open(page.link("Новый пароль")).press(web.client, "Создать новый пароль"))
        for _, address in web.open(child=child).links:
            web.client.get(address)
    web.client.get(PAGE, query_string={"child": "made up"})
    web.portal.sign_in_pupil("sasha", is_owner=False)
    web.client.post(f"{PAGE}/issue", data={"child": "sasha", "csrf_token": web.token()})
    web.portal.sign_out()
    web.client.get(PAGE)


def test_a_family_that_does_everything_leaves_no_trace_of_itself(web: Web, logged: Logged) -> None:
    walk(web)
    logged.hide(web)
    assert re.search(r"certificate \d+ issued", logged.check())


def test_refusals_and_unprintable_names_leave_none_either(make_web: MakeWeb, logged: Logged) -> None:
    web = make_web(certified=True, SGO_PFDO_KEYS=[Fernet.generate_key().decode()])
    web.client.get(f"{PAGE}/credentials.pdf")
    web.portal.add(replace(IGOR, id="other", first_name="Игорь🦊", schools=(MYSKI_SCHOOL,)), "ivanova")
    page = web.press(child="other")
    for _, address in page.links:
        web.client.get(address)
    logged.hidden |= {one.number for one in web.certificates()} | {"🦊"}
    logged.check()


def test_a_receiver_that_fails_is_logged_without_them(web: Web, logged: Logged) -> None:
    def fail(app: Any, **arguments: Any) -> None:
        raise RuntimeError("the receiver's own mistake")

    with signals.certificate_issued.connected_to(fail), signals.document_downloaded.connected_to(fail):
        walk(web)
    logged.hide(web)
    assert "the receiver's own mistake" in logged.check()


def test_a_register_that_fails_in_every_way_is_logged_without_them(make_web: MakeWeb, logged: Logged) -> None:
    class Leaky(LedRegister):
        def open(self, request: AccountRequest) -> None:
            raise ValueError(f"cannot open {request.surname} {request.password} {request.number}")

        def reset_password(self, reset: PasswordReset) -> None:
            raise RegisterUnavailableError("closed")

    web = make_web(family_portal(), register=Leaky())
    walk(web)
    for minutes in range(0, 30, 10):
        with web.app.app_context():
            state = web.app.extensions["sgo_pfdo"]
            sync(state.register, state.cipher, lambda minutes=minutes: NOW + timedelta(minutes=minutes))  # type: ignore[misc]
    logged.hide(web)
    assert "postponed after 3 attempts" in logged.check()


def test_a_database_that_fails_is_logged_without_them(
    web: Web, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ATTEMPTS", 2)
    page = web.open()
    with web.app.app_context():
        engine = web.app.extensions["sqlalchemy"].engine
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
    assert page.press(web.client, GET_IT).status_code == 503
    engine.dispose()
    walk(web)
    logged.hide(web)
    assert "database unavailable" in logged.check()


def test_a_municipality_without_numbers_is_logged_for_the_administrator(web: Web, logged: Logged) -> None:
    walk(web)
    web.portal.sign_in_parent("ivanova")
    web.portal.add(replace(IGOR, id="other", schools=(MYSKI_SCHOOL,)), "ivanova")
    with web.app.app_context(), web.app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sgo_pfdo_municipality SET numbers_used = 999999 WHERE code = 'myski'")
    assert web.open(child="other").press(web.client, GET_IT).status_code == 503
    logged.hide(web)
    assert "no free certificate number" in logged.check()


def test_the_parts_that_hold_secrets_do_not_show_them_when_they_are_printed(web: Web) -> None:
    web.press()
    request = AccountRequest(
        key="1",
        number="1",
        login="1",
        password=web.passwords()[0],
        surname=IGOR.surname,
        first_name=IGOR.first_name,
        patronymic=IGOR.patronymic,
        birth_date=NOW.date(),
        start_date=NOW.date(),
        end_date=NOW.date(),
    )
    assert web.passwords()[0] not in repr(request) and "Иванов" not in repr(request)
