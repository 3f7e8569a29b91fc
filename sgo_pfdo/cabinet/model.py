"""The table of what a family has set in its cabinet."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.model import Holder
from sgo_pfdo.database import TABLE_PREFIX, Base, Moment


class CabinetSettings(Base):
    """What the family of a child has set, for all certificates the child will have."""

    __tablename__ = TABLE_PREFIX + "cabinet_settings"

    holder_id: Mapped[int] = mapped_column(ForeignKey(Holder.id), primary_key=True)
    email: Mapped[str | None] = mapped_column(Text)
    """Encrypted."""
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
