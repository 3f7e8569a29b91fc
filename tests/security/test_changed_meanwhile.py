"""Between the page and the press a child, a role, an organisation or a school changes: the server looks again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from sgo_pfdo import Role, Viewer, database
from sgo_pfdo.municipalities.enabling import disable
from sgo_pfdo.municipalities.model import Organisation, RegisteredSchool
from tests.blueprints.common.test_permissions import leaked
from tests.security.filling import APPLICANT, CONFIRMED, FRESH, WAITING
from tests.security.world import Crawl, World
from tests.support.apps import IGOR, PARENT, SASHA, SCHOOL
from tests.support.contents import contents_of, without_looks
from tests.support.web import Web

FAMILY = ("/settings/certificate/issue", "/settings/certificate/password")
APPLICATION = "/settings/certificate/application"


class Late:
    """Somebody with a page open; the press comes after the change."""

    def __init__(self, world: World, crawls: Sequence[Crawl], person: str, rule: str) -> None:
        """Open the page."""
        found = (form for crawl in crawls for form in crawl.forms if (form.person, form.rule) == (person, rule))
        self._world, self._form = world, next(found)
        self._client = world.client(person)
        self._sent = world.fresh(self._client, self._form)
        self._before = contents_of(world.app)

    def changed(self) -> None:
        """Take note of what is there once everything has changed that the test changes."""
        self._before = contents_of(self._world.app)

    def press(self, **changes: Any) -> TestResponse:
        """Press the button of the page that is still open."""
        return self._client.post(self._form.action, data=self._sent | changes)

    def is_refused(self, status: int = 404, **changes: str) -> None:
        """Press, and find nothing done and nothing told."""
        answer = self.press(**changes)
        assert answer.status_code == status
        assert leaked(answer, {"Новенькая", "Жанна", "Почтова", "Александра", "Просроченный"}) == []
        self.has_done_nothing()

    def has_done_nothing(self) -> None:
        """Find everything as it was before the press."""
        assert without_looks(contents_of(self._world.app)) == without_looks(self._before)


Opened = Callable[[str, str], Late]


@pytest.fixture
def late(world: World, crawls: Sequence[Crawl]) -> Opened:
    """``late(person, rule)`` opens the page with that press."""
    return lambda person, rule: Late(world, crawls, person, rule)


@pytest.mark.parametrize("rule", [f"{APPLICATION}/papers", f"{APPLICATION}/again", f"{APPLICATION}/withdraw"])
def test_a_child_that_went_to_another_parent_is_no_longer_applied_for(world: World, late: Opened, rule: str) -> None:
    page = late("applicant", rule)
    for child in (WAITING, CONFIRMED):
        world.portal.take_away(child.id, APPLICANT.id)
        world.portal.add(child, "stepmother")
    page.is_refused()


def test_nor_does_a_certificate_come_of_the_page_that_was_open(world: World, late: Opened) -> None:
    page = late("newcomer", FAMILY[0])
    world.portal.take_away(FRESH.id, "novenky")
    world.portal.add(FRESH, "stepmother")
    page.is_refused()
    world.portal.sign_in_parent("stepmother")
    assert page.press().status_code == 303


def test_nor_a_new_password(world: World, late: Opened) -> None:
    page = late("mother", FAMILY[1])
    for child in (IGOR, SASHA):
        world.portal.take_away(child.id, PARENT)
    page.is_refused()


def test_a_child_that_the_portal_has_deleted_is_gone_for_everybody(world: World, late: Opened) -> None:
    page = late("pupil", FAMILY[1])
    del world.portal._pupils[IGOR.id]
    world.portal.take_away(IGOR.id, PARENT)
    page.is_refused()
    for address in ("", "/history", "/certificate.pdf", "/credentials.pdf"):
        assert world.client("pupil").get(f"/settings/certificate{address}").status_code == 404


def test_the_clerk_keeps_the_card_of_a_deleted_child(world: World) -> None:
    del world.portal._pupils[SASHA.id]
    world.portal.take_away(SASHA.id, PARENT)
    client = world.client("clerk")
    assert {client.get(f"/pfdo/desk/c/{card_id}").status_code for card_id in world.card_ids()} == {200, 404}


@pytest.mark.parametrize(
    "role",
    [
        Viewer(id="ivanova", role=Role.STAFF),
        Viewer(id="ivanova", role=Role.CLERK, organisation_code="cdt"),
        Viewer(id="ivanova", role=Role.DIRECTOR, school_id=SCHOOL.id),
        Viewer(id="ivanova", role=Role.OPERATOR, municipality_code="kiselevsk"),
        Viewer(id="ivanova", role=Role.PUPIL, pupil_id="gone"),
    ],
    ids=lambda viewer: str(viewer.role),
)
def test_a_role_that_was_changed_meanwhile_ends_what_the_old_one_could(
    world: World, late: Opened, role: Viewer
) -> None:
    page = late("mother", FAMILY[1])
    world.portal.viewer = role
    page.is_refused()


STAFF = [
    ("clerk", "/pfdo/desk/c/<card_id>/activate"),
    ("clerk", "/pfdo/desk/c/<card_id>/annul"),
    ("clerk", "/pfdo/desk/c/<card_id>/credentials"),
    ("clerk", "/pfdo/desk/c/<card_id>/correct"),
    ("clerk", "/pfdo/desk/search"),
    ("clerk", "/pfdo/desk/accept"),
    ("clerk", "/pfdo/desk/in-person"),
    ("clerk", "/pfdo/desk/register/export"),
    ("director", "/pfdo/school/switch"),
    ("director", "/pfdo/school/slips"),
    ("operator", "/pfdo/municipality/group"),
    ("operator", "/pfdo/municipality/paper/remove"),
]


@pytest.mark.parametrize(("person", "rule"), STAFF)
def test_staff_whose_role_has_ended_can_press_nothing_more(world: World, late: Opened, person: str, rule: str) -> None:
    page = late(person, rule)
    assert world.portal.viewer is not None
    world.portal.viewer = replace(world.portal.viewer, role=Role.STAFF)
    page.is_refused()


@pytest.mark.parametrize("rule", [rule for person, rule in STAFF if person == "clerk"])
def test_an_organisation_closed_while_its_clerk_is_signed_in_is_closed_at_once(
    world: World, late: Opened, rule: str
) -> None:
    page = late("clerk", rule)
    with world.app.app_context():
        database.perform(
            lambda session: session.execute(
                update(Organisation).where(Organisation.code == "cdt").values(is_open=False)
            )
        )
    page.changed()
    page.is_refused()
    assert world.client("clerk").get("/pfdo/desk").status_code == 404


@pytest.mark.parametrize("rule", [rule for person, rule in STAFF if "card_id" in rule])
def test_a_clerk_who_changed_to_another_municipality_has_lost_the_card(world: World, late: Opened, rule: str) -> None:
    page = late("clerk", rule)
    world.portal.sign_in_clerk("myski-centre", viewer_id="clerk-cdt")
    page.is_refused()


@pytest.mark.parametrize("rule", [rule for person, rule in STAFF if person == "director"])
def test_a_director_of_another_school_acts_for_that_school_alone(world: World, late: Opened, rule: str) -> None:
    page = late("director", rule)
    world.portal.sign_in_director("school-2")
    assert page.press().status_code in {200, 303, 409}
    with world.app.app_context():
        assert database.current_session().get_one(RegisteredSchool, SCHOOL.id).is_enabled


def test_a_group_of_another_municipality_is_not_found(world: World, late: Opened) -> None:
    page = late("operator", "/pfdo/municipality/group")
    world.portal.sign_in_operator("myski")
    page.is_refused()


def test_a_school_switched_off_meanwhile_issues_nothing(world: World, late: Opened) -> None:
    page = late("newcomer", FAMILY[0])
    with world.app.app_context():
        disable([SCHOOL.id])
    page.changed()
    page.is_refused()


FORGED = ["0", "1", "-1", "None", "x" * 22, "A" * 5000, "../../desk", "%00", "1;DROP TABLE", "*", "{{7*7}}", "é", "٣"]


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("person", ["clerk", "clerk of another municipality"])
def test_made_up_cards_open_nothing(world: World, person: str, forged: str) -> None:
    client, before = world.client(person), contents_of(world.app)
    for rule in world.rules("GET"):
        if "<card_id>" in rule:
            answer = client.get(rule.replace("<card_id>", forged))
            if rule == "/pfdo/c/<card_id>" and answer.location:
                answer = client.get(answer.location)  # what a QR code holds leads a clerk to the card
            is_led_away = (answer.location or "").startswith("/pfdo/cabinet/sign-in") and "/cabinet/" in rule
            assert is_led_away or answer.status_code in {404, 429}, rule
    assert contents_of(world.app) == before


@pytest.mark.parametrize("forged", FORGED)
def test_made_up_groups_organisations_and_papers_open_nothing(world: World, forged: str) -> None:
    client, before = world.client("operator"), contents_of(world.app)
    token = Web(world.app, world.portal, client).token()
    for rule, name in (("group", "id"), ("organisation", "code"), ("paper", "kind"), ("paper.pdf", "kind")):
        if (rule, forged) == ("group", "1"):
            continue
        address = f"/pfdo/municipality/{rule}"
        assert client.get(address, query_string={name: forged}).status_code == 404, address
        posted = client.post(address, query_string={name: forged}, data={name: forged, "csrf_token": token})
        assert posted.status_code in {404, 405}
    assert contents_of(world.app) == before


def test_another_municipality_s_cards_are_not_found_by_any_way(world: World) -> None:
    crawl = world.crawl("clerk of another municipality")
    own = {address for address in crawl.pages if "/c/" in address and crawl.pages[address].status == 200}
    others = {"Иванов", "Иванова", "Сидоров", "Половинкина", "Просроченный", "Ёлкина"}
    assert own and [address for address, page in crawl.pages.items() if leaked(page.answer, others)] == []
