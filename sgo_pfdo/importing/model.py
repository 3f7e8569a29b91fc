"""The table of files that somebody has brought and not taken in yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, Moment
from sgo_pfdo.municipalities.model import Municipality, one_of

CERTIFICATES, CATALOGUE = "certificates", "catalogue"
"""What a file may hold that is brought to a page: the first one by an operator alone."""


class BroughtIn(Base):
    """The last file of a kind that somebody has brought: checked, and waiting for the press that takes it in.

    Encrypted: it may hold personal data. Only a file without faults is kept, for an hour, and nothing of it once it was
    taken in.
    """

    __tablename__ = TABLE_PREFIX + "brought_file"
    __table_args__ = (CheckConstraint(one_of("kind", (CERTIFICATES, CATALOGUE)), name="kind"),)

    viewer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    token: Mapped[str] = mapped_column(String(22))
    """Random: a press is for the file that its page has shown."""
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """``None`` once it was taken in."""
    brought_at: Mapped[datetime] = mapped_column(Moment)
    new_count: Mapped[int]
    known_count: Mapped[int]
    linked_count: Mapped[int | None]
    """How many were linked to pupils of the portal; ``None`` where that was not tried or did not work."""
