"""Help for families, as a municipality's operator writes it beside, or in place of, what the module ships with."""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, BigId
from sgo_pfdo.municipalities.model import Municipality


class HelpKind(enum.StrEnum):
    """The lists of the help button (S001, part 7)."""

    INSTRUCTION = "instruction"
    VIDEO = "video"
    QUESTION = "question"


class Audience(enum.StrEnum):
    """Whom an entry is for."""

    EVERYONE = "everyone"
    PARENT = "parent"
    PUPIL = "pupil"


class HelpEntry(Base):
    """One entry of a municipality. An entry is closed, never deleted."""

    __tablename__ = TABLE_PREFIX + "help_entry"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in HelpKind)), name="kind"),
        UniqueConstraint("municipality_code", "replaces"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    kind: Mapped[str] = mapped_column(String(16))
    replaces: Mapped[str | None] = mapped_column(String(40))
    """The key of the shipped entry in whose place it stands."""
    title: Mapped[str] = mapped_column(Text)
    """The name, or the question."""
    short: Mapped[str | None] = mapped_column(Text)
    """A question in a few words."""
    body: Mapped[str | None] = mapped_column(Text)
    """The text, or the answer: paragraphs with empty lines between them."""
    keywords: Mapped[str | None] = mapped_column(Text)
    links: Mapped[str | None] = mapped_column(Text)
    """Addresses of a PDF or of videos, one a line."""
    audience: Mapped[str] = mapped_column(String(16), default=Audience.EVERYONE.value)
    is_open: Mapped[bool] = mapped_column(default=True)
