"""Composes the letters about the address of a cabinet. They name the child by the first name alone."""

from collections.abc import Callable
from datetime import datetime

from sgo_pfdo.mail.outbox import Letter

CONFIRM_SUBJECT = "Личный кабинет сертификата. Подтверждение электронной почты"
CHANGED_SUBJECT = "Личный кабинет сертификата. Адрес электронной почты изменён"
REMOVED_SUBJECT = "Личный кабинет сертификата. Адрес электронной почты удалён"

Render = Callable[..., str]
"""Renders a template of the module: its name, then what it knows."""


def confirmation_letter(
    render: Render, recipient: str, *, link: str, child: str, until: datetime, portal: str
) -> Letter:
    """Compose the letter that asks to confirm an address.

    :param recipient: a checked address.
    :param link: the whole address of the page that confirms.
    :param child: the first name; may be empty.
    :param until: when the link dies, in the time zone of the municipality.
    :param portal: the address of the portal.
    """
    known = {"link": link, "child": child, "until": until, "portal": portal}
    return _letter(render, "cabinet_confirm", recipient, CONFIRM_SUBJECT, known)


def farewell_letter(
    render: Render, recipient: str, *, child: str, at: datetime, is_removed: bool, portal: str
) -> Letter:
    """Compose the letter that tells an old address that the cabinet has another one now, or none.

    :param recipient: the old address; the new one is not named.
    :param at: when, in the time zone of the municipality.
    """
    known = {"child": child, "at": at, "is_removed": is_removed, "portal": portal}
    subject = REMOVED_SUBJECT if is_removed else CHANGED_SUBJECT
    return _letter(render, "cabinet_address_gone", recipient, subject, known)


def _letter(render: Render, name: str, recipient: str, subject: str, known: dict[str, object]) -> Letter:
    return Letter(
        recipient=recipient,
        subject=subject,
        text=render(f"letters/{name}.txt", **known),
        html=render(f"letters/{name}.html", **known),
    )
