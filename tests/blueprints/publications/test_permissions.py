"""Who writes and reads what: every route of those who write, with their own and with others' publications."""

import pytest

from tests.blueprints.common.permissions import ROUTES
from tests.blueprints.common.viewers import VIEWERS
from tests.blueprints.publications.conftest import ROOM, Newsroom
from tests.support.contents import contents_of

OWN = [route for route in ROUTES if f" {ROOM}" in route and "picture.jpg" not in route]
ONE = [route for route in OWN if "<card_id>" in route]
WRITERS = {"operator", "operator of another municipality", "provider"}


def ask(room: Newsroom, route: str, card_id: str) -> int:
    method, rule = route.split(" ", 1)
    address = (ROUTES[route].path or rule).replace("<card_id>", card_id)
    data = {"csrf_token": room.web.token(), "step": "send"} if method == "POST" else None
    return room.web.client.open(address, method=method, data=data).status_code


@pytest.fixture
def filled(room: Newsroom) -> Newsroom:
    for state in ("draft", "review"):
        room.put(card_id=f"ddt-{state}", provider_code="ddt", state=state, published_at=None)
        room.put(card_id=f"other-{state}", provider_code="other", state=state, published_at=None)
        room.put(card_id=f"town-{state}", state=state, published_at=None)
        room.put(card_id=f"myski-{state}", municipality_code="myski", state=state, published_at=None)
    return room


@pytest.mark.parametrize("route", ONE)
def test_an_organisation_works_with_its_own_alone(filled: Newsroom, route: str) -> None:
    before = contents_of(filled.web.app)
    assert ask(filled, route, "ddt-draft") in {200, 409, 422}
    for foreign in ("other-draft", "other-review", "town-draft", "town-review", "myski-draft", "made-up"):
        assert ask(filled, route, foreign) == 404
    assert contents_of(filled.web.app) == before


@pytest.mark.parametrize("route", ONE)
def test_an_operator_sees_what_was_sent_and_edits_the_municipality_s_own(filled: Newsroom, route: str) -> None:
    filled.as_operator()
    before = contents_of(filled.web.app)
    assert ask(filled, route, "town-draft") in {200, 409, 422}
    assert ask(filled, route, "ddt-review") == (404 if "/edit" in route else 200 if route.startswith("GET") else 409)
    for hidden in ("ddt-draft", "myski-draft", "myski-review"):
        assert ask(filled, route, hidden) == 404
    assert contents_of(filled.web.app) == before


@pytest.mark.parametrize("viewer", [name for name in VIEWERS if name not in WRITERS])
def test_nobody_else_writes(filled: Newsroom, viewer: str) -> None:
    VIEWERS[viewer].sign_in(filled.web.portal)
    before = contents_of(filled.web.app)
    for route in OWN:
        assert ask(filled, route, "ddt-draft") == VIEWERS[viewer].refusal, route
    assert contents_of(filled.web.app) == before
