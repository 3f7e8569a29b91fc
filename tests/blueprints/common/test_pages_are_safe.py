"""Headers, markup and links: nothing is cached, framed, run, fetched from elsewhere or taken from the Host header."""

from dataclasses import replace

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from sgo_pfdo.municipalities.model import Organisation
from tests.blueprints.common.permissions import ROUTES
from tests.support.apps import IGOR
from tests.support.contents import contents_of
from tests.support.editing import change_past_the_module
from tests.support.pages import Page
from tests.support.web import PAGE, MakeWeb, Web

GETS = [route.split(" ", 1)[1] for route in ROUTES if route.startswith("GET ") and "<" not in route]
COPY = {"src": "/pfdo/static/pfdo-copy.js", "defer": ""}
"""The one script there is: a file of the module's own."""
NASTY = """<img src=x onerror=alert(1)>"'&{{ 7 * 7 }}</option><script>alert(1)</script>"""


@pytest.mark.parametrize("address", GETS)
def test_every_answer_stays_out_of_caches_and_frames(certified: Web, address: str) -> None:
    for answer in (certified.client.get(address), certified.client.get(address, query_string={"child": "made up"})):
        assert answer.status_code in {200, 303, 404}
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "ETag" not in answer.headers and "Last-Modified" not in answer.headers


def test_so_do_the_answers_to_presses(certified: Web) -> None:
    good = {"child": "igor", "csrf_token": certified.token()}
    for path in ("issue", "password"):
        for fields in (good, {"child": "igor"}, {"child": "made up"}):
            assert certified.client.post(f"{PAGE}/{path}", data=fields).headers["Cache-Control"] == "no-store"


def test_who_is_not_signed_in_gets_the_portal_s_answer_uncached(certified: Web) -> None:
    certified.portal.sign_out()
    answer = certified.client.get(PAGE)
    assert (answer.status_code, answer.text) == (401, "Войдите на портал.")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_portal_that_is_stricter_keeps_its_headers(web: Web) -> None:
    @web.app.after_request
    def stricter(response: TestResponse) -> TestResponse:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Frame-Options"] = "DENY"
        return response

    headers = web.client.get(PAGE).headers
    assert (headers["Referrer-Policy"], headers["X-Frame-Options"]) == ("no-referrer", "DENY")


def test_the_stylesheet_may_be_cached_and_holds_nobody_s_data(web: Web) -> None:
    with web.client.get("/pfdo/static/pfdo.css") as answer:
        assert answer.headers["Cache-Control"] != "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_names_with_markup_are_shown_as_they_are_written(web: Web) -> None:
    web.portal.add(replace(IGOR, surname=NASTY, first_name=NASTY, patronymic=NASTY))
    for page in (web.open(), web.press(), web.open(f"{PAGE}/history"), web.open(f"{PAGE}/password")):
        assert " ".join(NASTY.split()) in page.text
        assert not [tag for tag, given in page.elements if tag == "img" or (tag == "script" and given != COPY)]


def test_what_the_municipality_writes_is_shown_as_it_is_written(web: Web) -> None:
    with web.app.app_context():
        change_past_the_module(update(Organisation).values(name=NASTY, hours=NASTY, address=NASTY))
    page = web.press()
    assert " ".join(NASTY.split()) in page.text
    assert not [tag for tag, given in page.elements if tag == "img" or (tag == "script" and given != COPY)]


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(certified: Web, make_web: MakeWeb) -> None:
    pages = [certified.open(address) for address in (PAGE, f"{PAGE}/history", f"{PAGE}/password")]
    for page in (*pages, make_web().open()):
        for tag, given in page.elements:
            assert tag not in {"style", "iframe", "base"}
            assert tag != "script" or given == COPY
            assert not [name for name in given if name.startswith("on") or name == "style"], given
            for address in (given.get("href", ""), given.get("src", ""), given.get("action", "")):
                is_map = tag == "a" and address.startswith("https://yandex.ru/maps/?text=")
                assert not address or is_map or address.startswith(("/", "#", "tel:")), address


def test_a_made_up_host_header_gets_into_no_link(web: Web) -> None:
    evil = {"base_url": "http://evil.example", "headers": {"X-Forwarded-Host": "evil.example"}}
    page = Page(web.client.get(PAGE, **evil))
    assert "evil.example" not in page.html
    pressed = web.client.post(f"{PAGE}/issue", data=page.form("Получить сертификат").fields, **evil)
    assert pressed.status_code == 303
    assert pressed.headers["Location"].startswith(PAGE)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_asking_changes_nothing_but_the_history(certified: Web, method: str) -> None:
    before = contents_of(certified.app, history=False)
    for address in GETS:
        certified.client.open(address, method=method, query_string={"child": "igor", "done": "password"})
    assert contents_of(certified.app, history=False) == before


def test_a_browser_that_only_asks_for_the_size_has_downloaded_nothing(certified: Web) -> None:
    before = contents_of(certified.app)
    for address in GETS:
        certified.client.head(address)
    assert contents_of(certified.app) == before


def test_addresses_hold_nothing_of_a_person_but_the_portal_s_own_id(certified: Web) -> None:
    number, password = certified.certificates()[0].number, certified.passwords()[0]
    page = certified.open()
    addresses = [href for _, href in page.links] + [form.action for form in page.forms]
    assert addresses
    for address in addresses:
        for hidden in (number, password, "%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2", "2004"):
            assert hidden not in address
