"""The kinds of letters about a certificate; host, municipality and family can each refuse any of them."""

import enum
from collections.abc import Iterable


class LetterKind(enum.StrEnum):
    """What a letter to a family is about."""

    ISSUED = "issued"
    ENDING = "ending"
    """28, 14 and 3 days before a certificate ends that nobody has activated."""
    ACTIVATED = "activated"
    FROZEN = "frozen"
    """Frozen, and in force again."""
    ANNULLED = "annulled"
    """Annulled, and put back in force."""
    CORRECTED = "corrected"
    PASSWORD = "password"
    ENTERED = "entered"
    """Somebody has come into the cabinet by number and password on a device that was never in it."""


LETTERS: dict[str, str] = {
    LetterKind.ISSUED: "Сертификат получен: что делать дальше",
    LetterKind.ENDING: "Подходит к концу срок, чтобы активировать сертификат",
    LetterKind.ACTIVATED: "Сертификат активирован",
    LetterKind.FROZEN: "Сертификат заморожен или снова действует",
    LetterKind.ANNULLED: "Сертификат аннулирован",
    LetterKind.CORRECTED: "Сотрудник исправил данные ребёнка",
    LetterKind.PASSWORD: "Задан новый пароль",
    LetterKind.ENTERED: "Вход в личный кабинет с нового устройства",
}
"""The kinds as people read them."""


def without(kinds: Iterable[str]) -> str | None:
    """Write down which kinds are refused, in their order and with spaces between; ``None`` where none is."""
    refused = set(kinds)
    return " ".join(kind for kind in LetterKind if kind in refused) or None


def kinds_in(stored: str | None) -> frozenset[str]:
    """Read what :func:`without` wrote."""
    return frozenset((stored or "").split())
