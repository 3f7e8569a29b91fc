"""The letter that tells an applicant that there is an answer. It names nobody, neither child nor school."""

from sqlalchemy.orm import Session

from sgo_pfdo.access.model import AccessRequest
from sgo_pfdo.blueprints.access.reading import stated_of
from sgo_pfdo.blueprints.common.letters.outside import outside_url, portal_address
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.current import current_state
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.composing import letter_of

SUBJECT = "Доступ к ребёнку на школьном портале. Есть ответ"


def tell_applicant(session: Session, request: AccessRequest) -> None:
    """Put the letter into the outbox, where an address was given and the portal has one of its own.

    :param session: inside the action of the decision.
    """
    state, stated = current_state(), stated_of(request)
    link = outside_url("sgo_pfdo_access.page")
    if stated is None or not stated.email or link is None:
        return
    letter = letter_of(render, "access_decided", stated.email, SUBJECT, link=link, portal=portal_address())
    outbox.put(session, state.cipher, letter, topic=f"access-{request.id}", now=state.host.now())
