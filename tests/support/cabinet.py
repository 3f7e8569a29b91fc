"""Cabinets as people open them."""

from tests.support.pages import Page
from tests.support.web import Web

BUTTON = "Открыть личный кабинет сертификата"


def open_cabinet(web: Web, page: str = "", *, certificate: int = 0) -> Page:
    """Open a page of a child's cabinet through the portal, as the parent who is signed in there.

    Args:
        web: the portal; the child has a certificate.
        page: what follows the card id in the address.
        certificate: the place of the certificate, the oldest first.
    """
    family = web.open()
    if any(BUTTON in form.buttons for form in family.forms):
        family.press(web.client, BUTTON)
    return web.open(f"/pfdo/cabinet/{web.certificates()[certificate].card_id}{page}")
