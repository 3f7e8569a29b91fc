"""What the doctor says of the portal's own options: the secret key, the address, the cookies."""

from typing import Any

import flask
import pytest
from flask_login import LoginManager

from sgo_pfdo.doctor.settings import settings_findings
from tests.support.apps import build_app, close_app

GOOD = "6c2f1a0e9d8b47355f0c3b2a1d4e6f78"
HTTPS = "https://portal.example.org"
GOOD_OPTIONS = {"SECRET_KEY": GOOD, "SGO_PFDO_BASE_URL": "http://localhost:5000"}


def complaints(sqlite_uri: str, *, login: bool = False, **config: Any) -> list[str]:
    app = build_app(sqlite_uri, prepare=False, **(GOOD_OPTIONS | config))
    if login:
        LoginManager(app)
    found = [finding.what for finding in _findings(app) if not finding.is_well]
    close_app(app)
    return found


def _findings(app: flask.Flask) -> list[Any]:
    return list(settings_findings(app, app.extensions["sgo_pfdo"].settings))


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("short", "SECRET_KEY has only 5 bytes"),
        (b"\x00\x01", "SECRET_KEY has only 2 bytes"),
        ("abababababababababababab", "SECRET_KEY repeats a few signs"),
        ("you-will-never-guess", "SECRET_KEY is a placeholder"),
        ("change-me-before-production", "SECRET_KEY is a placeholder"),
        ("my super secret key!", "SECRET_KEY is a placeholder"),
    ],
)
def test_a_weak_secret_key_is_found(sqlite_uri: str, key: str | bytes, told: str) -> None:
    (said,) = complaints(sqlite_uri, SECRET_KEY=key)
    assert said == f"{told}: whoever guesses it signs in as anybody."


def test_a_weak_key_that_still_opens_old_sessions_is_found(sqlite_uri: str) -> None:
    (said,) = complaints(sqlite_uri, SECRET_KEY_FALLBACKS=[GOOD, "dev"])
    assert said.startswith("SECRET_KEY_FALLBACKS[1] has only 3 bytes")


@pytest.mark.parametrize("key", [GOOD, bytes(range(24)), "a host of the tests", "6c2f1a0e9d8b4735"])
def test_a_good_key_is_good(sqlite_uri: str, key: str | bytes) -> None:
    assert complaints(sqlite_uri, SECRET_KEY=key) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:5000", "http://localhost", "http://[::1]:5000"])
def test_a_portal_on_the_machine_itself_needs_no_https(sqlite_uri: str, address: str) -> None:
    assert complaints(sqlite_uri, SGO_PFDO_BASE_URL=address) == []


def test_an_address_without_https_is_found(sqlite_uri: str) -> None:
    first, second = complaints(sqlite_uri, SGO_PFDO_BASE_URL="http://portal.example.org")
    assert first.startswith("SGO_PFDO_BASE_URL is http://portal.example.org: ")
    assert second == "SESSION_COOKIE_SECURE is off: the cookie goes over http, too."


@pytest.mark.parametrize("served", [{"SGO_PFDO_BASE_URL": HTTPS}, {"PREFERRED_URL_SCHEME": "https"}])
def test_cookies_that_go_over_http_are_found(sqlite_uri: str, served: dict[str, str]) -> None:
    assert complaints(sqlite_uri, **served) == ["SESSION_COOKIE_SECURE is off: the cookie goes over http, too."]
    assert len(complaints(sqlite_uri, login=True, **served)) == 2  # that of «remember me» as well
    assert complaints(sqlite_uri, SESSION_COOKIE_SECURE=True, **served) == []


def test_a_cookie_that_scripts_can_read_is_found(sqlite_uri: str) -> None:
    assert complaints(sqlite_uri, SESSION_COOKIE_HTTPONLY=False) == [
        "SESSION_COOKIE_HTTPONLY is off: scripts can read the cookie."
    ]


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ({"SGO_PFDO_BASE_URL": ""}, "Set SGO_PFDO_BASE_URL to the portal's own address."),
        ({"SGO_PFDO_CABINET": False}, "Set SGO_PFDO_REGISTER_URL to the page where holders sign in,"),
    ],
)
def test_a_sheet_that_leads_nowhere_is_found(sqlite_uri: str, options: dict[str, Any], remedy: str) -> None:
    app = build_app(sqlite_uri, prepare=False, **(GOOD_OPTIONS | options))
    (found,) = [finding for finding in _findings(app) if not finding.is_well]
    assert found.remedy.startswith(remedy)
    close_app(app)
    assert complaints(sqlite_uri, SGO_PFDO_REGISTER_URL=HTTPS, **options) == []
