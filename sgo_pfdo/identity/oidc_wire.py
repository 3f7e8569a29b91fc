"""The wire to an OpenID Connect provider: bounded in time and size, no redirects, keys kept for some minutes.

Needs the extra ``gosuslugi``. Nothing here writes into a log: addresses and answers hold codes and people.
"""

import io
import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from sgo_pfdo.config.checks import is_local
from sgo_pfdo.identity.port import Attempt, IdentityForgedError, IdentityUnavailableError
from sgo_pfdo.identity.refusals import refused

CONNECT, READ = 3.0, 10.0
"""Seconds for a connection, and for the whole answer."""
LARGEST = 256 * 1024
"""Bytes of an answer."""
KEPT = 600.0
"""Seconds for which settings and keys are kept."""
ASKED_AGAIN = 60.0
"""Seconds between two looks for a key that is not among those kept: made-up tokens do not make us ask each time."""
CLOCK = 30
"""Seconds by which the clocks may differ before the doctor says so; from 60 on nobody comes in."""
_DISCOVERY = "/.well-known/openid-configuration"
_CHUNK = 16 * 1024
_DIRECT = {"allow_redirects": False, "timeout": (CONNECT, READ)}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the provider says of itself.

    :param end_session: ends the session there, if it has such a page.
    :param is_secret_in_form: it takes the client's secret in the form alone.
    """

    authorization: str
    token: str
    user_info: str
    keys: str
    end_session: str | None
    is_secret_in_form: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was exchanged for; none of it is ever stored."""

    id_token: str
    access_token: str

    def __repr__(self) -> str:
        """Say nothing."""
        return "Tokens()"


class _Bounded(HTTPAdapter):
    """Reads an answer at once, and gives up where it is too large or too slow altogether."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """Send, and read within the bounds."""
        began = time.monotonic()
        response = super().send(request, **options | {"stream": True})
        read = bytearray()
        try:
            with response.raw as raw:
                while chunk := raw.read1(_CHUNK, decode_content=True):
                    read += chunk
                    if len(read) > LARGEST:
                        raise IdentityUnavailableError("answer too large")
                    if time.monotonic() - began > CONNECT + READ:
                        raise IdentityUnavailableError("answer too slow")
        except HTTPError as error:
            raise IdentityUnavailableError(type(error).__name__) from None
        response.raw = io.BytesIO(bytes(read))
        return response


def _as_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send a request as it is: else requests would look for a password in ~/.netrc, in place of our own header."""
    return request


class Wire:
    """Speaks with one provider in the name of one client; what it keeps belongs to this object alone."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, *, scope: str, algorithm: str) -> None:
        self._issuer, self._client = issuer, (client_id, client_secret)
        self._scope, self._algorithm = scope, algorithm
        self._lock = threading.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def authorization_address(self, attempt: Attempt) -> str:
        """Give the address of the page where people sign in."""
        metadata = self.metadata()
        with self._session(metadata, attempt.redirect_uri) as session:
            address, _ = session.create_authorization_url(
                metadata.authorization,
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.code_verifier,
            )
        return str(address)

    def exchange(self, code: str, attempt: Attempt) -> Tokens:
        """Exchange a code for tokens."""
        metadata = self.metadata()
        try:
            with self._session(metadata, attempt.redirect_uri) as session:
                session.register_compliance_hook("access_token_response", _refuse_no_answer)
                given = session.fetch_token(
                    metadata.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.code_verifier,
                    **_DIRECT,
                )
        except OAuthError as error:
            raise refused(str(error.error), str(error.description or "")) from None
        except requests.RequestException as error:
            raise IdentityUnavailableError(type(error).__name__) from None
        id_token, access_token = given.get("id_token"), given.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise IdentityForgedError("no tokens")
        return Tokens(id_token, access_token)

    def claims_of(self, token: str) -> dict[str, Any]:
        """Check the form, the algorithm and the signature of a token, and give what it says."""
        if token.count(".") != 2:
            raise IdentityForgedError("form of the token")
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError):
            raise IdentityForgedError("form of the token") from None
        if header.get("alg") != self._algorithm:
            raise IdentityForgedError("alg")
        payload = self._signed(token, header.get("kid"))
        try:
            claims = json.loads(payload)
        except ValueError:
            raise IdentityForgedError("form of the token") from None
        if not isinstance(claims, dict):
            raise IdentityForgedError("form of the token")
        return claims

    def user_info(self, access_token: str) -> dict[str, Any]:
        """Ask who the person is."""
        return self._get(self.metadata().user_info, headers={"Authorization": f"Bearer {access_token}"})

    def metadata(self) -> Metadata:
        """Give what the provider says of itself, from some minutes ago or now."""
        with self._lock:
            kept = self._metadata
        if kept is not None and time.monotonic() - kept[0] < KEPT:
            return kept[1]
        found = self._read_metadata(self._get(self._issuer.rstrip("/") + _DISCOVERY))
        with self._lock:
            self._metadata = (time.monotonic(), found)
        return found

    def health(self, now: datetime) -> Sequence[str]:
        """Ask for settings and keys anew; say what is wrong."""
        response = self._ask(self._issuer.rstrip("/") + _DISCOVERY)
        problems = []
        try:
            there = parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
        except ValueError:
            there = now
        apart = abs((there - now).total_seconds())
        if apart > CLOCK:
            problems.append(f"the clocks are {apart:.0f} seconds apart; from 60 on nobody comes in")
        metadata = self._read_metadata(_json_of(response))
        if not self._fetch_keys(metadata).keys:
            problems.append(f"{metadata.keys} has no key for {self._algorithm}")
        return problems

    def _read_metadata(self, said: Mapping[str, Any]) -> Metadata:
        if said.get("issuer") != self._issuer:
            raise IdentityForgedError("issuer of the discovery")
        end_session = said.get("end_session_endpoint")
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Metadata(
            authorization=_address_in(said, "authorization_endpoint"),
            token=_address_in(said, "token_endpoint"),
            user_info=_address_in(said, "userinfo_endpoint"),
            keys=_address_in(said, "jwks_uri"),
            end_session=_address_in(said, "end_session_endpoint") if end_session is not None else None,
            is_secret_in_form="client_secret_basic" not in methods and "client_secret_post" in methods,
        )

    def _session(self, metadata: Metadata, redirect_uri: str) -> Any:
        method = "client_secret_post" if metadata.is_secret_in_form else "client_secret_basic"
        session = OAuth2Session(
            *self._client,
            scope=self._scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method=method,
        )
        return _mounted(session)

    def _signed(self, token: str, kid: object) -> bytes:
        """Give what is signed by one of the provider's keys; unknown keys are looked for once."""
        for must_be_new in (False, True):
            for key in self._current_keys(must_be_new=must_be_new).keys:
                if kid is not None and key.kid is not None and key.kid != kid:
                    continue
                try:
                    return jws.deserialize_compact(token, key, algorithms=[self._algorithm]).payload
                except (JoseError, ValueError):
                    continue
        raise IdentityForgedError("signature")

    def _current_keys(self, *, must_be_new: bool) -> KeySet:
        with self._lock:
            kept = self._keys
        age = time.monotonic() - kept[0] if kept is not None else KEPT
        if kept is not None and age < (ASKED_AGAIN if must_be_new else KEPT):
            return kept[1]
        found = self._fetch_keys(self.metadata())
        with self._lock:
            self._keys = (time.monotonic(), found)
        return found

    def _fetch_keys(self, metadata: Metadata) -> KeySet:
        """Ask for the keys; those of other kinds, such as GOST, are left out."""
        said = self._get(metadata.keys).get("keys")
        kind = "EC" if self._algorithm.startswith("ES") else "RSA"
        usable = [
            one
            for one in (said if isinstance(said, list) else [])
            if isinstance(one, dict) and one.get("kty") == kind and one.get("use", "sig") == "sig"
        ]
        try:
            return KeySet.import_key_set({"keys": usable}) if usable else KeySet([])
        except (JoseError, ValueError, TypeError):
            raise IdentityForgedError("keys") from None

    def _get(self, address: str, **options: Any) -> dict[str, Any]:
        return _json_of(self._ask(address, **options))

    def _ask(self, address: str, **options: Any) -> requests.Response:
        try:
            with _mounted(requests.Session()) as session:
                response: requests.Response = session.get(address, auth=_as_is, **_DIRECT, **options)
        except requests.RequestException as error:
            raise IdentityUnavailableError(type(error).__name__) from None
        if response.status_code != 200:
            raise IdentityUnavailableError(f"HTTP {response.status_code}")
        return response


def _address_in(said: Mapping[str, Any], name: str) -> str:
    """Give an address of the discovery: nothing is sent where others can read it on the way."""
    address = said.get(name)
    if not isinstance(address, str) or not (address.startswith("https://") or is_local(address)):
        raise IdentityForgedError("addresses of the discovery")
    return address


def _mounted(session: Any) -> Any:
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Bounded())
    return session


def _json_of(response: requests.Response) -> dict[str, Any]:
    try:
        said = json.loads(response.content)
    except ValueError:
        raise IdentityUnavailableError("no JSON") from None
    if not isinstance(said, dict):
        raise IdentityUnavailableError("no JSON object")
    return said


def _refuse_no_answer(response: requests.Response) -> requests.Response:
    """Tell a gateway's page of trouble from an answer: whatever is no JSON object is «not now»."""
    if response.status_code >= 500 or 300 <= response.status_code < 400:
        raise IdentityUnavailableError(f"HTTP {response.status_code}")
    said = _json_of(response)
    if response.status_code >= 400 and not isinstance(said.get("error"), str):
        raise IdentityUnavailableError(f"HTTP {response.status_code}")
    return response
