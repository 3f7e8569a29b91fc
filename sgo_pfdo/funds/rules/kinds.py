"""The words of money and numbers: types of certificates, registers of programmes, units of an allowance."""

import enum
from collections.abc import Mapping


class Funding(enum.StrEnum):
    """The type of a certificate."""

    FUNDED = "funded"
    """Сертификат ПФ: it can pay for certified programmes."""
    ACCOUNTING = "accounting"
    """Сертификат учёта: only programmes that the budget pays for."""


class RegisterKind(enum.StrEnum):
    """The register that a programme stands in: who pays for it."""

    CERTIFIED = "certified"
    VALUED = "valued"
    PREPROF = "preprof"
    OTHER = "other"
    PAID = "paid"


REGISTERS: Mapping[RegisterKind, str] = {
    RegisterKind.CERTIFIED: "Сертифицированные",
    RegisterKind.VALUED: "Значимые",
    RegisterKind.PREPROF: "Предпрофессиональные",
    RegisterKind.OTHER: "Иные",
    RegisterKind.PAID: "Платные",
}
"""The registers as people read them."""
PAID_BY_BUDGET = (RegisterKind.VALUED, RegisterKind.PREPROF, RegisterKind.OTHER)
"""What is counted by number; ``certified`` is paid in money, ``paid`` by the family alone."""
ALLOWED = (RegisterKind.CERTIFIED, *PAID_BY_BUDGET)
"""What a municipality gives an allowance for."""


class Unit(enum.StrEnum):
    """What the amount of an allowance means. The two in hours exist in the table alone so far."""

    MONEY = "money"
    """Kopecks: the nominal. Only for certified programmes and funded certificates."""
    PROGRAMMES = "programmes"
    """How many programmes in a period."""
    HOURS_WEEK = "hours_week"
    HOURS_PERIOD = "hours_period"
    FREE = "free"
    """As many as the child likes."""
    CLOSED = "closed"
    """Not offered."""


LARGEST_NOMINAL = 10_000_000
"""Kopecks: 100 000 ₽."""
LARGEST_LIMIT = 10**15
"""Kopecks that many certificates together may have."""
MOST_CERTIFICATES = 10_000_000
"""Of one group."""
MOST_PROGRAMMES = 99
