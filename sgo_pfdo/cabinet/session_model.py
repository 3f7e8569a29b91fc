"""Tables of who has a cabinet open, and of the one-time links that lead into it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment


class CabinetSession(Base):
    """A cabinet that is open on one device. The cookie of the device may open several."""

    __tablename__ = TABLE_PREFIX + "cabinet_session"
    __table_args__ = (UniqueConstraint("token_hash", "certificate_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what the cookie says: who reads the table opens no cabinet."""
    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), index=True)
    actor_role: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    """The host's opaque id of whoever came through the portal; ``None`` for number and password."""
    opened_at: Mapped[datetime] = mapped_column(Moment)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    """When the person last showed who they are: by password, by the portal, by a code."""
    seen_at: Mapped[datetime] = mapped_column(Moment)
    """When the last request came, to a minute."""
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """When it ends, whatever happens."""
    is_remembered: Mapped[bool]
    """«Запомнить на этом устройстве»: it does not end by itself when nobody asks for an hour."""


class CabinetLink(Base):
    """A secret in a letter that works once: the link that sets a new password, the code that is typed in."""

    __tablename__ = TABLE_PREFIX + "cabinet_link"
    __table_args__ = (UniqueConstraint("certificate_id", "kind"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id))
    kind: Mapped[str] = mapped_column(String(16))
    """``recovery`` or ``code``: a newer one takes the place of the one before."""
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
