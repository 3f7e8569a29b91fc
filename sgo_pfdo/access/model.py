"""Tables of who asks for access to which child, what became of it, and the codes that schools print."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.access.rules.lifecycle import State
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool, one_of
from sgo_pfdo.people import Relation


class AccessRequest(Base):
    """A request for access to a child. What it states is encrypted, and erased some time after its end."""

    __tablename__ = TABLE_PREFIX + "access_request"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("relation", Relation), name="relation"),
        Index("ix_sgo_pfdo_access_request_school_id_state", "school_id", "state", "decide_by"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    card_id: Mapped[str] = mapped_column(String(22), unique=True)
    """Names it in addresses: 128 random bits."""
    applicant_id: Mapped[str] = mapped_column(String(64), index=True)
    """The host's opaque id of the person who asks."""
    school_id: Mapped[str] = mapped_column(ForeignKey(RegisteredSchool.id))
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    relation: Mapped[str] = mapped_column(String(16))
    is_verified: Mapped[bool]
    """The portal knows the applicant for certain."""
    content: Mapped[str | None] = mapped_column(Text)
    """Encrypted JSON: the stated child and applicant; NULL once it was erased."""
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    decide_by: Mapped[date]
    """The last day for the school to decide, in the time zone of its municipality."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """When it left the states in which something can still be done."""
    pupil_id: Mapped[str | None] = mapped_column(String(64), index=True)
    """The host's id of the child that was attached."""
    until: Mapped[date | None]
    """The last day of the access, where it was given for a time."""
    open_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """A keyed hash of applicant, school and stated child while the request is open: nobody asks twice."""


class AccessStepRow(Base):
    """A step of a request: who, when, in which role, why. It names nobody."""

    __tablename__ = TABLE_PREFIX + "access_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey(AccessRequest.id), index=True)
    step: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Moment)
    role: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(24))
    words: Mapped[str | None] = mapped_column(Text)
    """Encrypted: what the school added in words of its own."""
    bases: Mapped[str | None] = mapped_column(Text)
    """What the school has checked, separated by spaces."""


class AccessCode(Base):
    """A code on a printed sheet that attaches a child to whoever types it with the birth date, once."""

    __tablename__ = TABLE_PREFIX + "access_code"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code_key: Mapped[str] = mapped_column(String(64), unique=True)
    """A keyed hash: who reads the table attaches nobody."""
    pupil_id: Mapped[str] = mapped_column(String(64), index=True)
    school_id: Mapped[str] = mapped_column(ForeignKey(RegisteredSchool.id))
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """The midnight after the last day that the sheet prints."""
    wrong_dates: Mapped[int] = mapped_column(default=0, server_default="0")
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by: Mapped[str | None] = mapped_column(String(64))
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)


class AccessNotice(Base):
    """What deciders of a school should know of a pupil: a dispute, a restricted parent. Families never see it."""

    __tablename__ = TABLE_PREFIX + "access_notice"
    __table_args__ = (UniqueConstraint("pupil_id", "school_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pupil_id: Mapped[str] = mapped_column(String(64))
    school_id: Mapped[str] = mapped_column(ForeignKey(RegisteredSchool.id))
    content: Mapped[str] = mapped_column(Text)
    """Encrypted words."""
    is_strict: Mapped[bool]
    """No codes for the pupil, and the director alone decides."""
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
