"""Tables of the organisations of the catalogue, where they teach, and who pays them."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.funds.model import Period
from sgo_pfdo.municipalities.model import Municipality, one_of
from sgo_pfdo.programmes.rules.agreements import AgreementState
from sgo_pfdo.programmes.rules.kinds import LONGEST_NAME, LONGEST_TEXT, MOST_LIMIT, ProviderForm, ProviderState


class Provider(Base):
    """An organisation that teaches, also a school with clubs."""

    __tablename__ = TABLE_PREFIX + "provider"
    __table_args__ = (
        CheckConstraint(one_of("form", ProviderForm), name="form"),
        CheckConstraint(one_of("state", ProviderState), name="state"),
        CheckConstraint(f"pupil_limit BETWEEN 1 AND {MOST_LIMIT}", name="pupil_limit"),
        CheckConstraint("rating BETWEEN 0 AND 1000 AND ratings >= 0", name="rating"),
        CheckConstraint(f"length(about) <= {LONGEST_TEXT}", name="about"),
        Index("ix_sgo_pfdo_provider_listed", "municipality_code", "state", "name_key", "code"),
    )

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    """By which the portal names it in :attr:`sgo_pfdo.Viewer.provider_code`, and files too; it never changes."""
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(String(LONGEST_NAME))
    """The name as lists sort it: :func:`sgo_pfdo.programmes.rules.texts.sort_key`."""
    full_name: Mapped[str | None] = mapped_column(Text)
    form: Mapped[str] = mapped_column(String(16))
    inn: Mapped[str | None] = mapped_column(String(12))
    ogrn: Mapped[str | None] = mapped_column(String(15))
    """ОГРН, or ОГРНИП of one who is an ИП."""
    kpp: Mapped[str | None] = mapped_column(String(9))
    licence_number: Mapped[str | None] = mapped_column(String(64))
    licence_date: Mapped[date | None]
    licence_issuer: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    telephone: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    site: Mapped[str | None] = mapped_column(String(500))
    director: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    contact_person: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    about: Mapped[str | None] = mapped_column(Text)
    bank_details: Mapped[str | None] = mapped_column(Text)
    """For contracts and accounts; no page of the catalogue shows them."""
    accepts_certificates: Mapped[bool] = mapped_column(default=True)
    pupil_limit: Mapped[int | None]
    """How many children it takes at once; ``None`` for no limit."""
    rating: Mapped[int | None]
    """Tenths of a percent; ``None`` as long as too few have rated."""
    ratings: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many have."""
    state: Mapped[str] = mapped_column(String(16), default=ProviderState.NEW.value)
    version: Mapped[int] = mapped_column(default=1)


class ProviderAddress(Base):
    """An address where a provider teaches, with its point. It is closed, never deleted."""

    __tablename__ = TABLE_PREFIX + "provider_address"
    __table_args__ = (
        UniqueConstraint("provider_code", "text"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="degrees"),
        Index("ix_sgo_pfdo_provider_address_point", "municipality_code", "latitude", "longitude"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    provider_code: Mapped[str] = mapped_column(ForeignKey(Provider.code))
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    text: Mapped[str] = mapped_column(String(LONGEST_NAME))
    directions: Mapped[str | None] = mapped_column(Text)
    """How to come, in words."""
    latitude: Mapped[float | None] = mapped_column(Float(53))
    """Degrees, WGS 84, together with the longitude or not at all."""
    longitude: Mapped[float | None] = mapped_column(Float(53))
    is_open: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class ProviderImage(Base):
    """The picture of a provider: encoded anew, never as it came."""

    __tablename__ = TABLE_PREFIX + "provider_image"

    provider_code: Mapped[str] = mapped_column(ForeignKey(Provider.code), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Agreement(Base):
    """Lets a provider be paid by the municipality of a period, for that period."""

    __tablename__ = TABLE_PREFIX + "agreement"
    __table_args__ = (
        UniqueConstraint("provider_code", "period_id"),
        CheckConstraint(one_of("state", AgreementState), name="state"),
        CheckConstraint("maximum >= 0", name="maximum"),
        CheckConstraint("state <> 'active' OR (number IS NOT NULL AND signed_on IS NOT NULL)", name="active"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    provider_code: Mapped[str] = mapped_column(ForeignKey(Provider.code))
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id), index=True)
    """Whose municipality pays."""
    state: Mapped[str] = mapped_column(String(16))
    number: Mapped[str | None] = mapped_column(String(64))
    signed_on: Mapped[date | None]
    maximum: Mapped[int | None] = mapped_column(BigInteger)
    """Kopecks that its contracts may come to; ``None`` for no limit."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was rejected."""
    version: Mapped[int] = mapped_column(default=1)


class DirectionLimit(Base):
    """How many paid services of a direction a municipality pays for at once; no row, no limit."""

    __tablename__ = TABLE_PREFIX + "direction_limit"
    __table_args__ = (CheckConstraint("most >= 0", name="most"),)

    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code), primary_key=True)
    direction: Mapped[str] = mapped_column(String(16), primary_key=True)
    most: Mapped[int]
