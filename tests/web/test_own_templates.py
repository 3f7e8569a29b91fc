"""A portal replaces any file that a page is made of by one of its own, whichever way it is written."""

import jinja2
import pytest

from tests.support.apps import MakeApp

OURS = "Куда прийти"
FILES = {
    "plain": "<p>Приходите к нам!</p>",
    "includes ours": '<p>Приходите к нам!</p>{% include "sgo_pfdo_default/_organisations.html" %}',
    "extends ours": '{% extends "sgo_pfdo_default/_organisations.html" %}',
    "has blocks": "{% block own %}<p>Приходите к нам!</p>{% endblock %}",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_the_portal_takes_the_place_of_ours(make_app: MakeApp, kind: str) -> None:
    app = make_app(WTF_CSRF_ENABLED=False)
    app.jinja_loader = jinja2.DictLoader({"sgo_pfdo/_organisations.html": FILES[kind]})
    client = app.test_client()
    assert client.post("/settings/certificate/issue", data={"child": "igor"}).status_code == 303
    page = client.get("/settings/certificate").text
    assert ("Приходите к нам!" in page) is (kind != "extends ours")
    assert (OURS in page) is ("ours" in kind)
    assert "Что делать дальше" in page and "История сертификата" in page
