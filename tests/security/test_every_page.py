"""Every page of everybody: nothing is cached, framed, run, taken from the Host header, or told of other families."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from sgo_pfdo.journal.model import JournalEntry
from tests.security.filling import FRESH, PEOPLE
from tests.security.world import Crawl, Sent, World
from tests.support.apps import IGOR, NOW, SASHA
from tests.support.contents import contents_of
from tests.support.figures import SOAK
from tests.support.pages import Page

EVIL = "evil.example"
ELSEWHERE = [
    f"//{EVIL}",
    f"https://{EVIL}/",
    f"/\\{EVIL}",
    f"/\t/{EVIL}",
    f"javascript:alert('{EVIL}')",
    f"%2F%2F{EVIL}",
    f"x\r\nLocation: https://{EVIL}",
    f"x%0d%0aSet-Cookie: {EVIL}=1",
]
NASTY = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"""
SHOWN = " ".join(NASTY.split())
"""As :class:`Page` reads it."""


def test_no_page_is_cached_framed_or_sniffed(crawls: Sequence[Crawl]) -> None:
    answers = [page.answer for crawl in crawls for page in crawl.pages.values()]
    assert len(answers) > 150
    for answer in answers:
        told = answer.headers
        assert told["Content-Type"] == "text/html; charset=utf-8"
        assert told["Cache-Control"] == "no-store"
        assert told["X-Frame-Options"] == "SAMEORIGIN"
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["Referrer-Policy"] == "same-origin"


def test_no_page_has_an_inline_script_or_style_or_anything_from_elsewhere(crawls: Sequence[Crawl]) -> None:
    for crawl in crawls:
        for address, page in crawl.pages.items():
            if page.status == 404:  # the portal's own page
                continue
            for tag, given in page.elements:
                if tag == "script":
                    assert given == {"src": "/pfdo/static/pfdo-copy.js", "defer": ""}, (address, given)
                assert tag not in {"style", "iframe", "base", "object", "embed"}, address
                assert not [name for name in given if name.startswith("on") or name == "style"], address
                is_map = tag == "a" and given.get("rel") == "noreferrer noopener"
                if is_map and given["href"].startswith("https://yandex.ru/maps/?text="):
                    continue  # opened by a press alone
                if tag == "a" and given.get("rel") == "noopener noreferrer nofollow":
                    continue  # an author's link in the text of news
                for link in (given.get(name, "") for name in ("href", "src", "action", "formaction")):
                    assert not link or link.startswith(("/", "#", "tel:", "mailto:")), (address, link)
                    assert not link.startswith("//"), (address, link)


def test_no_address_holds_data_of_a_person(world: World, crawls: Sequence[Crawl]) -> None:
    certificates = contents_of(world.app)["sgo_pfdo_certificate"]
    hidden = {quote(value) for row in certificates for value in (row.number, row.surname, row.first_name) if value}
    hidden |= {"pochtova@", quote("pochtova@"), "2004-05-14", "14.05.2004"}
    for crawl in crawls:
        for page in crawl.pages.values():
            addresses = [href for _, href in page.links] + [form.action for form in page.forms]
            assert [(one, word) for one in addresses for word in hidden if word in one] == []


@pytest.mark.parametrize("person", PEOPLE)
def test_a_made_up_host_gets_into_no_page_and_no_redirect(world: World, crawls: Sequence[Crawl], person: str) -> None:
    """Whoever is refused somewhere need not be so once more, except in the long form; nobody is refused everywhere."""
    pages = dict(zip(PEOPLE, crawls, strict=False))[person].pages
    refused = {address for address, page in pages.items() if page.status == 404}
    headers = {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "gopher", "Forwarded": f"host={EVIL}"}
    client = world.client(person)
    for address in world.seeds() if SOAK else set(world.seeds()) - refused:
        answer = client.get(address, base_url=f"http://{EVIL}", headers=headers)
        if answer.mimetype == "text/html":
            assert EVIL not in answer.text, address
        assert EVIL not in str(answer.headers), address


def follow_to(host: str, client: FlaskClient) -> None:
    """Have the browser send its session to another host, as one does whose requests an attacker reroutes."""
    cookie = client.get_cookie("session")
    assert cookie
    client.set_cookie("session", cookie.value, domain=host)


def test_nor_into_a_redirect_after_a_press(world: World, forms: Sequence[Sent]) -> None:
    for form in forms:
        client = world.client(form.person)
        sent = world.fresh(client, form)
        follow_to(EVIL, client)
        told = {"base_url": f"http://{EVIL}", "headers": {"X-Forwarded-Host": EVIL}}
        with client.post(form.action, data=sent, **told) as answer:
            assert EVIL not in answer.headers.get("Location", "")


def test_nor_into_a_redirect_to_an_address_without_double_slashes(world: World) -> None:
    """Werkzeug's own redirects name the host; neither slashes too many nor one too few may bring one about.

    One of the four ways to write an address for each, in turn; in the long form all four.
    """
    client = world.client("mother")
    paths = sorted({address.partition("?")[0] for address in [*world.seeds(), "/pfdo/static/pfdo.css"]})
    for number, path in enumerate(paths):
        ways = (f"/{path}", path.replace("/", "//"), f"{path}/", f"{path}//")
        for odd in ways if SOAK else ways[number % len(ways) :][:1]:
            for method in ("GET", "POST"):
                # the test client itself would take what stands behind two slashes for a host
                told = {"base_url": f"http://{EVIL}", "environ_overrides": {"PATH_INFO": odd}}
                with client.open("/", method=method, **told) as answer:
                    assert EVIL not in str(answer.headers), (method, odd)
                    assert answer.status_code not in {301, 308} and answer.status_code < 500, (method, odd)


def test_nor_into_a_letter(world: World, forms: Sequence[Sent]) -> None:
    for form in forms:
        if form.rule in {"/settings/certificate/application", "/settings/certificate/application/again"}:
            client = world.client(form.person)
            sent = world.fresh(client, form) | {"email": "pochtova@example.com"}
            follow_to(EVIL, client)
            assert client.post(form.action, data=sent, base_url=f"http://{EVIL}").status_code == 303
    with world.app.app_context():
        cipher = world.app.extensions["sgo_pfdo"].cipher
        letters = [cipher.decrypt(row.content) for row in contents_of(world.app)["sgo_pfdo_letter"]]
    assert len(letters) == 2
    assert not [letter for letter in letters if EVIL in letter]
    assert all("https://portal.example/pfdo/mail/" in letter for letter in letters)


INJECTED = [
    "a@example.com\r\nBcc: b@evil.example",
    "a@example.com\nSubject: x",
    "a@example.com, b@evil.example",
    "a@example.com;b@evil.example",
    '"a\r\nBcc: b@evil.example"@example.com',
    "<b@evil.example> a@example.com",
    "a@example.com\0b@evil.example",
    "a@example.com%0d%0aBcc:b@evil.example",
]


@pytest.mark.parametrize("address", INJECTED)
def test_no_header_is_injected_into_a_letter(world: World, forms: Sequence[Sent], address: str) -> None:
    form = next(form for form in forms if form.rule == "/settings/certificate/application")
    client, before = world.client(form.person), len(contents_of(world.app)["sgo_pfdo_letter"])
    answer = client.post(form.action, data=world.fresh(client, form) | {"email": address})
    assert answer.status_code == 422
    assert len(contents_of(world.app)["sgo_pfdo_letter"]) == before


PARAMETERS = ("next", "url", "return", "done", "child", "before", "page", "kind", "code", "id", "problem", "token")


ASKING = ("mother", "applicant", "clerk", "director", "operator", "nobody")


def test_no_redirect_leads_elsewhere_and_no_header_is_injected(world: World) -> None:
    """Each of :data:`ASKING` asks for each address, and each of :data:`ELSEWHERE` stands in it; in the long form both.

    One less asks than there are addresses elsewhere, so that going through both at once brings other pairs together.
    """
    for number, address in enumerate(world.rules("GET")):
        for turn, elsewhere in enumerate(ELSEWHERE):
            path = address.replace("<card_id>", quote(elsewhere, safe="")).replace("<token>", quote(elsewhere, safe=""))
            if "<" in path:
                continue
            people = ASKING if SOAK else (ASKING[(number + turn) % len(ASKING)],)
            for person in people:
                assert_stays_here(world, person, path, elsewhere)


def assert_stays_here(world: World, person: str, path: str, elsewhere: str) -> None:
    answer = world.client(person).get(path, query_string=dict.fromkeys(PARAMETERS, elsewhere))
    assert answer.status_code < 500, path
    location = urlsplit(answer.headers.get("Location", ""))
    assert location.netloc in {"", "localhost"}, path  # Werkzeug joins slashes by a redirect to the same host
    assert EVIL not in " ".join(name for name in answer.headers.keys())  # noqa: SIM118
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if EVIL in cookie]


@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "nobody"])
def test_names_and_settings_with_markup_are_shown_as_written(
    world: World, crawls: Sequence[Crawl], person: str
) -> None:
    """A page that is open to everybody is looked at by a family and by the staff, other pages by whoever opens them."""
    for child in (IGOR, SASHA, FRESH):
        world.portal.add(replace(child, surname=NASTY, first_name=NASTY, patronymic=NASTY))
    with world.app.app_context(), world.app.extensions["sqlalchemy"].engine.begin() as connection:
        for table, columns in (
            ("certificate", ("surname", "first_name", "patronymic")),
            ("municipality", ("name", "introduction", "authority", "regulation_title", "regulation_excerpt")),
            ("organisation", ("name", "address", "telephone", "hours")),
            ("school", ("name",)),
            ("provider", ("name", "director", "about")),
            ("transition", ("reason_words", "organisation")),
        ):
            setters = ", ".join(f"{column} = ?" for column in columns)
            connection.exec_driver_sql(f"UPDATE sgo_pfdo_{table} SET {setters}", (NASTY,) * len(columns))
        entry = {"at": NOW, "event": "found", "actor_role": "clerk", "municipality_code": "kiselevsk"}
        values = [entry | {"holder_id": holder_id, "organisation": NASTY} for holder_id in range(1, 6)]
        connection.execute(insert(JournalEntry), values)
    opened = {name: set(_shown_by(crawl)) for name, crawl in zip(PEOPLE, crawls, strict=False)}
    client, shown = world.client(person), []
    for address in sorted(opened[person] - (set() if person in {"mother", "clerk"} else opened["nobody"])):
        page = Page(client.get(address))
        pictures = [given["src"] for tag, given in page.elements if tag == "img"]
        assert [one for one in pictures if not one.startswith("/pfdo/")] == [], address  # those of programmes and news
        assert not [given for tag, given in page.elements if tag == "script" and "src" not in given], address
        assert ">49" not in page.text, address  # what the braces would have made
        if SHOWN in page.text:
            shown.append(address)
    assert [address for address in shown if not address.startswith("/pfdo/info/")], f"{person} sees no name"


def _shown_by(crawl: Crawl) -> Iterator[str]:
    yield from (address for address, page in crawl.pages.items() if page.status == 200)
