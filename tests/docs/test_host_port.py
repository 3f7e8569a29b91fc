"""docs/host-port.md: every method, what its examples do, how often the port is asked."""

import inspect
import re
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import flask
import pytest
from cryptography.fernet import Fernet
from flask_sqlalchemy import SQLAlchemy

from sgo_pfdo import HostPortal, Pupil, PupilDirectory, Role, SgoPfdo, Viewer
from sgo_pfdo.certificates.identity import DocumentKind, normalise
from sgo_pfdo.mail import smtp
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.enabling import enable
from sgo_pfdo.municipalities.loading import load_file
from sgo_pfdo.testing import MemoryPortal
from tests.docs.reading import DOCS, blocks, headings, rows, section
from tests.support.actions import run_command
from tests.support.apps import IGOR, MUNICIPALITIES, PARENT, SCHOOL, build_app, close_app, family_portal

PAGE = DOCS / "host-port.md"
METHODS = [name for name in vars(HostPortal) if not name.startswith("_")]


def parameters(name: str) -> list[str]:
    """List the parameters of a method as its signature shows them, without self and annotations."""
    found = list(inspect.signature(getattr(HostPortal, name)).parameters.values())[1:]
    return [f"**{each.name}" if each.kind is each.VAR_KEYWORD else each.name for each in found]


def ports() -> list[type[HostPortal]]:
    """Run the examples and give the ports they define; methods that an example leaves out answer with nothing."""
    found = []
    for block in blocks(PAGE, "python"):
        names: dict[str, Any] = {}
        exec(block.code, names)
        if "Portal" in names:
            stubs = {"children": lambda self, parent_id: [], "pupil": lambda self, pupil_id: None}
            found.append(type("Example", (names["Portal"],), stubs))
    return found


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_section_with_its_signature(name: str) -> None:
    signature = f"`{name}({', '.join(parameters(name))})"
    assert signature in section(PAGE, name)


def test_the_list_of_methods_is_the_port() -> None:
    listed = [row[0] for row in rows(section(PAGE, "The host port"))]
    assert sorted(listed) == sorted(f"[`{name}({', '.join(parameters(name))})`](#{name})" for name in METHODS)


def test_the_fields_of_a_pupil_are_listed() -> None:
    listed = ", ".join(row[0] for row in rows(section(PAGE, "children"))).replace("`", "").split(", ")
    assert listed == list(Pupil.__dataclass_fields__)
    assert "«Войти как ребёнок»" in headings(PAGE)


def test_every_role_is_told_with_what_a_viewer_of_it_needs() -> None:
    told = section(PAGE, "viewer_for")
    for role in Role:
        assert f"`Role.{role.name}`" in told
    for field in ("pupil_id", "organisation_code", "school_id", "municipality_code", "provider_code"):
        assert f"`Viewer.{field}`" in told


def test_the_list_of_pupils_is_the_directory() -> None:
    listed = [row[0] for row in rows(section(PAGE, "The list of pupils"))]
    wanted = {
        name: list(inspect.signature(method).parameters)[1:]
        for name, method in vars(PupilDirectory).items()
        if not name.startswith("_")
    }
    assert sorted(listed) == sorted(f"`{name}({', '.join(given)})`" for name, given in wanted.items())


def test_what_send_mail_may_raise_exists() -> None:
    told = re.findall(r"`sgo_pfdo\.mail\.smtp\.(\w+)`", section(PAGE, "send_mail"))
    assert [issubclass(getattr(smtp, name), Exception) for name in told] == [True, True]


def test_the_example_with_flask_login_tells_roles_and_visits_apart() -> None:
    with_login = ports()[0]()

    def viewer(role: str, *, entered: bool = False) -> Viewer | None:
        return with_login.viewer_for(SimpleNamespace(id=7, active_role=role, pupil_id=9, entered_by_parent=entered))

    assert viewer("parent") == Viewer(id="7", role=Role.PARENT)
    assert viewer("pupil") == Viewer(id="7", role=Role.PUPIL, pupil_id="9", is_owner=None)
    assert viewer("pupil", entered=True) == Viewer(id="7", role=Role.PUPIL, pupil_id="9", is_owner=False)
    assert viewer("teacher") == Viewer(id="7", role=Role.STAFF)


def test_with_several_tables_of_users_equal_numbers_are_different_people() -> None:
    port = ports()[1]()
    viewers = [port.viewer_for(SimpleNamespace(id=7, __tablename__=table)) for table in ("parent", "pupil", "staff")]
    assert [viewer and viewer.role for viewer in viewers] == [Role.PARENT, Role.PUPIL, Role.STAFF]
    assert len({viewer and viewer.id for viewer in viewers}) == 3


def test_what_a_hosts_tests_set_is_enough(sqlite_uri: str) -> None:
    (line,) = re.findall(r"`(TESTING=[^`]+)`", section(PAGE, "Testing your port"))
    app = flask.Flask("host")
    app.config |= eval(f"dict({line})", {"Fernet": Fernet}) | {"SQLALCHEMY_DATABASE_URI": sqlite_uri}
    app.config["SECRET_KEY"] = "a host of the tests"
    SQLAlchemy(app)
    SgoPfdo(app, host=family_portal())
    with app.app_context():
        upgrade(app.extensions["sqlalchemy"].engine)
        load_file(MUNICIPALITIES)
        enable([SCHOOL.id], municipality="kiselevsk")
    answer = app.test_client().post("/settings/certificate/issue", data={"child": IGOR.id})
    assert answer.status_code == 303
    close_app(app)


def test_the_example_without_flask_login_sends_strangers_to_its_sign_in_page(sqlite_uri: str) -> None:
    app = build_app(sqlite_uri, ports()[2]())
    client = app.test_client()
    assert client.get("/settings/certificate").location == "/sign-in"
    with client.session_transaction() as session:
        session["user_id"] = "ivanova"
    assert "не прикреплён ребёнок" in client.get("/settings/certificate").text
    close_app(app)


def test_the_example_of_viewer_as_lets_the_doctor_look_at_a_page(sqlite_uri: str) -> None:
    app = build_app(sqlite_uri, ports()[3]())
    said = run_command(app, "doctor", "--as", "ivanova").output
    assert "ok   The port says: 'ivanova' is signed in as parent; children: 0" in said
    assert "ok   /settings/certificate answers 200" in said
    close_app(app)


def test_the_other_examples_do_what_the_page_says(sqlite_uri: str) -> None:
    rendering, protecting, knowing = (port() for port in ports()[4:])
    app = build_app(sqlite_uri, protecting, TESTING=False, WTF_CSRF_ENABLED=False)  # starts, having form_fields
    assert "portal_token" in protecting.form_fields()
    with app.test_request_context():
        page = rendering.render_template("sgo_pfdo/errors/_unavailable.html")
    assert "Попробуйте через минуту" in page
    (document,) = knowing.family_record("ivanova", "igor").child_documents
    assert document.number == normalise(DocumentKind(document.kind), document.number)
    close_app(app)


def count_questions(portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often the port is asked who is there."""
    asked: Counter[str] = Counter()

    def counted(name: str) -> Callable[..., Any]:
        answer = getattr(portal, name)

        def ask(*arguments: str) -> Any:
            asked[name] += 1
            return answer(*arguments)

        return ask

    for name in ("current_viewer", "children", "pupil"):
        monkeypatch.setattr(portal, name, counted(name))
    return asked


def test_a_request_asks_the_port_once_even_with_the_menu_entry_in_the_layout(
    app: flask.Flask, portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = count_questions(portal, monkeypatch)
    app.context_processor(lambda: {"menu": [app.jinja_env.globals["pfdo_menu_entry"]() for _ in range(3)]})
    client = app.test_client()
    assert client.get("/settings/certificate").status_code == 200
    assert asked == {"current_viewer": 1, "children": 1}
    asked.clear()
    portal.sign_in_pupil(IGOR.id)
    assert client.get("/settings/certificate").status_code == 200
    assert asked == {"current_viewer": 1, "pupil": 1}


def test_the_portal_in_memory_shows_the_child_of_the_example(sqlite_uri: str) -> None:
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[-1].code, names)
    assert [child.id for child in names["portal"].children(PARENT)] == ["igor"]
    app = build_app(sqlite_uri, names["portal"])
    assert app.test_client().get("/settings/certificate").status_code == 404  # its school is not enabled
    close_app(app)
