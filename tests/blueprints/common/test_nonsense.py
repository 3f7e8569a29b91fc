"""Whatever stands in an address or a form, no request ends in an error of ours, and nothing is done for others."""

from collections.abc import Iterator
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.blueprints.common.permissions import ROUTES
from tests.blueprints.common.viewers import portal_of_everybody
from tests.support.contents import contents_of
from tests.support.web import PAGE, MakeWeb, Web

MANY = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
GETS = [route.split(" ", 1)[1] for route in ROUTES if route.startswith("GET ") and "<" not in route]
PAGES = [address for address in GETS if "." not in address]
PRESSES = [f"{PAGE}/issue", f"{PAGE}/password"]
FIELDS = ("child", "before", "done", "csrf_token")

odd_bytes = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"igor", b"sasha", b"child-1", b"issued", b"password", b"1", b"-1", b"9" * 40, b"\0", b"%"]),
)
queries = st.lists(st.tuples(st.sampled_from(FIELDS), odd_bytes), max_size=5).map(
    lambda pairs: "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)
)


@pytest.fixture
def everybody(make_web: MakeWeb) -> Iterator[Web]:
    """The portal with all the children there are; Igor's and Sasha's mother is signed in, and they are certified."""
    web = make_web(portal_of_everybody(), certified=True)
    before = contents_of(web.app, history=False)
    yield web
    after = contents_of(web.app, history=False)
    assert after.keys() == before.keys()
    assert len(after["sgo_pfdo_certificate"]) == 2


@MANY
@given(address=st.sampled_from(PAGES), query=queries)
@example(address=f"{PAGE}/history", query="before=" + "9" * 5000)
@example(address=PAGE, query="child=%ED%A0%80")
def test_pages(everybody: Web, address: str, query: str) -> None:
    answer = everybody.client.get(f"{address}?{query}")
    assert answer.status_code in {200, 303, 404}
    assert "Сидоров" not in answer.text


@pytest.mark.parametrize("asked", ["municipality=%00", "municipality=kiselevsk&municipality=a%00b", "child=%00"])
def test_a_nul_in_a_parameter_finds_nothing(everybody: Web, asked: str) -> None:
    for address in (PAGE, "/pfdo/cabinet/help"):
        assert everybody.client.get(f"{address}?{asked}").status_code == 404, address


@MANY
@given(
    address=st.sampled_from(sorted({*GETS} - {*PAGES})),
    child=odd_bytes.filter(lambda name: name not in {b"igor", b"sasha"}),
)
def test_downloads(everybody: Web, address: str, child: bytes) -> None:
    assert everybody.client.get(f"{address}?child={quote_from_bytes(child)}").status_code == 404


@MANY
@given(address=st.sampled_from(PRESSES), body=queries, query=queries)
def test_presses(everybody: Web, address: str, body: str, query: str) -> None:
    answer = everybody.client.post(f"{address}?{query}", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {400, 404}
    assert "Сидоров" not in answer.text


@MANY
@given(address=st.sampled_from(PRESSES), body=queries)
def test_presses_with_a_good_token(everybody: Web, address: str, body: str) -> None:
    body = f"csrf_token={everybody.token()}&{body}"
    answer = everybody.client.post(address, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {303, 404, 429}


@MANY
@given(
    address=st.sampled_from(PRESSES),
    body=st.binary(max_size=200),
    content_type=st.sampled_from(["multipart/form-data; boundary=x", "application/json", "text/plain", "", "x"]),
)
def test_presses_that_no_form_would_make(everybody: Web, address: str, body: bytes, content_type: str) -> None:
    assert everybody.client.post(address, data=body, content_type=content_type).status_code in {400, 404, 413}


@MANY
@given(cookie=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=80))
def test_cookies(everybody: Web, cookie: str) -> None:
    everybody.client.set_cookie("session", cookie)
    assert everybody.client.get(PAGE).status_code == 200
    assert everybody.client.post(PRESSES[0], data={"child": "igor", "csrf_token": cookie}).status_code == 400
