"""Tables of the search: what families look for, written with the programme in one transaction.

They hold nothing that is not in the tables of the catalogue: :mod:`sgo_pfdo.programmes.search.indexing` makes them
anew. Programmes that nobody may see have no rows.
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from sgo_pfdo.database import TABLE_PREFIX, Base
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup
from sgo_pfdo.programmes.rules.kinds import LONGEST_SHORT_NAME
from sgo_pfdo.programmes.rules.search_words import LONGEST_WORD

FTS = TABLE_PREFIX + "search_fts"
"""SQLite's full text index over :class:`SearchText`; five tables of its own begin with this name."""


WHERE_AND_FOR_WHOM = (
    *("x", "y", "z", "programme_id"),
    *("open_from", "open_to", "again_from", "again_to", "free_places", "start_key", "age_min", "age_max"),
)
"""How groups around an address are found; the last eight spare SQLite the table: two thirds of the time."""


def sorted_text(length: int) -> TypeEngine[str]:
    """Make the type of a text that is sorted by code points, whatever locale the database was made with."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Tokens(TypeDecorator[str]):
    """Words with spaces between them; PostgreSQL keeps them as a text search vector without positions."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type."""
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Quote each word for PostgreSQL: nothing in them has a meaning for it then."""
        if value is None or dialect.name != "postgresql":
            return value
        return " ".join(f"'{token}'" for token in value.split())


class SearchProgramme(Base):
    """What programmes are filtered and sorted by."""

    __tablename__ = TABLE_PREFIX + "search_programme"
    __table_args__ = (
        Index("ix_sgo_pfdo_search_programme_name", "sort_name", "programme_id"),
        Index("ix_sgo_pfdo_search_programme_provider_code", "provider_code"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(64))
    all_region: Mapped[bool]
    provider_code: Mapped[str] = mapped_column(String(64))
    choices: Mapped[int]
    """Registers and direction, a bit for each, by ``REGISTER_BITS`` and ``DIRECTION_BITS`` of
    :mod:`sgo_pfdo.programmes.rules.wishes`."""
    health: Mapped[int]
    """A bit for each category, by :data:`sgo_pfdo.programmes.rules.wishes.HEALTH_BITS`."""
    is_adapted: Mapped[bool]
    age_min: Mapped[int]
    age_max: Mapped[int]
    last_start_key: Mapped[int]
    """Of its groups the last :attr:`SearchGroup.start_key`; 0 without groups. So a programme for another age is
    passed over before its groups are looked up: half of all, mostly."""
    form: Mapped[str] = mapped_column(String(16))
    is_distance: Mapped[bool]
    level: Mapped[str] = mapped_column(String(16))
    needs_medical: Mapped[bool]
    rating: Mapped[int | None]
    sort_name: Mapped[str] = mapped_column(sorted_text(LONGEST_SHORT_NAME))


class SearchGroup(Base):
    """What groups are filtered and sorted by; those in the archive are not here.

    The groups of a programme lie side by side: on SQLite the primary key is the table.
    """

    __tablename__ = TABLE_PREFIX + "search_group"
    __table_args__ = (
        Index("ix_sgo_pfdo_search_group_place", *WHERE_AND_FOR_WHOM),
        {"sqlite_with_rowid": False},
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(ProgrammeGroup.id), primary_key=True)
    starts_on: Mapped[date]
    start_key: Mapped[int]
    """The first day as one number: :func:`sgo_pfdo.programmes.rules.ages.day_key`."""
    ends_on: Mapped[date]
    open_from: Mapped[date]
    """Applications are taken from this day on up to :attr:`open_to`, for next year from :attr:`again_from` to
    :attr:`again_to`, and not after the last lesson. Where nothing is set, the first or last day of the calendar stands;
    where nothing is taken, they stand the wrong way round."""
    open_to: Mapped[date]
    again_from: Mapped[date]
    again_to: Mapped[date]
    age_min: Mapped[int]
    """Full months that both programme and group take."""
    age_max: Mapped[int]
    free_places: Mapped[int]
    price: Mapped[int | None] = mapped_column(BigInteger)
    """Kopecks for the whole period; ``None`` where it is not given."""
    month_price: Mapped[int | None] = mapped_column(BigInteger)
    x: Mapped[int | None] = mapped_column(BigInteger)
    """Where it is taught: :func:`sgo_pfdo.programmes.rules.distance.in_space`."""
    y: Mapped[int | None] = mapped_column(BigInteger)
    z: Mapped[int | None] = mapped_column(BigInteger)


class SearchText(Base):
    """The words of a programme, with their stems."""

    __tablename__ = TABLE_PREFIX + "search_text"
    __table_args__ = (
        Index("ix_sgo_pfdo_search_text_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    words: Mapped[str] = mapped_column(Tokens)
    """Of names, keywords, activities, provider and annotation; those of names and keywords, which are more relevant,
    once more with :data:`sgo_pfdo.programmes.rules.search_words.HEADING`."""


class SearchWord(Base):
    """A word that stands in some text: so a slip of one letter is told from a word that there is."""

    __tablename__ = TABLE_PREFIX + "search_word"
    __table_args__ = (
        Index("ix_sgo_pfdo_search_word_stem", "stem"),
        Index("ix_sgo_pfdo_search_word_reversed", "reversed_word"),
        Index("ix_sgo_pfdo_search_word_reversed_stem", "reversed_stem"),
    )

    word: Mapped[str] = mapped_column(sorted_text(LONGEST_WORD), primary_key=True)
    stem: Mapped[str] = mapped_column(sorted_text(LONGEST_WORD))
    reversed_word: Mapped[str] = mapped_column(sorted_text(LONGEST_WORD))
    reversed_stem: Mapped[str] = mapped_column(sorted_text(LONGEST_WORD))
