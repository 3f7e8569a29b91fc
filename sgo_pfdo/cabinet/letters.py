"""Composes the letters about access to a cabinet. They name the child by the first name alone, and no number."""

from collections.abc import Callable
from datetime import datetime

from sgo_pfdo.mail.outbox import Letter

RECOVERY_SUBJECT = "Личный кабинет сертификата. Новый пароль"
CODE_SUBJECT = "Личный кабинет сертификата. Код подтверждения"
GUESSED_SUBJECT = "Личный кабинет сертификата. Кто-то подбирает пароль"

Render = Callable[..., str]
"""Renders a template of the module: its name, then what it knows."""


def recovery_letter(render: Render, recipient: str, *, link: str, child: str, until: datetime, portal: str) -> Letter:
    """Compose the letter with the link that sets a new password.

    :param recipient: the confirmed address.
    :param until: when the link dies, in the time zone of the municipality.
    :param portal: the address of the portal.
    """
    known = {"link": link, "child": child, "until": until, "portal": portal}
    return _letter(render, recipient, RECOVERY_SUBJECT, "cabinet_recovery", known)


def code_letter(render: Render, recipient: str, *, code: str, child: str, until: datetime, portal: str) -> Letter:
    """Compose the letter with the code that shows once more who somebody is.

    :param code: six digits.
    """
    known = {"code": code, "child": child, "until": until, "portal": portal}
    return _letter(render, recipient, CODE_SUBJECT, "cabinet_code", known)


def guessed_letter(render: Render, recipient: str, *, child: str, portal: str) -> Letter:
    """Compose the letter that tells of many wrong passwords."""
    return _letter(render, recipient, GUESSED_SUBJECT, "cabinet_guessed", {"child": child, "portal": portal})


def _letter(render: Render, recipient: str, subject: str, name: str, known: dict[str, object]) -> Letter:
    return Letter(
        recipient=recipient,
        subject=subject,
        text=render(f"letters/{name}.txt", **known),
        html=render(f"letters/{name}.html", **known),
    )
