"""What a portal gets wrong is told in its log once, with the remedy; nobody sees a trace, and nothing is guessed."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import flask
import pytest
from markupsafe import Markup

from sgo_pfdo import FamilyRecord, IdentityDocument, Pupil, Role, School, SchoolKind, Viewer
from sgo_pfdo.migrations import newest_revision, upgrade
from sgo_pfdo.municipalities.model import Organisation
from sgo_pfdo.people import PortalDataError
from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, NOW, PARENT, SASHA, build_app, close_app, family_portal
from tests.support.web import PAGE, MakeWeb, Web

APOLOGY = "Страница пока не открывается"
MENU = "menu:{% set entry = pfdo_menu_entry() %}{{ entry.url if entry }}"


class OrmChild:
    """What a portal keeps of a child."""

    id = 7
    surname, first_name = "Иванов", "Игорь"


class OrmQuery:
    """Gives children one after another, like a query; a list it is not."""

    def __iter__(self) -> Iterator[Pupil]:
        """Give Igor and Sasha."""
        return iter((IGOR, SASHA))


class MistakenPortal(MemoryPortal):
    """Answers whatever a test wants, however wrong."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self.viewer = Viewer(id=PARENT, role=Role.PARENT)
        self.answers: dict[str, Callable[[], Any]] = {}

    def _answer(self, name: str, usual: Callable[[], Any]) -> Any:
        return self.answers.get(name, usual)()

    def current_viewer(self) -> Viewer | None:
        """Say who is signed in."""
        return self._answer("current_viewer", super().current_viewer)  # type: ignore[no-any-return]

    def children(self, parent_id: str) -> list[Pupil]:
        """List the children."""
        return self._answer("children", lambda: [IGOR])  # type: ignore[no-any-return]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find a child."""
        return self._answer("pupil", lambda: IGOR)  # type: ignore[no-any-return]

    def unauthorized(self) -> Any:
        """Answer a stranger."""
        return self._answer("unauthorized", super().unauthorized)

    def render_template(self, name: str, **context: Any) -> str:
        """Render a page."""
        return self._answer("render_template", lambda: flask.render_template(name, **context))  # type: ignore[no-any-return]

    def form_fields(self) -> Markup:
        """Give the fields."""
        return self._answer("form_fields", lambda: Markup(""))  # type: ignore[no-any-return]

    def school_pupils(self, school_id: str, page: int) -> list[Pupil]:
        """List the pupils of a school."""
        return self._answer("school_pupils", list)  # type: ignore[no-any-return]


@pytest.fixture
def mistaken(make_web: MakeWeb) -> Web:
    """A portal that makes mistakes; its home page has the menu entry."""
    web = make_web(MistakenPortal())
    web.app.add_url_rule("/", "home", lambda: flask.render_template_string(MENU))
    return web


def answers_of(web: Web) -> dict[str, Callable[[], Any]]:
    assert isinstance(web.portal, MistakenPortal)
    return web.portal.answers


def pupil(**changes: Any) -> Callable[[], Any]:
    return lambda: [Pupil(**({"id": "igor", "surname": "Иванов", "first_name": "Игорь"} | changes))]


def school(**changes: Any) -> Callable[[], Any]:
    return lambda: School(**({"id": "school-1", "name": "Лицей"} | changes))


MISTAKES: dict[str, tuple[str, Callable[[], Any], str]] = {
    "an ORM object": ("children", lambda: [OrmChild()], "must return Pupil objects, got OrmChild"),
    "a dict": ("children", lambda: {"id": 7}, "must return Pupil objects, got str"),
    "a list of dicts": ("children", lambda: [{"id": 7}], "must return Pupil objects, got dict"),
    "None": ("children", lambda: None, "must return Pupil objects, got None: return a list, [] where there are none"),
    "one child, no list": ("children", lambda: IGOR, "must return Pupil objects, got Pupil: return a list"),
    "a text for a date": (
        "children",
        pupil(birth_date="2010-05-14"),
        "Pupil.birth_date must be a datetime.date or None, got str (test_portal_mistakes.py, line",
    ),
    "a moment for a date": (
        "children",
        pupil(birth_date=datetime(2010, 5, 14, tzinfo=UTC)),
        "Pupil.birth_date must be a date without a time, got datetime: use .date()",
    ),
    "a number for a name": ("children", pupil(surname=7), "Pupil.surname must be text or None, got int"),
    "schools that are ids": ("children", pupil(schools=["17"]), "Pupil.schools must be School objects, got str"),
    "no schools": ("children", pupil(schools=None), "Pupil.schools must be School objects, got None: []"),
    "an odd kind": ("children", school(kind="kindergarten"), "School.kind must be a SchoolKind such as"),
    "a number for an id": ("children", pupil(id=7), "must be text of 1 to 64 characters, got int: str(…)"),
    "an empty id": ("children", pupil(id=""), "Pupil.id must be text of 1 to 64 characters, got one of 0"),
    "a long id": ("children", pupil(id="x" * 65), "Pupil.id must be text of 1 to 64 characters, got one of 65"),
    "a user of the portal": ("current_viewer", OrmChild, "MistakenPortal must return a Viewer or None, got OrmChild"),
    "an odd role": (
        "current_viewer",
        lambda: Viewer(id="7", role="parent"),  # type: ignore[arg-type]
        "Viewer.role must be a Role such as Role.PARENT, got 'parent'",
    ),
    "an owner in words": (
        "current_viewer",
        lambda: Viewer(id="7", role=Role.PUPIL, pupil_id="igor", is_owner=0),  # type: ignore[arg-type]
        "Viewer.is_owner must be True, False or None, got int",
    ),
    "fields as text": ("form_fields", lambda: "<input>", "form_fields() of MistakenPortal must return Markup, got str"),
    "no page": ("render_template", lambda: None, "render_template() of MistakenPortal must return the page as text"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_the_port_is_told_once_with_its_remedy(
    mistaken: Web, caplog: pytest.LogCaptureFixture, mistake: str
) -> None:
    method, answer, told = MISTAKES[mistake]
    answers_of(mistaken)[method] = answer
    for _ in range(2):
        page = mistaken.client.get(PAGE)
        assert page.status_code == 503
        assert APOLOGY in page.text and "Traceback" not in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert mistaken.client.get("/").status_code == 200  # the portal's own pages stand
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert told in record.message and "see docs/host-port.md" in record.message
    answers_of(mistaken).clear()
    assert mistaken.client.get(PAGE).status_code == 200


def test_a_pupil_that_is_none_is_told(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    mistaken.portal.sign_in_pupil(IGOR.id)
    answers_of(mistaken)["pupil"] = OrmChild
    assert mistaken.client.get(PAGE).status_code == 503
    assert "pupil() of MistakenPortal must return a Pupil or None, got OrmChild" in caplog.text


def test_the_answer_to_a_stranger_that_is_none_is_told(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    mistaken.portal.sign_out()
    answers_of(mistaken)["unauthorized"] = lambda: None
    for address in (PAGE, "/pfdo/desk"):
        assert mistaken.client.get(address).status_code == 503
    assert "unauthorized() of MistakenPortal must return what a view of Flask may return, got None" in caplog.text


def test_what_can_be_gone_through_is_taken(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    for answer in ((IGOR, SASHA), OrmQuery(), (child for child in (IGOR, SASHA))):
        answers_of(mistaken)["children"] = lambda answer=answer: answer
        assert "Александра" in mistaken.open().text
    assert Pupil(id="1", surname="", first_name="", schools=(one for one in IGOR.schools)).schools == IGOR.schools
    assert caplog.records == []


def test_a_list_of_a_school_that_is_none_is_told_and_a_generator_is_a_list(
    mistaken: Web, caplog: pytest.LogCaptureFixture
) -> None:
    mistaken.portal.sign_in_director("school-1")
    answers_of(mistaken)["school_pupils"] = lambda: iter([])
    assert mistaken.client.get("/pfdo/school").status_code == 200
    answers_of(mistaken)["school_pupils"] = lambda: [OrmChild()]
    assert mistaken.client.get("/pfdo/school").status_code == 503
    assert "school_pupils() of MistakenPortal must return Pupil objects, got OrmChild" in caplog.text


def test_a_list_of_a_school_that_never_ends_is_told(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    mistaken.portal.sign_in_director("school-1")
    answers_of(mistaken)["school_pupils"] = lambda: [IGOR]
    assert mistaken.client.get("/pfdo/school").status_code == 503
    assert "school_pupils() of MistakenPortal gives the same page again: an empty one ends the list" in caplog.text


def test_what_a_portal_says_of_papers_is_looked_at_too() -> None:
    wrong: Any = "2010-05-14"
    with pytest.raises(PortalDataError, match=r"issued_on must be a datetime\.date or None, got str"):
        IdentityDocument(kind="passport", number="3201 123456", issued_on=wrong)
    with pytest.raises(PortalDataError, match="child_documents must be IdentityDocument objects, got dict"):
        FamilyRecord(child_documents=[{}])  # type: ignore[list-item]
    with pytest.raises(PortalDataError, match="document must be an IdentityDocument or None, got str"):
        FamilyRecord(document=wrong)
    with pytest.raises(PortalDataError, match="email must be text or None, got list"):
        FamilyRecord(email=[])  # type: ignore[arg-type]
    assert School(id="1", name=None, kind=SchoolKind.ADDITIONAL).name == ""  # type: ignore[arg-type]
    assert Pupil(id="1", surname="", first_name="", birth_date=date(2010, 5, 14)).patronymic is None


def told_once(web: Web, caplog: pytest.LogCaptureFixture, address: str) -> str:
    """Open a page that is not there, twice, and give what the log says of it."""
    for _ in range(2):
        assert web.client.get(address).status_code == 404
    (record,) = [one for one in caplog.records if one.name == "sgo_pfdo" and one.levelno >= logging.WARNING]
    assert record.levelno == logging.WARNING
    return record.getMessage()


def test_a_clerk_whose_code_was_never_loaded_is_told_of(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    mistaken.portal.sign_in_clerk("cdt-typo")
    told = told_once(mistaken, caplog, "/pfdo/desk")
    assert "no organisation 'cdt-typo' was loaded" in told and "flask pfdo load FILE" in told


def test_a_clerk_whose_organisation_is_closed_is_told_of(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    with mistaken.app.app_context():
        db = mistaken.app.extensions["sqlalchemy"]
        db.session.get_one(Organisation, "cdt").is_open = False
        db.session.commit()
    mistaken.portal.sign_in_clerk("cdt")
    assert "the organisation 'cdt' is closed" in told_once(mistaken, caplog, "/pfdo/desk")


def test_an_operator_of_no_municipality_is_told_of(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    mistaken.portal.sign_in_operator("atlantis")
    assert "no municipality 'atlantis' was loaded" in told_once(mistaken, caplog, "/pfdo/municipality")


def test_a_director_whose_school_is_not_enabled_is_told_of(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    mistaken.portal.sign_in_director("school-typo")
    told = told_once(mistaken, caplog, "/pfdo/school")
    assert "the school 'school-typo'" in told and "flask pfdo enable" in told


def test_a_pupil_with_another_id_is_told_of_and_is_nobody(mistaken: Web, caplog: pytest.LogCaptureFixture) -> None:
    mistaken.portal.sign_in_pupil("account-7")
    told = told_once(mistaken, caplog, PAGE)
    assert "pupil('account-7') of MistakenPortal answers with Pupil.id 'igor'" in told
    assert "Иванов" not in told


def test_before_the_upgrade_the_portals_own_pages_stand_and_the_log_names_the_command(
    database_uri: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = build_app(database_uri, family_portal(), prepare=False)
    app.add_url_rule("/", "home", lambda: flask.render_template_string(MENU))
    client = app.test_client()
    for _ in range(2):
        assert client.get("/").text == "menu:"
        page = client.get(PAGE)
        assert page.status_code == 503 and "Попробуйте через минуту" in page.text
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage() == (
        f"the tables are at revision None, this version needs {newest_revision()}: run flask pfdo db upgrade"
    )
    with app.app_context():
        upgrade(app.extensions["sqlalchemy"].engine)
    assert client.get("/").text == "menu:"  # no school has enabled it yet, and nobody started the portal again
    assert client.get(PAGE).status_code == 404
    close_app(app)
