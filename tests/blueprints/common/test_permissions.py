"""Nobody sees, gets or downloads anything of a child who is not theirs: every route with every kind of viewer."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from sgo_pfdo import Pupil
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.limits import Tries
from tests.blueprints.common.answers import Route
from tests.blueprints.common.permissions import ROUTES
from tests.blueprints.common.viewers import EVERYBODY, VIEWERS, portal_of_everybody
from tests.support.contents import contents_of
from tests.support.figures import SOAK
from tests.support.web import MakeWeb, Web

STATES = {"before": False, "after": True}


def routes_of_the_module(web: Web) -> set[str]:
    """List the routes of an application in which there is nothing but the module."""
    return {
        f"{method} {rule.rule}"
        for rule in web.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }


def ask(web: Web, route: str, child_id: str) -> TestResponse:
    """Make a request that names a child and bears a good token."""
    method, rule = route.split(" ", 1)
    address, query = ROUTES[route].path or rule, ROUTES[route].query
    if "<card_id>" in address:
        address = address.replace("<card_id>", oldest_card(web))
    if method == "GET":
        return web.client.get(address, query_string={"child": child_id, **query})
    fields = {"child": child_id, "csrf_token": web.token()}
    return web.client.open(address, method=method, query_string=query, data=fields)


def oldest_card(web: Web) -> str:
    """Give the card of the first certificate that there is."""
    query = f'SELECT card_id FROM "{Certificate.__tablename__}" ORDER BY id LIMIT 1'
    return past_the_session(web, query) or "x" * 22


def forget_guesses(web: Web) -> None:
    """Let somebody knock at more doors than anybody may guess at in an hour."""
    if past_the_session(web, f'SELECT count(*) FROM "{Tries.__tablename__}"'):
        past_the_session(web, f'DELETE FROM "{Tries.__tablename__}"')


def past_the_session(web: Web, statement: str) -> Any:
    """Say something to the database that is said before each of thousands of requests; give the first value."""
    with web.app.app_context(), web.app.extensions["sqlalchemy"].engine.begin() as connection:
        cursor = connection.connection.cursor()
        row = cursor.execute(statement).fetchone()
        return row[0] if row else None


def leaked(answer: TestResponse, secrets: Iterable[str]) -> list[str]:
    """List the secrets that an answer says: names as words, numbers and passwords however they are set."""
    text = answer.get_data().decode("utf-8", "replace")
    together = re.sub(r"<[^>]*>|\s", "", text)
    return [
        secret
        for secret in secrets
        if re.search(rf"\b{secret}\b", text) or (not secret.isalpha() and secret in together)
    ]


def secrets_of(web: Web, children: set[Pupil]) -> set[str]:
    """Collect what nobody else may read: names, numbers, passwords."""
    names = {name for child in children for name in (child.surname, child.first_name)}
    ids = {child.surname for child in children}
    numbers = {one.number for one in web.certificates() if one.surname in ids}
    return names | numbers | ({*web.passwords()} if numbers else set())


def test_every_route_stands_in_the_permission_table(web: Web) -> None:
    assert routes_of_the_module(web) == set(ROUTES)


def asked_in(state: str, viewer: str) -> Mapping[str, Route]:
    """Choose the routes that a viewer asks for in a state.

    All of those for which certificates matter; the others in one state, every second viewer in the other one, and in
    both in the long form.
    """
    turn = [*STATES].index(state) + [*VIEWERS].index(viewer)
    return {
        route: answers
        for number, (route, answers) in enumerate(ROUTES.items())
        if SOAK or answers.before != answers.after or (number + turn) % len(STATES) == 0
    }


@pytest.mark.parametrize("viewer", VIEWERS)
def test_each_viewer_asks_for_every_route(viewer: str) -> None:
    """What :func:`asked_in` leaves out in one state stands in the other one."""
    assert {route for state in STATES for route in asked_in(state, viewer)} == set(ROUTES)


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("state", STATES)
def test_each_viewer_gets_what_the_table_says(make_web: MakeWeb, state: str, viewer: str) -> None:
    kind = VIEWERS[viewer]

    def world() -> Web:
        made = make_web(portal_of_everybody(), certified=STATES[state])
        kind.sign_in(made.portal)
        return made

    web = world()
    hidden = secrets_of(web, set(EVERYBODY))
    for route, answers in asked_in(state, viewer).items():
        allowed: Mapping[str, int] = getattr(answers, state)
        expected = allowed.get(viewer, kind.refusal)
        leads = expected == 303 and (answers.only_leads or route.startswith("GET "))
        place = world() if expected == 303 and not leads else web  # that one changes something
        forget_guesses(place)
        before = contents_of(place.app) if expected >= 400 or leads else None
        with ask(place, route, kind.asks_for.id) as answer:
            assert answer.status_code == expected, route
            if viewer not in allowed:
                assert leaked(answer, hidden) == [], route
        if before is not None:
            assert contents_of(place.app) == before, f"{route} changed something, and was refused or only leads on"


@pytest.mark.parametrize("viewer", [name for name, kind in VIEWERS.items() if kind.refusal == 404])
def test_no_page_says_anything_of_other_people_s_children(make_web: MakeWeb, viewer: str) -> None:
    web = make_web(portal_of_everybody(), certified=True)
    VIEWERS[viewer].sign_in(web.portal)
    theirs = web.portal.viewer
    assert theirs is not None
    own = {*web.portal.children(theirs.id)} | {child for child in EVERYBODY if child.id == theirs.pupil_id}
    surnames = {child.surname for child in own.union(VIEWERS[viewer].reads_certificates_of)}
    hidden = secrets_of(web, {child for child in EVERYBODY if child.surname not in surnames})
    if not own:
        hidden |= {*web.passwords()}
    hidden -= {name for child in VIEWERS[viewer].reads_names_of for name in (child.surname, child.first_name)}
    for route, answers in ROUTES.items():
        method, address = route.split(" ", 1)
        if method == "GET" and "<" not in address:
            answer = web.client.get(address, query_string=answers.query)
            assert answer.status_code in {200, 303, 404}
            if answer.mimetype == "text/html":
                assert leaked(answer, hidden) == [], route


FORGED = ("", "IGOR", "igor ", " igor", "igor\0", "igor,sasha", "child-1", "../igor", "1 OR 1=1", "%", "x" * 5000)
OF_A_CHILD = "/settings/certificate"
"""Where pages look at the child that the address or the form names; others refuse a parent whatever it says."""


def test_a_made_up_child_opens_nothing(make_web: MakeWeb) -> None:
    """A page of a child is asked for each of :data:`FORGED`, another page for one in turn; in the long form for all."""
    web = make_web(portal_of_everybody(), certified=True)
    before = contents_of(web.app)
    # not those that everybody can open
    closed = [route for route in ROUTES if set(ROUTES[route].after) != set(VIEWERS)]
    for number, route in enumerate(closed):
        for forged in FORGED if SOAK or OF_A_CHILD in route else (FORGED[number % len(FORGED)],):
            assert ask(web, route, forged).status_code == 404, (route, forged)
    assert contents_of(web.app) == before


def test_a_second_child_in_the_request_is_not_looked_at(make_web: MakeWeb) -> None:
    web = make_web(portal_of_everybody())
    page = web.open("/settings/certificate?child=igor&child=child-1")
    assert "Иванов Игорь" in page.text and "Сидоров" not in page.text
    fields = {"child": "child-1", "csrf_token": web.token()}
    assert web.client.post("/settings/certificate/issue?child=igor", data=fields).status_code == 404
    assert web.certificates() == []


def test_the_addresses_take_no_other_methods(certified: Web) -> None:
    before = contents_of(certified.app)
    for route in ROUTES:
        address = route.split(" ", 1)[1]
        if "<" not in address:
            for method in ("PUT", "PATCH", "DELETE"):
                assert certified.client.open(address, method=method).status_code == 405
    assert contents_of(certified.app) == before
