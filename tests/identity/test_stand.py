"""The stand refuses what the real one refuses: one table, each line with what it comes from (docs/gosuslugi.md)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from gosuslugi_stand.stand import CODE_LASTS, Stand

from sgo_pfdo.identity.oidc import OidcProvider
from sgo_pfdo.identity.port import Attempt
from tests.identity.conftest import BACK, SECRET, Somebody, now
from tests.support.pages import Page

ASKED: Mapping[str, tuple[Mapping[str, str | None], str]] = {
    # changes to a good request; what the person or the portal is told
    "another portal": ({"client_id": "another"}, "Портал не зарегистрирован"),
    "ESIA-007023: a slash more": ({"redirect_uri": BACK + "/"}, "ESIA-007023"),
    "ESIA-007023: a query": ({"redirect_uri": BACK + "?next=1"}, "ESIA-007023"),
    "ESIA-007023: another host": ({"redirect_uri": BACK.replace("portal", "evil")}, "ESIA-007023"),
    "ESIA-007023: http": ({"redirect_uri": BACK.replace("https", "http")}, "ESIA-007023"),
    "ESIA-007023: none": ({"redirect_uri": None}, "ESIA-007023"),
    "no state": ({"state": None}, "Нет state"),
    "a token in place of a code": ({"response_type": "token"}, "unsupported_response_type"),
    "ESIA-007039: no PKCE": ({"code_challenge": None}, "ESIA-007039"),
    "ESIA-007039: a challenge that is no hash": ({"code_challenge_method": "plain"}, "ESIA-007039"),
    "ESIA-007006: an unknown scope": ({"scope": "openid fullname kid_fullname"}, "ESIA-007006"),
    "ESIA-007006: no openid": ({"scope": "fullname"}, "ESIA-007006"),
}
EXCHANGED: Mapping[str, tuple[Mapping[str, str | None], tuple[str, str] | None, str]] = {
    # changes to a good exchange, who asks, the error
    "a wrong secret": ({}, ("portal", "wrong"), "invalid_client"),
    "another client": ({}, ("another", SECRET), "invalid_client"),
    "nobody": ({}, None, "invalid_client"),
    "the secret in the form": ({"client_secret": SECRET, "client_id": "portal"}, None, "invalid_client"),
    "another grant": ({"grant_type": "password"}, ("portal", SECRET), "unsupported_grant_type"),
    "another code": ({"code": "another"}, ("portal", SECRET), "invalid_grant"),
    "another address": ({"redirect_uri": BACK + "/"}, ("portal", SECRET), "invalid_grant"),
    "another verifier": ({"code_verifier": "x" * 64}, ("portal", SECRET), "invalid_grant"),
    "no verifier": ({"code_verifier": None}, ("portal", SECRET), "invalid_grant"),
}


def good_request(provider: OidcProvider, attempt: Attempt) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(provider.begin(attempt)).query).items()}


def without_none(fields: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize("line", ASKED)
def test_a_request_that_is_refused(stand: Stand, provider: OidcProvider, line: str) -> None:
    changes, words = ASKED[line]
    asked = without_none({**good_request(provider, Attempt.begin(BACK, now())), **changes})
    answer = stand.app.test_client().get(f"/authorize?{urlencode(asked)}")
    told = answer.get_data(as_text=True) if answer.status_code == 400 else answer.headers["Location"]
    assert words in told
    assert answer.status_code == 400 or answer.headers["Location"].startswith(BACK + "?error=")


def exchange(stand: Stand, provider: OidcProvider, changes: Mapping[str, str | None], who: Any) -> Any:
    attempt = Attempt.begin(BACK, now())
    arguments = Somebody(stand.app).go(provider.begin(attempt))
    fields = {
        "grant_type": "authorization_code",
        "code": arguments["code"],
        "redirect_uri": BACK,
        "code_verifier": attempt.code_verifier,
    }
    client = stand.app.test_client()
    return (
        client,
        without_none({**fields, **changes}),
        client.post("/token", data=without_none(fields | dict(changes)), auth=who),
    )


@pytest.mark.parametrize("line", EXCHANGED)
def test_an_exchange_that_is_refused(stand: Stand, provider: OidcProvider, line: str) -> None:
    changes, who, error = EXCHANGED[line]
    _, _, answer = exchange(stand, provider, changes, who)
    assert answer.status_code in {400, 401} and answer.get_json()["error"] == error


def test_a_code_is_good_once_and_for_a_minute(
    stand: Stand, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, fields, answer = exchange(stand, provider, {}, ("portal", SECRET))
    assert answer.status_code == 200
    again = client.post("/token", data=fields, auth=("portal", SECRET))
    assert again.get_json()["error"] == "invalid_grant"
    assert CODE_LASTS == 60
    monkeypatch.setattr("gosuslugi_stand.stand.CODE_LASTS", 0)
    _, _, late = exchange(stand, provider, {}, ("portal", SECRET))
    assert late.get_json()["error"] == "invalid_grant"


def test_a_token_opens_what_its_scopes_allow_and_no_more(stand: Stand, provider: OidcProvider) -> None:
    client, _, answer = exchange(stand, provider, {}, ("portal", SECRET))
    token = answer.get_json()["access_token"]
    said = client.get("/userinfo", headers={"Authorization": f"Bearer {token}"}).get_json()
    assert set(said) == {"sub", "lastName", "firstName", "middleName", "birthDate", "snils", "trusted"}
    for header in ({}, {"Authorization": "Bearer another"}, {"Authorization": f"Basic {token}"}):
        assert client.get("/userinfo", headers=header).status_code == 401


def test_a_wrong_password_is_told_and_who_declines_lets_nothing_out(stand: Stand, provider: OidcProvider) -> None:
    asked = good_request(provider, Attempt.begin(BACK, now()))
    client = stand.app.test_client()
    key = Page(client.get(f"/authorize?{urlencode(asked)}")).forms[0].fields["key"]
    wrong = client.post("/login", data={"key": key, "login": "mother", "password": "wrong"})
    assert wrong.status_code == 422 and "Неверный" in wrong.get_data(as_text=True)
    assert client.post("/consent", data={"key": key, "answer": "yes"}).status_code == 400, "nobody is signed in"
    client.post("/login", data={"key": key, "login": "mother", "password": "mother"})
    declined = client.post("/consent", data={"key": key, "answer": "no"})
    assert "access_denied" in declined.headers["Location"] and "code=" not in declined.headers["Location"]
    assert client.post("/consent", data={"key": key, "answer": "yes"}).status_code == 400


def test_every_page_says_that_it_is_not_gosuslugi(stand: Stand, provider: OidcProvider) -> None:
    client = stand.app.test_client()
    asked = good_request(provider, Attempt.begin(BACK, now()))
    for address in (f"/authorize?{urlencode(asked)}", "/authorize", "/sign-out"):
        assert "Стенд: это не Госуслуги" in client.get(address).get_data(as_text=True)
