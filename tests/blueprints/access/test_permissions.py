"""Every address of the access to children and every kind of viewer: whoever the table does not list is refused."""

from collections.abc import Callable

import pytest

from sgo_pfdo.people import Role, Viewer
from sgo_pfdo.testing import MemoryFamilyPortal
from tests.blueprints.access.conftest import DASHA, MOTHER, School
from tests.blueprints.common.test_permissions import leaked, routes_of_the_module
from tests.support.apps import MYSKI_SCHOOL, SCHOOL
from tests.support.contents import contents_of

VIEWERS: dict[str, Callable[[MemoryFamilyPortal], object]] = {
    "mother": lambda portal: portal.sign_in_parent(MOTHER),
    "another parent": lambda portal: portal.sign_in_parent("another-parent"),
    "pupil": lambda portal: portal.sign_in_pupil(DASHA.id),
    "registrar": lambda portal: portal.sign_in_registrar(SCHOOL.id),
    "registrar of another school": lambda portal: portal.sign_in_registrar(MYSKI_SCHOOL.id),
    "registrar of a school that nobody knows": lambda portal: portal.sign_in_registrar("gone"),
    "director": lambda portal: portal.sign_in_director(SCHOOL.id),
    "director of another school": lambda portal: portal.sign_in_director(MYSKI_SCHOOL.id),
    "clerk": lambda portal: portal.sign_in_clerk("cdt"),
    "operator": lambda portal: portal.sign_in_operator("kiselevsk"),
    "staff": lambda portal: setattr(portal, "viewer", Viewer(id="teacher", role=Role.STAFF)),
    "nobody": MemoryFamilyPortal.sign_out,
}
PARENTS = ("mother", "another parent")
OF_THE_SCHOOL = ("registrar", "director")
OF_SCHOOLS = ("registrar", "registrar of another school", "director", "director of another school")
DIRECTOR = ("director",)

ROUTES: dict[str, tuple[int, tuple[str, ...]]] = {
    "GET /pfdo/access": (200, PARENTS),
    "GET /pfdo/access/new": (200, PARENTS),
    "POST /pfdo/access/new": (422, PARENTS),
    "GET /pfdo/access/code": (200, PARENTS),
    "POST /pfdo/access/code": (422, PARENTS),
    "GET /pfdo/access/help": (200, PARENTS),
    "GET /pfdo/access/<card_id>": (200, ("mother",)),
    "GET /pfdo/access/<card_id>/correct": (200, ("mother",)),
    "POST /pfdo/access/<card_id>/correct": (422, ("mother",)),
    "POST /pfdo/access/<card_id>/withdraw": (409, ("mother",)),
    "GET /pfdo/access/<card_id>/leave": (303, ("mother",)),
    "POST /pfdo/access/<card_id>/leave": (409, ("mother",)),
    "GET /pfdo/school/access": (200, OF_SCHOOLS),
    "GET /pfdo/school/access/<card_id>": (200, OF_THE_SCHOOL),
    "POST /pfdo/school/access/<card_id>/search": (422, OF_THE_SCHOOL),
    "POST /pfdo/school/access/<card_id>/accept": (422, OF_THE_SCHOOL),
    "POST /pfdo/school/access/<card_id>/refuse": (422, OF_THE_SCHOOL),
    "POST /pfdo/school/access/<card_id>/ask": (409, OF_THE_SCHOOL),
    "POST /pfdo/school/access/<card_id>/revoke": (422, OF_THE_SCHOOL),
    "GET /pfdo/school/access/codes": (200, OF_SCHOOLS),
    "POST /pfdo/school/access/codes": (422, OF_SCHOOLS),
    "GET /pfdo/school/access/notice": (200, DIRECTOR),
    "POST /pfdo/school/access/notice": (409, DIRECTOR),
}
"""What a viewer who may gets for a request with nothing typed, and who may."""
SECRETS = ("Новикова", "Дарья", "novikova@example.com", "Олеговна")


def test_every_address_stands_in_the_table(school: School) -> None:
    rules = {
        route for route in routes_of_the_module(school.web) if "/pfdo/access" in route or "/school/access" in route
    }
    assert rules == set(ROUTES)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_each_viewer_gets_what_the_table_says(school: School, viewer: str) -> None:
    school.ask()
    card = school.card()
    VIEWERS[viewer](school.portal)
    for route, (status, allowed) in ROUTES.items():
        method, rule = route.split(" ", 1)
        address = rule.replace("<card_id>", card)
        query = {"pupil": DASHA.id} if rule.endswith("/notice") else {}
        before = contents_of(school.web.app, history=False)
        data = {"csrf_token": school.web.token()} if method == "POST" else None
        with school.web.client.open(address, method=method, query_string=query, data=data) as answer:
            expected = status if viewer in allowed else 401 if viewer == "nobody" else 404
            assert answer.status_code == expected, route
            if viewer not in allowed:
                assert leaked(answer, SECRETS) == [], route
        if status >= 400 or viewer not in allowed:
            assert contents_of(school.web.app, history=False) == before, route


def test_without_a_good_token_nothing_is_done(school: School) -> None:
    school.ask()
    for viewer in ("mother", "director"):
        VIEWERS[viewer](school.portal)
        before = contents_of(school.web.app, history=False)
        for route, (_, allowed) in ROUTES.items():
            method, rule = route.split(" ", 1)
            if method == "POST" and viewer in allowed:
                fields = {
                    "version": "1",
                    "pupil": DASHA.id,
                    "bases": "birth_certificate",
                    "reason": "adult",
                    "words": "x",
                }
                answer = school.web.client.post(rule.replace("<card_id>", school.card()), data=fields)
                assert answer.status_code == 400, route
        assert contents_of(school.web.app, history=False) == before
