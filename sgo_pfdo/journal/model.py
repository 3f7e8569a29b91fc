"""The table of the history. It is append-only: the module has no code that changes what an entry tells."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.municipalities.model import Municipality

IS_OF_SETTINGS = "event IN ('setting_changed', 'module_switched', 'catalogue_changed', 'publication_changed')"
"""SQL: which entries tell of a municipality's settings and its catalogue.

They are few among very many, hence an index of their own.
"""


class JournalEntry(Base):
    """One entry. It names nobody: the actor is a role, an organisation and the host's opaque id."""

    __tablename__ = TABLE_PREFIX + "journal"
    __table_args__ = (
        Index("ix_sgo_pfdo_journal_holder_id_id", "holder_id", "id"),
        Index("ix_sgo_pfdo_journal_municipality_code_id", "municipality_code", "id"),
        Index(
            "ix_sgo_pfdo_journal_settings",
            "municipality_code",
            "id",
            postgresql_where=text(IS_OF_SETTINGS),
            sqlite_where=text(IS_OF_SETTINGS),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey(Holder.id))
    """``None`` for what concerns no child: a search without result, a setting of the municipality."""
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey(Certificate.id))
    at: Mapped[datetime] = mapped_column(Moment)
    event: Mapped[str] = mapped_column(String(40))
    actor_role: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    organisation: Mapped[str | None] = mapped_column(Text)
    """The actor's organisation as it was called then; families act for none."""
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey(Municipality.code))
    """On whose side it happened: staff of this municipality may read it."""
    details: Mapped[str | None] = mapped_column(Text)
    """What exactly, in the words people read; never personal data."""
