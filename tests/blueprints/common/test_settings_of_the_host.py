"""Settings of Flask-WTF and Jinja that a host has changed: the module goes by them."""

from typing import Any

import flask
import pytest
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader, Environment

from sgo_pfdo import SgoPfdo
from sgo_pfdo.blueprints.common.delimiters import rewritten
from sgo_pfdo.blueprints.common.layout import TEMPLATES
from sgo_pfdo.config import ConfigError
from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import KEY, NOW
from tests.support.pages import Page
from tests.support.web import MakeWeb

GET_IT = "Получить сертификат"
BASE = (
    "<title>[% block title %][% endblock %]</title>[% block head %][% endblock %]"
    "<body>{{ vue }} [[ 6 * 7 ]] [% block content %][% endblock %]</body>"
)
SQUARE = {
    "block_start_string": "[%",
    "block_end_string": "%]",
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
}
PHP = SQUARE | {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<%=",
    "variable_end_string": "%>",
}


def test_the_field_of_the_token_may_have_any_name(make_web: MakeWeb) -> None:
    web = make_web(WTF_CSRF_FIELD_NAME="portal_token")
    page = web.open()
    assert page.form(GET_IT).fields["portal_token"] and "csrf_token" not in page.html
    refused = page.press(web.client, GET_IT, portal_token="made up")
    assert refused.status_code == 400
    assert "Сертификат получен" in web.land(Page(refused).press(web.client, GET_IT)).text


def test_pages_with_a_token_of_their_own_use_that_name_too(make_web: MakeWeb) -> None:
    web = make_web(WTF_CSRF_FIELD_NAME="portal_token", certified=True)
    forgotten = web.open("/pfdo/cabinet/forgotten")
    if forgotten.forms:
        assert all("portal_token" in form.fields for form in forgotten.forms if form.method == "post")
    web.portal.sign_in_clerk("cdt")
    page = web.open("/pfdo/desk/register")
    assert page.press(web.client, "Показать", portal_token="made up").status_code == 400
    assert page.press(web.client, "Показать").status_code == 200


def portal(templates: dict[str, str] | None = None, **options: Any) -> flask.Flask:
    app = flask.Flask("host")
    app.jinja_options = options
    app.config |= {
        "SECRET_KEY": "host",
        "SQLALCHEMY_DATABASE_URI": "sqlite://",
        "SGO_PFDO_KEYS": [KEY],
        "TESTING": True,
    }
    app.jinja_loader = DictLoader(templates or {})
    SQLAlchemy(app)
    SgoPfdo(app, host=MemoryPortal(NOW))
    return app


@pytest.mark.parametrize("options", [SQUARE, PHP], ids=["square", "php"])
def test_every_template_is_compiled_with_the_delimiters_of_the_host(options: dict[str, str]) -> None:
    app = portal(**options)
    for path in TEMPLATES.rglob("*.html"):
        app.jinja_env.get_template(str(path.relative_to(TEMPLATES)))
        source, *_ = app.jinja_env.loader.get_source(app.jinja_env, str(path.relative_to(TEMPLATES)))  # type: ignore[union-attr]
        assert "{%" not in source and "{{" not in source


def test_a_page_stands_in_a_layout_with_other_delimiters() -> None:
    app = portal({"base.html": BASE, "sgo_pfdo/standalone.html": BASE}, **SQUARE)
    page = app.test_client().get("/pfdo/cabinet/forgotten")
    shown = page.text
    assert "{{ vue }} 42" in shown
    assert "[%" not in shown and "[[" not in shown and "{%" not in shown
    assert "pfdo.css" in shown and "<h1" in shown


def test_delimiters_that_mean_something_else_here_stop_the_start_with_what_to_do() -> None:
    with pytest.raises(ConfigError, match=r"delimiters .*variable_start_string='<p'.*Choose others"):
        portal(variable_start_string="<p", variable_end_string="p>")
    with pytest.raises(ConfigError, match=r"line_comment_prefix='//'|line_statement_prefix"):
        portal(line_statement_prefix="<p")


def test_with_jinjas_own_delimiters_nothing_is_rewritten() -> None:
    source = "{%- if a -%} {{ a }} {# no #}\n{% endif %}\n"
    assert rewritten(source, Environment()) is source
    square = Environment(**SQUARE)  # type: ignore[arg-type]
    assert square.from_string(rewritten(source, square)).render(a=1) == Environment().from_string(source).render(a=1)
