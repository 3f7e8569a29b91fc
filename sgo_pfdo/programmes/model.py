"""Tables of what is taught: programmes, their parts, groups and lessons.

Months of age, kopecks and tenths of an hour are integers; the times of a lesson are those of the municipality.
"""

from datetime import date, datetime, time

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.municipalities.model import Municipality, one_of
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import (
    LARGEST_PRICE,
    LEAST_AGE,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    LONGEST_NORMS,
    LONGEST_SHORT_NAME,
    LONGEST_TEXT,
    MOST_AGE,
    MOST_CHILDREN,
    MOST_HOURS,
    MOST_LIMIT,
    MOST_MONTHS,
    MOST_PARTS,
    MOST_PLACES,
    MOST_YEARS,
    Direction,
    FinalDocument,
    Form,
    GroupKind,
    Health,
    Kind,
    Level,
    PlaceType,
    Qualification,
    Trait,
    Week,
)
from sgo_pfdo.programmes.rules.lifecycle import State

AGES = f"BETWEEN {LEAST_AGE} AND {MOST_AGE}"
FILES = ("document", "image")
"""The full text as a PDF, and the picture."""


class Programme(Base):
    """What a provider teaches."""

    __tablename__ = TABLE_PREFIX + "programme"
    __table_args__ = (
        UniqueConstraint("provider_code", "external_id"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("direction", Direction), name="direction"),
        CheckConstraint(one_of("form", Form), name="form"),
        CheckConstraint(one_of("level", Level), name="level"),
        CheckConstraint(one_of("final_document", FinalDocument), name="final_document"),
        CheckConstraint(one_of("place_type", PlaceType), name="place_type"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(f"age_min {AGES} AND age_max {AGES} AND age_min <= age_max", name="ages"),
        CheckConstraint(
            f"duration_years BETWEEN 0 AND {MOST_YEARS} AND duration_months BETWEEN 0 AND 11", name="duration"
        ),
        CheckConstraint(
            " AND ".join(f"length({name}) <= {LONGEST_TEXT}" for name in ("annotation", "aims", "results"))
            + f" AND length(equipment) <= {LONGEST_NORMS}",
            name="texts",
        ),
        CheckConstraint(f"enrolment_limit BETWEEN 1 AND {MOST_LIMIT}", name="enrolment_limit"),
        CheckConstraint("rating BETWEEN 0 AND 1000 AND ratings >= 0", name="rating"),
        Index("ix_sgo_pfdo_programme_place", "state", "municipality_code", "direction"),
        Index("ix_sgo_pfdo_programme_ages", "state", "age_min", "age_max"),
        Index("ix_sgo_pfdo_programme_named", "state", "name_key", "id"),
        Index("ix_sgo_pfdo_programme_rated", "state", "rating", "id"),
        Index("ix_sgo_pfdo_programme_review", "municipality_code", "state", "sent_at"),
        Index("ix_sgo_pfdo_programme_own", "provider_code", "state", "name_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    card_id: Mapped[str] = mapped_column(String(22), unique=True)
    """Names it in addresses."""
    external_id: Mapped[str | None] = mapped_column(String(64))
    """How the provider's files call it."""
    provider_code: Mapped[str] = mapped_column(ForeignKey(Provider.code))
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    all_region: Mapped[bool] = mapped_column(default=False)
    """Open to children of every municipality."""
    full_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    short_name: Mapped[str] = mapped_column(String(LONGEST_SHORT_NAME))
    name_key: Mapped[str] = mapped_column(String(LONGEST_SHORT_NAME))
    """The short name as lists sort it: :func:`sgo_pfdo.programmes.rules.texts.sort_key`."""
    kind: Mapped[str] = mapped_column(String(16))
    direction: Mapped[str] = mapped_column(String(16))
    age_min: Mapped[int]
    """Full months; a child of this age may join."""
    age_max: Mapped[int]
    """Full months; a child of this age may join, too."""
    is_adapted: Mapped[bool] = mapped_column(default=False)
    """For disabled children."""
    form: Mapped[str] = mapped_column(String(16))
    is_distance: Mapped[bool] = mapped_column(default=False)
    """With distance technology."""
    level: Mapped[str] = mapped_column(String(16), default=Level.NONE.value)
    duration_years: Mapped[int] = mapped_column(default=0)
    duration_months: Mapped[int] = mapped_column(default=0)
    annotation: Mapped[str | None] = mapped_column(Text)
    aims: Mapped[str | None] = mapped_column(Text)
    results: Mapped[str | None] = mapped_column(Text)
    equipment: Mapped[str | None] = mapped_column(Text)
    """Norms of equipment; for certified programmes alone."""
    document_url: Mapped[str | None] = mapped_column(String(500))
    """Where the full text is, if it is not kept here."""
    image_url: Mapped[str | None] = mapped_column(String(500))
    """Where a file said that the picture is; no page fetches or shows it."""
    video_url: Mapped[str | None] = mapped_column(String(500))
    needs_medical: Mapped[bool] = mapped_column(default=False)
    """A child brings a medical certificate."""
    final_document: Mapped[str] = mapped_column(String(16), default=FinalDocument.NONE.value)
    place_type: Mapped[str] = mapped_column(String(16), default=PlaceType.CITY.value)
    telephone: Mapped[str | None] = mapped_column(String(64))
    enrolment_limit: Mapped[int | None]
    """How many children it takes at once; ``None`` for no limit."""
    auto_prolong: Mapped[bool] = mapped_column(default=False)
    quality: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    """What the independent examination of quality (НОК) found, where the region has one."""
    rating: Mapped[int | None]
    """Tenths of a percent; ``None`` as long as too few have rated."""
    ratings: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many have."""
    state: Mapped[str] = mapped_column(String(16), default=State.DRAFT.value)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was last sent to review."""


class ProgrammeTrait(Base):
    """What a programme may have several of: registers, activities, keywords, categories of health."""

    __tablename__ = TABLE_PREFIX + "programme_trait"
    __table_args__ = (
        CheckConstraint(one_of("kind", Trait), name="kind"),
        CheckConstraint(
            f"(kind <> 'register' OR {one_of('value', RegisterKind)}) AND (kind <> 'health' OR "
            f"{one_of('value', Health)})",
            name="value",
        ),
        Index("ix_sgo_pfdo_programme_trait_value", "kind", "value", "programme_id"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(LONGEST_KEYWORD), primary_key=True)


class ProgrammeAddress(Base):
    """Where a programme is taught: some of its provider's addresses, one of them the main one."""

    __tablename__ = TABLE_PREFIX + "programme_address"

    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey(ProviderAddress.id), primary_key=True, index=True)
    is_main: Mapped[bool]


class ProgrammeFile(Base):
    """A file of a programme: the full text, or the picture, encoded anew."""

    __tablename__ = TABLE_PREFIX + "programme_file"
    __table_args__ = (CheckConstraint(one_of("kind", FILES), name="kind"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    alt: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    """What is to be seen on the picture, for those who do not see it."""
    changed_at: Mapped[datetime] = mapped_column(Moment)


class ProgrammeStep(Base):
    """A step in the life of a programme or of a part: who, when, why."""

    __tablename__ = TABLE_PREFIX + "programme_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), index=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey(f"{TABLE_PREFIX}programme_part.id"))
    """``None`` for the programme as a whole."""
    step: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Moment)
    role: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)
    """What the operator wants changed, for the provider to read."""


class ProgrammePart(Base):
    """A part of a programme, «модуль»: with its own hours, price and size of a group."""

    __tablename__ = TABLE_PREFIX + "programme_part"
    __table_args__ = (
        UniqueConstraint("programme_id", "position"),
        CheckConstraint(f"position BETWEEN 1 AND {MOST_PARTS}", name="position"),
        CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months"),
        CheckConstraint(
            f"hours BETWEEN 1 AND {MOST_HOURS} AND individual_hours BETWEEN 0 AND hours"
            " AND second_teacher_hours BETWEEN 0 AND hours",
            name="hours",
        ),
        CheckConstraint(
            f"min_children BETWEEN 1 AND {MOST_CHILDREN} AND max_children BETWEEN min_children AND {MOST_CHILDREN}",
            name="children",
        ),
        CheckConstraint(
            f"price BETWEEN 0 AND {LARGEST_PRICE} AND normative_price BETWEEN 0 AND {LARGEST_PRICE}", name="prices"
        ),
        CheckConstraint(one_of("qualification", Qualification), name="qualification"),
        CheckConstraint(one_of("second_qualification", Qualification), name="second_qualification"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(f"length(results) <= {LONGEST_TEXT}", name="results"),
        Index("ix_sgo_pfdo_programme_part_price", "price", "programme_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    months: Mapped[int]
    hours: Mapped[int]
    """Tenths of an hour, as the two below."""
    individual_hours: Mapped[int] = mapped_column(default=0)
    second_teacher_hours: Mapped[int] = mapped_column(default=0)
    qualification: Mapped[str | None] = mapped_column(String(16))
    qualification_words: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    second_qualification: Mapped[str | None] = mapped_column(String(16))
    second_qualification_words: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    min_children: Mapped[int]
    max_children: Mapped[int]
    price: Mapped[int | None] = mapped_column(BigInteger)
    """Kopecks for the whole period of a group; ``None`` where it is not given."""
    normative_price: Mapped[int | None] = mapped_column(BigInteger)
    """Kopecks that a certificate pays at the most."""
    results: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default=State.DRAFT.value)
    is_open: Mapped[bool] = mapped_column(default=False)
    """Whether it takes applications."""
    version: Mapped[int] = mapped_column(default=1)


class ProgrammeGroup(Base):
    """A group of a part: dates, places, when it takes applications. «Group» alone is the group of certificates."""

    __tablename__ = TABLE_PREFIX + "programme_group"
    __table_args__ = (
        UniqueConstraint("provider_code", "external_id"),
        CheckConstraint("starts_on < ends_on", name="dates"),
        CheckConstraint(
            f"places BETWEEN 1 AND {MOST_PLACES} AND extra_places BETWEEN 0 AND {MOST_PLACES}", name="places"
        ),
        CheckConstraint(f"age_min {AGES} AND age_max {AGES} AND age_min <= age_max", name="ages"),
        CheckConstraint(one_of("kind", GroupKind), name="kind"),
        CheckConstraint("order_from <= order_to AND next_order_from <= next_order_to", name="orders"),
        CheckConstraint("year_hours > 0 AND lesson_minutes BETWEEN 1 AND 600", name="lessons"),
        Index("ix_sgo_pfdo_programme_group_part_id", "part_id", "starts_on"),
        Index("ix_sgo_pfdo_programme_group_starts", "is_archived", "starts_on", "part_id"),
        Index("ix_sgo_pfdo_programme_group_ends", "is_archived", "ends_on", "part_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    card_id: Mapped[str] = mapped_column(String(22), unique=True)
    """Names it in addresses."""
    provider_code: Mapped[str] = mapped_column(ForeignKey(Provider.code))
    """Of its programme, so that the files of a provider name each group once."""
    external_id: Mapped[str | None] = mapped_column(String(64))
    part_id: Mapped[int] = mapped_column(ForeignKey(ProgrammePart.id))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kind: Mapped[str] = mapped_column(String(16), default=GroupKind.GROUP.value)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    address_id: Mapped[int | None] = mapped_column(ForeignKey(ProviderAddress.id), index=True)
    """``None``: at the main address of the programme."""
    office: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    teacher: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    places: Mapped[int]
    extra_places: Mapped[int] = mapped_column(default=0)
    age_min: Mapped[int | None]
    """Full months that are recommended; ``None``: as the programme."""
    age_max: Mapped[int | None]
    order_from: Mapped[date | None]
    """From when to when, both included, applications are taken; ``None`` for no bound."""
    order_to: Mapped[date | None]
    next_order_from: Mapped[date | None]
    """The same for the next year."""
    next_order_to: Mapped[date | None]
    is_locked: Mapped[bool] = mapped_column(default=False)
    has_entrance_test: Mapped[bool] = mapped_column(default=False)
    entrance_test: Mapped[str | None] = mapped_column(Text)
    """What it is, where and when."""
    year_hours: Mapped[int | None]
    """Tenths of an hour of study in a year."""
    lesson_minutes: Mapped[int | None]
    is_archived: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class Lesson(Base):
    """A line of the timetable of a group."""

    __tablename__ = TABLE_PREFIX + "lesson"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("begins_at < ends_at", name="times"),
        CheckConstraint("valid_from <= valid_to", name="valid"),
        CheckConstraint(one_of("week", Week), name="week"),
        CheckConstraint("academic_hours > 0", name="academic_hours"),
        Index("ix_sgo_pfdo_lesson_group_id", "group_id", "weekday", "begins_at"),
        Index("ix_sgo_pfdo_lesson_when", "weekday", "begins_at", "ends_at", "group_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(ProgrammeGroup.id))
    weekday: Mapped[int]
    """1 is Monday."""
    begins_at: Mapped[time]
    """The time of the municipality, as below."""
    ends_at: Mapped[time]
    valid_from: Mapped[date | None]
    """``None``: as the group."""
    valid_to: Mapped[date | None]
    week: Mapped[str] = mapped_column(String(16), default=Week.EVERY.value)
    office: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    teacher: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    academic_hours: Mapped[int | None]
    """Tenths."""
