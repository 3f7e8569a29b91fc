"""Tables of what families read: help beside, or in place of, what the module ships with; news and events."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.municipalities.model import Municipality, one_of
from sgo_pfdo.programmes.model import AGES, Programme
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.rules.kinds import LONGEST_NAME, MOST_LIMIT
from sgo_pfdo.publications.rules.lifecycle import State
from sgo_pfdo.publications.rules.records import LONGEST_BODY, LONGEST_SHORT, LONGEST_TITLE


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


class PublicationKind(enum.StrEnum):
    """What is published (S001, part 6)."""

    NEWS = "news"
    EVENT = "event"


class Publication(Base):
    """A piece of news or an event. It is put into the archive, never deleted."""

    __tablename__ = TABLE_PREFIX + "publication"
    __table_args__ = (
        CheckConstraint(one_of("kind", PublicationKind), name="kind"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(f"length(body) <= {LONGEST_BODY}", name="body"),
        CheckConstraint("kind <> 'event' OR (starts_at IS NOT NULL AND place IS NOT NULL)", name="event"),
        CheckConstraint("ends_at >= starts_at", name="times"),
        CheckConstraint(f"age_min {AGES} AND age_max {AGES} AND age_min <= age_max", name="ages"),
        CheckConstraint(f"places BETWEEN 1 AND {MOST_LIMIT}", name="places"),
        Index("ix_sgo_pfdo_publication_shown", "kind", "state", "published_at", "id"),
        Index("ix_sgo_pfdo_publication_coming", "kind", "state", "starts_at", "id"),
        Index("ix_sgo_pfdo_publication_own", "provider_code", "changed_at"),
        Index("ix_sgo_pfdo_publication_municipality", "municipality_code", "state", "changed_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    card_id: Mapped[str] = mapped_column(String(22), unique=True)
    """Names it in addresses."""
    kind: Mapped[str] = mapped_column(String(16))
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    provider_code: Mapped[str | None] = mapped_column(ForeignKey(Provider.code))
    """Whose it is; ``None`` for what the municipality itself has written."""
    all_region: Mapped[bool] = mapped_column(default=False)
    """For families of every municipality."""
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    short: Mapped[str] = mapped_column(String(LONGEST_SHORT))
    body: Mapped[str | None] = mapped_column(Text)
    """As it was typed: pages show it by :func:`sgo_pfdo.publications.rules.markup.shown` alone."""
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    """Of an event, as all below."""
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    place: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    entry_until: Mapped[date | None]
    """The last day to say that one comes."""
    age_min: Mapped[int | None]
    """Full months."""
    age_max: Mapped[int | None]
    places: Mapped[int | None]
    programme_id: Mapped[int | None] = mapped_column(ForeignKey(Programme.id), index=True)
    state: Mapped[str] = mapped_column(String(16), default=State.DRAFT.value)
    must_review: Mapped[bool] = mapped_column(default=False)
    """An operator has returned it: it is approved before it shows, whatever its provider has published before."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was returned, for its author to read."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    """When families saw it first."""


class PublicationImage(Base):
    """The picture of a publication: encoded anew, never as it came."""

    __tablename__ = TABLE_PREFIX + "publication_image"

    publication_id: Mapped[int] = mapped_column(ForeignKey(Publication.id), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    alt: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    """What is to be seen on it, for those who do not see it."""
    changed_at: Mapped[datetime] = mapped_column(Moment)
