"""The adapter against the stand: who comes back well, and everything that may be wrong with an answer."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from gosuslugi_stand import Mood
from gosuslugi_stand.stand import Stand
from werkzeug.exceptions import HTTPException

from sgo_pfdo.config import ConfigError
from sgo_pfdo.identity import oidc_wire
from sgo_pfdo.identity.oidc import OidcProvider
from sgo_pfdo.identity.port import (
    Attempt,
    IdentityForgedError,
    IdentityRefusedError,
    IdentityUnavailableError,
    Refusal,
)
from sgo_pfdo.people import Level
from tests.identity.conftest import BACK, MOTHER, SECRET, Somebody, now


def come_back(stand: Stand, provider: OidcProvider, somebody: Somebody, **how: str) -> Any:
    """Go there and back, and let the provider say who it is."""
    attempt = Attempt.begin(BACK, now())
    arguments = somebody.go(provider.begin(attempt), **how)
    return provider.finish(attempt, arguments, now())


def test_whoever_comes_is_who_they_are(stand: Stand, provider: OidcProvider, somebody: Somebody) -> None:
    person = come_back(stand, provider, somebody)
    assert (person.provider, person.subject, person.level) == ("gosuslugi", "1000299654", Level.CONFIRMED)
    assert (person.full_name, person.birth_date) == ("Королёва Алёна Игоревна", date(1981, 10, 1))
    assert person.snils == "112-233-445 95"
    assert person.email is None, "nobody asked for it"


def test_no_secret_stands_in_the_address_or_in_what_a_log_shows(provider: OidcProvider) -> None:
    attempt = Attempt.begin(BACK, now())
    address = provider.begin(attempt)
    assert SECRET not in address and attempt.code_verifier not in address
    for said in (repr(provider), repr(attempt)):
        assert SECRET not in said and attempt.state not in said and attempt.code_verifier not in said


FORGED: Mapping[str, Mapping[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://esia.example"}},
    "no issuer": {"claims": {"iss": None}},
    "another audience": {"claims": {"aud": "another-portal"}},
    "one audience more": {"claims": {"aud": ["portal", "another-portal"]}},
    "no audience": {"claims": {"aud": None}},
    "for another party": {"claims": {"azp": "another-portal"}},
    "expired": {"claims": {"exp": 1}},
    "no end": {"claims": {"exp": None}},
    "an end that is no number": {"claims": {"exp": "soon"}},
    "not yet": {"claims": {"nbf": 32503680000}},
    "made in the future": {"claims": {"iat": 32503680000}},
    "no moment": {"claims": {"iat": None}},
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": None}},
    "a number for a subject": {"claims": {"sub": 1000299654}},
    "no signature": {"signed_by": "nobody"},
    "the public key as a secret": {"signed_by": "public"},
    "the key of last year": {"signed_by": "last_year"},
    "the key of last year, under its own name": {"signed_by": "last_year", "header": {"kid": None}},
    "another algorithm": {"header": {"alg": "RS512"}},
    "an unknown key": {"header": {"kid": "unknown"}},
    "no ID token": {"said": {"token": {"id_token": None}}},
    "no token at all": {"said": {"token": {"id_token": "a.b", "access_token": "x"}}},
    "parts that are no token": {"said": {"token": {"id_token": "a.b.c"}}},
    "five parts": {"said": {"token": {"id_token": "a.b.c.d.e"}}},
    "somebody else at userinfo": {"said": {"userinfo": {"sub": "1"}}},
    "nobody at userinfo": {"said": {"userinfo": {"sub": None}}},
    "another state": {"answer": {"state": "another"}},
    "no state": {"answer": {"state": None}},
    "another issuer in the answer": {"answer": {"iss": "https://esia.example"}},
    "another issuer in the discovery": {"said": {"discovery": {"issuer": "https://esia.example"}}},
    "keys that are none": {"said": {"keys": {"keys": [{"kty": "RSA"}]}}},
    "keys of another kind": {"said": {"keys": {"keys": [{"kty": "EC-GOST"}]}}},
}


@pytest.mark.parametrize("trouble", FORGED)
def test_each_check_broken_singly_lets_nobody_in(
    stand: Stand, provider: OidcProvider, somebody: Somebody, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    stand.mood = Mood(**FORGED[trouble])
    with caplog.at_level(logging.DEBUG), pytest.raises(IdentityForgedError) as raised:
        come_back(stand, provider, somebody)
    for secret in ("Корол", "112-233", SECRET, "1000299654"):
        assert secret not in str(raised.value)
        assert all(secret not in record.getMessage() for record in caplog.records)


def http_token_address(stand: Stand) -> Mapping[str, Mapping[str, Any]]:
    return {"discovery": {"token_endpoint": "http://esia.example/token"}}


def test_an_address_without_tls_is_not_asked(stand: Stand, provider: OidcProvider) -> None:
    stand.mood = Mood(said=http_token_address(stand))
    with pytest.raises(IdentityForgedError):
        provider.begin(Attempt.begin(BACK, now()))


HTML = "<!doctype html><p>Ведутся работы</p>".encode()
AWAY: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "500": lambda page: {"status": {page: 500}},
    "503": lambda page: {"status": {page: 503}},
    "404": lambda page: {"status": {page: 404}},
    "HTML": lambda page: {"body": {page: HTML}},
    "HTML and 502": lambda page: {"body": {page: HTML}, "status": {page: 502}},
    "nothing": lambda page: {"body": {page: b""}},
    "a list": lambda page: {"body": {page: b"[]"}},
    "3 MB": lambda page: {"body": {page: b" " * 3_000_000}},
    "half of a letter": lambda page: {"body": {page: b'{"a": "\xd0'}},
    "a redirect": lambda page: {"location": {page: "/elsewhere"}},
}


@pytest.mark.parametrize("page", ["discovery", "keys", "token", "userinfo"])
@pytest.mark.parametrize("trouble", AWAY)
def test_what_is_no_answer_is_not_now(
    stand: Stand, provider: OidcProvider, somebody: Somebody, page: str, trouble: str
) -> None:
    stand.mood = Mood(**AWAY[trouble](page))
    with pytest.raises(IdentityUnavailableError) as raised:
        come_back(stand, provider, somebody)
    assert "Корол" not in str(raised.value)


def test_nobody_waits_for_a_slow_one(
    stand: Stand, provider: OidcProvider, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(oidc_wire._DIRECT, "timeout", (0.2, 0.2))
    stand.mood = Mood(delay={"token": 1.0})
    began = time.monotonic()
    with pytest.raises(IdentityUnavailableError):
        come_back(stand, provider, somebody)
    assert time.monotonic() - began < 1.0
    assert (oidc_wire.CONNECT, oidc_wire.READ, oidc_wire.LARGEST) == (3.0, 10.0, 256 * 1024)


def test_nobody_there_is_not_now() -> None:
    gone = OidcProvider("http://localhost:9", "portal", SECRET)
    with pytest.raises(IdentityUnavailableError):
        gone.begin(Attempt.begin(BACK, now()))


@pytest.mark.parametrize(("seconds", "comes_in"), [(-3659, True), (-3661, False), (59, True), (61, False), (0, True)])
def test_clocks_may_be_a_minute_apart(
    stand: Stand, provider: OidcProvider, somebody: Somebody, seconds: float, comes_in: bool
) -> None:
    moment = datetime.fromtimestamp(int(now().timestamp()), tz=now().tzinfo)
    stand.clock = lambda: moment
    stand.mood = Mood(shift=seconds)
    attempt = Attempt.begin(BACK, moment)
    arguments = somebody.go(provider.begin(attempt))
    if comes_in:
        assert provider.finish(attempt, arguments, moment).surname == "Королёва"
    else:
        with pytest.raises(IdentityForgedError):
            provider.finish(attempt, arguments, moment)


REFUSED: Mapping[str, tuple[Mapping[str, Any], Refusal]] = {
    "an organisation": ({"claims": {"typ": "L"}}, Refusal.NOT_A_PERSON),
    "a foreign person's type": ({"claims": {"typ": ["P"]}}, Refusal.NOT_A_PERSON),
    "no surname": ({"said": {"userinfo": {"lastName": None}}}, Refusal.INCOMPLETE),
    "an empty name": ({"said": {"userinfo": {"firstName": " "}}}, Refusal.INCOMPLETE),
    "a name of a thousand characters": ({"said": {"userinfo": {"firstName": "А" * 1000}}}, Refusal.INCOMPLETE),
    "a name that is a number": ({"said": {"userinfo": {"firstName": 5}}}, Refusal.INCOMPLETE),
    "a name with a line break": ({"said": {"userinfo": {"firstName": "А\nБ"}}}, Refusal.INCOMPLETE),
    "a day that was never": ({"said": {"userinfo": {"birthDate": "31.02.2001"}}}, Refusal.INCOMPLETE),
    "no birth date": ({"said": {"userinfo": {"birthDate": None}}}, Refusal.INCOMPLETE),
    "a birth date in words": ({"said": {"userinfo": {"birthDate": "1 мая"}}}, Refusal.INCOMPLETE),
    "a subject too long": ({"claims": {"sub": "1" * 65}, "said": {"userinfo": {"sub": "1" * 65}}}, Refusal.INCOMPLETE),
    "no code": ({"answer": {"code": None}}, Refusal.TOO_LATE),
    "a code of another": ({"answer": {"code": "another"}}, Refusal.TOO_LATE),
    "a wrong client": ({"body": {"token": b'{"error": "invalid_client"}'}, "status": {"token": 401}},
                       Refusal.MISCONFIGURED),
}  # fmt: skip


@pytest.mark.parametrize("trouble", REFUSED)
def test_who_is_not_vouched_for(stand: Stand, provider: OidcProvider, somebody: Somebody, trouble: str) -> None:
    mood, reason = REFUSED[trouble]
    stand.mood = Mood(**mood)
    with pytest.raises(IdentityRefusedError) as raised:
        come_back(stand, provider, somebody)
    assert raised.value.reason is reason


@pytest.mark.parametrize(
    ("error", "description", "reason", "code"),
    [
        ("access_denied", None, Refusal.DECLINED, "access_denied"),
        ("invalid_request", "ESIA-007004: denied", Refusal.DECLINED, "ESIA-007004"),
        ("invalid_request", "ESIA-007019: no permission", Refusal.DECLINED, "ESIA-007019"),
        ("invalid_request", "ESIA-007055: account", Refusal.NOT_CONFIRMED, "ESIA-007055"),
        ("invalid_request", "ESIA-007046", Refusal.SECOND_FACTOR, "ESIA-007046"),
        ("invalid_request", "ESIA-007011", Refusal.TOO_LATE, "ESIA-007011"),
        ("invalid_request", "ESIA-007023", Refusal.MISCONFIGURED, "ESIA-007023"),
        ("invalid_request", "ESIA-999999", Refusal.MISCONFIGURED, "ESIA-999999"),
        ("invalid_scope", None, Refusal.MISCONFIGURED, "invalid_scope"),
        ("<script>alert(1)</script>", "<b>", Refusal.MISCONFIGURED, None),
        ("x" * 5000, None, Refusal.MISCONFIGURED, None),
    ],
)
def test_each_error_has_its_reason(
    stand: Stand, provider: OidcProvider, error: str, description: str | None, reason: Refusal, code: str | None
) -> None:
    attempt = Attempt.begin(BACK, now())
    arguments = {"state": attempt.state, "error": error}
    with pytest.raises(IdentityRefusedError) as raised:
        provider.finish(attempt, arguments | ({"error_description": description} if description else {}), now())
    assert (raised.value.reason, raised.value.code) == (reason, code)


@pytest.mark.parametrize("error", ["temporarily_unavailable", "server_error", "ESIA-007008", "ESIA-007007"])
def test_an_error_that_passes_is_not_now(stand: Stand, provider: OidcProvider, error: str) -> None:
    attempt = Attempt.begin(BACK, now())
    with pytest.raises(IdentityUnavailableError):
        provider.finish(attempt, {"state": attempt.state, "error": error}, now())


@pytest.mark.parametrize(
    ("changes", "level"),
    [({}, Level.CONFIRMED), ({"trusted": None}, Level.STANDARD), ({"trusted": False}, Level.STANDARD),
     ({"trusted": "true"}, Level.STANDARD), ({"trusted": 1}, Level.STANDARD),
     ({"trusted": None, "snils": None}, Level.SIMPLE)],
)  # fmt: skip
def test_the_level(
    stand: Stand, provider: OidcProvider, somebody: Somebody, changes: Mapping[str, Any], level: Level
) -> None:
    stand.mood = Mood(said={"userinfo": changes})
    assert come_back(stand, provider, somebody).level is level


def test_odd_documents_keep_nobody_out(stand: Stand, provider: OidcProvider, somebody: Somebody) -> None:
    for odd in (None, {}, [], "паспорт", {"type": "LUNAR_PASS", "number": None}, {"number": 5}):
        stand.mood = Mood(said={"userinfo": {"id_doc": odd}})
        assert come_back(stand, provider, somebody).document is None
    stand.mood = Mood(said={"userinfo": {"id_doc": {"type": "LUNAR_PASS", "series": "32 10", "number": "123456"}}})
    document = come_back(stand, provider, somebody).document
    assert (document.kind, document.number) == ("LUNAR_PASS", "32 10 123456")


def test_a_code_is_exchanged_once(stand: Stand, provider: OidcProvider, somebody: Somebody) -> None:
    attempt = Attempt.begin(BACK, now())
    arguments = somebody.go(provider.begin(attempt))
    provider.finish(attempt, arguments, now())
    with pytest.raises(IdentityRefusedError) as raised:
        provider.finish(attempt, arguments, now())
    assert raised.value.reason is Refusal.TOO_LATE


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    stand: Stand, provider: OidcProvider, somebody: Somebody
) -> None:
    attempt = Attempt.begin(BACK, now())
    arguments = somebody.go(provider.begin(attempt))
    thief = replace(attempt, code_verifier=Attempt.begin(BACK, now()).code_verifier)
    with pytest.raises(IdentityRefusedError):
        provider.finish(thief, arguments, now())


def test_a_new_key_is_found_without_a_restart(
    stand: Stand, provider: OidcProvider, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_back(stand, provider, somebody)
    stand.keys.current, stand.keys.last_year = stand.keys.last_year, stand.keys.current
    with pytest.raises(IdentityForgedError):  # keys were looked for a moment ago
        come_back(stand, provider, somebody)
    monkeypatch.setattr(oidc_wire, "ASKED_AGAIN", 0)
    assert come_back(stand, provider, somebody).surname == "Королёва"


def test_signing_out_there(stand: Stand, provider: OidcProvider) -> None:
    address = provider.sign_out_address("https://portal.example/")
    assert address is not None
    gone = stand.app.test_client().get(address.removeprefix(stand.issuer))
    assert gone.headers["Location"] == "https://portal.example/"
    elsewhere = provider.sign_out_address("https://evil.example/")
    assert elsewhere is not None
    assert stand.app.test_client().get(elsewhere.removeprefix(stand.issuer)).status_code == 400
    stand.mood = Mood(said={"discovery": {"end_session_endpoint": None}})
    assert OidcProvider(stand.issuer, "portal", SECRET).sign_out_address("https://portal.example/") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"name": "choose"},
        {"name": "Госуслуги"},
        {"name": "a/b"},
        {"scope": "fullname"},
        {"client_id": ""},
        {"client_secret": ""},
    ],
)
def test_what_cannot_work_does_not_start(changes: dict[str, str]) -> None:
    arguments = {"issuer": "https://esia.example", "client_id": "portal", "client_secret": SECRET} | changes
    with pytest.raises(ConfigError) as raised:
        OidcProvider(**arguments)  # type: ignore[arg-type]
    assert SECRET not in str(raised.value)


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(ConfigError, match=r"sgo-pfdo\[gosuslugi\]"):
        OidcProvider("https://esia.example", "portal", SECRET)


def test_the_doctor_is_told_of_keys_and_clocks(stand: Stand, provider: OidcProvider) -> None:
    assert provider.health(now()) == []
    [apart] = provider.health(now() + timedelta(seconds=50))
    assert "seconds apart" in apart
    stand.mood = Mood(said={"keys": {"keys": []}})
    [missing] = provider.health(now())
    assert "no key for RS256" in missing


def test_the_stand_has_no_page_that_fails(stand: Stand) -> None:
    client = stand.app.test_client()
    for address in ("/authorize", "/authorize?client_id=portal", "/token", "/keys", "/userinfo", "/sign-out"):
        for method in ("GET", "POST"):
            try:
                assert client.open(address, method=method).status_code < 500
            except HTTPException:
                pytest.fail(address)
    assert MOTHER.name == "Королёва Алёна Игоревна"
