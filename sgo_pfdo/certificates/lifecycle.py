"""The states of a certificate: four are stored, «expired» follows from the dates."""

import enum
from datetime import date


class Status(enum.StrEnum):
    """How things stand with a certificate."""

    INACTIVE = "inactive"
    """Issued; the family must come to an authorised organisation with papers."""
    ACTIVE = "active"
    """The clerk checked the papers."""
    FROZEN = "frozen"
    """Suspended from active; blocks a new one."""
    ANNULLED = "annulled"
    """Withdrawn, with a reason; the child may get a new one."""
    EXPIRED = "expired"
    """Never stored: the end date has passed; the child may get a new one, the old row stays."""


STORED = (Status.INACTIVE, Status.ACTIVE, Status.FROZEN, Status.ANNULLED)

SHOWN: dict[Status, str] = {
    Status.INACTIVE: "Не активирован",
    Status.ACTIVE: "Активный",
    Status.FROZEN: "Заморожен",
    Status.ANNULLED: "Аннулирован",
    Status.EXPIRED: "Срок действия истёк",
}
"""What people see (S004, figure 26; «Неактивирован» is printed there, apart is correct)."""


def shown_status(stored: Status, end: date, today: date) -> Status:
    """Tell the status that counts today.

    :param stored: the status in the register.
    :param end: the last day of the certificate.
    :return: ``EXPIRED`` once the last day has passed, unless the certificate was annulled before.
    """
    if stored is not Status.ANNULLED and today > end:
        return Status.EXPIRED
    return stored


def is_living(stored: Status, end: date, today: date) -> bool:
    """Tell whether a certificate keeps the child from getting another one: neither annulled nor expired."""
    return shown_status(stored, end, today) not in {Status.ANNULLED, Status.EXPIRED}
