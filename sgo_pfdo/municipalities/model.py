"""Tables of the municipalities. What a municipality leaves empty follows the ``SGO_PFDO_*`` options."""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.database import TABLE_PREFIX, Base, BigId
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.funds.rules.room import Limits
from sgo_pfdo.plain.ages import AgeRange


def one_of(column: str, values: Iterable[str]) -> str:
    """Write a check that a column holds one of these words."""
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


class Municipality(Base):
    """A municipality: sets groups and rules, and has the organisations that activate."""

    __tablename__ = TABLE_PREFIX + "municipality"
    __table_args__ = (CheckConstraint(one_of("funding", Funding), name="funding"),)

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    """As families know it: «г. Киселёвск»."""
    district: Mapped[str | None] = mapped_column(Text)
    """Genitive, as papers say it: «Киселёвского городского округа»."""
    region: Mapped[str | None] = mapped_column(Text)
    """Genitive: «Кемеровской области – Кузбасса»."""
    region_code: Mapped[str | None] = mapped_column(String(2))
    municipality_code: Mapped[str | None] = mapped_column(String(2))
    numbers_used: Mapped[int] = mapped_column(default=0, server_default="0")
    """The counter of the ``pfdo10`` format: the last position given out."""
    time_zone: Mapped[str | None] = mapped_column(String(64))
    number_format: Mapped[str | None] = mapped_column(String(16))
    validity_days: Mapped[int | None]
    pupil_may_come_alone: Mapped[bool | None]
    """Whether a pupil of 14 and over may come to the desk without a parent (S004); they may unless this says no."""
    application_way: Mapped[str | None] = mapped_column(String(16))
    """``direct`` or ``email``."""
    applications_used: Mapped[int] = mapped_column(default=0, server_default="0")
    """The counter of application numbers: the last one given out."""
    has_accepted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a certificate of another municipality was ever accepted here, with whatever came with it."""
    introduction: Mapped[str | None] = mapped_column(Text)
    """Plain paragraphs above the information page; the rest of that page follows from the rules."""
    authority: Mapped[str | None] = mapped_column(Text)
    """The operator of the personal data that the consent names."""
    authority_address: Mapped[str | None] = mapped_column(Text)
    authority_telephone: Mapped[str | None] = mapped_column(Text)
    authority_hours: Mapped[str | None] = mapped_column(Text)
    letters_off: Mapped[str | None] = mapped_column(Text)
    """The kinds of letters to families that it does not want, separated by spaces: :mod:`sgo_pfdo.mail.kinds`."""
    register_operator: Mapped[str | None] = mapped_column(Text)
    """Who runs АИС ПФДО by order of the authority; the consent names it (152-ФЗ, статья 9, часть 4)."""
    register_operator_address: Mapped[str | None] = mapped_column(Text)
    children_count: Mapped[int | None]
    """How many children of the ages of a certificate live there: what the coverage is a share of."""
    funding: Mapped[str] = mapped_column(String(16), default=Funding.FUNDED.value, server_default=Funding.FUNDED.value)
    """The type that new certificates have: ``funded`` or ``accounting``."""
    force_password_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whoever opens a cabinet with the password of the sheet must choose an own one first (S000)."""
    regulation_title: Mapped[str | None] = mapped_column(Text)
    regulation_date: Mapped[date | None]
    regulation_number: Mapped[str | None] = mapped_column(Text)
    regulation_excerpt: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[str] = mapped_column(String(32), default=lambda: uuid4().hex)
    """Another one after each change of what families see: see :mod:`sgo_pfdo.municipalities.reading`."""


class Group(Base):
    """A certificate group: «Дети в возрасте от 5 до 18 лет» (S000)."""

    __tablename__ = TABLE_PREFIX + "group"
    __table_args__ = (
        UniqueConstraint("municipality_code", "name"),
        CheckConstraint("age_from >= 0 AND age_from < age_to", name="ages"),
        CheckConstraint("certificate_limit >= 0 AND nominal_limit >= 0", name="limits"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    name: Mapped[str] = mapped_column(Text)
    age_from: Mapped[int]
    age_to: Mapped[int]
    """The first age that no longer belongs."""
    position: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)
    certificate_limit: Mapped[int | None]
    """How many living certificates of ПФ it may have at once; ``None`` for no limit."""
    nominal_limit: Mapped[int | None] = mapped_column(BigInteger)
    """Kopecks that the nominals of these may add up to in the running period; ``None`` for no limit."""

    @property
    def ages(self) -> AgeRange:
        """The ages as the rules take them."""
        return AgeRange(self.age_from, self.age_to)

    @property
    def limits(self) -> Limits:
        """The limits as the rules take them."""
        return Limits(self.certificate_limit, self.nominal_limit)


class Organisation(Base):
    """An authorised organisation: where families come with papers (S000, point 13)."""

    __tablename__ = TABLE_PREFIX + "organisation"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code), index=True)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    telephone: Mapped[str | None] = mapped_column(Text)
    hours: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)


class RegisteredSchool(Base):
    """A school as the module knows it: whose municipality it belongs to, and whether it enabled the module."""

    __tablename__ = TABLE_PREFIX + "school"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The host's opaque id, compared byte for byte."""
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    name: Mapped[str | None] = mapped_column(Text)
    is_enabled: Mapped[bool] = mapped_column(default=False)


class OwnPaper(Base):
    """A municipality's own PDF in place of one of the blank forms."""

    __tablename__ = TABLE_PREFIX + "own_paper"

    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
