"""What a family has settled in the holder's cabinet. Whatever names people or places is encrypted at rest."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sgo_pfdo.cabinet.presence import PresenceKind
from sgo_pfdo.certificates.model import Holder
from sgo_pfdo.database import TABLE_PREFIX, Base, Moment

_KINDS = ", ".join(f"'{kind}'" for kind in PresenceKind)


class CabinetSettings(Base):
    """«Личные данные» of one child. A row appears with the first change; without one, everything is as by default."""

    __tablename__ = TABLE_PREFIX + "cabinet_settings"
    __table_args__ = (
        CheckConstraint(f"presence IN ({_KINDS})", name="presence"),
        CheckConstraint(f"presence <> '{PresenceKind.PHRASE}' OR phrase_hash IS NOT NULL", name="phrase"),
    )

    holder_id: Mapped[int] = mapped_column(ForeignKey(Holder.id), primary_key=True, autoincrement=False)
    representative: Mapped[str | None] = mapped_column(Text)
    """Encrypted JSON: name and telephone of the parent (legal representative)."""
    place: Mapped[str | None] = mapped_column(Text)
    """Encrypted JSON: the convenient address and, where given, its point."""
    presence: Mapped[str] = mapped_column(String(16), default=PresenceKind.FORBIDDEN.value)
    presence_chosen_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the family chose a kind; before the first application it must have (S001, «Обязательно выберите»)."""
    phrase_hash: Mapped[str | None] = mapped_column(Text)
    phrase_set_at: Mapped[datetime | None] = mapped_column(Moment)
    email: Mapped[str | None] = mapped_column(Text)
    """Encrypted: the confirmed address."""
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    """Stays when the address is taken away: see :func:`sgo_pfdo.mail.addresses.recipient_of`."""
    new_email: Mapped[str | None] = mapped_column(Text)
    """Encrypted: the address that waits to be confirmed; until then the old one counts."""
    link_key: Mapped[str | None] = mapped_column(String(22))
    """Random, in the link of the newest letter; NULL once it has worked."""
    link_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    letters_at: Mapped[str | None] = mapped_column(Text)
    """When letters were asked for within the last day: moments in ISO 8601, separated by spaces."""
    is_refused: Mapped[bool] = mapped_column(default=False)
    """The mail server said that the new address does not exist."""
    muted: Mapped[str | None] = mapped_column(Text)
    """The kinds of notices that the family does not want by mail, separated by spaces."""
    applicant: Mapped[str | None] = mapped_column(Text)
    """Encrypted JSON: the data for applications."""
    rules_version: Mapped[str | None] = mapped_column(String(20))
    """The version of the processing rules that was accepted."""
    rules_given_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the consent was first given, or given again after a withdrawal."""
    rules_changed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a newer version was accepted."""
    withdrawal_asked_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """Three days later it is carried out, unless it is taken back before."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
