"""The letters of «Забыли пароль?», written and sent after the answer, by `flask recovery send` or another loop.

A wish becomes a link only here, at the moment of sending: the database never holds what the letter says, and a letter
that did not go leaves nothing that opens a door.
"""

import logging
from email.message import EmailMessage
from email.utils import formatdate
from secrets import token_urlsafe

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import ColumnElement, CursorResult, delete, or_, select, update

from school_portal import clock
from school_portal.browsers import hash_of
from school_portal.models import Account, Contact, RecoveryLink, RecoveryWish, db
from school_portal.portal import Portal
from school_portal.recovery import may_recover

LASTS = 30 * 60
"""Seconds for which a link is good, and for which a letter that does not go is tried again."""
APART = 10 * 60
"""Seconds between two letters to the same person, however often somebody presses: nobody's mailbox is filled."""
LEASE = 60
"""Seconds after which a wish that a sender took is free again: that sender has died."""

recovery_commands = AppGroup("recovery", help="Letters of «Забыли пароль?».")
log = logging.getLogger(__name__)


@recovery_commands.command("send")
def send_command() -> None:
    """Send the letters that wait. May run on several machines at once; cron or a supervisor calls it every minute."""
    click.echo(f"Отправлено писем: {send_links()}.")


def send_links() -> int:
    """Send a link for each wish that can have one, and count the letters."""
    now = int(clock.now().timestamp())
    db.session.execute(delete(RecoveryLink).where(RecoveryLink.ends_at <= now))
    db.session.execute(delete(RecoveryWish).where(RecoveryWish.at <= now - LASTS))
    db.session.commit()
    numbers = db.session.scalars(select(RecoveryWish.id).where(is_free(now)).order_by(RecoveryWish.id)).all()
    return sum(fulfil(number, now) for number in numbers)


def is_free(now: int) -> ColumnElement[bool]:
    """Say in SQL that no sender is at a wish; one that was taken far in the future was taken by a wrong clock."""
    return or_(RecoveryWish.taken_at <= now - LEASE, RecoveryWish.taken_at > now + LEASE)


def fulfil(number: int, now: int) -> bool:
    """Take one wish, and send its letter where there is somebody to send it to.

    :return: whether a letter went.
    """
    taken = db.session.execute(update(RecoveryWish).where(RecoveryWish.id == number, is_free(now)).values(taken_at=now))
    db.session.commit()
    if not isinstance(taken, CursorResult) or taken.rowcount != 1:
        return False
    found = account_and_address(number, now)
    if found is not None and not send(*found, now):
        return False  # the wish stays, and is tried again after its lease
    db.session.execute(delete(RecoveryWish).where(RecoveryWish.id == number))
    db.session.commit()
    return found is not None


def account_and_address(number: int, now: int) -> tuple[Account, str] | None:
    """Find who has forgotten the password and can have a letter: an address that was confirmed, no letter just now."""
    wish = db.session.get(RecoveryWish, number)
    account = db.session.get(Account, wish.account_id) if wish is not None else None
    contact = db.session.get(Contact, account.id) if account is not None else None
    if account is None or contact is None or not contact.email or not contact.is_email_confirmed:
        return None
    if not current_app.config.get("SGO_PFDO_BASE_URL"):
        log.warning("Письма «Забыли пароль?» не уходят: не задан SGO_PFDO_BASE_URL.")
        return None
    latest = db.session.scalar(
        select(RecoveryLink.token_hash)
        .where(RecoveryLink.account_id == account.id, RecoveryLink.ends_at > now + LASTS - APART)
        .limit(1)
    )
    return (account, contact.email) if latest is None and may_recover(account) else None


def send(account: Account, address: str, now: int) -> bool:
    """Make a link, keep its hash, and send it; no transaction is open while the mail server answers."""
    token = token_urlsafe(32)
    link = RecoveryLink(
        token_hash=hash_of(token), account_id=account.id, password_stamp=account.password_stamp, ends_at=now + LASTS
    )
    message = write(account, address, token, now)
    db.session.add(link)
    db.session.commit()
    try:
        Portal().send_mail(message)
    except Exception as error:  # whatever a mail server does, the others get their letters; no address in the log
        log.warning("Письмо «Забыли пароль?» не ушло, будет отправлено снова: %s", type(error).__name__)
        db.session.rollback()
        db.session.execute(delete(RecoveryLink).where(RecoveryLink.token_hash == hash_of(token)))
        db.session.commit()
        return False
    return True


def write(account: Account, address: str, token: str, now: int) -> EmailMessage:
    """Write the letter. The address of the portal comes from the settings, never from what a browser says."""
    base_url = current_app.config["SGO_PFDO_BASE_URL"].rstrip("/")
    words = {"name": account.given_names, "login": account.login, "link": f"{base_url}/new-password/link?key={token}"}
    message = EmailMessage()
    message["Subject"] = "Новый пароль для школьного портала"
    message["From"] = current_app.config.get("SGO_PFDO_MAIL_FROM") or "noreply@localhost"
    message["To"] = address
    message["Date"] = formatdate(now)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body("letters/new_password.txt", words))
    message.add_alternative(body("letters/new_password.html", words), subtype="html")
    return message


def body(template: str, words: dict[str, str]) -> str:
    """Render a letter, for which no browser asks: nothing of what the layout of pages needs is there."""
    return current_app.jinja_env.get_template(template).render(**words)
