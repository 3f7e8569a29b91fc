"""The address of a cabinet: given, confirmed by a link in a letter, changed, taken away (S001, «Настройка … почты»).

By it a lost cabinet is recovered. So it counts only once it is confirmed, an old one counts until a new one is, and the
old one is told of every change.
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo.applications.links import new_link_key
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.settings import Change, locked_settings, readable, tell
from sgo_pfdo.clock import SKEW
from sgo_pfdo.journal.writing import Event
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.counting import count_letter
from sgo_pfdo.secrets import Cipher

LINK_LIFETIME = timedelta(hours=24)
_TOPIC = "cabinet-"


class Stage(enum.StrEnum):
    """How things stand with an address that is not confirmed yet."""

    NONE = "none"
    WAITING = "waiting"
    """A letter is on its way, or waits to be opened."""
    EXPIRED = "expired"
    """Nobody followed the link of the letter in time."""
    REFUSED = "refused"
    """No server takes letters to the address: it does not exist."""


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """A letter that has to be written, with the key of its link.

    :param email: the recipient.
    """

    holder_id: int
    email: str
    link_key: str


def stage_of(settings: CabinetSettings | None, now: datetime) -> Stage:
    """Tell how things stand with a new address."""
    if settings is None or settings.new_email is None:
        return Stage.NONE
    if settings.is_refused:
        return Stage.REFUSED
    expires_at = settings.link_expires_at
    if settings.link_key is None or expires_at is None:
        return Stage.EXPIRED
    return Stage.WAITING if now < expires_at <= _latest_end(now) else Stage.EXPIRED


def _latest_end(now: datetime) -> datetime:
    """Give the end of a link that is made now; one that ends later was made by a clock that was ahead."""
    return now + LINK_LIFETIME + SKEW


def confirmed_email(settings: CabinetSettings | None, cipher: Cipher) -> str | None:
    """Give the confirmed address, the only one that letters go to; ``None`` also where its key is lost."""
    if settings is None or settings.email is None or settings.email_confirmed_at is None:
        return None
    return readable(settings.email, cipher)


def ask(session: Session, change: Change, email: str, cipher: Cipher) -> LetterRequest | None:
    """Give an address that has to be confirmed. An earlier link dies; the address there is counts until then.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param email: checked.
    :return: the letter to write, or ``None`` where this address is confirmed already.
    :raises sgo_pfdo.mail.counting.TooManyLettersError: enough letters for now.
    """
    settings = locked_settings(session, change.holder_id)
    outbox.drop(session, topic_of(change.holder_id))
    if confirmed_email(settings, cipher) == email:
        _forget_new(settings)
        return None
    settings.letters_at = count_letter(
        settings.letters_at, change.now, door="letters_of_cabinet", viewer_id=change.actor.id
    )
    settings.new_email = cipher.encrypt(email)
    settings.link_key = new_link_key()
    settings.link_expires_at = change.now + LINK_LIFETIME
    settings.is_refused = False
    tell(session, change, Event.CABINET_CHANGED, "новый адрес электронной почты, ещё не подтверждён")
    return LetterRequest(change.holder_id, email, settings.link_key)


def find_by_link(session: Session, holder_id: int, link_key: str, now: datetime) -> CabinetSettings | None:
    """Find the settings whose new address a link confirms; ``None`` for one that was used, replaced or is too old."""
    return session.scalars(
        select(CabinetSettings)
        .where(
            CabinetSettings.holder_id == holder_id,
            CabinetSettings.link_key == link_key,
            CabinetSettings.link_expires_at > now,
            CabinetSettings.link_expires_at <= _latest_end(now),
            CabinetSettings.new_email.is_not(None),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a press on the page of a link did.

    :param old_email: the address that counted before, to be told.
    """

    old_email: str | None


def confirm(session: Session, change: Change, link_key: str, cipher: Cipher) -> Confirmed | None:
    """Confirm the new address by a press on the page of the link. The link works once.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: ``None`` for a link that was used, replaced or is too old.
    """
    taken = session.execute(
        update(CabinetSettings)
        .where(CabinetSettings.holder_id == change.holder_id, CabinetSettings.link_key == link_key)
        .values(link_key=None)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    settings = locked_settings(session, change.holder_id)
    expires_at = settings.link_expires_at
    if settings.new_email is None or expires_at is None or not change.now < expires_at <= _latest_end(change.now):
        return None
    old = confirmed_email(settings, cipher)
    settings.email, settings.email_confirmed_at = settings.new_email, change.now
    _forget_new(settings)
    tell(session, change, Event.EMAIL_CONFIRMED)
    return Confirmed(old)


def remove(session: Session, change: Change, cipher: Cipher) -> Confirmed | None:
    """Take the address away, the unconfirmed one too: a lost cabinet is recovered by a visit alone from now on.

    :return: the address that counted before, to be told; ``None`` where there was none at all.
    """
    settings = locked_settings(session, change.holder_id)
    if settings.email is None and settings.new_email is None:
        return None
    old = confirmed_email(settings, cipher)
    outbox.drop(session, topic_of(change.holder_id))
    outbox.drop(session, family_topic(change.holder_id))
    settings.email = None  # when it was confirmed stays: whoever has taken it away wants no letters elsewhere either
    _forget_new(settings)
    tell(session, change, Event.CABINET_CHANGED, "адрес электронной почты удалён")
    return Confirmed(old)


def forget_new(session: Session, change: Change) -> None:
    """Go back to the address there is: the new one is forgotten, its link dies."""
    settings = locked_settings(session, change.holder_id)
    outbox.drop(session, topic_of(change.holder_id))
    _forget_new(settings)


def _forget_new(settings: CabinetSettings) -> None:
    settings.new_email = settings.link_key = None
    settings.link_expires_at = None
    settings.is_refused = False


def topic_of(holder_id: int) -> str:
    """Name the letters that ask to confirm the address of a cabinet, in the outbox."""
    return f"{_TOPIC}{holder_id}"


def family_topic(holder_id: int) -> str:
    """Name the letters about a child's certificate, in the outbox."""
    return f"family-{holder_id}"


def mark_refused(session: Session, topic: str) -> None:
    """Note that no server will ever take the letter of a cabinet: its new address does not exist."""
    holder_id = topic.removeprefix(_TOPIC)
    if topic.startswith(_TOPIC) and holder_id.isdigit():
        session.execute(
            update(CabinetSettings).where(CabinetSettings.holder_id == int(holder_id)).values(is_refused=True)
        )
