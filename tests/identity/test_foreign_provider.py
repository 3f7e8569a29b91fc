"""The adapter against a provider that nobody here wrote: ``oidc-provider-mock``, on Authlib's server side."""

import warnings
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import flask
import pytest

from sgo_pfdo.identity.oidc import OidcProvider
from sgo_pfdo.identity.port import Attempt, IdentityForgedError, IdentityRefusedError
from sgo_pfdo.people import Level
from tests.identity.conftest import BACK, SECRET, now
from tests.support.server import serving

CLAIMS: dict[str, object] = {
    "family_name": "Сидорова",
    "given_name": "Елена",
    "middle_name": "Викторовна",
    "birthdate": "1985-02-28",
    "snils": "087-654-303 00",
    "trusted": True,
}


@pytest.fixture
def foreign() -> Iterator[tuple[str, flask.Flask]]:
    """The provider on a port of its own."""
    with warnings.catch_warnings(record=True):  # it is written for the Authlib of last year
        import oidc_provider_mock

        app = oidc_provider_mock.app(
            require_nonce=True, user_claims=[oidc_provider_mock.User(sub="elena", claims=CLAIMS)]
        )
    with serving(app) as address:
        yield address, app


def way_back(app: flask.Flask, address: str, issuer: str) -> dict[str, str]:
    """Press «Authorize» there."""
    asked = urlsplit(address)
    with warnings.catch_warnings(record=True):
        said = app.test_client().post(f"{asked.path}?{asked.query}", data={"sub": "elena"}, base_url=issuer)
    return dict(parse_qsl(urlsplit(said.headers["Location"]).query))


@pytest.mark.filterwarnings("ignore")
def test_somebody_comes_from_a_provider_that_we_did_not_write(foreign: tuple[str, flask.Flask]) -> None:
    issuer, app = foreign
    provider = OidcProvider(issuer, "portal", SECRET, scope="openid profile")
    attempt = Attempt.begin(BACK, now())
    arguments = way_back(app, provider.begin(attempt), issuer)
    person = provider.finish(attempt, arguments, now())
    assert (person.subject, person.level, person.birth_date) == ("elena", Level.CONFIRMED, date(1985, 2, 28))
    assert (person.full_name, person.snils) == ("Сидорова Елена Викторовна", "087-654-303 00")
    with pytest.raises(IdentityRefusedError):  # the code was used
        provider.finish(attempt, arguments, now())


@pytest.mark.filterwarnings("ignore")
def test_its_token_for_another_portal_or_attempt_is_refused(foreign: tuple[str, flask.Flask]) -> None:
    issuer, app = foreign
    provider = OidcProvider(issuer, "portal", SECRET, scope="openid profile")
    attempt, other = Attempt.begin(BACK, now()), Attempt.begin(BACK, now())
    arguments = way_back(app, provider.begin(attempt), issuer)
    with pytest.raises(IdentityForgedError, match="state"):
        provider.finish(other, arguments, now())
    with pytest.raises(IdentityForgedError, match="nonce"):
        provider.finish(other, arguments | {"state": other.state}, now())
