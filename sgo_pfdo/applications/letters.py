"""Composes the letter that asks to confirm an address. It names the child by the first name alone."""

from datetime import datetime

from sgo_pfdo.mail.composing import Render, letter_of
from sgo_pfdo.mail.outbox import Letter

SUBJECT = "Заявка на сертификат ПДО. Подтверждение электронной почты"
"""As S000, point 9, has it."""


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
    return letter_of(render, "confirm_address", recipient, SUBJECT, **known)
