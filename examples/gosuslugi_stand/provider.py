"""The protocol: what the stand is asked, what it refuses, and what it answers. It keeps everything in memory.

RFC 6749 (codes, errors), RFC 7636 (PKCE), OpenID Connect Core 1.0 (tokens, userinfo), RFC 9207 (``iss`` with the code).
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey
from werkzeug.datastructures import Authorization, MultiDict

from gosuslugi_stand import keys
from gosuslugi_stand.moods import Mood
from gosuslugi_stand.people import CLAIMS_OF, Person

CODE_LIFETIME = timedelta(minutes=5)
TOKEN_LIFETIME = timedelta(hours=1)
ID_TOKEN_LIFETIME = timedelta(hours=3)
SHORTEST_VERIFIER, LONGEST_VERIFIER = 43, 128
"""Characters, RFC 7636, 4.1."""


class RefusedError(Exception):
    """The stand does not do what it is asked.

    Attributes:
        error: the code of the standard.
        status: HTTP, where the portal asks; the browser is sent back with the code instead.
    """

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.status = error, status


class UnknownPortalError(Exception):
    """No such portal, or not its address: the browser must not be sent there, it is told on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A portal that is registered here.

    Attributes:
        redirect_uris: compared sign by sign.
        sign_out_uris: where a browser may be sent after signing out, likewise.
    """

    id: str
    secret: str = field(repr=False)
    name: str
    redirect_uris: Sequence[str]
    sign_out_uris: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for a code that has passed every check."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str


@dataclass(slots=True, kw_only=True)
class _Grant:
    """What a person has granted, by code and later by token."""

    asked: Asked
    person: Person
    typ: str
    at: datetime
    token: str | None = None


class Stand:
    """A provider of identity with one registered portal.

    Args:
        issuer: its own address, without a slash at the end.
        client: the portal.
        folder: where the key is kept.
        now: gives the time, aware.
    """

    def __init__(
        self,
        issuer: str,
        client: Client,
        folder: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        mood: Mood = Mood.WELL,
    ) -> None:
        self.issuer, self.client, self.now, self.mood = issuer, client, now, mood
        self.key = keys.load(folder)
        self._by_code: dict[str, _Grant] = {}
        self._by_token: dict[str, _Grant] = {}

    def discovery(self) -> dict[str, Any]:
        """Describe the stand, as ``/.well-known/openid-configuration`` does."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/sign-out",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": list(CLAIMS_OF),
            "authorization_response_iss_parameter_supported": True,
        }

    def check_request(self, arguments: MultiDict[str, str]) -> Asked:
        """Check a request for a code.

        Args:
            arguments: of the query.

        Raises:
            UnknownPortalError: the portal or its address is not registered.
            RefusedError: anything else that is wrong; the browser goes back with it.
        """
        if any(len(values) > 1 for values in arguments.listvalues()):
            raise UnknownPortalError("Параметр повторяется.")
        if arguments.get("client_id") != self.client.id:
            raise UnknownPortalError("Такой портал не зарегистрирован.")
        redirect_uri = arguments.get("redirect_uri", "")
        if redirect_uri not in self.client.redirect_uris:
            raise UnknownPortalError("Адрес возврата не зарегистрирован.")
        if arguments.get("response_type") != "code":
            raise RefusedError("unsupported_response_type", "only response_type=code")
        scopes = tuple(arguments.get("scope", "").split())
        if "openid" not in scopes or not set(scopes) <= set(CLAIMS_OF):
            raise RefusedError("invalid_scope", "openid is missing, or a scope is unknown")
        for name in ("state", "nonce", "code_challenge"):
            if not arguments.get(name):
                raise RefusedError("invalid_request", f"{name} is missing")
        if arguments.get("code_challenge_method") != "S256":
            raise RefusedError("invalid_request", "code_challenge_method must be S256")
        return Asked(
            redirect_uri=redirect_uri,
            scopes=scopes,
            state=arguments["state"],
            nonce=arguments["nonce"],
            challenge=arguments["code_challenge"],
        )

    def grant(self, asked: Asked, person: Person, typ: str) -> str:
        """Give a code for what a person has granted.

        Args:
            typ: as whom they come.
        """
        code = secrets.token_urlsafe(32)
        self._by_code[code] = _Grant(asked=asked, person=person, typ=typ, at=self.now())
        return code

    def exchange(self, form: Mapping[str, str], authorization: Authorization | None) -> dict[str, Any]:
        """Give tokens for a code.

        Args:
            form: of the request.
            authorization: its header, where the portal shows its secret there.

        Raises:
            RefusedError: the secret, the code, its address or the verifier is wrong; a code that comes a second time
                also ends the token it gave.
        """
        self._check_secret(form, authorization)
        if form.get("grant_type") != "authorization_code":
            raise RefusedError("unsupported_grant_type", "only authorization_code")
        grant = self._by_code.get(form.get("code", ""))
        if grant is None:
            raise RefusedError("invalid_grant", "unknown code")
        if grant.token is not None:
            self._by_token.pop(grant.token, None)
            raise RefusedError("invalid_grant", "the code was used")
        grant.token = secrets.token_urlsafe(32)
        if self.now() - grant.at > CODE_LIFETIME:
            raise RefusedError("invalid_grant", "the code is too old")
        if form.get("redirect_uri") != grant.asked.redirect_uri:
            raise RefusedError("invalid_grant", "another redirect_uri")
        if not _fits(form.get("code_verifier", ""), grant.asked.challenge):
            raise RefusedError("invalid_grant", "wrong code_verifier")
        self._by_token[grant.token] = grant
        answer: dict[str, Any] = {
            "access_token": grant.token,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "scope": " ".join(grant.asked.scopes),
        }
        return answer if self.mood is Mood.NO_TOKEN else answer | {"id_token": self._id_token(grant)}

    def claims(self, authorization: Authorization | None) -> dict[str, Any]:
        """Tell who a token is about, as far as its scopes go.

        Raises:
            RefusedError: no such token, or it is too old.
        """
        token = authorization.token if authorization is not None and authorization.type == "bearer" else None
        grant = self._by_token.get(token or "")
        if grant is None or self.now() - grant.at > TOKEN_LIFETIME:
            raise RefusedError("invalid_token", "unknown or too old", 401)
        claims = grant.person.claims(grant.asked.scopes, grant.typ)
        if self.mood is Mood.OTHER_SUBJECT:
            claims["sub"] = "1000399999"
        if self.mood is Mood.NULL_NAMES:
            claims |= dict.fromkeys(CLAIMS_OF["fullname"])
        if self.mood is Mood.WRONG_DATE:
            claims["birthdate"] = "31.02.2001"
        return claims

    def _check_secret(self, form: Mapping[str, str], authorization: Authorization | None) -> None:
        if authorization is not None and authorization.type == "basic":
            name, secret = authorization.username or "", authorization.password or ""
        else:
            name, secret = form.get("client_id", ""), form.get("client_secret", "")
        if name != self.client.id or not hmac.compare_digest(secret.encode(), self.client.secret.encode()):
            raise RefusedError("invalid_client", "wrong client_id or client_secret", 401)

    def _id_token(self, grant: _Grant) -> str:
        now = self.now() + timedelta(seconds=61 if self.mood is Mood.TOO_EARLY else 0)
        issued_at = now - (ID_TOKEN_LIFETIME + timedelta(minutes=2) if self.mood is Mood.EXPIRED else timedelta())
        claims = {
            "iss": "https://somebody-else.example" if self.mood is Mood.WRONG_ISSUER else self.issuer,
            "aud": "another-portal" if self.mood is Mood.WRONG_AUDIENCE else self.client.id,
            "sub": grant.person.subject,
            "nonce": "another" if self.mood is Mood.WRONG_NONCE else grant.asked.nonce,
            "iat": int(issued_at.timestamp()),
            "nbf": int(issued_at.timestamp()),
            "exp": int((issued_at + ID_TOKEN_LIFETIME).timestamp()),
            "auth_time": int(grant.at.timestamp()),
            "amr": ["pwd"],
        }
        header = {"alg": "RS256", "kid": self.key.kid}
        if self.mood is Mood.UNSIGNED:
            return ".".join([_part({"alg": "none"}), _part(claims), ""])
        if self.mood is Mood.WRONG_ALGORITHM:
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.client.secret))
        return jwt.encode(header, claims, keys.new() if self.mood is Mood.WRONG_KEY else self.key)


def _part(content: Mapping[str, Any]) -> str:
    """Write a part of a token that no library would write without a signature."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def _fits(verifier: str, challenge: str) -> bool:
    """Tell whether a verifier is the one whose hash was shown before (RFC 7636, S256)."""
    if not SHORTEST_VERIFIER <= len(verifier) <= LONGEST_VERIFIER:
        return False
    shown = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(shown, challenge.encode())
