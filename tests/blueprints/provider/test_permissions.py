"""Who may open an organisation's pages: every route, with its own and with another organisation's programmes."""

import pytest

from tests.blueprints.common.permissions import ROUTES
from tests.blueprints.common.viewers import VIEWERS
from tests.blueprints.provider.conftest import ROOM
from tests.support.contents import contents_of
from tests.support.web import Web

OWN = [route for route in ROUTES if f" {ROOM}" in route]
CHANGES_AT_ONCE = {f"POST {ROOM}/p/<card_id>/copy", f"POST {ROOM}/catalogue/drop"}
"""Presses that need nothing else than their token."""
THERE_IS_NONE = {f"GET {ROOM}/p/<card_id>/picture.jpg", f"GET {ROOM}/p/<card_id>/programme.pdf"}
"""The draft has neither a picture nor a full text: tests/blueprints/provider/test_files.py brings them."""


def ask(web: Web, route: str, programme: str, group: str) -> int:
    """Send a request for a programme or a group, with a good token and nothing typed."""
    method, rule = route.split(" ", 1)
    address = ROUTES[route].path or rule
    address = address.replace("/g/<card_id>", f"/g/{group}").replace("/p/<card_id>", f"/p/{programme}")
    return web.client.open(
        address, method=method, data={"csrf_token": web.token()} if method == "POST" else None
    ).status_code


@pytest.mark.parametrize("route", OWN)
def test_its_own_pages_answer(teaching: Web, route: str) -> None:
    status = ask(teaching, route, "own", "own-group")
    if route in THERE_IS_NONE:
        assert status == 404
    elif route.startswith("GET"):
        assert status == 200
    elif route in CHANGES_AT_ONCE:
        assert status == 303
    else:
        assert status in {404, 409, 422}  # nothing was typed, no step named, no version told


@pytest.mark.parametrize("route", [route for route in OWN if "<card_id>" in route])
def test_what_is_another_organisation_s_is_not_there(unchanged: Web, route: str) -> None:
    before = contents_of(unchanged.app)
    assert ask(unchanged, route, "foreign", "foreign-group") == 404
    assert ask(unchanged, route, "made-up", "made-up") == 404
    assert contents_of(unchanged.app) == before


def test_a_foreign_address_cannot_be_closed(unchanged: Web) -> None:
    before = contents_of(unchanged.app)
    data = {"csrf_token": unchanged.token(), "step": "2 1"}
    assert unchanged.client.post(f"{ROOM}/addresses/close", data=data).status_code == 404
    assert contents_of(unchanged.app) == before


@pytest.mark.parametrize("address", ["2", "999", str(2**70)])
def test_a_foreign_address_is_neither_shown_nor_changed(unchanged: Web, address: str) -> None:
    before = contents_of(unchanged.app)
    data = {"csrf_token": unchanged.token(), "seen": "1", "directions": "чужое"}
    assert unchanged.client.get(f"{ROOM}/address/{address}").status_code == 404
    assert unchanged.client.post(f"{ROOM}/address/{address}", data=data).status_code == 404
    assert contents_of(unchanged.app) == before


@pytest.mark.parametrize("viewer", [name for name in VIEWERS if name != "provider"])
def test_nobody_else_opens_them(unchanged: Web, viewer: str) -> None:
    VIEWERS[viewer].sign_in(unchanged.portal)
    before = contents_of(unchanged.app)
    for route in OWN:
        assert ask(unchanged, route, "own", "own-group") == VIEWERS[viewer].refusal, route
    assert contents_of(unchanged.app) == before
