"""Whatever stands in any field, parameter or address of any route: no error of ours, ever, on either database.

In ``make test`` every route and every form meets some kinds of nonsense, other ones than its neighbour, and every kind
meets many of them. In ``make soak`` each meets all.
"""

import io
import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sgo_pfdo.blueprints.common.blueprint import LARGEST_REQUEST
from tests.security.conftest import MakeWorld
from tests.security.filling import PEOPLE
from tests.security.world import Crawl, Sent, World
from tests.support.contents import contents_of
from tests.support.figures import SOAK

PLACES = ("<card_id>", "<token>", "<municipality>", "<programme>", "<provider>", "<publication>", "<path:filename>")
"""What addresses of rules have parts for."""
PARAMETERS = (
    *("period", "child", "before", "done", "page", "kind", "id", "code", "by", "problem", "empty", "next", "token"),
    *("municipality", "after", "draft", "part", "other", "state", "for", "version", "key", "group", "class", "without"),
    *("new", "again", "text", "fits", "age"),
)
ASKING = ("mother", "applicant", "clerk", "director", "operator", "nobody")
"""Who tries out an address that no page leads to."""
PICTURE = 17 * 1024 * 1024
TAKES_FILES = {
    "/pfdo/municipality/paper": 3 * 1024 * 1024,
    "/pfdo/municipality/import": 11 * 1024 * 1024,
    "/pfdo/municipality/catalogue": 11 * 1024 * 1024,
    "/pfdo/provider/catalogue": 11 * 1024 * 1024,
    "/pfdo/provider/p/<card_id>/<any(picture, text):what>": 10 * 1024 * 1024 + PICTURE,
    "/pfdo/publications/new/<any(news, event):kind>": PICTURE,
    "/pfdo/publications/p/<card_id>/edit": PICTURE,
}
"""Rules that say themselves what is too large, with bytes that are more."""
ODD: Sequence[Any] = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ufeff\u202e\u200d",
    "👨‍👩‍👧",
    "'; DROP TABLE sgo_pfdo_journal; --",
    "%s%n%(x)s{0}{{7*7}}",
    "../../../etc/passwd",
    "=1+1",
    "<b>&amp;\"'",
    "٣",
    "-1",
    "0",
    "1e309",
    "9" * 30,
    str(2**31),
    str(2**63),
    "2019-02-30",
    "31.12.9999",
    "00.00.0000",
    "0001-01-01",
    "Я" * 3000,
    "\r\nX-Injected: 1",
    ["a", "b", "a"],
    (io.BytesIO(b"%PDF-1.4"), "a.pdf"),
)


LONGEST_IN_AN_ADDRESS = 600
"""Letters: in one parameter they fill the 4094 bytes that a web server reads of an address."""

SHARE = 10
"""One in so many kinds of nonsense meets a route or a form in the short form of these tests."""
REFUSED_BY_POSTGRESQL = ("a\0b", "9" * 30, str(2**31), str(2**63), "0001-01-01", "31.12.9999", "Я" * 3000, "👨‍👩‍👧")
"""What SQLite swallows and PostgreSQL may not."""


def again(value: Any) -> Any:
    """Give a value that can be sent once more: a file is read to its end by the first request."""
    return (io.BytesIO(b"%PDF-1.4"), "a.pdf") if isinstance(value, tuple) else value


@pytest.fixture(params=["sqlite", "postgresql"])
def any_world(request: pytest.FixtureRequest) -> World:
    """The world on each of the two databases: what one swallows, the other refuses."""
    if request.param == "postgresql":
        request.applymarker("postgresql")
    world: World = request.getfixturevalue("world" if request.param == "sqlite" else "postgresql_world")
    return world


def test_every_field_of_every_form(any_world: World, forms: Sequence[Sent]) -> None:
    """Some kinds of nonsense in all fields of a form at once, and in each field alone one kind, another for the next.

    Each database gets a quarter of the single fields; in the long form all of them.
    """
    odds, step = kinds_for(any_world), 1 if SOAK else 4
    turn = itertools.count()
    for number, form in enumerate(forms):
        client = any_world.client(form.person)
        sent = any_world.fresh(client, form)
        token = sent["csrf_token"]
        typed = [dict.fromkeys(form.names, odd) | {"csrf_token": token} for odd in spread(odds, number)]
        if len(form.names) > 1:
            typed += [
                sent | {name: odds[next(turn) % len(odds)]}
                for name in [*form.names][(number + 2 * is_on_sqlite(any_world)) % step :: step]
            ]
        for fields in typed:
            odd = {name: again(value) for name, value in fields.items()}
            with client.post(form.action, data=odd) as answer:
                assert answer.status_code < 500, (form.action, fields)
                assert "X-Injected" not in answer.headers


def test_every_parameter_of_every_address(any_world: World, crawls: Sequence[Crawl]) -> None:
    """Some kinds of nonsense in all parameters of each address at once, from those in turn who can open it."""
    reachable = opened_by(any_world, crawls)
    odds = list(filter(is_text, kinds_for(any_world)))
    turn = itertools.count()
    for number, rule in enumerate(any_world.rules("GET")):
        doors = reachable.get(rule) or [(person, "") for person in ASKING]
        for odd in spread(odds, number):
            person, address = doors[next(turn) % len(doors)]
            ask_oddly(any_world, person, address or in_place_of_parts(rule, odd), odd)


def test_nonsense_for_each_part_of_an_address(any_world: World, crawls: Sequence[Crawl]) -> None:
    """Some kinds of nonsense where the address of something stands, from those in turn who can open such addresses."""
    reachable = opened_by(any_world, crawls)
    odds = list(filter(is_text, kinds_for(any_world)))
    turn = itertools.count()
    with_parts = [rule for rule in any_world.rules("GET") if in_place_of_parts(rule, "") != rule]
    for number, rule in enumerate(with_parts):
        people = [person for person, _ in reachable.get(rule, ())] or ASKING
        for odd in spread(odds, number):
            ask_oddly(any_world, people[next(turn) % len(people)], in_place_of_parts(rule, odd), odd)


def spread(odds: Sequence[Any], number: int) -> Sequence[Any]:
    """Give every tenth kind of nonsense, beginning with another one for each number; in the long form all."""
    step = min(SHARE, len(odds))
    return odds if SOAK else odds[number % step :: step]


def kinds_for(world: World) -> Sequence[Any]:
    return ODD if is_on_sqlite(world) else REFUSED_BY_POSTGRESQL


def opened_by(world: World, crawls: Sequence[Crawl]) -> dict[str, list[tuple[str, str]]]:
    """Tell who can open an address of each rule, and which one: one for each person."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for person, crawl in zip(PEOPLE, crawls, strict=False):  # the last one is of a form
        seen = [address for address, page in crawl.pages.items() if page.status == 200]
        for address in (*seen, *crawl.files):
            found[world.rule_of(address, "GET")].setdefault(person, address.partition("?")[0])
    return {rule: list(doors.items()) for rule, doors in found.items()}


def in_place_of_parts(rule: str, odd: str) -> str:
    for part in PLACES:
        rule = rule.replace(part, quote(odd[:LONGEST_IN_AN_ADDRESS], safe="") or "x")
    return rule


def ask_oddly(world: World, person: str, address: str, odd: str) -> None:
    query = dict.fromkeys(PARAMETERS, odd[:LONGEST_IN_AN_ADDRESS])
    with world.client(person).get(address, query_string=query) as answer:
        assert answer.status_code < 500, (person, address, odd)


def is_on_sqlite(world: World) -> bool:
    return str(world.app.config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite")


def is_text(odd: Any) -> bool:
    return isinstance(odd, str)


FEW = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.one_of(st.text(max_size=60), st.sampled_from([odd for odd in ODD if isinstance(odd, str)]))


@FEW
@given(data=st.data())
def test_any_text_in_any_fields_at_once(world: World, forms: Sequence[Sent], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(forms, key=str)))
    names = st.sampled_from([*form.names, "csrf_token", "ticket", "place", "format", "later"])
    changes = data.draw(st.dictionaries(names, texts, max_size=6))
    client = world.client(form.person)
    with client.post(form.action, data=world.fresh(client, form) | changes) as answer:
        assert answer.status_code < 500


@FEW
@given(
    form=st.integers(0, 10_000),
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/json",
            "text/xml",
            "",
            "x; charset=utf-99",
        ]
    ),
)
def test_any_bytes_for_a_form(world: World, forms: Sequence[Sent], form: int, body: bytes, kind: str) -> None:
    wanted = forms[form % len(forms)]
    answer = world.client(wanted.person).post(wanted.action, data=body, content_type=kind)
    assert answer.status_code in {303, 400, 404, 409, 413, 415, 422}


@FEW
@given(
    rule=st.integers(0, 10_000),
    path=st.binary(max_size=40),
    query=st.dictionaries(st.sampled_from(PARAMETERS), st.binary(max_size=40), max_size=4),
    person=st.sampled_from(sorted(PEOPLE)),
)
def test_any_bytes_in_an_address(world: World, rule: int, path: bytes, query: dict[str, bytes], person: str) -> None:
    rules = sorted(world.rules("GET"))
    address = rules[rule % len(rules)]
    for part in PLACES:
        address = address.replace(part, quote_from_bytes(path, safe="") or "x")
    told = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in query.items())
    with world.client(person).get(f"{address}?{told}") as answer:
        assert answer.status_code < 500


class Endless(io.RawIOBase):
    """A request that never ends."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.read_so_far = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give more."""
        buffer[:] = b"a" * len(buffer)
        self.read_so_far += len(buffer)
        return len(buffer)


def unread(body: Endless, length: int | str) -> dict[str, Any]:
    """Describe a request with such a body."""
    return {"wsgi.input": io.BufferedReader(body), "CONTENT_LENGTH": str(length)}


def test_what_is_larger_than_any_form_is_refused_before_it_is_read(world: World, forms: Sequence[Sent]) -> None:
    before = contents_of(world.app)
    for form in forms:
        if form.rule in TAKES_FILES:
            continue
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            body = Endless()
            answer = world.client(form.person).post(
                form.action, content_type=kind, environ_overrides=unread(body, LARGEST_REQUEST + 1)
            )
            assert answer.status_code == 413, form
            assert "Слишком много данных" in answer.text
            assert body.read_so_far == 0, form
    assert contents_of(world.app) == before


def test_nobody_who_is_not_signed_in_fills_the_disk(world: World, forms: Sequence[Sent]) -> None:
    client = world.client("nobody")
    for form in forms:
        body = Endless()
        answer = client.post(
            form.action, content_type="multipart/form-data; boundary=x", environ_overrides=unread(body, 10**12)
        )
        assert answer.status_code in {401, 413}, form
        assert body.read_so_far == 0, form


def test_what_does_not_say_how_long_it_is_is_read_up_to_the_limit(world: World, forms: Sequence[Sent]) -> None:
    for form in forms:
        body = Endless()
        environ = unread(body, "") | {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        answer = world.client(form.person).post(
            form.action,
            content_type="application/x-www-form-urlencoded",
            environ_overrides=environ,
        )
        assert answer.status_code in {303, 400, 404, 409, 413, 422}, form
        assert body.read_so_far < TAKES_FILES.get(form.rule, 3 * 1024 * 1024), form


def test_a_portal_that_takes_less_is_obeyed(make_world: MakeWorld, forms: Sequence[Sent]) -> None:
    world = make_world(MAX_CONTENT_LENGTH=1000)
    for form in forms:
        answer = world.client(form.person).post(form.action, data=dict.fromkeys(form.names, "a" * 2000))
        assert answer.status_code in {303, 413}, form


def test_more_fields_than_any_form_has_are_refused(world: World, forms: Sequence[Sent]) -> None:
    """One more than are allowed for every second form, five times as many for the others."""
    bodies = [
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n\r\n' % number for number in range(parts))
        for parts in (1001, 5000)
    ]
    for number, form in enumerate(forms):
        for body in bodies if SOAK else bodies[number % 2 :: 2]:
            answer = world.client(form.person).post(
                form.action, data=body + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
            )
            assert answer.status_code in {303, 413}, form
