"""Portals with and without a provider: what is there, what does not start, two portals in one process."""

from dataclasses import replace
from typing import Any

import flask
import flask_login
import pytest

from sgo_pfdo.config import ConfigError
from sgo_pfdo.database import current_session
from sgo_pfdo.identity import is_owner, owner
from sgo_pfdo.identity.model import Identity
from sgo_pfdo.identity.oidc import OidcProvider
from sgo_pfdo.testing import MemoryFamilyPortal, MemoryIdentityPortal, MemoryProvider
from tests.blueprints.common.test_permissions import routes_of_the_module
from tests.blueprints.sign_in.conftest import ACCOUNT, BACK, BASE_URL, CHOOSE, LINK, MOTHER, RESULT, START, UNLINK, Door
from tests.support.apps import IGOR, NOW, MakeApp
from tests.support.web import MakeWeb, Web

ROUTES = {
    "GET /pfdo/sign-in/<provider>": {"nobody": 303, "parent": 303, "visit": 303, "clerk": 303},
    "GET /pfdo/sign-in/<provider>/return": {"nobody": 303, "parent": 303, "visit": 303, "clerk": 303},
    "GET /pfdo/sign-in/result": {"nobody": 410, "parent": 410, "visit": 410, "clerk": 410},
    "POST /pfdo/sign-in/choose": {"nobody": 303, "parent": 303, "visit": 303, "clerk": 303},
    "GET /pfdo/sign-in/out": {"nobody": 303, "parent": 303, "visit": 303, "clerk": 303},
    "GET /pfdo/sign-in/link": {"nobody": 401, "parent": 200, "visit": 404, "clerk": 200},
    "POST /pfdo/sign-in/link": {"nobody": 401, "parent": 303, "visit": 404, "clerk": 303},
    "POST /pfdo/sign-in/unlink": {"nobody": 401, "parent": 303, "visit": 404, "clerk": 303},
}
"""Every route, and what each kind of viewer gets for a request with a good token and nothing else."""


def of_the_sign_in(web: Web) -> set[str]:
    """List the routes of these pages."""
    return {route for route in routes_of_the_module(web) if route.split(" ", 1)[1].startswith("/pfdo/sign-in")}


def test_every_route_stands_in_the_table(door: Door) -> None:
    assert of_the_sign_in(door.web) == set(ROUTES)


@pytest.mark.parametrize("viewer", ["nobody", "parent", "visit", "clerk"])
def test_each_viewer_gets_what_the_table_says(door: Door, viewer: str) -> None:
    portal = door.portal
    if viewer == "parent":
        portal.sign_in_parent("koroleva")
    elif viewer == "visit":
        portal.sign_in_pupil("igor", is_owner=False)
    elif viewer == "clerk":
        portal.sign_in_clerk("cdt")
        portal.put_account(replace(ACCOUNT, id="clerk-cdt", snils=None))
    for route, allowed in ROUTES.items():
        method, rule = route.split(" ", 1)
        data = {"csrf_token": door.web.token()} if method == "POST" else None
        answer = door.client.open(rule.replace("<provider>", "gosuslugi"), method=method, data=data)
        assert answer.status_code == allowed[viewer], route
        assert answer.headers["Cache-Control"] == "no-store"
        assert all(secret not in answer.get_data(as_text=True) for secret in ("112-233", "1000299654"))
    assert door.rows(Identity) == []


def test_without_a_provider_there_is_no_page_and_no_entry(web: Web) -> None:
    for address in (START, BACK, RESULT, CHOOSE, LINK, UNLINK, "/pfdo/sign-in/out"):
        assert web.client.get(address).status_code == 404
        assert web.client.post(address).status_code == 404
    assert of_the_sign_in(web) == set()
    with web.app.test_request_context():
        assert web.app.jinja_env.globals["pfdo_identity_entry"]() is None


class NoDirectory(MemoryFamilyPortal):
    """A portal without accounts."""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"portal": NoDirectory(NOW)}, "AccountDirectory"),
        ({"SGO_PFDO_BASE_URL": ""}, "SGO_PFDO_BASE_URL is missing"),
        ({"SGO_PFDO_BASE_URL": "http://portal.example"}, "https://"),
        ({"SESSION_COOKIE_SAMESITE": "Strict"}, "SESSION_COOKIE_SAMESITE"),
        ({"identity": OidcProvider("http://esia.example", "portal", "secret")}, "must begin with https://"),
        ({"identity": "gosuslugi"}, "no IdentityProvider"),
    ],
)
def test_what_cannot_work_does_not_start(make_app: MakeApp, changes: dict[str, Any], words: str) -> None:
    options = {"portal": MemoryIdentityPortal(NOW), "SGO_PFDO_BASE_URL": BASE_URL, "identity": MemoryProvider(MOTHER)}
    options |= changes
    with pytest.raises(ConfigError, match=words.replace("(", r"\(")):
        make_app(options.pop("portal"), **options)


def test_on_the_own_machine_http_is_enough(make_app: MakeApp) -> None:
    make_app(
        MemoryIdentityPortal(NOW),
        SGO_PFDO_BASE_URL="http://127.0.0.1:5000",
        identity=OidcProvider("http://localhost:5001", "portal", "secret"),
    )


def test_two_portals_in_one_process_know_nothing_of_each_other(make_web: MakeWeb) -> None:
    doors = []
    for name, subject in (("gosuslugi", "1"), ("region", "2")):
        portal, provider = MemoryIdentityPortal(NOW), MemoryProvider(replace(MOTHER, subject=subject), name=name)
        portal.put_account(ACCOUNT)
        doors.append(Door(make_web(portal, SGO_PFDO_BASE_URL=BASE_URL, identity=provider), provider))
    first, second = doors
    first.come()
    assert (first.is_in(), second.is_in(), second.rows(Identity)) == (["koroleva"], [], [])
    assert second.client.get(START).status_code == 404
    assert second.client.get("/pfdo/sign-in/region").status_code == 303
    state = first.start()
    assert first.answer(state, second.client).status_code == 404


def test_a_session_that_signs_in_otherwise_is_no_owner_s_any_more() -> None:
    app = flask.Flask("host")
    app.secret_key = "key"
    flask_login.LoginManager(app)
    owner.listen(app)

    class User(flask_login.UserMixin):
        id = "account-igor"

    with app.test_request_context():
        owner.mark("account-igor")
        assert is_owner("account-igor") and not is_owner("account-sasha")
        flask_login.login_user(User())
        assert not is_owner("account-igor"), "a password does not tell who typed it"
        owner.mark("account-igor")
        flask_login.logout_user()
        assert not is_owner("account-igor")


@pytest.mark.parametrize("account_id", ["7", "5f3c1b1e-8f2b-4f5e-9c3d-2b7a0d7b8c11", "Иванова", "x" * 64])
def test_ids_of_the_portal_are_opaque(make_app: MakeApp, account_id: str) -> None:
    portal, provider = MemoryIdentityPortal(NOW), MemoryProvider(MOTHER)
    portal.add(IGOR)
    portal.put_account(replace(ACCOUNT, id=account_id))
    app = make_app(portal, SGO_PFDO_BASE_URL=BASE_URL, identity=provider)
    door = Door(Web(app, portal, app.test_client()), provider)
    door.come()
    portal.viewer = None
    door.come()
    assert door.is_in() == [account_id, account_id]
    with app.app_context():
        assert [row.account_id for row in current_session().query(Identity)] == [account_id]
