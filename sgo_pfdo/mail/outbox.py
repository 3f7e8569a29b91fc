"""The outbox: a letter is a row, written with what it tells, so that none is lost and none is sent for nothing."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import partial

from sqlalchemy import ColumnElement, String, Text, and_, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo import database
from sgo_pfdo.database import TABLE_PREFIX, Base
from sgo_pfdo.mail.smtp import MailRefusedError, MailUnavailableError
from sgo_pfdo.secrets import Cipher, SecretLostError
from sgo_pfdo.upkeep import leasing
from sgo_pfdo.upkeep.leasing import LeasedRow

_log = logging.getLogger("sgo_pfdo")

CALENDAR_FILE = "certificate.ics"
_STOP = "List-Unsubscribe"
SendMail = Callable[[EmailMessage], None]


class _Policy(EmailPolicy):
    """How a letter is written down: the usual way, but an address of a page stays whole, or no program would read it.

    A line may have 998 signs (RFC 5322, 2.1.1).
    """

    def fold(self, name: str, value: str) -> str:
        """Write a line of the head."""
        return f"{name}: {value}{self.linesep}" if name == _STOP else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write a line of the head, for the mail server."""
        return self.fold(name, value).encode() if name == _STOP else super().fold_binary(name, value)


_POLICY = _Policy()


class QueuedLetter(LeasedRow, Base):
    """A letter that waits to be sent. Encrypted: it holds an address and a link."""

    __tablename__ = TABLE_PREFIX + "letter"

    content: Mapped[str] = mapped_column(Text)
    topic: Mapped[str | None] = mapped_column(String(64), index=True)
    """What it is about: letters of a topic that is over are dropped unsent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it is written: plain text and HTML say the same.

    :param calendar: a file for the reader's calendar, as :func:`sgo_pfdo.documents.calendar_event.draw` makes it.
    :param stop: the address of the page that ends such letters; mail programs make a button of it.
    """

    recipient: str
    subject: str
    text: str
    html: str
    calendar: str | None = None
    stop: str | None = None


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
    for row in session.scalars(select(QueuedLetter).with_for_update()).all():
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
    :param sender: the From address, or a name in front of «<address>».
    :param clock: gives the moment, with a time zone.
    :param refused: called in a transaction with the topic of a letter that no server will ever take.
    """
    sent = postponed = given_up = 0
    while (row := database.perform(lambda session: _claim(session, clock()))) is not None:
        try:
            letter = Letter(**json.loads(cipher.decrypt(row.content)))
            send_mail(_message(letter, sender, row, clock()))
        except MailRefusedError:
            database.perform(partial(_give_up, row=row, refused=refused))
            given_up += 1
            _log.warning("letter %d was refused for good", row.id)
            continue
        except (MailUnavailableError, SecretLostError) as error:
            problem = str(error)
        except Exception as error:  # a host's own send_mail must not stop the queue, nor leak what it was given
            problem = f"send_mail raised {type(error).__name__}"
        else:
            database.perform(partial(_remove, row=row))
            sent += 1
            continue
        database.perform(partial(_put_back, row=row, problem=problem, clock=clock))
        postponed += 1
        _log.warning("letter %d postponed after %d attempts", row.id, row.attempts)
    return SendResult(sent, postponed, given_up)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A row that this worker has leased."""

    id: int
    attempts: int
    content: str
    topic: str | None
    created_at: datetime

    @property
    def is_it(self) -> ColumnElement[bool]:
        """Say in SQL which row it is: SQLite gives the number of a row that was dropped to the one that replaces it."""
        return and_(QueuedLetter.id == self.id, QueuedLetter.created_at == self.created_at)


def _claim(session: Session, now: datetime) -> _Claimed | None:
    row = leasing.claim(session, QueuedLetter, select(QueuedLetter), now)
    return _Claimed(row.id, row.attempts, row.content, row.topic, row.created_at) if row else None


def _remove(session: Session, row: _Claimed) -> bool:
    """Take a letter out.

    :return: ``False`` where it was dropped while it was on its way: what became of it concerns nobody any more.
    """
    removed = session.execute(delete(QueuedLetter).where(row.is_it))
    return bool(removed.rowcount)  # type: ignore[attr-defined]


def _give_up(session: Session, row: _Claimed, refused: Callable[[Session, str], None]) -> None:
    if _remove(session, row) and row.topic is not None:
        refused(session, row.topic)


def _put_back(session: Session, row: _Claimed, problem: str, clock: Callable[[], datetime]) -> None:
    if session.scalar(select(QueuedLetter.id).where(row.is_it)) is not None:
        leasing.postpone(session, QueuedLetter, row.id, row.attempts, problem, clock())


def _address_of(sender: str) -> Address:
    """Part name and address, so that the name is quoted or encoded (RFC 2047) as a whole, commas included."""
    name, _, address = sender.rpartition("<")
    return Address(name.strip(), addr_spec=address.rstrip(">"))


def _message(letter: Letter, sender: str, row: _Claimed, now: datetime) -> EmailMessage:
    """Compose the letter. The Message-ID is the row's, so that a letter that went twice can be told as one.

    :param now: the letter is not dated later, however far ahead the clock was when it was written.
    """
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = letter.subject
    message["From"] = _address_of(sender)
    message["To"] = letter.recipient
    message["Date"] = format_datetime(min(row.created_at, now))
    domain = sender.rpartition("@")[2].rstrip(">")
    message["Message-ID"] = f"<letter-{row.id}-{row.created_at:%Y%m%d%H%M%S%f}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.stop:
        message[_STOP] = f"<{letter.stop}>"
    if letter.calendar:
        message.add_attachment(
            letter.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename=CALENDAR_FILE,
            params={"charset": "utf-8", "method": "PUBLISH"},
        )
    message["Content-Language"] = "ru"  # the lines above would take it away again
    return message
