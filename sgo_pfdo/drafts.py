"""Drafts: what somebody typed when their session had ended is kept on the server until they have signed in again."""

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import String, Text, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sgo_pfdo.clock import future, is_recent
from sgo_pfdo.database import TABLE_PREFIX, Base, Moment, insert_new
from sgo_pfdo.secrets import Cipher, SecretLostError

LIFETIME = timedelta(days=1)
MOST_TABS = 5
"""Drafts of one form that are kept for one person: the newest ones."""
LARGEST_DRAFT = 20_000
"""Characters: more than any form of the module holds."""

Fields = Mapping[str, Sequence[str]]


class Draft(Base):
    """What was typed into one form by one person. Encrypted: it holds personal data."""

    __tablename__ = TABLE_PREFIX + "draft"

    viewer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    form: Mapped[str] = mapped_column(String(100), primary_key=True)
    """Which form of which page it is."""
    tab: Mapped[str] = mapped_column(String(16), primary_key=True)
    """Which of several tabs, each of which has its own draft; empty where there is only one."""
    content: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Ticket(NamedTuple):
    """Whose draft it is, of which form, in which tab."""

    viewer_id: str
    form: str
    tab: str


class KeptDraft(NamedTuple):
    """What somebody typed in one tab."""

    tab: str
    fields: Fields


class DraftTickets:
    """Signed tickets that a form carries: they tell whose draft it is when nobody is signed in any more.

    :param secret_key: of the application.
    """

    def __init__(self, secret_key: str | bytes) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="sgo_pfdo.draft")

    def make(self, viewer_id: str, form: str, tab: str) -> str:
        """Make the ticket for a form that is shown to somebody."""
        return str(self._serializer.dumps([viewer_id, form, tab]))

    def read(self, ticket: str) -> Ticket | None:
        """Read a ticket; ``None`` for a forged one."""
        try:
            viewer_id, form, tab = self._serializer.loads(ticket)
        except (BadSignature, ValueError, TypeError):
            return None
        return Ticket(str(viewer_id), str(form), str(tab))


def new_tab() -> str:
    """Draw what tells the drafts of several tabs apart."""
    return secrets.token_urlsafe(6)


def keep(
    session: Session, cipher: Cipher, viewer_id: str, form: str, fields: Fields, now: datetime, *, tab: str = ""
) -> None:
    """Keep what was typed, in place of an earlier draft of the same form in the same tab."""
    content = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(content) > LARGEST_DRAFT:
        return
    encrypted = cipher.encrypt(content)
    drop(session, viewer_id, form, tab)
    for older in _newest_first(session, viewer_id, form)[MOST_TABS - 1 :]:
        drop(session, viewer_id, form, older.tab)
    values = {"viewer_id": viewer_id, "form": form, "tab": tab, "content": encrypted, "saved_at": now}
    insert_new(session, Draft, values)


def _newest_first(session: Session, viewer_id: str, form: str) -> Sequence[Draft]:
    of_form = select(Draft).where(Draft.viewer_id == viewer_id, Draft.form == form)
    return session.scalars(of_form.order_by(Draft.saved_at.desc(), Draft.tab)).all()


def find(session: Session, cipher: Cipher, viewer_id: str, form: str, now: datetime) -> Fields | None:
    """Find what somebody typed last into a form within the last day."""
    kept = find_all(session, cipher, viewer_id, form, now)
    return kept[0].fields if kept else None


def find_all(session: Session, cipher: Cipher, viewer_id: str, form: str, now: datetime) -> list[KeptDraft]:
    """Find what somebody typed into a form within the last day, of each tab, the newest first."""
    kept = []
    for draft in _newest_first(session, viewer_id, form):
        if is_recent(draft.saved_at, now, LIFETIME):
            with suppress(SecretLostError):
                kept.append(KeptDraft(draft.tab, json.loads(cipher.decrypt(draft.content))))
    return kept


def drop(session: Session, viewer_id: str, form: str, tab: str | None = None) -> None:
    """Drop a draft once its form was sent.

    :param tab: that of the form; ``None`` for every tab.
    """
    of_tab = [] if tab is None else [Draft.tab == tab]
    session.execute(delete(Draft).where(Draft.viewer_id == viewer_id, Draft.form == form, *of_tab))


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
