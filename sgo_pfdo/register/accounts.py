"""Accounts in АИС ПФДО. The row is the account: open at once with the embedded register, later with a remote one."""

import hmac
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from sgo_pfdo import signals
from sgo_pfdo.cabinet.ending import end_sessions
from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import insert_new, table_of
from sgo_pfdo.journal.writing import SYSTEM, Actor, Event, record
from sgo_pfdo.mail.notices import tell_password
from sgo_pfdo.passwords import password_problem
from sgo_pfdo.register import queue
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import Cipher, hash_password, new_password, password_matches

_ACCOUNT = insert(table_of(Account)).inline()  # nobody asks for its id
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
    certificate: AnyCertificate,
    *,
    actor: Actor,
    pupil_id: str | None,
    cipher: Cipher,
    remote: bool,
    now: datetime,
    keep_session: int | None = None,
    details: str | None = None,
) -> None:
    """Make an extract (S001, «Сформировать новую выписку»): a new initial password, the old one ends.

    So do the sessions of the cabinet, on all devices.

    :param account: read in this action; where the page has shown one, :func:`lock_unchanged` gives it.
    :param keep_session: of the cabinet, where its holder is the one who asks.
    :param details: for the history, in the words people read.
    """
    account.secret = cipher.encrypt(new_password())
    account.password_hash = None
    account.password_version += 1
    end_sessions(session, certificate.id, keep=keep_session)
    if remote:
        account.is_pending = True
        queue.enqueue(session, certificate.id, queue.RESET_PASSWORD, now=now)
    tell_password(session, certificate.id, account.password_version, now)
    _tell_of_password(session, certificate, actor, pupil_id, now, details)


def open_first(
    session: Session,
    certificate: Certificate,
    *,
    actor: Actor,
    pupil_id: str | None,
    cipher: Cipher,
    remote: bool,
    now: datetime,
    details: str | None = None,
) -> bool:
    """Make the first password of a certificate that came in from another system, and with it its account.

    A remote register has had the account all along: there the new password replaces whatever was before.

    :param details: for the history, in the words people read.
    :return: ``False`` where another press was faster, and nothing was made.
    """
    values = {
        "certificate_id": certificate.id,
        "login": certificate.number,
        "secret": cipher.encrypt(new_password()),
        "is_pending": remote,
        "opened_at": None if remote else now,
    }
    if insert_new(session, Account, values) is None:
        return False
    if remote:
        queue.enqueue(session, certificate.id, queue.RESET_PASSWORD, now=now)
    tell_password(session, certificate.id, 1, now)
    _tell_of_password(session, certificate, actor, pupil_id, now, details)
    return True


def _tell_of_password(
    session: Session,
    certificate: AnyCertificate,
    actor: Actor,
    pupil_id: str | None,
    now: datetime,
    details: str | None,
) -> None:
    """Write a new password into the history, and tell the host."""
    record(
        session,
        Event.PASSWORD_RESET,
        actor,
        holder_id=certificate.holder_id,
        certificate_id=certificate.id,
        at=now,
        details=details,
    )
    signals.send_after_commit(
        session, signals.password_reset, certificate_id=certificate.id, pupil_id=pupil_id, viewer_id=actor.id
    )


def lock_unchanged(session: Session, certificate_id: int, seen_version: int) -> Account | None:
    """Lock the account whose password somebody wants to replace, if it is still the one that the page knew of.

    Two presses on one page make one new password: the second finds another version.

    :param seen_version: :attr:`Account.password_version` when the page was made.
    :return: ``None`` where another password was made meanwhile, or there is no account any more.
    """
    query = select(Account).where(Account.certificate_id == certificate_id, Account.password_version == seen_version)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def choose_password(
    session: Session,
    login: str,
    password: str,
    *,
    now: datetime,
    keep_session: int | None = None,
    known: Sequence[str | None] = (),
) -> None:
    """Replace the password by one that the holder chose; only a hash of it is kept. Sessions of the cabinet end.

    :param keep_session: of the cabinet, where its holder is the one who asks.
    :param known: what others know besides the login, see :func:`sgo_pfdo.passwords.password_problem`.
    :raises ValueError: the rules of :mod:`sgo_pfdo.passwords` are against it; the text says why, in Russian.
    :raises LookupError: there is no such account.
    """
    problem = password_problem(password, known=[login, *known])
    if problem is not None:
        raise ValueError(problem)
    values = {
        "password_hash": hash_password(password),
        "secret": None,
        "password_version": Account.password_version + 1,
    }
    changed = session.execute(
        update(Account)
        .where(Account.login == login)
        .values(values)
        .returning(Account.certificate_id, Account.password_version)
    ).one_or_none()
    if changed is None:
        raise LookupError("no such account")
    end_sessions(session, changed.certificate_id, keep=keep_session)
    tell_password(session, changed.certificate_id, changed.password_version, now, is_own=True)


def check_password(session: Session, cipher: Cipher, login: str, password: str) -> bool:
    """Tell whether a holder may sign in with this login and password; takes the same time for unknown logins.

    :raises SecretLostError: the initial password cannot be decrypted.
    """
    account = account_with(session, cipher, login, password)
    return account is not None and account.closed_at is None


def account_with(session: Session, cipher: Cipher, login: str, password: str) -> Account | None:
    """Find the account that a login and a password belong to, a closed one too; the same time for unknown logins.

    :raises SecretLostError: the initial password cannot be decrypted.
    """
    account = session.scalars(select(Account).where(Account.login == login)).one_or_none()
    if account is not None and account.secret is not None:
        password_matches(_NO_PASSWORD, password)  # as slow as for a password of the holder's own
        return account if _is_same(cipher.decrypt(account.secret), password) else None
    password_hash = account.password_hash if account is not None else None
    return account if password_matches(password_hash or _NO_PASSWORD, password) else None


def _is_same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


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
