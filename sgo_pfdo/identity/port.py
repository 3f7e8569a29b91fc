"""The port to whoever vouches for people: Госуслуги, or a gateway that speaks for them.

A provider keeps nothing of anybody. What it needs between the way there and the way back stands in :class:`Attempt`,
which the module keeps encrypted, and it is never asked inside a transaction.
"""

import abc
import enum
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sgo_pfdo.verified import VerifiedPerson


class Refusal(enum.StrEnum):
    """Why nobody was vouched for; each has its words on the page."""

    DECLINED = "declined"
    """The person did not let their data go."""
    NOT_CONFIRMED = "not_confirmed"
    SECOND_FACTOR = "second_factor"
    NOT_A_PERSON = "not_a_person"
    """Somebody came in the role of an organisation."""
    INCOMPLETE = "incomplete"
    """Name or birth date are missing, or are none."""
    TOO_LATE = "too_late"
    MISCONFIGURED = "misconfigured"
    """The provider does not take what the portal sends: certificate, scope, clock, redirect address."""


class IdentityRefusedError(Exception):
    """The provider does not vouch for whoever came.

    :param code: the provider's own word for it, for the log: letters, digits, dashes.
    """

    def __init__(self, reason: Refusal, code: str | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.code = code


class IdentityUnavailableError(Exception):
    """The provider cannot be reached, is too slow, or answers what is no answer. The text names nobody."""


class IdentityForgedError(Exception):
    """Something does not fit: a state, a signature, a claim. The text says which, and nothing of what stood there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way to the provider and back.

    :param state: 128 bits, comes back with the answer.
    :param nonce: comes back inside the signed token.
    :param code_verifier: proves that whoever exchanges the code has begun the attempt (PKCE).
    :param redirect_uri: where the provider sends the person back to.
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    redirect_uri: str
    begun_at: datetime

    @classmethod
    def begin(cls, redirect_uri: str, now: datetime) -> "Attempt":
        """Draw the secrets of a new attempt."""
        return cls(
            state=secrets.token_urlsafe(16),
            nonce=secrets.token_urlsafe(16),
            code_verifier=secrets.token_urlsafe(48),
            redirect_uri=redirect_uri,
            begun_at=now,
        )

    def as_json(self) -> dict[str, str]:
        """Give what JSON can hold."""
        return asdict(self) | {"begun_at": self.begun_at.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> "Attempt":
        """Read what :meth:`as_json` gave."""
        return cls(**{**kept, "begun_at": datetime.fromisoformat(kept["begun_at"])})  # type: ignore[arg-type]


class IdentityProvider(abc.ABC):
    """Somebody who vouches for people."""

    name: str = "gosuslugi"
    """In addresses and in the database: small Latin letters, digits, dashes."""
    label: str = "Госуслуги"
    """As people read it."""

    @property
    def issuer(self) -> str:
        """Tell whose subjects they are: the same subject of another issuer is another person."""
        return self.name

    @abc.abstractmethod
    def begin(self, attempt: Attempt) -> str:
        """Give the address to which the browser is sent.

        :raises IdentityUnavailableError: not now.
        """

    @abc.abstractmethod
    def finish(self, attempt: Attempt, arguments: Mapping[str, str], now: datetime) -> VerifiedPerson:
        """Find out who has come back.

        :param arguments: of the address, each of them once.
        :param now: the portal's moment, with a time zone.
        :raises IdentityRefusedError: nobody is vouched for.
        :raises IdentityUnavailableError: not now.
        :raises IdentityForgedError: something does not fit.
        """

    def sign_out_address(self, back: str) -> str | None:
        """Give the address that ends the session at the provider, or ``None`` where there is none.

        :param back: the whole address in the portal to come back to.
        :raises IdentityUnavailableError: not now.
        """
        return None

    def problems(self) -> Sequence[str]:
        """Say what keeps the portal from starting with this provider, a line each. Asks nobody."""
        return ()

    def health(self, now: datetime) -> Sequence[str]:
        """Ask the provider, for the doctor, and say what is wrong, a line each.

        :param now: the portal's moment, with a time zone.
        :raises IdentityUnavailableError: it cannot be reached.
        :raises IdentityForgedError: it is another one, or says what does not fit.
        """
        return ()
