"""Tables of the accounts in АИС ПФДО and of what a remote register has still to be told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.upkeep.leasing import LeasedRow


class Account(Base):
    """The account of a certificate in АИС ПФДО. Exactly one of ``secret`` and ``password_hash`` is set."""

    __tablename__ = TABLE_PREFIX + "account"
    __table_args__ = (CheckConstraint("(secret IS NULL) <> (password_hash IS NULL)", name="one_password"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), unique=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    """The certificate number."""
    secret: Mapped[str | None] = mapped_column(Text)
    """The initial password, encrypted."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    """Once the holder chose a password of their own."""
    password_version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Raised by every new password, so that two presses on one page make one."""
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the register first confirmed the account."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the account was closed, because the consent was withdrawn."""
    printed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a clerk printed the credentials sheet, which is possible once, after registering in person."""
    is_pending: Mapped[bool]
    """The register has not confirmed the present password yet: the credentials sheet waits."""


class RegisterTask(LeasedRow, Base):
    """One thing that a remote register has to be told. Tasks of a certificate are told in the order of their ids."""

    __tablename__ = TABLE_PREFIX + "register_task"

    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Stable over every repetition: lets the register recognise what it already did."""
    status: Mapped[str | None] = mapped_column(String(16))
    end_date: Mapped[date | None]
    """For a change of status: what to tell."""
