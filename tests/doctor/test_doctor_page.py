"""``flask pfdo doctor --as ID``: looks at the page of one person and finds what nobody finds without one."""

from collections.abc import Callable, Iterator
from typing import Any

import flask
import pytest
from flask_login import LoginManager, UserMixin
from jinja2 import ChoiceLoader, DictLoader

from sgo_pfdo import HostPortal, Pupil, Role, Viewer
from sgo_pfdo.doctor.finding import Finding
from sgo_pfdo.doctor.page import page_findings
from sgo_pfdo.testing import MemoryPortal
from tests.support.actions import run_command
from tests.support.apps import IGOR, NOW, PARENT, SCHOOL_OFF, another_child, build_app, close_app, family_portal

SOUND = """<!doctype html><html lang="ru"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock %}</head><body>{% block content %}{% endblock %}</body></html>"""

COMPUTED = '{% extends "chosen" ~ ".html" %}'


class AskablePortal(MemoryPortal):
    """Knows everybody by id, whoever is signed in."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self.people: dict[str, Viewer] = {}

    def viewer_as(self, person_id: str) -> Viewer | None:
        """Say who somebody is."""
        return self.people.get(person_id)

    def know(self, viewer: Viewer) -> None:
        """Take note of a person."""
        self.people[viewer.id] = viewer


Doctor = Callable[..., list[Finding]]


@pytest.fixture
def askable() -> AskablePortal:
    """A portal with a mother and her son."""
    portal = AskablePortal()
    portal.add(IGOR, PARENT)
    portal.know(Viewer(id=PARENT, role=Role.PARENT))
    return portal


@pytest.fixture
def ask(ready_sqlite_uri: str, askable: AskablePortal) -> Iterator[Doctor]:
    """``ask(id, portal, base="…", …)`` gives what is found on the page of a person, in that base template."""
    made: list[flask.Flask] = []

    def ask(person_id: str = PARENT, portal: HostPortal | None = None, **options: Any) -> list[Finding]:
        base, chosen = options.pop("base", None), options.pop("chosen", SOUND)
        app = build_app(ready_sqlite_uri, portal or askable, prepare=False, **options)
        made.append(app)
        if base is not None:
            own = DictLoader({"sgo_pfdo/standalone.html": base, "chosen.html": chosen})
            app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader or DictLoader({})])
        with app.app_context():
            return page_findings(app, person_id)

    yield ask
    for app in made:
        close_app(app)


def problems(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.what, finding.remedy) for finding in found if not finding.is_well]


@pytest.mark.parametrize("base", [None, SOUND, COMPUTED])
def test_a_page_in_a_sound_layout_is_well(ask: Doctor, base: str | None) -> None:
    said = [finding.what for finding in ask(base=base)]
    assert said == [
        "The port says: 'ivanova' is signed in as parent; children: 1, their schools: 'school-1'.",
        "/settings/certificate answers 200, with content, title and stylesheet of the module in"
        " 'sgo_pfdo/standalone.html'.",
    ]


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (SOUND.replace("block content", "block main"), "The page has no content of the module"),
        (SOUND.replace("block head", "block extra"), "The page has no stylesheet of the module"),
        (SOUND.replace("block title", "block name"), "The page's title is not in <title>"),
        (
            SOUND.replace("<title>{% block title %}{% endblock %}</title>", "{% block title %}<title/>{% endblock %}"),
            "The block 'title' of 'sgo_pfdo/standalone.html' stands around <title>, so that the page has none.",
        ),
    ],
    ids=["content", "head", "title", "around"],
)
def test_a_block_that_only_rendering_finds_to_be_missing_is_told(ask: Doctor, base: str, told: str) -> None:
    for chosen in ({}, {"base": COMPUTED}):  # the layout itself, and one whose ``extends`` is computed
        ((what, remedy),) = problems(ask(**{"base": base, "chosen": base} | chosen))
        assert told in what and "SGO_PFDO_BLOCK_" in remedy


def test_a_theme_that_needs_its_own_rendering_is_told(ask: Doctor) -> None:
    ((what, remedy),) = problems(ask(base=SOUND.replace("<body>", "<body>{{ theme.colours.main }}")))
    assert what.startswith("The page cannot be rendered in the host's layout: 'theme' is undefined (")
    assert remedy == "Override HostPortal.render_template so that it renders as the portal's own views do."


STAFF = [
    (
        Viewer(id="7", role=Role.CLERK, organisation_code="typo"),
        "/pfdo/desk answers 404: no organisation 'typo' was loaded, so its clerk gets 404.",
        "flask pfdo load FILE",
    ),
    (
        Viewer(id="7", role=Role.OPERATOR, municipality_code="typo"),
        "/pfdo/municipality answers 404: no municipality 'typo' was loaded, so its operator gets 404.",
        "flask pfdo load FILE",
    ),
    (
        Viewer(id="7", role=Role.DIRECTOR, school_id="typo"),
        "/pfdo/school answers 404: the module does not know the school 'typo', so its director gets 404.",
        "flask pfdo enable SCHOOL --municipality CODE",
    ),
    (
        Viewer(id="7", role=Role.PUPIL, pupil_id="typo"),
        "/settings/certificate answers 404: pupil('typo') gives nobody with this id.",
        "Viewer.pupil_id and Pupil.id must be the same",
    ),
    (
        Viewer(id="7", role=Role.PARENT),
        "/settings/certificate answers 404: none of the children's schools has enabled the module, School.id of them:"
        " 'school-off'.",
        "flask pfdo enable SCHOOL --municipality CODE",
    ),
]


@pytest.mark.parametrize(("viewer", "told", "remedy"), STAFF, ids=[str(viewer.role) for viewer, _, _ in STAFF])
def test_a_404_is_explained(ask: Doctor, askable: AskablePortal, viewer: Viewer, told: str, remedy: str) -> None:
    askable.know(viewer)
    askable.add(another_child(1, schools=(SCHOOL_OFF,)), "7")
    ((what, mend),) = problems(ask("7"))
    assert what == told
    assert remedy in mend


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer(id="7", role=Role.CLERK, organisation_code="cdt"),
        Viewer(id="7", role=Role.OPERATOR, municipality_code="kiselevsk"),
        Viewer(id="7", role=Role.DIRECTOR, school_id="school-1"),
        Viewer(id="7", role=Role.PUPIL, pupil_id="igor"),
        Viewer(id="7", role=Role.STAFF),
    ],
    ids=lambda viewer: str(viewer.role),
)
def test_everybody_s_page_is_looked_at(ask: Doctor, askable: AskablePortal, viewer: Viewer) -> None:
    askable.know(viewer)
    assert problems(ask("7")) == []


def test_a_person_whom_the_portal_does_not_know_is_told(ask: Doctor) -> None:
    assert problems(ask("nobody")) == [
        ("AskablePortal knows nobody with the id 'nobody'.", "Give the id that viewer_as(person_id) takes.")
    ]


def test_a_portal_that_cannot_tell_says_what_to_define_and_one_with_that_person_signed_in_needs_not(
    ask: Doctor,
) -> None:
    assert problems(ask("another", family_portal())) == [
        ("MemoryPortal cannot tell who 'another' is.", "Define viewer_as(person_id): docs/host-port.md.")
    ]
    assert problems(ask(PARENT, family_portal())) == []


def test_a_mistake_of_the_port_is_told(ask: Doctor, askable: AskablePortal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(askable, "children", lambda parent_id: [{"id": 7}])
    ((what, _),) = problems(ask())
    assert "children() of AskablePortal must return Pupil objects, got dict" in what


def test_an_exception_of_the_portal_is_named_by_kind_and_place(
    ask: Doctor, askable: AskablePortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(askable, "viewer_as", lambda person_id: Viewer(id=str(int(person_id)), role=Role.PARENT))
    ((what, remedy),) = problems(ask())
    assert what.startswith("The page of 'ivanova' cannot be made: ValueError in test_doctor_page.py, line")
    assert "render_template" in remedy


class LoginPortal(HostPortal):
    """A portal with Flask-Login, which defines no more than such a portal has to."""

    def viewer_for(self, user: Any) -> Viewer:
        """Take an account for a parent."""
        return Viewer(id=user.get_id(), role=Role.PARENT)

    def children(self, parent_id: str) -> list[Pupil]:
        """Give everybody one child."""
        return [IGOR]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Know nobody."""
        return None


class Account(UserMixin):
    """An account with an id."""

    def __init__(self, user_id: str) -> None:
        self.id = user_id


def test_with_flask_login_nothing_has_to_be_defined_and_whoever_is_sent_to_sign_in_is_told_of(
    ready_sqlite_uri: str,
) -> None:
    app = build_app(ready_sqlite_uri, LoginPortal(), prepare=False)
    manager = LoginManager(app)
    manager.session_protection = "strong"
    manager.user_loader(lambda user_id: Account(user_id) if user_id == PARENT else None)
    assert "ok   /settings/certificate answers 200" in run_command(app, "doctor", "--as", PARENT).output
    nobody = run_command(app, "doctor", "--as", "nobody")
    assert nobody.exit_code == 1
    assert "BAD  LoginPortal knows nobody with the id 'nobody'." in nobody.output
    app.before_request_funcs.setdefault(None, []).append(lambda: flask.redirect("/sign-in"))
    said = run_command(app, "doctor", "--as", PARENT).output
    assert "BAD  /settings/certificate answers 302 to /sign-in before the module is asked." in said
    close_app(app)
