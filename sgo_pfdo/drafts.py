"""Drafts: what somebody typed when their session had ended is kept on the server until they have signed in again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import String, Text, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo.clock import future, is_recent
from sgo_pfdo.database import TABLE_PREFIX, Base, Moment, insert_new
from sgo_pfdo.secrets import Cipher, SecretLostError

LIFETIME = timedelta(days=1)
LARGEST_DRAFT = 20_000
"""Characters: more than any form of the module holds."""

Fields = Mapping[str, Sequence[str]]


class Draft(Base):
    """What was typed into one form by one person. Encrypted: it holds personal data."""

    __tablename__ = TABLE_PREFIX + "draft"

    viewer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    form: Mapped[str] = mapped_column(String(100), primary_key=True)
    """Which form of which page it is."""
    content: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class DraftTickets:
    """Signed tickets that a form carries: they tell whose draft it is when nobody is signed in any more.

    :param secret_key: of the application.
    """

    def __init__(self, secret_key: str | bytes) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="sgo_pfdo.draft")

    def make(self, viewer_id: str, form: str) -> str:
        """Make the ticket for a form that is shown to somebody."""
        return str(self._serializer.dumps([viewer_id, form]))

    def read(self, ticket: str) -> tuple[str, str] | None:
        """Read a ticket: whose draft, of which form; ``None`` for a forged one."""
        try:
            viewer_id, form = self._serializer.loads(ticket)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(viewer_id), str(form)


def keep(session: Session, cipher: Cipher, viewer_id: str, form: str, fields: Fields, now: datetime) -> None:
    """Keep what was typed, in place of an earlier draft of the same form."""
    content = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(content) > LARGEST_DRAFT:
        return
    values = {"viewer_id": viewer_id, "form": form, "content": cipher.encrypt(content), "saved_at": now}
    drop(session, viewer_id, form)
    insert_new(session, Draft, values)


def find(session: Session, cipher: Cipher, viewer_id: str, form: str, now: datetime) -> Fields | None:
    """Find what somebody typed into a form within the last day."""
    draft = session.scalars(select(Draft).where(Draft.viewer_id == viewer_id, Draft.form == form)).one_or_none()
    if draft is None or not is_recent(draft.saved_at, now, LIFETIME):
        return None
    try:
        fields: Fields = json.loads(cipher.decrypt(draft.content))
    except SecretLostError:
        return None
    return fields


def drop(session: Session, viewer_id: str, form: str) -> None:
    """Drop a draft once its form was sent."""
    session.execute(delete(Draft).where(Draft.viewer_id == viewer_id, Draft.form == form))


def drop_old(session: Session, now: datetime) -> int:
    """Drop every draft that nobody came back for, or that :func:`find` would not give: one of the future.

    :return: how many.
    """
    dropped = session.execute(delete(Draft).where(or_(Draft.saved_at <= now - LIFETIME, future(Draft.saved_at, now))))
    return int(dropped.rowcount)  # type: ignore[attr-defined]


def rotate(session: Session, cipher: Cipher) -> None:
    """Encrypt every draft again under the newest key.

    :raises SecretLostError: one of them cannot be decrypted.
    """
    for draft in session.scalars(select(Draft).with_for_update()).all():
        draft.content = cipher.rotate(draft.content)
