"""The table of what families have to be told, and have been told, by letter."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.model import Certificate, Transition
from sgo_pfdo.database import TABLE_PREFIX, Base, Moment
from sgo_pfdo.upkeep.leasing import LeasedRow

_IS_WAITING = "written_at IS NULL"


class Notice(LeasedRow, Base):
    """Something that a family is told once. It names nobody: the letter is composed when it goes into the outbox."""

    __tablename__ = TABLE_PREFIX + "notice"
    __table_args__ = (
        Index(
            "ix_sgo_pfdo_notice_waiting",
            "due_at",
            "id",
            postgresql_where=text(_IS_WAITING),
            sqlite_where=text(_IS_WAITING),
        ),
    )

    event_key: Mapped[str] = mapped_column(String(80), unique=True)
    """What happened: «step:17», «issued:4». Whatever runs again finds its row here, and tells nothing twice."""
    kind: Mapped[str] = mapped_column(String(16))
    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), index=True)
    transition_id: Mapped[int | None] = mapped_column(ForeignKey(Transition.id))
    """The step that it tells of, if it is one."""
    details: Mapped[str | None] = mapped_column(Text)
    """What the letter needs to know besides: the fields that were corrected, the end that comes near."""
    link_key: Mapped[str | None] = mapped_column(String(22))
    """Random, in the link of the letter that ends such letters; NULL once it has worked."""
    written_at: Mapped[datetime | None] = mapped_column(Moment)
    """When its letter went into the outbox, or turned out not to be wanted any more."""
