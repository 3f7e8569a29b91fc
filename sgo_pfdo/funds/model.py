"""Tables of money and numbers: what a municipality gives, and the facts from which reserve and spent are added up."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId
from sgo_pfdo.funds.rules.kinds import ALLOWED, LARGEST_NOMINAL, MOST_PROGRAMMES, Funding, RegisterKind, Unit
from sgo_pfdo.funds.rules.ledger import EnrolmentStatus
from sgo_pfdo.funds.rules.nominal import Decrease, Span
from sgo_pfdo.funds.rules.plan import MOST_BACKDATED
from sgo_pfdo.municipalities.model import Group, Municipality, one_of

_NO_GROUP = "group_id IS NULL"


class Period(Base):
    """The dates within which money and numbers count. Two of a municipality never meet: checked under its row."""

    __tablename__ = TABLE_PREFIX + "period"
    __table_args__ = (
        UniqueConstraint("municipality_code", "starts_on"),
        CheckConstraint("starts_on < ends_on AND opens_on <= ends_on", name="dates"),
        CheckConstraint("stop_on IS NULL OR stop_on BETWEEN opens_on AND ends_on", name="stop"),
        CheckConstraint("committed >= 0 AND (funding_limit IS NULL OR funding_limit >= 0)", name="amounts"),
        CheckConstraint(f"backdate_days BETWEEN 0 AND {MOST_BACKDATED}", name="backdate_days"),
        CheckConstraint(one_of("decrease", Decrease), name="decrease"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opens_on: Mapped[date]
    """From when families may use it."""
    stop_on: Mapped[date | None]
    """From this day on no new contract is made."""
    funding_limit: Mapped[int | None] = mapped_column(BigInteger)
    """Kopecks; ``None`` for no limit."""
    committed: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Kopecks that all certificates have reserved and spent: changed last in the transaction that reserves."""
    backdate_days: Mapped[int] = mapped_column(default=0)
    decrease: Mapped[str] = mapped_column(String(16), default=Decrease.MONTHLY.value)

    @property
    def span(self) -> Span:
        """Its days as the rules take them."""
        return Span(self.starts_on, self.ends_on)


class Allowance(Base):
    """What a certificate of a group may use in a period, by register."""

    __tablename__ = TABLE_PREFIX + "allowance"
    __table_args__ = (
        UniqueConstraint("period_id", "group_id", "funding", "register_kind"),
        Index(  # the constraint above takes NULL for something new each time
            "uq_sgo_pfdo_allowance_without_group",
            *("period_id", "funding", "register_kind"),
            unique=True,
            postgresql_where=text(_NO_GROUP),
            sqlite_where=text(_NO_GROUP),
        ),
        CheckConstraint(one_of("funding", Funding), name="funding"),
        CheckConstraint(one_of("register_kind", ALLOWED), name="register_kind"),
        CheckConstraint(one_of("unit", Unit), name="unit"),
        CheckConstraint("unit <> 'money' OR (register_kind = 'certified' AND funding = 'funded')", name="money"),
        CheckConstraint(
            f"amount >= 0 AND (unit <> 'money' OR amount <= {LARGEST_NOMINAL})"
            f" AND (unit <> 'programmes' OR amount <= {MOST_PROGRAMMES})",
            name="amount",
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id))
    group_id: Mapped[int | None] = mapped_column(ForeignKey(Group.id))
    """``None``: for certificates without a group."""
    funding: Mapped[str] = mapped_column(String(16))
    register_kind: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(String(16))
    amount: Mapped[int]
    """Kopecks, programmes or hours, as the unit says; 0 where it needs none."""


class PeriodCertificate(Base):
    """That a certificate has used a period: the nominal that its first application has fixed."""

    __tablename__ = TABLE_PREFIX + "period_certificate"
    __table_args__ = (
        CheckConstraint("fixed_nominal >= 0", name="fixed_nominal"),
        CheckConstraint("(fixed_nominal IS NULL) = (fixed_on IS NULL)", name="fixed"),
    )

    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id), primary_key=True, index=True)
    fixed_nominal: Mapped[int | None] = mapped_column(BigInteger)
    """Kopecks; ``None`` as long as it has not been used. It counts only while something is reserved or spent."""
    fixed_on: Mapped[date | None]
    """The day of that application: when the municipality gives more, the share of this month is given."""


class Enrolment(Base):
    """One application from the press to the archive, as far as sums and counts need it."""

    __tablename__ = TABLE_PREFIX + "enrolment"
    __table_args__ = (
        CheckConstraint(one_of("register_kind", RegisterKind), name="register_kind"),
        CheckConstraint(one_of("status", EnrolmentStatus), name="status"),
        CheckConstraint("starts_on <= ends_on AND (ends_early_on IS NULL OR ends_early_on <= ends_on)", name="dates"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), index=True)
    period_id: Mapped[int] = mapped_column(ForeignKey(Period.id), index=True)
    register_kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    starts_on: Mapped[date]
    """The first day of learning."""
    ends_on: Mapped[date]
    ends_early_on: Mapped[date | None]
    """The last day, where somebody has ended it before its time."""


class EnrolmentMonth(Base):
    """What a month of an enrolment costs. Whether it is reserved or spent follows from status and dates."""

    __tablename__ = TABLE_PREFIX + "enrolment_month"
    __table_args__ = (
        CheckConstraint("certificate_part >= 0 AND parents_part >= 0", name="parts"),
        CheckConstraint("due_on >= month", name="due_on"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """The first day of the month."""
    certificate_part: Mapped[int] = mapped_column(BigInteger)
    parents_part: Mapped[int] = mapped_column(BigInteger, default=0)
    due_on: Mapped[date]
    """The first day of the month, for the first month the first day of learning."""


class Correction(Base):
    """Kopecks given back of a month. Rows are added, never changed; one cause gives back once."""

    __tablename__ = TABLE_PREFIX + "correction"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "month", "cause", "cause_id"),
        ForeignKeyConstraint(
            ["enrolment_id", "month"],
            [f"{TABLE_PREFIX}enrolment_month.enrolment_id", f"{TABLE_PREFIX}enrolment_month.month"],
            name="fk_sgo_pfdo_correction_month",
        ),
        CheckConstraint("amount >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(BigId)
    month: Mapped[date]
    cause: Mapped[str] = mapped_column(String(20))
    cause_id: Mapped[int] = mapped_column(BigId)
    amount: Mapped[int] = mapped_column(BigInteger)
    """Kopecks."""
