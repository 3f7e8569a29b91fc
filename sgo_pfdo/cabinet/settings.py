"""Changes what a family settles in its cabinet (S001, part 3). Each change is told in the history, without its content.

The row is locked first, so that two parents, or two tabs, queue up; the last one to save has the word.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.applicant import ApplicantData, Encoded, Place, Representative
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.presence import LABELS, PresenceKind, folded_phrase
from sgo_pfdo.clock import is_recent
from sgo_pfdo.database import insert_new
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.mail.kinds import LETTERS
from sgo_pfdo.secrets import Cipher, SecretLostError, hash_password, password_matches

PHRASE_AGE = timedelta(days=180)
"""After which a family is asked to change its code phrase: «периодически менять» (S001)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changes the settings of which child, when.

    :param certificate_id: the one whose cabinet is open.
    :param now: the moment, with a time zone.
    """

    holder_id: int
    certificate_id: int
    municipality_code: str
    actor: Actor
    now: datetime


class PhraseMissingError(Exception):
    """«Подтверждение по кодовой фразе» was chosen, and there is no phrase."""


def settings_of(session: Session, holder_id: int) -> CabinetSettings | None:
    """Read the settings of a child; ``None`` where the family has changed nothing yet."""
    return session.get(CabinetSettings, holder_id, populate_existing=True)


def locked_settings(session: Session, holder_id: int) -> CabinetSettings:
    """Read the settings, or begin them; locked until the end of the transaction."""
    query = select(CabinetSettings).where(CabinetSettings.holder_id == holder_id)
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        values = {"holder_id": holder_id, "presence": PresenceKind.FORBIDDEN.value, "is_refused": False}
        insert_new(session, CabinetSettings, values)
        found = session.scalars(locked).one()
    return found


def tell(session: Session, change: Change, event: Event, details: str | None = None) -> None:
    """Write a change into the history of the child.

    :param details: what was changed, never to what.
    """
    record(
        session,
        event,
        change.actor,
        at=change.now,
        holder_id=change.holder_id,
        certificate_id=change.certificate_id,
        municipality_code=change.municipality_code,
        details=details,
    )


def representative_of(settings: CabinetSettings | None, cipher: Cipher) -> Representative:
    """Read who represents the child.

    :raises SecretLostError: it cannot be decrypted any more.
    """
    text = settings.representative if settings else None
    return Representative.from_json(cipher.decrypt(text)) if text else Representative()


def place_of(settings: CabinetSettings | None, cipher: Cipher) -> Place:
    """Read the convenient address.

    :raises SecretLostError: it cannot be decrypted any more.
    """
    text = settings.place if settings else None
    return Place.from_json(cipher.decrypt(text)) if text else Place()


def applicant_of(settings: CabinetSettings | None, cipher: Cipher) -> ApplicantData:
    """Read the data for applications.

    :raises SecretLostError: it cannot be decrypted any more.
    """
    text = settings.applicant if settings else None
    return ApplicantData.from_json(cipher.decrypt(text)) if text else ApplicantData()


def readable(stored: str, cipher: Cipher) -> str | None:
    """Decrypt what can be given anew; ``None`` where its key is lost."""
    try:
        return cipher.decrypt(stored)
    except SecretLostError:
        return None


def set_representative(session: Session, change: Change, value: Representative, cipher: Cipher) -> bool:
    """Save who represents the child.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: whether anything is different now.
    """
    return _set(session, change, "representative", value, cipher, "данные родителя (законного представителя)")


def set_place(session: Session, change: Change, value: Place, cipher: Cipher) -> bool:
    """Save the convenient address, or empty it; as :func:`set_representative`."""
    return _set(session, change, "place", value, cipher, "удобный адрес для посещения занятий")


def set_applicant(session: Session, change: Change, value: ApplicantData, cipher: Cipher) -> bool:
    """Save the data for applications, or empty them; as :func:`set_representative`."""
    return _set(session, change, "applicant", value, cipher, "персональные данные для подачи заявлений")


def _set(session: Session, change: Change, column: str, value: Encoded, cipher: Cipher, what: str) -> bool:
    settings = locked_settings(session, change.holder_id)
    stored = getattr(settings, column)
    text = None if value.is_empty else value.to_json()
    if (stored is None and text is None) or (stored is not None and readable(stored, cipher) == text):
        return False
    setattr(settings, column, cipher.encrypt(text) if text else None)
    tell(session, change, Event.CABINET_CHANGED, what)
    return True


def choose_presence(session: Session, change: Change, kind: PresenceKind, phrase: str | None = None) -> bool:
    """Choose how organisations may enrol the child (S001: «Обязательно выберите»).

    :param phrase: a new code phrase that :func:`sgo_pfdo.cabinet.presence.check_phrase` took; ``None`` keeps the one
        there is. It is kept as a hash, and only as long as this kind is chosen.
    :return: whether anything is different now.
    :raises PhraseMissingError: the kind needs a phrase, and there is none.
    """
    settings = locked_settings(session, change.holder_id)
    if kind is PresenceKind.PHRASE and phrase is None and settings.phrase_hash is None:
        raise PhraseMissingError
    is_new = settings.presence != kind or settings.presence_chosen_at is None
    settings.presence = kind.value
    settings.presence_chosen_at = change.now
    if kind is not PresenceKind.PHRASE:
        settings.phrase_hash = settings.phrase_set_at = None
    elif phrase is not None:
        settings.phrase_hash, settings.phrase_set_at = hash_password(phrase), change.now
    if is_new:
        tell(session, change, Event.PRESENCE_CHOSEN, f"«{LABELS[kind]}»")
    if kind is PresenceKind.PHRASE and phrase is not None:
        tell(session, change, Event.PHRASE_CHANGED)
    return is_new or phrase is not None


def presence_of(settings: CabinetSettings | None) -> PresenceKind:
    """Tell the kind that counts; by default organisations cannot enrol the child."""
    return PresenceKind(settings.presence) if settings else PresenceKind.FORBIDDEN


def has_chosen_presence(settings: CabinetSettings | None) -> bool:
    """Tell whether the family has chosen a kind, which it must before it can apply."""
    return settings is not None and settings.presence_chosen_at is not None


def phrase_matches(settings: CabinetSettings, typed: str) -> bool:
    """Compare what was said in an organisation with the code phrase, in constant time."""
    return settings.phrase_hash is not None and password_matches(settings.phrase_hash, folded_phrase(typed))


def is_phrase_old(settings: CabinetSettings, now: datetime) -> bool:
    """Tell whether the code phrase should be changed by now."""
    return settings.phrase_set_at is not None and not is_recent(settings.phrase_set_at, now, PHRASE_AGE)


def choose_notices(session: Session, change: Change, wanted: Collection[str]) -> bool:
    """Choose which letters come, by the names in :data:`sgo_pfdo.mail.kinds.LETTERS`.

    :return: whether anything is different now.
    """
    settings = locked_settings(session, change.holder_id)
    muted = " ".join(name for name in LETTERS if name not in wanted) or None
    if settings.muted == muted:
        return False
    settings.muted = muted
    tell(session, change, Event.CABINET_CHANGED, "какие письма приходят")
    return True


def mute(session: Session, change: Change, kinds: Collection[str]) -> bool:
    """Send no letters of these kinds any more; whatever else was chosen stays.

    :param kinds: names in :data:`sgo_pfdo.mail.kinds.LETTERS`.
    :return: whether anything is different now.
    """
    settings = locked_settings(session, change.holder_id)
    return choose_notices(session, change, [name for name in LETTERS if wants(settings, name) and name not in kinds])


def wants(settings: CabinetSettings | None, notice: str) -> bool:
    """Tell whether a family wants letters of a kind: all of them, unless it has said otherwise."""
    return settings is None or notice not in (settings.muted or "").split()


def rotate(session: Session, cipher: Cipher) -> None:
    """Encrypt everything again under the newest key.

    :raises SecretLostError: something cannot be decrypted.
    """
    for row in session.scalars(select(CabinetSettings).with_for_update()).all():
        for column in ("representative", "place", "email", "new_email", "applicant"):
            stored = getattr(row, column)
            if stored is not None:
                setattr(row, column, cipher.rotate(stored))
