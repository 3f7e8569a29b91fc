"""The permission table of the way by e-mail: each page at each stage, for each kind of viewer."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import flask
import pytest

from sgo_pfdo import Pupil
from sgo_pfdo.testing import MemoryPortal
from tests.applications.conftest import MakeWay
from tests.blueprints.common.answers import ALLOWED_TO_GET, NEVER_CERTIFIED, ONLY_LOOKING, given
from tests.blueprints.common.viewers import VIEWERS, portal_of_everybody
from tests.support.applying import BASE_URL, DOCUMENT, EVERYTHING, Applicant
from tests.support.apps import IGOR, PARENT, build_app, close_app
from tests.support.contents import contents_of
from tests.support.web import Web

Portals = Callable[[Callable[[Web], object]], Web]  # what the fixture ``portals`` gives
PREFIX = "/settings/certificate/application"
FOR_IGOR = tuple(name for name in ALLOWED_TO_GET if VIEWERS[name].asks_for == IGOR)
EXPLAINED = given(303, *ONLY_LOOKING, *NEVER_CERTIFIED)
"""Led to the page that says why there is no certificate."""
REFUSED = given(403, *ONLY_LOOKING, *NEVER_CERTIFIED)
TO_ALL = given(303, *ALLOWED_TO_GET) | EXPLAINED
EMAIL = "secret.mother@mail.ru"
SECRETS = ("ул. Мира", "905 000", "456789", EMAIL, "III-АБ № 123456", "Мария")

NOTHING_BEGUN: Mapping[str, Mapping[str, int]] = {
    "GET ": given(200, *ALLOWED_TO_GET) | EXPLAINED,
    "POST ": given(422, *ALLOWED_TO_GET) | REFUSED,
    "GET /again": TO_ALL,
    "POST /again": given(303, *ALLOWED_TO_GET) | REFUSED,
    "GET /change": TO_ALL,
    "POST /change": given(303, *ALLOWED_TO_GET) | REFUSED,
    "GET /withdraw": TO_ALL,
    "POST /withdraw": given(303, *ALLOWED_TO_GET) | REFUSED,
    "GET /papers": TO_ALL,
    "POST /papers": given(303, *ALLOWED_TO_GET) | REFUSED,
    "GET /update": {},
    "POST /update": {},
    "GET /application.pdf": {},
    "GET /consent.pdf": {},
}
FINISHED_BY_THE_MOTHER: Mapping[str, Mapping[str, int]] = {
    "GET /update": given(200, "mother"),
    "POST /update": given(422, "mother"),
    "GET /application.pdf": given(200, "mother"),
    "GET /consent.pdf": given(200, "mother"),
}


def ask(web: Web, route: str, child: Pupil, **fields: Any) -> Any:
    method, path = route.split(" ")
    values = {"child": child.id, **fields}
    if method == "GET":
        return web.client.get(PREFIX + path, query_string=values)
    return web.client.post(PREFIX + path, data=values | {"csrf_token": web.token()})


def check(web: Web, viewer: str, table: Mapping[str, Mapping[str, int]]) -> None:
    kind = VIEWERS[viewer]
    kind.sign_in(web.portal)
    for route, answers in table.items():
        before = contents_of(web.app, history=False)
        answer = ask(web, route, kind.asks_for)
        assert answer.status_code == answers.get(viewer, kind.refusal), route
        if viewer != "mother":
            assert not [secret for secret in SECRETS if secret in answer.get_data(as_text=True)], route
        assert contents_of(web.app, history=False) == before, route


@pytest.fixture(scope="module")
def portals(way_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portals]:
    """``portals(stage)`` gives a portal at a stage; no viewer changes anything there, so all of them ask one portal."""
    made: dict[Callable[[Web], object], flask.Flask] = {}

    def portal(stage: Callable[[Web], object]) -> Web:
        if stage not in made:
            file = shutil.copy(way_file, tmp_path_factory.mktemp("stage") / "way.sqlite")
            uri = f"sqlite:///{file}"
            made[stage] = build_app(uri, portal_of_everybody(), prepare=False, SGO_PFDO_BASE_URL=BASE_URL)
            stage(web_of(made[stage]))
        return web_of(made[stage])

    yield portal
    for app in made.values():
        close_app(app)


def web_of(app: flask.Flask) -> Web:
    return Web(app, cast(MemoryPortal, app.extensions["sgo_pfdo"].host), app.test_client())


def nothing(web: Web) -> None:
    """Begin nothing."""


def fill_in(web: Web) -> None:
    """Let the mother leave the form for later."""
    web.portal.sign_in_parent(PARENT)
    page = Applicant(web, email=EMAIL).confirmed()
    page.press(web.client, "Получить сертификат", **EVERYTHING, later="1")


def finish(web: Web) -> None:
    """Let the mother get the certificate."""
    web.portal.sign_in_parent(PARENT)
    Applicant(web, email=EMAIL).finish(**EVERYTHING)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_before_anything_is_begun(portals: Portals, viewer: str) -> None:
    check(portals(nothing), viewer, NOTHING_BEGUN)


@pytest.mark.parametrize(
    "viewer", [name for name in VIEWERS if name not in {"mother", "mother, for the younger child"}]
)
def test_while_the_mother_fills_in_the_form_it_is_the_same_for_everybody_else(portals: Portals, viewer: str) -> None:
    check(portals(fill_in), viewer, NOTHING_BEGUN)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_papers_are_for_whoever_applied(portals: Portals, viewer: str) -> None:
    check(portals(finish), viewer, FINISHED_BY_THE_MOTHER)


@pytest.mark.parametrize("viewer", FOR_IGOR)
def test_everybody_who_may_press_may_apply(make_way: MakeWay, viewer: str) -> None:
    web = make_way(portal_of_everybody())
    VIEWERS[viewer].sign_in(web.portal)
    page = Applicant(web).confirmed()
    typed = DOCUMENT | {"group": page.form("Получить сертификат").fields["group"]}
    assert ask(web, "POST /papers", IGOR, **typed, applicant_document_kind="passport").status_code == 303
    assert len(web.certificates()) == 1
