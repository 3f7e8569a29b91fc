"""There and back: to the provider with a fresh attempt, back with the answer, which is used once."""

import logging
from collections.abc import Mapping

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database, security_log
from sgo_pfdo.blueprints.common.attempts import caller, limiter
from sgo_pfdo.blueprints.common.identity_entry import notice_of
from sgo_pfdo.blueprints.common.letters.outside import outside_url
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.blueprints.sign_in import blueprint
from sgo_pfdo.blueprints.sign_in.asked import (
    identifying,
    known_browser,
    local_path,
    provider_called,
    provider_of_portal,
    require_own,
    this_browser,
)
from sgo_pfdo.blueprints.sign_in.opening import decide, not_available, open_portal
from sgo_pfdo.current import current_state
from sgo_pfdo.identity import keeping
from sgo_pfdo.identity.keeping import ENTER, LINK, Begun
from sgo_pfdo.identity.port import (
    Attempt,
    IdentityForgedError,
    IdentityProvider,
    IdentityRefusedError,
    IdentityUnavailableError,
    Refusal,
)
from sgo_pfdo.identity.signing_in import Entered, tell_refused
from sgo_pfdo.identity.trouble import count_failure
from sgo_pfdo.limits import IDENTITY
from sgo_pfdo.verified import VerifiedPerson

_log = logging.getLogger("sgo_pfdo")


@blueprint.get("/<provider>")
def begin(provider: str) -> ResponseReturnValue:
    """Send the browser to the provider; ``?for=link`` to link the account at which somebody is signed in."""
    identity, state = provider_called(provider), current_state()
    purpose = LINK if flask.request.args.get("for") == LINK else ENTER
    account_id = require_own().viewer.id if purpose == LINK else None
    after = local_path(flask.request.args.get("next"))
    if (notice := notice_of(state)) is not None:
        return not_available(notice)
    who, now = caller(), state.host.now()
    database.perform(lambda session: limiter().take(session, IDENTITY, who, now))
    redirect_uri = outside_url("sgo_pfdo_sign_in.come_back", provider=identity.name)
    assert redirect_uri is not None  # the portal does not start without the option
    attempt = Attempt.begin(redirect_uri, now)
    try:
        address = identity.begin(attempt)
    except (IdentityUnavailableError, IdentityForgedError) as error:
        tell_of_trouble(identity, error)
        return not_available()
    browser = known_browser()
    database.perform(
        lambda session: keeping.begin(
            session,
            state.cipher,
            attempt,
            browser=browser,
            provider=identity.name,
            purpose=purpose,
            account_id=account_id,
            after=after,
            now=now,
        )
    )
    return flask.redirect(address, 303)


@blueprint.get("/<provider>/return")
def come_back(provider: str) -> ResponseReturnValue:
    """Take the answer: the state is spent and committed first, then the provider is asked, outside any transaction.

    From here a browser goes to a clean address: the code stands in no history and in no Referer.
    """
    identity = provider_called(provider)
    arguments = _arguments()
    begun = _spend(identity, arguments.get("state", ""))
    if begun is None:
        return _to_result()
    person = _person(identity, begun, arguments)
    if person is None:
        return _to_result()
    current_visitor().forget()
    outcome = database.perform(lambda session: decide(session, begun, person, identifying()))
    if isinstance(outcome, Entered):
        return open_portal(outcome.account_id, begun.after)
    return flask.redirect(flask.url_for(f"{blueprint.name}.link"), 303) if outcome == LINK else _to_result()


@blueprint.get("/out")
def sign_out() -> ResponseReturnValue:
    """«Выйти и из Госуслуг»: end the session there, and come back to the portal."""
    identity, home = provider_of_portal(), local_path(None)
    try:
        address = identity.sign_out_address(current_state().settings.base_url.rstrip("/") + "/")
    except (IdentityUnavailableError, IdentityForgedError) as error:
        tell_of_trouble(identity, error)
        return not_available()
    return flask.redirect(address or home, 303)


def _arguments() -> Mapping[str, str]:
    """Give the arguments of the address; one that stands there twice is taken for none, whichever was meant."""
    args = flask.request.args
    return {name: args[name] for name in args if len(args.getlist(name)) == 1}


def _spend(identity: IdentityProvider, state: str) -> Begun | None:
    cipher, browser, now = current_state().cipher, this_browser(), current_state().host.now()
    if not state or not browser:
        return None
    return database.perform(
        lambda session: keeping.spend(session, cipher, state=state, browser=browser, provider=identity.name, now=now)
    )


def _person(identity: IdentityProvider, begun: Begun, arguments: Mapping[str, str]) -> VerifiedPerson | None:
    """Ask the provider who it is; ``None`` once it is kept why nobody is."""
    state = current_state()
    try:
        return identity.finish(begun.attempt, arguments, state.host.now())
    except IdentityRefusedError as error:
        if error.reason is Refusal.MISCONFIGURED:
            state.told.error(
                f"sign-in through {identity.name}: the provider refuses the portal's settings,"
                f" {error.code or 'without a code'}; see docs/gosuslugi.md"
            )
        _keep_refusal(begun, identity, error.reason.value)
    except (IdentityUnavailableError, IdentityForgedError) as error:
        tell_of_trouble(identity, error)
        reason = "unavailable" if isinstance(error, IdentityUnavailableError) else "forged"
        _keep_refusal(begun, identity, reason)
    return None


def _keep_refusal(begun: Begun, identity: IdentityProvider, reason: str) -> None:
    state = current_state()
    now = state.host.now()

    def action(session: Session) -> None:
        keeping.settle(session, state.cipher, begun, "refused", now=now, words={"reason": reason})
        tell_refused(session, identity.name, reason, now)

    database.perform(action)


def tell_of_trouble(identity: IdentityProvider, error: Exception) -> None:
    """Write one line into the log, without anything of anybody; count what may be the provider being down."""
    if isinstance(error, IdentityForgedError):
        security_log.tell("identity_forged", provider=identity.name, what=str(error))
        return
    _log.warning("sign-in through %s: the provider is not available: %s", identity.name, error)
    now = current_state().host.now()
    database.perform(lambda session: count_failure(session, limiter(), identity.name, now))


def _to_result() -> ResponseReturnValue:
    return flask.redirect(flask.url_for(f"{blueprint.name}.result"), 303)
