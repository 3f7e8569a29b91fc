"""Accounts in АИС ПФДО. The row is the account: open at once with the embedded register, later with a remote one."""

import hmac
from contextlib import closing
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from sgo_pfdo import signals
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import table_of
from sgo_pfdo.journal.writing import SYSTEM, Actor, Event, record
from sgo_pfdo.register import queue
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import Cipher, hash_password, new_password, password_matches

MIN_OWN_PASSWORD = 8
_ACCOUNT = insert(table_of(Account))
_NO_PASSWORD = "scrypt:32768:8:1$none$" + "0" * 128


def create_account(
    session: Session,
    certificate_id: int,
    *,
    login: str,
    pupil_id: str | None,
    cipher: Cipher,
    remote: bool,
    now: datetime,
) -> None:
    """Create the account of a certificate that is being issued, in the same transaction; the caller writes the history.

    :param login: the number of the certificate.
    :param pupil_id: of the holder, for the signal.
    :param remote: whether a remote register has to open it; else it is open at once.
    """
    session.connection().execute(
        _ACCOUNT,
        {
            "certificate_id": certificate_id,
            "login": login,
            "secret": cipher.encrypt(new_password()),
            "is_pending": remote,
            "opened_at": None if remote else now,
        },
    )
    if remote:
        queue.enqueue(session, certificate_id, queue.OPEN, now=now)
    else:
        _send_opened(session, certificate_id, pupil_id)


def mark_opened(
    session: Session, account: Account, certificate: Certificate, *, pupil_id: str | None, now: datetime
) -> None:
    """Note that the register opened the account."""
    account.opened_at = now
    record(
        session, Event.ACCOUNT_OPENED, SYSTEM, holder_id=certificate.holder_id, certificate_id=certificate.id, at=now
    )
    _send_opened(session, certificate.id, pupil_id)


def _send_opened(session: Session, certificate_id: int, pupil_id: str | None) -> None:
    signals.send_after_commit(session, signals.account_opened, certificate_id=certificate_id, pupil_id=pupil_id)


def reset_password(
    session: Session,
    account: Account,
    certificate: Certificate,
    *,
    actor: Actor,
    pupil_id: str | None,
    cipher: Cipher,
    remote: bool,
    now: datetime,
) -> None:
    """Make an extract (S001, «Сформировать новую выписку»): a new initial password, the old one ends."""
    account.secret = cipher.encrypt(new_password())
    account.password_hash = None
    if remote:
        account.is_pending = True
        queue.enqueue(session, certificate.id, queue.RESET_PASSWORD, now=now)
    record(session, Event.PASSWORD_RESET, actor, holder_id=certificate.holder_id, certificate_id=certificate.id, at=now)
    signals.send_after_commit(
        session, signals.password_reset, certificate_id=certificate.id, pupil_id=pupil_id, viewer_id=actor.id
    )


def choose_password(session: Session, login: str, password: str) -> None:
    """Replace the initial password by one that the holder chose; from now on only a hash of it is kept.

    :raises ValueError: shorter than 8 characters.
    :raises LookupError: there is no such account.
    """
    if len(password) < MIN_OWN_PASSWORD:
        raise ValueError(f"a password has at least {MIN_OWN_PASSWORD} characters")
    changed = session.execute(
        update(Account).where(Account.login == login).values(password_hash=hash_password(password), secret=None)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise LookupError("no such account")


def check_password(session: Session, cipher: Cipher, login: str, password: str) -> bool:
    """Tell whether a holder may sign in with this login and password; takes the same time for unknown logins.

    :raises SecretLostError: the initial password cannot be decrypted.
    """
    account = session.scalars(select(Account).where(Account.login == login, Account.closed_at.is_(None))).one_or_none()
    if account is not None and account.secret is not None:
        password_matches(_NO_PASSWORD, password)  # as slow as for a password of the holder's own
        return hmac.compare_digest(cipher.decrypt(account.secret).encode(), password.encode())
    password_hash = account.password_hash if account is not None else None
    return password_matches(password_hash or _NO_PASSWORD, password)


def rotate_passwords(session: Session, cipher: Cipher) -> int:
    """Encrypt every initial password again under the newest key.

    :return: how many were rotated.
    :raises SecretLostError: one of them cannot be decrypted; nothing is changed then.
    """
    rotated = 0
    # locked, or a password that is renewed meanwhile would be replaced by the one before it
    query = select(Account).where(Account.secret.is_not(None)).with_for_update().execution_options(yield_per=500)
    with closing(session.scalars(query)) as accounts:  # PostgreSQL's cursor would outlive a lost password
        for account in accounts:
            account.secret = cipher.rotate(account.secret or "")
            rotated += 1
    return rotated


def pupil_id_of(session: Session, certificate: Certificate) -> str | None:
    """Find the host's id of a certificate's holder; ``None`` for a child without a pupil in the portal."""
    return session.scalar(select(Holder.pupil_id).where(Holder.id == certificate.holder_id))


def close_account(session: Session, certificate_id: int, now: datetime) -> None:
    """Close the account of a certificate: nobody signs in with it any more."""
    session.execute(update(Account).where(Account.certificate_id == certificate_id).values(closed_at=now))


def reopen_account(session: Session, certificate_id: int) -> None:
    """Open a closed account again, with the password it had."""
    session.execute(update(Account).where(Account.certificate_id == certificate_id).values(closed_at=None))


def take_for_printing(session: Session, certificate: Certificate, actor: Actor, now: datetime) -> bool:
    """Note that a clerk prints the credentials sheet, which is possible once, after registering in person.

    :return: ``False`` when it was printed before.
    """
    changed = session.execute(
        update(Account)
        .where(Account.certificate_id == certificate.id, Account.printed_at.is_(None))
        .values(printed_at=now)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        return False
    record(
        session,
        Event.CREDENTIALS_PRINTED,
        actor,
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        at=now,
    )
    return True
