"""A portal in memory that signs people in, and a provider that vouches for whoever a test wants."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

import flask

from sgo_pfdo.host import AccountDirectory
from sgo_pfdo.identity.owner import is_owner
from sgo_pfdo.identity.port import Attempt, IdentityForgedError, IdentityProvider, IdentityRefusedError, Refusal
from sgo_pfdo.people import Role, Viewer
from sgo_pfdo.testing.family_portal import MemoryFamilyPortal
from sgo_pfdo.verified import Account, VerifiedPerson


class MemoryIdentityPortal(MemoryFamilyPortal, AccountDirectory):
    """A :class:`MemoryFamilyPortal` with accounts. Whoever signs in is a parent, or the pupil whose account it is."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.accounts: dict[str, Account] = {}
        """By their ids; all of them are candidates for everybody."""
        self.registers: Callable[[VerifiedPerson], str | None] = lambda person: None
        """What :meth:`register` does."""
        self.signed_in: list[str] = []
        """Whom :meth:`sign_in` has signed in."""
        self.heard: list[tuple[str, VerifiedPerson]] = []
        """What :meth:`verified` was told."""

    def put_account(self, account: Account) -> Account:
        """Put an account into the portal, or replace the one with the same id."""
        self.accounts[account.id] = account
        return account

    def account_candidates(self, person: VerifiedPerson) -> Sequence[Account]:
        """List all accounts."""
        return list(self.accounts.values())

    def account(self, account_id: str) -> Account | None:
        """Find an account that was put."""
        return self.accounts.get(account_id)

    def sign_in(self, account_id: str) -> None:
        """Begin a new session, and make the person the viewer."""
        flask.session.clear()
        self.signed_in.append(account_id)
        account = self.accounts.get(account_id)
        if account is not None and account.pupil_id is not None:
            self.viewer = Viewer(id=account_id, role=Role.PUPIL, pupil_id=account.pupil_id)
        else:
            self.viewer = Viewer(id=account_id, role=Role.PARENT)

    def current_viewer(self) -> Viewer | None:
        """Give the viewer; a pupil who came from the provider is the owner."""
        viewer = self.viewer
        if viewer is not None and viewer.role is Role.PUPIL and viewer.is_owner is None and is_owner(viewer.id):
            return Viewer(id=viewer.id, role=viewer.role, pupil_id=viewer.pupil_id, is_owner=True)
        return viewer

    def register(self, person: VerifiedPerson) -> str | None:
        """Do what :attr:`registers` says."""
        return self.registers(person)

    def verified(self, account_id: str, person: VerifiedPerson) -> None:
        """Keep it in :attr:`heard`."""
        self.heard.append((account_id, person))


class MemoryProvider(IdentityProvider):
    """Vouches for :attr:`person`; the code is «good».

    :param name: in addresses.
    """

    def __init__(self, person: VerifiedPerson, *, name: str = "gosuslugi") -> None:
        self.name = name
        self.person = person
        self.trouble: Exception | None = None
        """What it raises in place of everything."""
        self.asked = 0
        """How often somebody came back."""

    def begin(self, attempt: Attempt) -> str:
        """Give an address of a site that is not there."""
        if self.trouble is not None:
            raise self.trouble
        asked = {"state": attempt.state, "redirect_uri": attempt.redirect_uri}
        return f"https://provider.example/authorize?{urlencode(asked)}"

    def finish(self, attempt: Attempt, arguments: Mapping[str, str], now: datetime) -> VerifiedPerson:
        """Give the person, or raise what was set."""
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        if arguments.get("state") != attempt.state:
            raise IdentityForgedError("state")
        if "error" in arguments:
            raise IdentityRefusedError(Refusal.DECLINED)
        if arguments.get("code") != "good":
            raise IdentityRefusedError(Refusal.TOO_LATE)
        return self.person

    def sign_out_address(self, back: str) -> str | None:
        """Give an address there."""
        return f"https://provider.example/sign-out?{urlencode({'back': back})}"
