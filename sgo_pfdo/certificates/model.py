"""Tables of holders and certificates."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, func, text
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.rules.lifecycle import STORED, Status, is_living, shown_status
from sgo_pfdo.certificates.rules.names import fold, surname_key
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.municipalities.model import Group, Municipality, one_of

Sorted = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is sorted, and searched by its beginning: by code points, whatever locale the database was made with."""
_FILTERS = ("status", "school_id", "group_id")
_INDEXES = {
    "surname": ("surname_key", "first_name_key", "id", *_FILTERS, "start_date", "end_date", "birth_date"),
    "start": ("start_date", "id", *_FILTERS, "end_date"),
    "end": ("end_date", "id", *_FILTERS, "start_date"),
    "school": ("school_id", "status", "end_date"),
}
"""One for each order of the clerks' register, with all that it can be filtered by: whatever is asked, the answer stands
in one index, in its order, and no row is read in vain. The last one is for counting. The birth date is for the question
at each press whether a namesake is the same child: a large town has a thousand of one surname."""


_IS_JOINED = "joined_id IS NOT NULL"


class Holder(Base):
    """A child as the module keeps it, with or without a pupil in the portal."""

    __tablename__ = TABLE_PREFIX + "holder"
    __table_args__ = (
        Index(
            "ix_sgo_pfdo_holder_joined_id",
            "joined_id",
            postgresql_where=text(_IS_JOINED),
            sqlite_where=text(_IS_JOINED),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pupil_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The host's opaque id of the child, compared byte for byte."""
    birth_date: Mapped[date]
    document_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """A keyed hash of the child's identity document, once a clerk has seen it: keeps the child single."""
    document_seen_role: Mapped[str | None] = mapped_column(String(16))
    document_seen_by: Mapped[str | None] = mapped_column(String(64))
    """Who has seen the document: a role and the host's opaque id. All three are set with ``document_key``."""
    document_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    joined_id: Mapped[int | None] = mapped_column(ForeignKey(TABLE_PREFIX + "holder.id"))
    """The holder that this one turned out to be. Its history stays as it was written, and is read with the other's.

    If it has a pupil of the portal, the other one's certificates are that pupil's, too: a child may have two records.
    """


class Certificate(Base):
    """A certificate of additional education.

    ``living_key`` is the holder's id while the certificate lives and NULL afterwards: its UNIQUE constraint is what
    makes a second living certificate impossible, however many people press at once. A certificate that ended by its
    date keeps the key until the next one is issued.
    """

    __tablename__ = TABLE_PREFIX + "certificate"
    __table_args__ = (
        CheckConstraint(one_of("status", STORED), name="status"),
        CheckConstraint("start_date <= end_date", name="dates"),
        CheckConstraint(one_of("funding", Funding), name="funding"),
        *(Index(f"ix_sgo_pfdo_certificate_{of}", "municipality_code", *columns) for of, columns in _INDEXES.items()),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey(Holder.id), index=True)
    living_key: Mapped[int | None] = mapped_column(BigId, unique=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    card_id: Mapped[str] = mapped_column(String(22), unique=True)
    """Random, in the address of the clerk's card and in QR codes: says nothing of the child, unlike the number."""
    stored_status: Mapped[str] = mapped_column("status", String(16), default=Status.INACTIVE)
    surname: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str] = mapped_column(Text)
    patronymic: Mapped[str | None] = mapped_column(Text)
    """The name as issued: a later change in the portal does not alter a paper that stands in a clerk's file."""
    surname_key: Mapped[str] = mapped_column(Sorted)
    """The surname as it is searched and sorted, see :func:`sgo_pfdo.certificates.rules.names.surname_key`."""
    first_name_key: Mapped[str] = mapped_column(Sorted)
    """The first name as it is sorted, folded likewise. Both are empty once the name was erased."""
    birth_date: Mapped[date]
    """The holder's, which stands beside the surname here: see :func:`sgo_pfdo.certificates.holders.put_birth_date`."""
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    school_id: Mapped[str | None] = mapped_column(String(64))
    group_id: Mapped[int | None] = mapped_column(ForeignKey(Group.id))
    funding: Mapped[str] = mapped_column(String(16), default=Funding.FUNDED.value, server_default=Funding.FUNDED.value)
    """Its type: ``funded`` (сертификат ПФ) or ``accounting`` (сертификат учёта)."""
    issued_at: Mapped[datetime] = mapped_column(Moment)
    start_date: Mapped[date]
    end_date: Mapped[date]
    active_since: Mapped[date | None]
    """The day of the activation, while the certificate is active or frozen."""
    erase_on: Mapped[date | None]
    """The day after which the personal data may go: set when the consent is withdrawn and no ground remains."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every later step, which is a compare-and-swap on it."""

    def status(self, today: date) -> Status:
        """Tell the status that counts today, expiry included."""
        return shown_status(Status(self.stored_status), self.end_date, today)

    def is_living(self, today: date) -> bool:
        """Tell whether the certificate keeps the child from getting another one."""
        return is_living(Status(self.stored_status), self.end_date, today)


class Transition(Base):
    """One step in the life of a certificate: who, when, why, and what was before."""

    __tablename__ = TABLE_PREFIX + "transition"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), index=True)
    step: Mapped[str] = mapped_column(String(20))
    status_before: Mapped[str] = mapped_column(String(16))
    status_after: Mapped[str] = mapped_column(String(16))
    end_date_before: Mapped[date]
    active_since_before: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(Moment)
    day: Mapped[date]
    """The date of the step in the time zone of the municipality."""
    actor_role: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    organisation: Mapped[str | None] = mapped_column(Text)
    """The actor's organisation as it was called then."""
    papers: Mapped[str | None] = mapped_column(Text)
    """The kinds of papers seen, separated by spaces; no copies."""
    consent_text: Mapped[str | None] = mapped_column(String(20))
    """The version of the consent's wording that was given, where the portal has printed it."""
    reason_code: Mapped[str | None] = mapped_column(String(20))
    reason_words: Mapped[str | None] = mapped_column(Text)
    is_undone: Mapped[bool] = mapped_column(default=False)


class Acceptance(Base):
    """How a certificate came from another municipality, the last time: what giving it back restores."""

    __tablename__ = TABLE_PREFIX + "acceptance"

    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), primary_key=True)
    municipality_before: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    group_before: Mapped[int | None] = mapped_column(ForeignKey(Group.id))
    version: Mapped[int]
    """Of the certificate once it was accepted: another one means that something was done with it since."""
    day: Mapped[date]
    """The date in the municipality that accepted it."""


class Reminder(Base):
    """A reminder that was given: the row is what makes it happen once."""

    __tablename__ = TABLE_PREFIX + "reminder"

    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    end_date: Mapped[date] = mapped_column(primary_key=True)
    """The end the family was reminded of: a step that moves it makes a new reminder due."""
    at: Mapped[datetime] = mapped_column(Moment)


def name_keys(surname: str, first_name: str) -> dict[str, str]:
    """Make the columns by which a name is searched and sorted. SQLite's lower() knows no Cyrillic."""
    return {"surname_key": surname_key(surname, first_name), "first_name_key": fold(first_name)}


def stands_for(holder: Any) -> ColumnElement[int]:
    """Say in SQL which holder a holder stands for: itself, or the one that it turned out to be.

    :param holder: :class:`Holder`, or the columns of its table.
    """
    return func.coalesce(holder.joined_id, holder.id)


def living(today: date) -> ColumnElement[bool]:
    """Say :meth:`Certificate.is_living` in SQL; a property test holds the two equal."""
    return and_(Certificate.stored_status != Status.ANNULLED, Certificate.end_date >= today)


def has_status(status: Status, today: date) -> ColumnElement[bool]:
    """Say ``Certificate.status(today) is status`` in SQL; a property test holds the two equal."""
    if status is Status.ANNULLED:
        return Certificate.stored_status == status.value
    if status is Status.EXPIRED:
        return and_(Certificate.stored_status != Status.ANNULLED.value, Certificate.end_date < today)
    return and_(Certificate.stored_status == status.value, Certificate.end_date >= today)
