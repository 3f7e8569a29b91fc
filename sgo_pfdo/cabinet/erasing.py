"""Erases what a family has settled, once the consent to keep it was withdrawn."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.presence import PresenceKind

_GONE = ("representative", "place", "phrase_hash", "phrase_set_at", "email", "email_confirmed_at", "new_email")
_GONE_TOO = ("link_key", "link_expires_at", "letters_at", "applicant", "muted", "presence_chosen_at")


def erase_settings_of(session: Session, holder_id: int) -> None:
    """Erase contacts, addresses and data for applications; that the consent was given and withdrawn stays."""
    values = dict.fromkeys((*_GONE, *_GONE_TOO)) | {"presence": PresenceKind.FORBIDDEN.value, "is_refused": False}
    session.execute(update(CabinetSettings).where(CabinetSettings.holder_id == holder_id).values(**values))


def move_settings(session: Session, gone_id: int, holder_id: int) -> None:
    """Give the settings of a holder to the one that it turned out to be, which keeps its own if it has any."""
    gone = session.get(CabinetSettings, gone_id, populate_existing=True)
    if gone is None:
        return
    if session.get(CabinetSettings, holder_id, populate_existing=True) is not None:
        erase_settings_of(session, gone_id)
        return
    moved = update(CabinetSettings).where(CabinetSettings.holder_id == gone_id).values(holder_id=holder_id)
    session.execute(moved.execution_options(synchronize_session=False))
    session.expunge(gone)
