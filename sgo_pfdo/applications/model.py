"""Tables of applications. What people typed is encrypted at rest: contacts, documents, addresses."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import TABLE_PREFIX, Base, BigId, Moment
from sgo_pfdo.municipalities.model import Municipality


class Application(Base):
    """One application by one person for one child.

    ``open_key`` names child and applicant while the application is unfinished: one at a time for each of them, and the
    other parent's never in the way. It is NULL once a certificate came of it.
    """

    __tablename__ = TABLE_PREFIX + "application"
    __table_args__ = (UniqueConstraint("municipality_code", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    open_key: Mapped[str | None] = mapped_column(String(140), unique=True)
    pupil_id: Mapped[str] = mapped_column(String(64), index=True)
    applicant_id: Mapped[str] = mapped_column(String(64))
    applicant_role: Mapped[str] = mapped_column(String(16))
    municipality_code: Mapped[str] = mapped_column(ForeignKey(Municipality.code))
    number: Mapped[int | None]
    """Sequential within the municipality; drawn when the application is finished."""
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey(Certificate.id), index=True)
    email: Mapped[str | None] = mapped_column(Text)
    """Encrypted; NULL once the application was withdrawn or its personal data erased."""
    typed: Mapped[str | None] = mapped_column(Text)
    """Encrypted: what the applicant has typed so far, to go on with later."""
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    link_key: Mapped[str | None] = mapped_column(String(22))
    """Random, in the link of the newest letter; NULL once it has worked."""
    link_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    letters_at: Mapped[str | None] = mapped_column(Text)
    """When letters were asked for within the last day: moments in ISO 8601, separated by spaces."""
    is_refused: Mapped[bool] = mapped_column(default=False)
    """The mail server said that the address does not exist."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    touched_at: Mapped[datetime] = mapped_column(Moment, index=True)
    """The last step; an unfinished application is erased some time after."""
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class PapersVersion(Base):
    """What the filled papers of an application say. «Обновить заявление» makes a new version, the older ones stay."""

    __tablename__ = TABLE_PREFIX + "papers_version"
    __table_args__ = (UniqueConstraint("application_id", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey(Application.id))
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    """Encrypted: the data of the papers as JSON."""
    consent_text: Mapped[str] = mapped_column(String(20))
    """The version of the consent's wording that was printed."""
    made_at: Mapped[datetime] = mapped_column(Moment)
