"""Tables of who is linked to which account, and of the ways to the provider and back that are under way."""

from datetime import date, datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment


class Identity(Base):
    """A link between an account of the portal and somebody at a provider. It names neither."""

    __tablename__ = TABLE_PREFIX + "identity"
    __table_args__ = (
        UniqueConstraint("provider", "account_id"),
        UniqueConstraint("provider", "subject_key", "account_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), index=True)
    """The host's opaque id."""
    provider: Mapped[str] = mapped_column(String(32))
    subject_key: Mapped[str] = mapped_column(String(64))
    """A keyed hash of issuer and subject."""
    level: Mapped[str] = mapped_column(String(16))
    """As at the last sign-in."""
    how: Mapped[str] = mapped_column(String(16))
    """By which way the link was made: ``matched``, ``pressed``, ``registered``."""
    linked_at: Mapped[datetime] = mapped_column(Moment)
    used_on: Mapped[date]
    """The day of the last sign-in."""


class SignIn(Base):
    """A way to the provider and back, for ten minutes; then the row goes, whatever became of it."""

    __tablename__ = TABLE_PREFIX + "sign_in"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A hash of the state: who reads the table goes nowhere with it."""
    browser_key: Mapped[str] = mapped_column(String(64), index=True)
    """A hash of the random that the browser's session holds."""
    provider: Mapped[str] = mapped_column(String(32))
    purpose: Mapped[str] = mapped_column(String(8))
    """``enter`` or ``link``."""
    account_id: Mapped[str | None] = mapped_column(String(64))
    """Who wants to link."""
    content: Mapped[str] = mapped_column(Text)
    """Encrypted: the attempt and where to go then; later the person, or why there is none."""
    step: Mapped[str] = mapped_column(String(8))
    """``begun``, ``spent``, ``ended``."""
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
