"""Tells a remote register what is queued for it: ``flask pfdo register sync``, on as many machines as one likes."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.register import accounts, queue
from sgo_pfdo.register.model import Account, RegisterTask
from sgo_pfdo.register.port import AccountRequest, PasswordReset, Register, RegisterUnavailableError, StatusChange
from sgo_pfdo.secrets import Cipher, SecretLostError
from sgo_pfdo.upkeep import leasing

_log = logging.getLogger("sgo_pfdo")

Call = Callable[[Register], None]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one run did: tasks told to the register, and tasks put back for later."""

    done: int
    postponed: int


@dataclass(frozen=True, slots=True)
class _Claimed:
    task_id: int
    attempts: int
    certificate_id: int
    kind: str
    call: Call | None
    """``None`` where the keys of this machine cannot decrypt the password."""


def sync(register: Register, cipher: Cipher, clock: Callable[[], datetime]) -> SyncResult:
    """Do everything that is due, one task after the other; remote calls are made outside any transaction.

    :param clock: gives the moment, with a time zone.
    """
    done = postponed = 0
    while claimed := database.perform(lambda session: _claim(session, cipher, clock())):
        problem = _tell(register, claimed)
        database.perform(lambda session, claimed=claimed, problem=problem: _settle(session, claimed, problem, clock()))  # type: ignore[misc]
        if problem is None:
            done += 1
        else:
            postponed += 1
            _log.warning("register task %d postponed after %d attempts", claimed.task_id, claimed.attempts)
    return SyncResult(done, postponed)


def _claim(session: Session, cipher: Cipher, now: datetime) -> _Claimed | None:
    task = queue.claim(session, now)
    if task is None:
        return None
    try:
        call = _prepare(session, task, cipher)
    except SecretLostError:
        call = None
    return _Claimed(task.id, task.attempts, task.certificate_id, task.kind, call)


def _prepare(session: Session, task: RegisterTask, cipher: Cipher) -> Call:
    certificate, holder, account = session.execute(
        select(Certificate, Holder, Account)
        .join(Holder, Certificate.holder_id == Holder.id)
        .outerjoin(Account, Account.certificate_id == Certificate.id)  # one that came in may have none
        .where(Certificate.id == task.certificate_id)
    ).one()
    if task.kind == queue.STATUS_CHANGED:
        assert task.status is not None and task.end_date is not None
        change = StatusChange(key=task.key, number=certificate.number, status=task.status, end_date=task.end_date)
        return lambda register: register.status_changed(change)
    assert account is not None  # whoever queued it has made one
    password = cipher.decrypt(account.secret or "")
    if task.kind == queue.RESET_PASSWORD:
        reset = PasswordReset(key=task.key, login=account.login, password=password)
        return lambda register: register.reset_password(reset)
    request = AccountRequest(
        key=task.key,
        number=certificate.number,
        login=account.login,
        password=password,
        surname=certificate.surname,
        first_name=certificate.first_name,
        patronymic=certificate.patronymic,
        birth_date=holder.birth_date,
        start_date=certificate.start_date,
        end_date=certificate.end_date,
    )
    return lambda register: register.open(request)


def _tell(register: Register, claimed: _Claimed) -> str | None:
    """Make the call; give what went wrong in words that hold no personal data, or ``None``."""
    if claimed.call is None:
        return "no key in SGO_PFDO_KEYS decrypts the password"
    try:
        claimed.call(register)
    except RegisterUnavailableError as error:
        return str(error) or "unavailable"
    except Exception as error:  # an adapter's own mistake must not stop the queue, nor leak what it was given
        return f"the register adapter raised {type(error).__name__}"
    return None


def _settle(session: Session, claimed: _Claimed, problem: str | None, now: datetime) -> None:
    if problem is not None:
        leasing.postpone(session, RegisterTask, claimed.task_id, claimed.attempts, problem, now)
        return
    removed = session.execute(delete(RegisterTask).where(RegisterTask.id == claimed.task_id))
    if not removed.rowcount or claimed.kind == queue.STATUS_CHANGED:  # type: ignore[attr-defined]
        return  # another worker, after our lease ran out, has settled it
    certificate = session.get_one(Certificate, claimed.certificate_id)
    account = session.scalars(select(Account).where(Account.certificate_id == certificate.id)).one()
    account.is_pending = queue.is_waiting(session, certificate.id, after=claimed.task_id)
    if claimed.kind == queue.OPEN:
        accounts.mark_opened(
            session, account, certificate, pupil_id=accounts.pupil_id_of(session, certificate), now=now
        )
