"""Composes the letter that asks to confirm an address. It names the child by the first name alone."""

from collections.abc import Callable
from datetime import datetime

from sgo_pfdo.mail.outbox import Letter

SUBJECT = "Заявка на сертификат ПДО. Подтверждение электронной почты"
"""As S000, point 9, has it."""

Render = Callable[..., str]
"""Renders a template of the module: its name, then what it knows."""


def confirmation_letter(
    render: Render, recipient: str, *, link: str, child: str, until: datetime, portal: str
) -> Letter:
    """Compose the letter.

    :param recipient: a checked address.
    :param link: the whole address of the page that confirms.
    :param child: the first name; may be empty.
    :param until: when the link dies, in the time zone of the child's municipality.
    :param portal: the address of the portal.
    """
    known = {"link": link, "child": child, "until": until, "portal": portal}
    return Letter(
        recipient=recipient,
        subject=SUBJECT,
        text=render("letters/confirm_address.txt", **known),
        html=render("letters/confirm_address.html", **known),
    )
