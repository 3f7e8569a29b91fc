"""A remote АИС ПФДО is told everything in the end: when it refuses, is slow, or answers a second worker."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import flask
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from sgo_pfdo import signals
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.register import queue
from sgo_pfdo.register.model import RegisterTask
from sgo_pfdo.register.port import AccountRequest, PasswordReset, RegisterUnavailableError, StatusChange
from sgo_pfdo.register.sync import SyncResult, sync
from tests.support.actions import account_of, events, password_of, press, renew_password, run_command
from tests.support.apps import IGOR, NOW, SASHA, MakeApp
from tests.support.registers import LedRegister

AWAY = RegisterUnavailableError("503 Service Unavailable")


@pytest.fixture
def register() -> LedRegister:
    """A remote register that takes everything until told otherwise."""
    return LedRegister()


@pytest.fixture
def remote(make_app: MakeApp, register: LedRegister) -> Iterator[flask.Flask]:
    """A host whose accounts are opened by the remote register."""
    app = make_app(None, register)
    with app.app_context():
        yield app


def run_sync(register: LedRegister, now: datetime = NOW) -> SyncResult:
    return sync(register, current_state().cipher, lambda: now)


def tasks() -> list[RegisterTask]:
    query = select(RegisterTask).order_by(RegisterTask.id).execution_options(populate_existing=True)
    return list(current_session().scalars(query))


@pytest.mark.usefixtures("remote")
def test_until_the_register_has_opened_the_account_it_is_pending(register: LedRegister) -> None:
    certificate = press()
    account = account_of(certificate)
    assert account.is_pending and account.opened_at is None
    assert events() == ["issued"]
    assert register.asked == []


@pytest.mark.usefixtures("remote")
def test_the_register_is_told_what_an_account_needs(register: LedRegister) -> None:
    certificate = press()
    assert run_sync(register, NOW + timedelta(minutes=5)) == SyncResult(done=1, postponed=0)
    request = register.told_of(AccountRequest)[0]
    assert (request.number, request.login, request.password) == (
        certificate.number,
        certificate.number,
        password_of(certificate),
    )
    assert (request.surname, request.first_name, request.patronymic) == ("Иванов", "Игорь", "Иванович")
    assert request.birth_date == IGOR.birth_date
    assert (request.start_date, request.end_date) == (certificate.start_date, certificate.end_date)
    account = account_of(certificate)
    assert not account.is_pending and account.opened_at == NOW + timedelta(minutes=5)
    assert events() == ["issued", "account_opened"]
    assert tasks() == []


@pytest.mark.usefixtures("remote")
def test_requests_show_neither_password_nor_name_when_they_are_printed(register: LedRegister) -> None:
    certificate = press()
    password = password_of(certificate)
    run_sync(register)
    renew_password()
    run_sync(register, NOW + timedelta(minutes=1))
    printed = repr(register.told)
    assert certificate.number in printed
    assert not [
        secret for secret in (password, password_of(certificate), "Иванов", repr(IGOR.birth_date)) if secret in printed
    ]


def test_the_host_hears_of_the_account_when_it_is_open(remote: flask.Flask, register: LedRegister) -> None:
    heard: list[dict[str, object]] = []

    def receive(sender: flask.Flask, **arguments: object) -> None:
        heard.append(arguments)

    with signals.account_opened.connected_to(receive, remote):
        certificate = press()
        assert heard == []
        run_sync(register)
    assert heard == [{"certificate_id": certificate.id, "pupil_id": "igor"}]


@pytest.mark.usefixtures("remote")
def test_a_refusal_is_kept_and_tried_again_with_the_same_key(register: LedRegister) -> None:
    certificate = press()
    register.problems = [AWAY]
    assert run_sync(register) == SyncResult(done=0, postponed=1)
    assert [(task.problem, task.attempts) for task in tasks()] == [("503 Service Unavailable", 1)]
    assert account_of(certificate).is_pending
    assert run_sync(register, NOW + timedelta(seconds=29)) == SyncResult(0, 0)
    assert run_sync(register, NOW + timedelta(seconds=30)) == SyncResult(1, 0)
    assert len({call.key for call in register.asked}) == 1
    assert not account_of(certificate).is_pending


@pytest.mark.usefixtures("remote")
def test_the_pauses_double_and_end_at_an_hour(register: LedRegister) -> None:
    press()
    register.problems = [AWAY] * 15
    now, pauses = NOW, []
    for _ in range(15):
        run_sync(register, now)
        pauses.append((tasks()[0].due_at - now).total_seconds())
        now = tasks()[0].due_at
    assert pauses[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert set(pauses[8:]) == {3600}
    assert run_sync(register, now) == SyncResult(1, 0)


@pytest.mark.usefixtures("remote")
def test_an_adapter_with_a_mistake_stops_nobody_else_and_leaks_nothing(register: LedRegister) -> None:
    press(IGOR)
    press(SASHA)
    register.problems = [ValueError(f"bad name {IGOR.surname} or password")]
    assert run_sync(register) == SyncResult(done=1, postponed=1)
    assert [task.problem for task in tasks()] == ["the register adapter raised ValueError"]
    assert [request.first_name for request in register.told_of(AccountRequest)] == ["Александра"]


@pytest.mark.usefixtures("remote")
def test_of_one_certificate_nothing_is_told_before_what_came_earlier(register: LedRegister) -> None:
    igor = press(IGOR)
    renew_password(IGOR, now=NOW + timedelta(seconds=1))
    sasha = press(SASHA, now=NOW + timedelta(seconds=2))
    register.problems = [AWAY]
    now = NOW + timedelta(seconds=10)
    assert run_sync(register, now) == SyncResult(done=1, postponed=1)
    assert [request.number for request in register.told_of(AccountRequest)] == [sasha.number]
    run_sync(register, now + timedelta(minutes=1))
    kinds = [type(call) for call in register.told]
    assert kinds == [AccountRequest, AccountRequest, PasswordReset]
    assert register.told_of(PasswordReset)[0].password == password_of(igor)


@pytest.mark.usefixtures("remote")
def test_an_extract_waits_until_the_register_knows_the_new_password(register: LedRegister) -> None:
    certificate = press()
    run_sync(register)
    renew_password(now=NOW + timedelta(hours=1))
    assert account_of(certificate).is_pending
    run_sync(register, NOW + timedelta(hours=1))
    assert not account_of(certificate).is_pending
    assert register.told_of(PasswordReset)[0].password == password_of(certificate)
    assert account_of(certificate).opened_at == NOW
    assert events() == ["issued", "account_opened", "password_reset"]


@pytest.mark.usefixtures("remote")
def test_an_extract_during_the_opening_keeps_the_sheet_waiting(register: LedRegister) -> None:
    certificate = press()
    pending_after_opening: list[bool] = []

    def note() -> None:
        pending_after_opening.append(account_of(certificate).is_pending)

    def reset_meanwhile() -> None:
        renew_password(now=NOW + timedelta(seconds=1))
        register.meanwhile = note

    register.meanwhile = reset_meanwhile
    run_sync(register, NOW + timedelta(seconds=2))
    assert pending_after_opening == [True]
    assert not account_of(certificate).is_pending
    assert register.told_of(PasswordReset)[0].password == password_of(certificate)


@pytest.mark.usefixtures("remote")
def test_two_extracts_at_the_same_moment_are_both_told(register: LedRegister) -> None:
    certificate = press()
    renew_password()
    renew_password()
    assert run_sync(register).done == 3
    assert len({call.key for call in register.told}) == 3
    assert register.told_of(PasswordReset)[-1].password == password_of(certificate)


def test_while_the_register_is_slow_no_transaction_is_open(remote: flask.Flask, register: LedRegister) -> None:
    press()
    open_transactions: list[bool] = []

    def press_for_another_child() -> None:
        open_transactions.append(current_session().in_transaction())
        with remote.app_context():
            press(SASHA)

    register.meanwhile = press_for_another_child
    assert run_sync(register).done == 2
    assert open_transactions == [False]


def test_a_second_worker_leaves_alone_what_the_first_is_at(remote: flask.Flask, register: LedRegister) -> None:
    press()
    second: list[SyncResult] = []

    def work_elsewhere() -> None:
        with remote.app_context():
            second.append(run_sync(register, NOW + timedelta(seconds=119)))

    register.meanwhile = work_elsewhere
    assert run_sync(register) == SyncResult(1, 0)
    assert second == [SyncResult(0, 0)]
    assert len(register.asked) == 1


def test_a_worker_that_died_is_replaced_and_the_register_told_again_with_the_same_key(
    remote: flask.Flask, register: LedRegister
) -> None:
    press()
    register.problems = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        run_sync(register)
    assert run_sync(register, NOW + timedelta(seconds=119)) == SyncResult(0, 0)
    assert run_sync(register, NOW + timedelta(minutes=3)) == SyncResult(1, 0)
    assert len({call.key for call in register.asked}) == 1
    assert events() == ["issued", "account_opened"]


@pytest.mark.parametrize("late_answer", [None, AWAY])
def test_an_answer_that_comes_after_another_worker_has_settled_changes_nothing(
    remote: flask.Flask, register: LedRegister, late_answer: Exception | None
) -> None:
    certificate = press()

    def settle_elsewhere() -> None:
        with remote.app_context():
            assert run_sync(register, NOW + timedelta(minutes=3)).done == 1

    register.meanwhile = settle_elsewhere
    register.problems = [None, late_answer]
    run_sync(register)
    assert tasks() == []
    assert events() == ["issued", "account_opened"]
    assert account_of(certificate).opened_at == NOW + timedelta(minutes=3)


def test_a_refusal_that_comes_late_does_not_shorten_another_workers_pause(
    remote: flask.Flask, register: LedRegister
) -> None:
    press()
    register.problems = [RegisterUnavailableError("to the second"), RegisterUnavailableError("to the first")]

    def fail_elsewhere() -> None:
        with remote.app_context():
            assert run_sync(register, NOW + timedelta(minutes=3)).postponed == 1

    register.meanwhile = fail_elsewhere
    run_sync(register)
    assert [(task.problem, task.due_at) for task in tasks()] == [("to the second", NOW + timedelta(minutes=4))]


@pytest.mark.usefixtures("remote")
def test_a_change_of_status_is_told_as_it_was_when_it_happened(register: LedRegister) -> None:
    certificate = press()
    run_sync(register)
    session = current_session()
    certificate.stored_status = "active"
    queue.enqueue_status(session, certificate, now=NOW)
    certificate.stored_status = "frozen"
    queue.enqueue_status(session, certificate, now=NOW)
    session.commit()
    assert run_sync(register).done == 2
    assert [(change.number, change.status) for change in register.told_of(StatusChange)] == [
        (certificate.number, "active"),
        (certificate.number, "frozen"),
    ]


def test_without_its_key_a_password_waits_until_the_key_is_back(make_app: MakeApp, register: LedRegister) -> None:
    with make_app(None, register).app_context():
        press()
    without_key = make_app(None, register, prepare=False, SGO_PFDO_KEYS=[Fernet.generate_key()])
    with without_key.app_context():
        assert run_sync(register) == SyncResult(0, 1)
        assert [task.problem for task in tasks()] == ["no key in SGO_PFDO_KEYS decrypts the password"]
    with make_app(None, register, prepare=False).app_context():
        assert run_sync(register, NOW + timedelta(minutes=1)) == SyncResult(1, 0)


def test_the_command_says_what_it_did(remote: flask.Flask, register: LedRegister) -> None:
    press(IGOR)
    press(SASHA)
    register.problems = [AWAY]
    assert run_command(remote, "register", "sync").output == "Told: 1, put back for later: 1.\n"


def test_with_the_embedded_register_there_is_nothing_to_tell(app: flask.Flask) -> None:
    press()
    assert tasks() == []
    result = run_command(app, "register", "sync")
    assert (result.exit_code, result.output) == (0, "The register is embedded: there is nothing to tell.\n")
