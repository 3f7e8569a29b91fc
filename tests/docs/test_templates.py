"""docs/templates.md: the list of templates and names, the overriding examples, CSS, policy and headers."""

import ast
import dataclasses
import re
from pathlib import Path
from typing import Any

import flask
import jinja2
import pytest
from sqlalchemy import text

from sgo_pfdo.blueprints.common.layout import TEMPLATES
from sgo_pfdo.blueprints.common.menu import MenuEntry
from sgo_pfdo.testing import MemoryPortal
from tests.docs.reading import CHECKOUT, DOCS, blocks, in_code, rows, section
from tests.support.apps import build_app, close_app
from tests.support.editing import change_past_the_module
from tests.support.pages import Page, open_page

PAGE = DOCS / "templates.md"
LIST = rows(section(PAGE, "The templates and what they know"))
PAGES = {in_code(row[0])[0]: set(in_code(row[2])) for row in LIST if len(row) == 3}
PROMISED = ("family/", "errors/", "desk/register.html")
"""Beginnings of the pages whose names are promised."""
OWN = TEMPLATES / "sgo_pfdo"
EXPLAINED = [name for row in LIST if row[0].startswith("`pfdo_") for name in re.findall(r"`(pfdo_\w+)", row[0])]


ROOMS = {in_code(row[0])[0]: {*in_code(row[2])} for row in rows(section(DOCS / "architecture.md", "Rooms of pages"))}
"""Whose pages a folder of pages shows, too: it takes parts of their templates as it takes their code."""


def passed_by_views() -> dict[str, set[str]]:
    """Read from the source which names each view passes to ``render``, for the pages that promise them."""
    passed: dict[str, set[str]] = {}
    files = (CHECKOUT / "sgo_pfdo" / "blueprints").rglob("*.py")
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "render"):
            continue
        template = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
        if str(template).startswith(PROMISED):
            names = {f"pfdo_{keyword.arg}" for keyword in node.keywords}
            assert passed.setdefault(str(template), names) == names, f"{template} gets different names"
    return passed


def test_every_template_is_listed_and_every_listed_one_exists() -> None:
    listed = [name for row in LIST if ".html" in row[0] for name in in_code(row[0])]
    assert sorted(listed) == sorted(file.relative_to(OWN).as_posix() for file in OWN.rglob("*.html"))


@pytest.mark.parametrize("file", sorted(OWN.rglob("*.html")), ids=lambda file: file.relative_to(OWN).as_posix())
def test_a_page_is_made_of_parts_of_its_own_folder_and_of_shared_ones(file: Path) -> None:
    taken = re.findall(r'{% (?:include|import|from) "sgo_pfdo(?:_default)?/([\w/]+)/', file.read_text(encoding="utf-8"))
    room = file.relative_to(OWN).parts[0]
    assert {folder.split("/")[0] for folder in taken} <= {room, "parts"} | ROOMS.get(room, set())


def test_the_templates_that_a_host_cannot_replace_are_those_for_its_broken_layout(
    app: flask.Flask, portal: MemoryPortal
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    listed = in_code(page[page.index("Three are taken from the module alone") : page.index("The names:")])
    plain = [name for name in listed if name.endswith("_plain.html")]
    assert sorted(plain) == sorted(file.relative_to(OWN).as_posix() for file in OWN.rglob("*_plain.html"))
    put_into(app, {f"sgo_pfdo/{name}": "a file of the host" for name in plain})
    answer = app.test_client().post("/settings/certificate/issue", data=b"x" * 600_000)
    assert answer.status_code == 413
    assert "Слишком много данных" in answer.text
    portal.children = lambda parent_id: None  # type: ignore[method-assign,assignment,return-value]
    portal.render_template = None  # type: ignore[method-assign,assignment]
    answer = app.test_client().get("/settings/certificate")
    assert answer.status_code == 503
    assert "a file of the host" not in answer.text
    assert "<h1>" in answer.text


def test_each_page_is_listed_with_the_names_it_gets() -> None:
    assert passed_by_views() == PAGES


def test_every_name_is_explained_and_every_explained_one_exists(app: flask.Flask, portal: MemoryPortal) -> None:
    given: dict[str, Any] = {}
    render = portal.render_template

    def look(name: str, **context: Any) -> str:
        given.update(context)
        return render(name, **context)

    portal.render_template = look  # type: ignore[method-assign]
    assert app.test_client().get("/settings/certificate").status_code == 200
    filters = {name for name in app.jinja_env.filters if name.startswith("pfdo_")}
    assert sorted(set().union(given, filters, *PAGES.values())) == sorted(EXPLAINED)


def test_a_host_that_has_a_list_of_organisations_of_its_own_gets_it_anew_when_they_change(
    app: flask.Flask, portal: MemoryPortal
) -> None:
    names = "{% for one in pfdo_organisations %}[{{ one.name }}]{% endfor %}"
    put_into(app, {"sgo_pfdo/parts/_organisation_list.html": names})
    client = app.test_client()
    page = open_page(client, "/settings/certificate")
    page = Page(client.get(page.press(client, "Получить сертификат").location))
    assert "[МАУ ДО «Центр детского творчества»]" in page.text
    change = text("UPDATE sgo_pfdo_organisation SET name = 'Дворец <творчества>' WHERE code = 'cdt'")
    with app.app_context():
        change_past_the_module(change)
    assert "[Дворец <творчества>]" in open_page(client, "/settings/certificate").text


def put_into(app: flask.Flask, files: dict[str, str]) -> None:
    """Put files into the templates folder of the host."""
    assert app.jinja_loader is not None
    app.jinja_loader = jinja2.ChoiceLoader([jinja2.DictLoader(files), app.jinja_loader])  # type: ignore[misc]


@pytest.mark.parametrize(
    ("example", "sentence"),
    [
        ("sgo_pfdo/parts/_organisations.html", "Запись по телефону обязательна."),
        ("sgo_pfdo/family/no_child.html", "Как прикрепить ребёнка"),
    ],
)
def test_a_file_of_the_host_replaces_the_modules_own_and_can_keep_it(
    app: flask.Flask, portal: MemoryPortal, example: str, sentence: str
) -> None:
    written = {block.file: block.code for block in blocks(PAGE, "jinja")}
    put_into(app, {example: written[f"templates/{example}"]})
    client = app.test_client()
    if example.endswith("no_child.html"):
        portal.sign_in_parent("somebody without children")
        page = open_page(client, "/settings/certificate")
        kept = "не прикреплён ребёнок"
    else:
        page = open_page(client, "/settings/certificate")
        page = Page(client.get(page.press(client, "Получить сертификат").location))
        kept = "Центр детского творчества"
    assert sentence in page.text
    assert kept in page.text


def test_a_host_can_write_a_page_of_its_own_on_the_modules_layout(app: flask.Flask, portal: MemoryPortal) -> None:
    filled = "{% block pfdo_title %}Т{% endblock %}{% block pfdo_content %}К{% endblock %}"
    put_into(app, {"sgo_pfdo/family/no_child.html": '{% extends "sgo_pfdo/layout.html" %}' + filled})
    portal.sign_in_parent("somebody without children")
    page = open_page(app.test_client(), "/settings/certificate")
    assert (page.title, page.text) == ("Т", "К")


def test_the_menu_entry_is_there_for_a_family_and_missing_for_strangers(app: flask.Flask, portal: MemoryPortal) -> None:
    source = blocks(PAGE, "jinja")[0].code
    with app.test_request_context():
        shown = flask.render_template_string(source).strip()
    assert shown == '<a href="/settings/certificate">Сертификат дополнительного образования</a>'
    portal.sign_out()
    with app.test_request_context():
        assert flask.render_template_string(source).strip() == ""


def test_the_pages_to_link_to_are_there(app: flask.Flask) -> None:
    listed = [in_code(row[0])[0] for row in rows(section(PAGE, "Addresses"))]
    assert set(listed) <= {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name for name in listed if name.endswith(".page")} == {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.endswith(".page") and rule.endpoint != "sgo_pfdo_application.page"
    }


def test_the_menu_entry_has_what_is_listed() -> None:
    listed = [in_code(row[0])[0] for row in rows(section(PAGE, "The menu entry"))]
    assert listed == [field.name for field in dataclasses.fields(MenuEntry)]


LAYOUTS = {
    "settings.html": "<title>{% block title %}{% endblock %}</title>{% block head %}{% endblock %}"
    "<main>{% block content %}{% endblock %}</main>",
    "old_layout.html": "<title>{{ page_title }} – Портал</title><main>{% block body %}{% endblock %}</main>",
}


@pytest.mark.parametrize("number", [0, 1])
def test_the_wrappers_show_the_page(sqlite_uri: str, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    wrappers = {b.file.removeprefix("templates/"): b.code for b in blocks(PAGE, "jinja") if "certificate_" in b.file}
    options: dict[str, str] = {}
    exec([block.code for block in blocks(PAGE, "python") if "BASE_TEMPLATE" in block.code][number], {}, options)
    monkeypatch.setattr(flask.Flask, "jinja_loader", jinja2.DictLoader(LAYOUTS | wrappers))
    app = build_app(sqlite_uri, **options)
    page = open_page(app.test_client(), "/settings/certificate")
    assert page.title.startswith("Сертификат дополнительного образования")
    source = app.test_client().get("/settings/certificate").text
    assert source.count("pfdo.css") == source.count('<div class="pfdo" ') == 1
    assert source.index("<main>") < source.index('<div class="pfdo" ') < source.index("</main>")
    close_app(app)


def test_the_css_properties_are_those_of_the_stylesheet() -> None:
    css = (CHECKOUT / "sgo_pfdo" / "static" / "pfdo.css").read_text(encoding="utf-8")
    first = css[css.index("\n:where(.pfdo) {") :]
    defaults = dict(re.findall(r"(--pfdo-[\w-]+): ([^;]+);", first[: first.index("}")]))
    defaults |= dict(re.findall(r"var\((--pfdo-[\w-]+), (inherit)\)", css))
    listed = {in_code(row[0])[0]: in_code(row[2])[0] for row in rows(section(PAGE, "Level 1: colours and measures"))}
    assert listed == defaults


def test_the_policy_is_enough_for_the_pages(sqlite_uri: str) -> None:
    app = build_app(sqlite_uri)
    client = app.test_client()
    page = open_page(client, "/settings/certificate")
    page = Page(client.get(page.press(client, "Получить сертификат").location))
    for tag, attributes in page.elements:
        assert tag not in {"style", "iframe", "object", "base"}
        assert tag != "script" or "src" in attributes
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action"):
            is_pressed_alone = tag == "a" and attributes.get("rel") == "noreferrer noopener"
            assert is_pressed_alone or attributes.get(name, "/").startswith(("/", "#", "tel:"))
    close_app(app)


def test_the_headers_are_set_and_a_hosts_own_are_kept(app: flask.Flask) -> None:
    told = re.findall(r"`([\w-]+): ([\w-]+)`", section(PAGE, "Headers"))
    assert len(told) == 4
    answer = app.test_client().get("/settings/certificate")
    assert [(name, answer.headers[name]) for name, _ in told] == told


def test_the_options_of_the_layout_have_the_defaults_that_are_told(sqlite_uri: str, tmp_path: Path) -> None:
    settings = build_app(sqlite_uri, prepare=False).extensions["sgo_pfdo"].settings
    for row in rows(section(PAGE, "Put the pages into your layout")):
        field = in_code(row[0])[0].removeprefix("SGO_PFDO_").lower()
        assert in_code(row[2])[0] == getattr(settings, field)
