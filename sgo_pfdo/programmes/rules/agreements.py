"""The states of an agreement between a provider and the municipality that pays."""

import enum
from collections.abc import Mapping


class AgreementState(enum.StrEnum):
    """How things stand with an agreement. The dialogue of the two is for later; what is loaded may be in any state."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    """By the payer; number and date are still to come."""
    ACTIVE = "active"
    REJECTED = "rejected"
    APPEALED = "appealed"
    ENDED = "ended"
    """Before its period is over: nothing new is paid under it."""


SHOWN: Mapping[AgreementState, str] = {
    AgreementState.ASKED: "Запрошено",
    AgreementState.CONFIRMED: "Подтверждено, ждёт номера и даты",
    AgreementState.ACTIVE: "Действует",
    AgreementState.REJECTED: "Отклонено",
    AgreementState.APPEALED: "Отказ оспорен",
    AgreementState.ENDED: "Прекращено",
}
"""What people see."""
