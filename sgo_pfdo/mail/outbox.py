"""The outbox: a letter is a row, written with what it tells, so that none is lost and none is sent for nothing."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo import database, leasing
from sgo_pfdo.database import TABLE_PREFIX, Base
from sgo_pfdo.leasing import LeasedRow
from sgo_pfdo.mail.smtp import MailRefusedError, MailUnavailableError
from sgo_pfdo.secrets import Cipher, SecretLostError

_log = logging.getLogger("sgo_pfdo")

SendMail = Callable[[EmailMessage], None]


class QueuedLetter(LeasedRow, Base):
    """A letter that waits to be sent. Encrypted: it holds an address and a link."""

    __tablename__ = TABLE_PREFIX + "letter"

    content: Mapped[str] = mapped_column(Text)
    topic: Mapped[str | None] = mapped_column(String(64), index=True)
    """What it is about: letters of a topic that is over are dropped unsent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it is written: plain text and HTML say the same."""

    recipient: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class SendResult:
    """What one run did: letters sent, put back for later, and refused for good."""

    sent: int
    postponed: int
    refused: int


def put(session: Session, cipher: Cipher, letter: Letter, *, topic: str | None, now: datetime) -> None:
    """Put a letter into the outbox, in the transaction of what it tells.

    :param topic: lets :func:`drop` take it back while it is unsent.
    """
    content = cipher.encrypt(json.dumps(asdict(letter), ensure_ascii=False))
    session.add(QueuedLetter(content=content, topic=topic, created_at=now, due_at=now))


def drop(session: Session, topic: str) -> None:
    """Take back the letters of a topic that have not been sent yet."""
    session.execute(delete(QueuedLetter).where(QueuedLetter.topic == topic))


def is_waiting(session: Session, topic: str) -> bool:
    """Tell whether a letter of a topic has still to be sent."""
    return session.scalar(select(QueuedLetter.id).where(QueuedLetter.topic == topic).limit(1)) is not None


def rotate(session: Session, cipher: Cipher) -> None:
    """Encrypt every waiting letter again under the newest key.

    :raises SecretLostError: one of them cannot be decrypted.
    """
    for row in session.scalars(select(QueuedLetter)).all():
        row.content = cipher.rotate(row.content)


def send_all(
    send_mail: SendMail,
    cipher: Cipher,
    sender: str,
    clock: Callable[[], datetime],
    refused: Callable[[Session, str], None],
) -> SendResult:
    """Send every letter that is due, outside any transaction; several machines may do so at once.

    A machine that dies between sending and marking makes one letter go twice; nothing else does.

    :param send_mail: the host's.
    :param sender: the From address.
    :param clock: gives the moment, with a time zone.
    :param refused: called in a transaction with the topic of a letter that no server will ever take.
    """
    sent = postponed = given_up = 0
    while (row := database.perform(lambda session: _claim(session, clock()))) is not None:
        row_id, attempts, content, topic, created_at = row
        try:
            send_mail(_message(Letter(**json.loads(cipher.decrypt(content))), sender, row_id, created_at))
        except MailRefusedError:
            database.perform(lambda session, row_id=row_id, topic=topic: _give_up(session, row_id, topic, refused))  # type: ignore[misc]
            given_up += 1
            _log.warning("letter %d was refused for good", row_id)
            continue
        except (MailUnavailableError, SecretLostError) as error:
            problem = str(error)
        except Exception as error:  # a host's own send_mail must not stop the queue, nor leak what it was given
            problem = f"send_mail raised {type(error).__name__}"
        else:
            database.perform(lambda session, row_id=row_id: _remove(session, row_id))  # type: ignore[misc]
            sent += 1
            continue
        database.perform(
            lambda session, row_id=row_id, attempts=attempts, problem=problem: leasing.postpone(  # type: ignore[misc]
                session, QueuedLetter, row_id, attempts, problem, clock()
            )
        )
        postponed += 1
        _log.warning("letter %d postponed after %d attempts", row_id, attempts)
    return SendResult(sent, postponed, given_up)


def _claim(session: Session, now: datetime) -> tuple[int, int, str, str | None, datetime] | None:
    row = leasing.claim(session, QueuedLetter, select(QueuedLetter), now)
    return (row.id, row.attempts, row.content, row.topic, row.created_at) if row else None


def _remove(session: Session, row_id: int) -> bool:
    """Take a letter out.

    :return: ``False`` where it was dropped while it was on its way: what became of it concerns nobody any more.
    """
    removed = session.execute(delete(QueuedLetter).where(QueuedLetter.id == row_id))
    return bool(removed.rowcount)  # type: ignore[attr-defined]


def _give_up(session: Session, row_id: int, topic: str | None, refused: Callable[[Session, str], None]) -> None:
    if _remove(session, row_id) and topic is not None:
        refused(session, topic)


def _message(letter: Letter, sender: str, row_id: int, created_at: datetime) -> EmailMessage:
    """Compose the letter. The Message-ID is the row's, so that a letter that went twice can be told as one."""
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = sender
    message["To"] = letter.recipient
    message["Date"] = format_datetime(created_at)
    message["Message-ID"] = f"<letter-{row_id}-{created_at:%Y%m%d%H%M%S%f}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "ru"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
