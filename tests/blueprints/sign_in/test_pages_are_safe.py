"""Every page of the sign-in: headers, nothing inline or from elsewhere, whatever stands in a name; odd requests."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sgo_pfdo.identity.port import IdentityRefusedError, IdentityUnavailableError, Refusal
from sgo_pfdo.testing import MemoryIdentityPortal, MemoryProvider
from tests.blueprints.sign_in.conftest import (
    ACCOUNT,
    BACK,
    BASE_URL,
    CHOOSE,
    LINK,
    MOTHER,
    RESULT,
    START,
    UNLINK,
    Door,
    MakeDoor,
)
from tests.support.apps import NOW, MakeApp
from tests.support.pages import Page
from tests.support.web import Web

NASTY = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"""
EVIL = "evil.example"


def refused(reason: Refusal) -> Callable[[Door], Page]:
    """Come back to a refusal."""

    def come(door: Door) -> Page:
        state = door.start()
        door.provider.trouble = IdentityRefusedError(reason)
        return door.land(door.answer(state))

    return come


def choose(door: Door) -> Page:
    door.portal.put_account(replace(ACCOUNT, id="teacher", label=NASTY, surname=NASTY))
    return door.land(door.come())


def link(door: Door) -> Page:
    door.portal.put_account(replace(ACCOUNT, label=NASTY, patronymic=NASTY))
    door.provider.person = replace(MOTHER, surname=NASTY, patronymic=NASTY)
    door.portal.sign_in_parent("koroleva")
    return door.land(door.come(**{"for": "link"}))


def linked(door: Door) -> Page:
    return door.land(link(door).press(door.client, "Привязать"))


def nothing_to_link(door: Door) -> Page:
    door.portal.sign_in_parent("koroleva")
    return Page(door.client.get(LINK))


def not_available(door: Door) -> Page:
    door.provider.trouble = IdentityUnavailableError("HTTP 500")
    return Page(door.client.get(START))


def too_late(door: Door) -> Page:
    return Page(door.client.get(RESULT))


PAGES: dict[str, Callable[[Door], Page]] = {
    "choose": choose,
    "link": link,
    "linked": linked,
    "nothing to link": nothing_to_link,
    "not available": not_available,
    "too late": too_late,
    **{reason.value: refused(reason) for reason in Refusal},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_safe_whatever_stands_in_a_name(door: Door, name: str) -> None:
    page = PAGES[name](door)
    told = page.answer.headers
    assert told["Cache-Control"] == "no-store" and told["X-Content-Type-Options"] == "nosniff"
    assert told["X-Frame-Options"] == "SAMEORIGIN" and told["Referrer-Policy"] == "same-origin"
    assert "<script>alert" not in page.html and "<img" not in page.html and ">49<" not in page.html
    for tag, given_ in page.elements:
        assert tag not in {"script", "style", "iframe", "base", "object", "embed", "img"}
        assert not [attribute for attribute in given_ if attribute.startswith("on") or attribute == "style"]
        for address in (given_.get(attribute, "") for attribute in ("href", "src", "action")):
            assert not address or (address.startswith(("/", "#")) and not address.startswith("//")), address
    assert page.links or page.forms, "a next step"


@pytest.mark.parametrize("name", PAGES)
def test_a_made_up_host_gets_nowhere(make_door: MakeDoor, name: str) -> None:
    door = make_door(ACCOUNT)
    page = PAGES[name](door)
    again = door.client.get(page.answer.request.path, base_url=f"http://{EVIL}")
    assert EVIL not in again.get_data(as_text=True).replace(f"http://{EVIL}", "") and EVIL not in str(
        again.headers.get("Location", "")
    )


def test_the_redirect_address_never_comes_from_the_host_header(door: Door) -> None:
    answer = door.client.get(START, base_url=f"http://{EVIL}", headers={"X-Forwarded-Host": EVIL})
    assert EVIL not in answer.headers["Location"] and "portal.example" in answer.headers["Location"]


ODD = st.one_of(
    st.text(max_size=40), st.sampled_from([NASTY, "\0", "x" * 5000, "\u202e", "' OR 1=1 --", "link", "good"])
)
QUERY = st.dictionaries(
    st.sampled_from(
        ["state", "code", "error", "error_description", "iss", "next", "for", "attempt", "account", "done"]
    ),
    ODD,
    max_size=5,
)
ADDRESSES = [START, BACK, RESULT, CHOOSE, LINK, UNLINK, "/pfdo/sign-in/out", "/pfdo/sign-in/\u0000", "/pfdo/sign-in/я"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ADDRESSES), st.sampled_from(["GET", "POST", "HEAD"]), QUERY, st.booleans())
def test_odd_requests_are_answered(door: Door, address: str, method: str, query: dict[str, str], is_in: bool) -> None:
    door.portal.viewer = None
    if is_in:
        door.portal.sign_in_parent("koroleva")
    answer = door.client.open(address, method=method, query_string=query, data=query if method == "POST" else None)
    assert answer.status_code < 500


@pytest.mark.parametrize("value", ["\0", "\u202e", "x" * 5000, "<b>", "null", "-1", "99999999999999999999"])
def test_odd_values_are_answered_on_either_database(make_app: MakeApp, value: str) -> None:
    portal, provider = MemoryIdentityPortal(NOW), MemoryProvider(MOTHER)
    portal.put_account(ACCOUNT)
    app = make_app(portal, SGO_PFDO_BASE_URL=BASE_URL, identity=provider)
    door = Door(Web(app, portal, app.test_client()), provider)
    odd: dict[str, Any] = dict.fromkeys(("state", "code", "attempt", "account", "next", "for"), value)
    for is_in in (False, True):
        if is_in:
            portal.sign_in_parent("koroleva")
        for address in (START, BACK, RESULT, CHOOSE, LINK, UNLINK):
            for method in ("GET", "POST"):
                data = odd | {"csrf_token": door.web.token()} if method == "POST" else None
                answer = door.client.open(address, method=method, query_string=odd, data=data)
                assert answer.status_code < 500, (address, method)
    door.come()
    assert door.is_in() == ["koroleva"]
