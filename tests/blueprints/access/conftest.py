"""A mother to whom no child is attached, a school that has her child, and the portal in which both are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import update

from sgo_pfdo import Pupil
from sgo_pfdo.access.model import AccessCode, AccessRequest
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.testing import MemoryFamilyPortal
from tests.support.apps import MYSKI_SCHOOL, NOW, SCHOOL, another_child, build_app, close_app
from tests.support.editing import change_past_the_module
from tests.support.pages import Page
from tests.support.web import MakeWeb, Web

BASE_URL = "https://portal.example"
DASHA = another_child(
    31, surname="Новикова", first_name="Дарья", patronymic="Олеговна", birth_date=date(2012, 3, 5), schools=(SCHOOL,)
)
ELSEWHERE = another_child(
    32, surname="Новикова", first_name="Дарья", birth_date=date(2012, 3, 5), schools=(MYSKI_SCHOOL,)
)
MOTHER, WORKER, DIRECTOR = "novikova", "registrar-school-1", "director-school-1"

ASKED = {
    "school": SCHOOL.id,
    "child_surname": "Новикова",
    "child_first_name": "Дарья",
    "child_patronymic": "Олеговна",
    "born": "05.03.2012",
    "relation": "parent",
    "surname": "Новикова",
    "first_name": "Анна",
    "email": "novikova@example.com",
    "is_representative": "y",
}


@dataclass
class School:
    """The portal as the mother and the school's people use it."""

    web: Web

    @property
    def portal(self) -> MemoryFamilyPortal:
        """The portal in memory."""
        portal = self.web.portal
        assert isinstance(portal, MemoryFamilyPortal)
        return portal

    def be_mother(self, mother: str = MOTHER) -> Web:
        """Sign the mother in."""
        self.portal.sign_in_parent(mother)
        return self.web

    def be_registrar(self) -> Web:
        """Sign the registrar in."""
        self.portal.sign_in_registrar(SCHOOL.id)
        return self.web

    def be_director(self) -> Web:
        """Sign the director in."""
        self.portal.sign_in_director(SCHOOL.id)
        return self.web

    def ask(self, mother: str = MOTHER, **typed: Any) -> Page:
        """Put a request to the school, as a mother, and follow the redirect."""
        web = self.be_mother(mother)
        answer = web.open("/pfdo/access/new").press(web.client, "Подать заявление", **(ASKED | typed))
        return web.land(answer) if answer.status_code == 303 else Page(answer)

    def card(self, place: int = 0) -> str:
        """Give what names a request in addresses."""
        return self.requests()[place].card_id

    def requests(self) -> list[AccessRequest]:
        """Read all requests, the oldest first."""
        with self.web.app.app_context():
            return list(current_session().query(AccessRequest).order_by(AccessRequest.id))

    def codes(self) -> list[AccessCode]:
        """Read all codes."""
        with self.web.app.app_context():
            return list(current_session().query(AccessCode).order_by(AccessCode.id))

    def own_page(self, place: int = 0) -> Page:
        """Open the mother's page of a request."""
        return self.be_mother().open(f"/pfdo/access/{self.card(place)}")

    def school_page(self, place: int = 0) -> Page:
        """Open the school's card of a request."""
        return self.be_registrar().open(f"/pfdo/school/access/{self.card(place)}")

    def accept(self, **ticked: Any) -> Page:
        """Accept the first request as the registrar."""
        fields = {"pupil": DASHA.id, "bases": ["passport", "birth_certificate"]} | ticked
        answer = self.school_page().press(self.web.client, "Принять: открыть доступ", **fields)
        return self.web.land(answer) if answer.status_code == 303 else Page(answer)

    def has_child(self, mother: str = MOTHER, child: Pupil = DASHA) -> bool:
        """Tell whether the portal attaches the child to the mother now."""
        return child.id in {one.id for one in self.portal.children(mother)}

    def wait(self, **time: float) -> None:
        """Let time go by."""
        assert self.portal.moment is not None
        self.portal.moment += timedelta(**time)

    def move_to(self, zone: str) -> None:
        """Put the municipalities into another time zone."""
        with self.web.app.app_context():
            change_past_the_module(update(Municipality).values(time_zone=zone))

    def letters(self) -> list[Any]:
        """Send what waits, and read what went out."""
        from tests.support.actions import run_command

        assert run_command(self.web.app, "mail", "send").exit_code == 0
        return self.portal.letters


def text_of(content: bytes) -> str:
    """Read a sheet."""
    return "\n".join(page.get_textpage().get_text_bounded() for page in PdfDocument(content)).replace("\u00a0", " ")


def printed_codes(content: bytes) -> list[str]:
    """Read the codes off a sheet."""
    return re.findall(r"\b\d{4} \d{4} \d{4}\b", text_of(content))


MakeSchool = Callable[..., School]


@pytest.fixture
def make_school(make_web: MakeWeb) -> MakeSchool:
    """``make_school(…)``; arguments are options of the application."""

    def make(**options: Any) -> School:
        portal = MemoryFamilyPortal(NOW)
        portal.add(DASHA, "another-parent")
        portal.add(ELSEWHERE)
        for school, municipality in ((SCHOOL, "kiselevsk"), (MYSKI_SCHOOL, "myski")):
            portal.put_school(school.id, municipality)
        portal.sign_in_parent(MOTHER)
        return School(make_web(portal, **({"SGO_PFDO_BASE_URL": BASE_URL} | options)))

    return make


@pytest.fixture
def postgresql_school(ready_postgresql_uri: str) -> Iterator[School]:
    """The usual one on PostgreSQL."""
    portal = MemoryFamilyPortal(NOW)
    portal.add(DASHA)
    for one, municipality in ((SCHOOL, "kiselevsk"), (MYSKI_SCHOOL, "myski")):
        portal.put_school(one.id, municipality)
    app = build_app(ready_postgresql_uri, portal, prepare=False, SGO_PFDO_BASE_URL=BASE_URL)
    yield School(Web(app, portal, app.test_client()))
    close_app(app)


@pytest.fixture(params=["school", "postgresql_school"])
def either_school(request: pytest.FixtureRequest) -> School:
    """The usual one, on each database."""
    school: School = request.getfixturevalue(request.param)
    return school


@pytest.fixture
def school(make_school: MakeSchool) -> School:
    """The usual one."""
    return make_school()
