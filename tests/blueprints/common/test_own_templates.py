"""A portal replaces any file that a page is made of by one of its own, whichever way it is written."""

from dataclasses import replace

import flask
import jinja2
import pytest

from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, NOW, MakeApp

OURS = "Куда прийти"
FILES = {
    "plain": "<p>Приходите к нам!</p>",
    "includes ours": '<p>Приходите к нам!</p>{% include "sgo_pfdo_default/parts/_organisations.html" %}',
    "extends ours": '{% extends "sgo_pfdo_default/parts/_organisations.html" %}',
    "has blocks": "{% block own %}<p>Приходите к нам!</p>{% endblock %}",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_the_portal_takes_the_place_of_ours(make_app: MakeApp, kind: str) -> None:
    app = make_app(WTF_CSRF_ENABLED=False)
    app.jinja_loader = jinja2.DictLoader({"sgo_pfdo/parts/_organisations.html": FILES[kind]})
    client = app.test_client()
    assert client.post("/settings/certificate/issue", data={"child": "igor"}).status_code == 303
    page = client.get("/settings/certificate").text
    assert ("Приходите к нам!" in page) is (kind != "extends ours")
    assert (OURS in page) is ("ours" in kind)
    assert "Что делать дальше" in page and "История сертификата" in page


BASE = "sgo_pfdo/standalone.html"
"""The base template, unless an option names another."""
BODY = "</head><body>{% block content %}{% endblock %}</body>"
HEADS = {
    "nothing": ("{% block head %}{% endblock %}", ""),
    "white space": ("{% block head %} \n {% endblock %}", ""),
    "text": ('{% block head %}<meta name="theme">{% endblock %}', '<meta name="theme">'),
    "a value": ("{% block head %}{{ 7 * 6 }}{% endblock %}", "42"),
    "a condition": ('{% block head %}{% if true %}<meta name="theme">{% endif %}{% endblock %}', '<meta name="theme">'),
}


@pytest.mark.parametrize("is_inherited", [False, True])
@pytest.mark.parametrize("head", HEADS)
def test_what_stands_in_the_portals_head_stays_there(make_app: MakeApp, head: str, is_inherited: bool) -> None:
    block, shown = HEADS[head]
    base = f"<head><title>{{% block title %}}{{% endblock %}}</title>{block}{BODY}"
    files = {BASE: '{% extends "parent.html" %}', "parent.html": base} if is_inherited else {BASE: base}
    app = make_app()
    app.jinja_loader = jinja2.DictLoader(files)
    page = app.test_client().get("/settings/certificate").text
    kept, _, rest = page.partition("</title>")[2].partition('<link rel="stylesheet"')
    assert kept.strip() == shown and rest.count("</head>") == 1


OPEN = "<title>{% block t %}{% endblock %}</title>{% block h %}{% endblock %}<body>{% block c %}{% endblock %}</body>"
"""A portal's template for everyone, whose blocks are called otherwise."""


def test_the_open_pages_stand_in_blocks_of_their_own(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"TITLE": "t", "HEAD": "h", "CONTENT": "c"}
    blocks = {f"SGO_PFDO_OPEN_BLOCK_{name}": block for name, block in names.items()}
    templates = jinja2.DictLoader({"open.html": OPEN})
    monkeypatch.setattr(flask.Flask, "jinja_loader", templates)
    client = make_app(SGO_PFDO_OPEN_TEMPLATE="open.html", **blocks).test_client()
    page = client.get("/pfdo/info/kiselevsk").text
    assert page.lstrip().startswith("<title>Информация о получении сертификата</title>\n<link")
    assert '<body><div class="pfdo' in page and "Кто имеет право на сертификат" in page
    assert client.get("/settings/certificate").text.startswith("<!doctype html>")


@pytest.mark.parametrize("address", ["/settings/certificate", "/pfdo/info/kiselevsk"])
def test_the_element_around_a_page_has_the_portals_classes(make_app: MakeApp, address: str) -> None:
    page = make_app(SGO_PFDO_ROOT_CLASS=" prose  md:w-1/2 ").test_client().get(address).text
    assert '<div class="pfdo prose md:w-1/2" ' in page
    assert '<div class="pfdo" ' in make_app().test_client().get(address).text


def test_what_a_family_typed_is_no_code_for_a_front_end_that_compiles_the_page(make_app: MakeApp) -> None:
    portal = MemoryPortal(NOW)
    name = "{{1+1}} ${1+1}"
    portal.add(replace(IGOR, first_name=name), "parent")
    portal.sign_in_parent("parent")
    page = make_app(portal).test_client().get("/settings/certificate").text
    before, _, inside = page.partition(" v-pre ng-non-bindable>")
    assert name in inside and name not in before


def test_a_head_that_changes_while_somebody_works_on_it_is_there_at_once(make_app: MakeApp) -> None:
    base = f"<head><title>{{% block title %}}{{% endblock %}}</title>{{% block head %}}{{% endblock %}}{BODY}"
    app = make_app(TEMPLATES_AUTO_RELOAD=True)
    app.jinja_loader = loader = jinja2.DictLoader({BASE: base})
    client = app.test_client()
    assert "theme" not in client.get("/settings/certificate").text
    loader.mapping = {BASE: base.replace("head %}{%", 'head %}<meta name="theme">{%')}
    assert '<meta name="theme">' in client.get("/settings/certificate").text
