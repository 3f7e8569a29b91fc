"""What the views here ask: the provider, the browser, the portal's accounts, whoever is signed in."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import flask

from sgo_pfdo.blueprints.common.visitor import current_visitor, refuse_viewer
from sgo_pfdo.current import current_state
from sgo_pfdo.host import AccountDirectory
from sgo_pfdo.host_answers import account_of, candidates_of, refusal_of, registered_by
from sgo_pfdo.identity.port import IdentityProvider
from sgo_pfdo.identity.signing_in import Identifying
from sgo_pfdo.journal.writing import Actor, actor_from
from sgo_pfdo.municipalities.rules import today_in
from sgo_pfdo.people import Viewer
from sgo_pfdo.verified import Account, VerifiedPerson

BROWSER = "sgo_pfdo_browser"
"""Session key: a random, and nothing of a person."""
LONGEST_PATH = 500
_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*")


class AskedDirectory:
    """The portal's accounts, each answer looked at where it comes in."""

    def __init__(self, portal: AccountDirectory) -> None:
        self.portal = portal

    def account_candidates(self, person: VerifiedPerson) -> Sequence[Account]:
        """List accounts that may be a person's."""
        return candidates_of(self.portal, person)

    def account(self, account_id: str) -> Account | None:
        """Find one account."""
        return account_of(self.portal, account_id)

    def register(self, person: VerifiedPerson) -> str | None:
        """Make an account."""
        return registered_by(self.portal, person)

    def verified(self, account_id: str, person: VerifiedPerson) -> None:
        """Tell the portal who is behind an account."""
        self.portal.verified(account_id, person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Whoever is signed in, with the account as the portal knows it now."""

    viewer: Viewer
    account: Account

    @property
    def actor(self) -> Actor:
        """Who acts, as the history names them."""
        return actor_from(self.viewer)


def provider_of_portal() -> IdentityProvider:
    """Give who vouches for people; these pages are there only where somebody does."""
    identity = current_state().identity
    assert identity is not None  # else the pages were not registered
    return identity


def provider_called(name: str) -> IdentityProvider:
    """Give the provider of an address, or end the request with 404."""
    identity = provider_of_portal()
    if identity.name != name:
        flask.abort(404)
    return identity


def directory() -> AskedDirectory:
    """Give the portal's accounts."""
    host = current_state().host
    assert isinstance(host, AccountDirectory)  # looked at when the portal started
    return AskedDirectory(host)


def identifying() -> Identifying:
    """Give what the services need, at this moment."""
    state = current_state()
    now = state.host.now()
    return Identifying(
        portal=directory(),
        cipher=state.cipher,
        issuer=provider_of_portal().issuer,
        now=now,
        today=today_in(None, state.settings, now),
    )


def require_own() -> Own:
    """Give whoever is signed in at the own account, or end the request: nobody links on a visit to somebody else's."""
    visitor = current_visitor()
    if visitor.viewer is None:
        flask.abort(refusal_of(visitor.state.host))
    if visitor.viewer.is_owner is False:
        refuse_viewer(visitor.viewer)
    account = directory().account(visitor.viewer.id)
    if account is None:
        flask.abort(404)
    return Own(viewer=visitor.viewer, account=account)


def this_browser() -> str:
    """Give the random of this browser's session; empty where it has none, which fits no row."""
    kept = flask.session.get(BROWSER)
    return kept if isinstance(kept, str) else ""


def known_browser() -> str:
    """Give the random of this browser's session, drawn at the first time. Two tabs have the same one."""
    if not this_browser():
        flask.session[BROWSER] = secrets.token_urlsafe(16)
    return this_browser()


def local_path(wanted: str | None) -> str:
    """Give a path within this portal: what is none, or leads elsewhere, is its first page."""
    if wanted and len(wanted) <= LONGEST_PATH and _PATH.fullmatch(wanted):
        return wanted
    return flask.request.root_path.rstrip("/") + "/"
