"""Tables of holders and certificates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.lifecycle import STORED, Status, is_living, shown_status
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.municipalities.model import Group, Municipality


class Holder(Base):
    """A child as the module keeps it, with or without a pupil in the portal."""

    __tablename__ = TABLE_PREFIX + "holder"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pupil_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The host's opaque id of the child, compared byte for byte."""
    birth_date: Mapped[date]


class Certificate(Base):
    """A certificate of additional education.

    ``living_key`` is the holder's id while the certificate lives and NULL afterwards: its UNIQUE constraint is what
    makes a second living certificate impossible, however many people press at once. A certificate that ended by its
    date keeps the key until the next one is issued.
    """

    __tablename__ = TABLE_PREFIX + "certificate"
    __table_args__ = (
        CheckConstraint("status IN ({})".format(", ".join(f"'{status}'" for status in STORED)), name="status"),
        CheckConstraint("start_date <= end_date", name="dates"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey(Holder.id), index=True)
    living_key: Mapped[int | None] = mapped_column(BigId, unique=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    stored_status: Mapped[str] = mapped_column("status", String(16), default=Status.INACTIVE)
    surname: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str] = mapped_column(Text)
    patronymic: Mapped[str | None] = mapped_column(Text)
    """The name as issued: a later change in the portal does not alter a paper that stands in a clerk's file."""
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    school_id: Mapped[str | None] = mapped_column(String(64))
    group_id: Mapped[int | None] = mapped_column(ForeignKey(Group.id))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    start_date: Mapped[date]
    end_date: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every later step, which is a compare-and-swap on it."""

    def status(self, today: date) -> Status:
        """Tell the status that counts today, expiry included."""
        return shown_status(Status(self.stored_status), self.end_date, today)

    def is_living(self, today: date) -> bool:
        """Tell whether the certificate keeps the child from getting another one."""
        return is_living(Status(self.stored_status), self.end_date, today)


def living(today: date) -> ColumnElement[bool]:
    """Say :meth:`Certificate.is_living` in SQL; a property test holds the two equal."""
    return and_(Certificate.stored_status != Status.ANNULLED, Certificate.end_date >= today)
