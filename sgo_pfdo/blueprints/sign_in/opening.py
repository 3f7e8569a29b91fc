"""What comes of a person whom the provider vouches for: the portal opens, asks for one more press, or says why not."""

import traceback
from pathlib import Path

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from sgo_pfdo.blueprints.common.identity_entry import NOTICE
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.blueprints.sign_in import blueprint
from sgo_pfdo.blueprints.sign_in.asked import directory, provider_of_portal
from sgo_pfdo.current import current_state
from sgo_pfdo.database import FAILURES, DatabaseBusyError
from sgo_pfdo.identity import keeping, owner
from sgo_pfdo.identity.keeping import LINK, Begun, Ended
from sgo_pfdo.identity.matching import AskToLink, Conflict, Unknown
from sgo_pfdo.identity.port import Refusal
from sgo_pfdo.identity.signing_in import Choice, Entered, Identifying, enter, what_is_against
from sgo_pfdo.secrets import SecretLostError
from sgo_pfdo.verified import VerifiedPerson

CHOOSE, REFUSED = "choose", "refused"
LATE = {"reason": Refusal.TOO_LATE.value}


def decide(session: Session, begun: Begun, person: VerifiedPerson, way: Identifying) -> Entered | str:
    """Find the account, and keep what is still to be pressed or said.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: who may be signed in, or ``link``, ``choose``, ``refused``.
    """
    if begun.purpose == LINK:
        return _decide_link(session, begun, person, way)
    return come_in(session, begun, person, way)


def come_in(
    session: Session, begun: Begun | Ended, person: VerifiedPerson, way: Identifying, *, chosen: str | None = None
) -> Entered | str:
    """Enter, or keep what the page has to ask or to say.

    :param chosen: of several accounts, the one that was pressed.
    """
    outcome = enter(session, person, way, chosen=chosen)
    if isinstance(outcome, Entered):
        keeping.forget(session, begun.key)
        return outcome
    if isinstance(outcome, Choice):
        keeping.settle(session, way.cipher, begun, CHOOSE, now=way.now, person=person)
        return CHOOSE
    keeping.settle(session, way.cipher, begun, REFUSED, now=way.now, words=words_of(outcome))
    return REFUSED


def _decide_link(session: Session, begun: Begun, person: VerifiedPerson, way: Identifying) -> str:
    """See that the same person is still signed in who has begun, and that nothing is against it."""
    viewer = current_visitor().viewer
    account = way.portal.account(viewer.id) if viewer is not None and viewer.id == begun.account_id else None
    if account is None:
        keeping.settle(session, way.cipher, begun, REFUSED, now=way.now, words=LATE)
        return REFUSED
    conflict = what_is_against(session, person, account, way)
    if conflict is not None:
        keeping.settle(session, way.cipher, begun, REFUSED, now=way.now, words=words_of(conflict))
        return REFUSED
    keeping.settle(session, way.cipher, begun, LINK, now=way.now, person=person)
    return LINK


def words_of(outcome: AskToLink | Conflict | Unknown) -> dict[str, str]:
    """Give the fixed words by which the page says why nobody comes in."""
    if isinstance(outcome, Conflict):
        datum = {"datum": outcome.datum.value} if outcome.datum is not None else {}
        return {"reason": outcome.kind.value, **datum}
    if isinstance(outcome, AskToLink):
        return {"reason": "ask_to_link" if outcome.rule == 5 else "not_sure_enough"}
    return {"reason": "unknown"}


def open_portal(account_id: str, after: str) -> ResponseReturnValue:
    """Have the portal sign the person in, after the commit and once; then go where they wanted to go."""
    portal = directory().portal
    try:
        portal.sign_in(account_id)
    except (HTTPException, DatabaseBusyError, *FAILURES):
        raise
    except Exception as error:
        current_state().told.error(_mistake_of(type(portal).__name__, error))
        return show_refusal({"reason": "portal"}), 503
    owner.mark(account_id)
    return flask.redirect(after, 303)


def _mistake_of(portal: str, error: Exception) -> str:
    """Say what the portal raised and where; its text may name somebody."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}"
    return f"sign_in() of {portal} raised {type(error).__name__} ({place}); see docs/host-port.md"


def show_refusal(words: dict[str, str], *, purpose: str = "enter") -> str:
    """Render why nobody comes in, with a next step for each reason."""
    return render(
        "sign_in/refused.html",
        reason=words.get("reason", Refusal.TOO_LATE.value),
        datum=words.get("datum"),
        is_linking=purpose == LINK,
        is_signed_in=current_visitor().viewer is not None,
        provider=provider_of_portal(),
    )


def not_available(notice: str | None = None) -> ResponseReturnValue:
    """Say that it does not work now, and what does."""
    label = provider_of_portal().label
    page = render("sign_in/not_available.html", notice=notice or NOTICE.format(label=label), label=label)
    response = flask.make_response(page, 503)
    response.headers["Retry-After"] = "60"
    return response


@blueprint.errorhandler(SecretLostError)
def secret_lost(error: SecretLostError) -> ResponseReturnValue:
    """Say that it does not work now, and tell whoever runs the portal which option lacks a key."""
    current_state().told.error("SGO_PFDO_KEYS lacks the key of what is stored: put it back, behind the newest one")
    return not_available()
