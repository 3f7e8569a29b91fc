"""Sign-in by OpenID Connect, as a certified gateway of ЕСИА offers it: the settings, and what is done with the answers.

The wire is in :mod:`sgo_pfdo.identity.oidc_wire`, on Authlib and joserfc, which come with the extra ``gosuslugi``: it
is imported only where a provider is made.
"""

import dataclasses
import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sgo_pfdo.config import ConfigError
from sgo_pfdo.config.checks import is_local
from sgo_pfdo.identity.claims import read_oidc_claims
from sgo_pfdo.identity.port import (
    Attempt,
    IdentityForgedError,
    IdentityProvider,
    IdentityRefusedError,
    Refusal,
)
from sgo_pfdo.identity.refusals import refused
from sgo_pfdo.verified import VerifiedPerson

SCOPE = "openid fullname birthdate snils"
"""No more than matching needs (ASVS 5.0, 10.2.3)."""
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""Those with a public key: a secret that both sides have would let the portal sign, and a token choose."""
SKEW = 60
"""Seconds by which the clocks of portal and provider may differ."""
_NAME = re.compile("[a-z][a-z0-9-]{0,31}")
_RESERVED = frozenset({"choose", "link", "unlink", "result"})
_EXTRA = "the extra gosuslugi is not installed: pip install 'sgo-pfdo[gosuslugi]'"


class OidcProvider(IdentityProvider):
    """A provider that speaks OpenID Connect: code flow with PKCE, confidential client, signed ID token.

    :param issuer: its address, as it writes it in tokens; «/.well-known/openid-configuration» is put behind it.
    :param client_id: the portal's name there.
    :param client_secret: and its secret: from a file or the environment, never from the code.
    :param scope: what is asked for, with spaces between.
    :param read: makes a person of the claims.
    :param algorithm: of the signatures. The token's own word for it is only compared with this one.
    :param name: in addresses and in the database, one for each provider of a portal's life.
    :param label: as people read it.
    :raises sgo_pfdo.config.ConfigError: the extra is missing, or one of the arguments is unusable.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        *,
        scope: str = SCOPE,
        read: Callable[[Mapping[str, Any]], VerifiedPerson] = read_oidc_claims,
        algorithm: str = "RS256",
        name: str = "gosuslugi",
        label: str = "Госуслуги",
    ) -> None:
        if algorithm not in ALGORITHMS:
            raise ConfigError(f"OidcProvider: algorithm is none of {', '.join(sorted(ALGORITHMS))}")
        if not _NAME.fullmatch(name) or name in _RESERVED:
            raise ConfigError("OidcProvider: name must be small Latin letters, digits and dashes, such as gosuslugi")
        if not client_id or not client_secret:
            raise ConfigError("OidcProvider: client_id and client_secret are given by the provider; one is empty")
        if "openid" not in scope.split():
            raise ConfigError("OidcProvider: scope must hold openid")
        try:
            wire = importlib.import_module("sgo_pfdo.identity.oidc_wire")
        except ModuleNotFoundError:
            raise ConfigError(_EXTRA) from None
        self.name, self.label = name, label
        self._issuer, self._read = issuer, read
        self._client_id = client_id
        self._wire = wire.Wire(issuer, client_id, client_secret, scope=scope, algorithm=algorithm)

    def __repr__(self) -> str:
        """Say which provider it is, and no secret."""
        return f"OidcProvider({self._issuer!r}, {self._client_id!r})"

    @property
    def issuer(self) -> str:
        """The address of the issuer."""
        return self._issuer

    def problems(self) -> Sequence[str]:
        """Refuse an address that anybody on the way can read and change."""
        if self._issuer.startswith("https://") or is_local(self._issuer):
            return ()
        return (f"OidcProvider: the issuer {self._issuer!r} must begin with https://",)

    def begin(self, attempt: Attempt) -> str:
        """Give the address of the provider's page."""
        address: str = self._wire.authorization_address(attempt)
        return address

    def finish(self, attempt: Attempt, arguments: Mapping[str, str], now: datetime) -> VerifiedPerson:
        """Exchange the code, check the token, and ask for the claims."""
        if arguments.get("state") != attempt.state:
            raise IdentityForgedError("state")
        if arguments.get("iss", self._issuer) != self._issuer:  # RFC 9207, against mix-up
            raise IdentityForgedError("iss of the answer")
        if "error" in arguments:
            raise refused(arguments["error"], arguments.get("error_description"))
        code = arguments.get("code")
        if not code:
            raise IdentityRefusedError(Refusal.TOO_LATE)
        tokens = self._wire.exchange(code, attempt)
        claims = self._wire.claims_of(tokens.id_token)
        self._check(claims, attempt, now)
        more = self._wire.user_info(tokens.access_token)
        if more.get("sub") != claims["sub"]:
            raise IdentityForgedError("sub of userinfo")
        person = self._read({**more, **claims})
        return dataclasses.replace(person, provider=self.name, subject=claims["sub"])

    def sign_out_address(self, back: str) -> str | None:
        """Give the address of RP-initiated logout, where the provider has one."""
        endpoint = self._wire.metadata().end_session
        if endpoint is None:
            return None
        asked = urlencode({"client_id": self._client_id, "post_logout_redirect_uri": back})
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{asked}"

    def health(self, now: datetime) -> Sequence[str]:
        """Ask for settings and keys, for the doctor; say what is wrong, a line each.

        :raises IdentityUnavailableError: it cannot be reached.
        """
        found: Sequence[str] = self._wire.health(now)
        return found

    def _check(self, claims: Mapping[str, Any], attempt: Attempt, now: datetime) -> None:
        """Check what the token says, in the order of docs/gosuslugi.md; the signature was checked before."""
        moment = now.timestamp()
        if claims.get("iss") != self._issuer:
            raise IdentityForgedError("iss")
        audience = claims.get("aud")
        if audience != self._client_id and audience != [self._client_id]:
            raise IdentityForgedError("aud")
        if claims.get("azp", self._client_id) != self._client_id:
            raise IdentityForgedError("azp")
        if not _is_number(claims.get("exp")) or claims["exp"] <= moment - SKEW:
            raise IdentityForgedError("exp")
        if not _is_number(claims.get("nbf", 0)) or claims.get("nbf", 0) > moment + SKEW:
            raise IdentityForgedError("nbf")
        if not _is_number(claims.get("iat")) or claims["iat"] > moment + SKEW:
            raise IdentityForgedError("iat")
        if claims.get("nonce") != attempt.nonce:
            raise IdentityForgedError("nonce")
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise IdentityForgedError("sub")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
