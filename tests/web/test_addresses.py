"""Links are made from addresses found once: they must be those that Flask itself would make."""

import flask
import pytest
from werkzeug.routing import BuildError

from sgo_pfdo.blueprints.common.addresses import pfdo_url
from tests.support.apps import MakeApp

ROOTS = ["", "/sgo", "/школа"]
VALUES = [
    {},
    {"child": "igor"},
    {"child": None},
    {"child": "дитя &=+/?#:;@!$'()*,~%\"<>"},
    {"page": 2, "a": "b"},
    {"child": "igor", "_anchor": "pfdo-done"},
    {"_anchor": "ё", "a": "b"},
]


def short(endpoint: str) -> str:
    """Name a page the way templates do: «settings.history»."""
    return endpoint.removeprefix("sgo_pfdo_") if "_pfdo_" in endpoint else endpoint.removeprefix("sgo_pfdo.")


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("prefix", ["/settings/certificate", "/настройки/мой-сертификат"])
def test_every_link_is_the_one_that_flask_makes(
    make_app: MakeApp, root: str, values: dict[str, object], prefix: str
) -> None:
    app = make_app(SGO_PFDO_SETTINGS_URL_PREFIX=prefix)
    script_name = root.encode().decode("latin1")
    endpoints = [rule.endpoint for rule in app.url_map.iter_rules() if not rule.arguments]
    pages = [endpoint for endpoint in endpoints if endpoint.startswith("sgo_pfdo")]
    assert len(pages) > 20
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": script_name}):
        assert [pfdo_url(short(page), **values) for page in pages] == [flask.url_for(page, **values) for page in pages]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("told", ["kiselevsk", "0", "LP-Vz7d_.~", "дом 1/2", "a?b#c", "%41"])
def test_so_is_every_link_with_something_in_its_path(make_app: MakeApp, root: str, told: str) -> None:
    app = make_app()
    ours = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("sgo_pfdo") and rule.arguments]
    pages = [(rule.endpoint, {next(iter(rule.arguments)): told}) for rule in ours if rule.rule.endswith(">")]
    assert len(pages) == 5
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root.encode().decode("latin1")}):
        for page, values in pages:
            for more in ({}, {"child": "igor"}, {"child": "a b"}):
                assert pfdo_url(short(page), **values, **more) == flask.url_for(page, **values, **more)


def test_a_link_that_lacks_what_stands_in_its_path_is_a_mistake(make_app: MakeApp) -> None:
    with make_app().test_request_context("/"), pytest.raises(BuildError):
        pfdo_url("sgo_pfdo_open.information")


def test_what_a_host_adds_to_every_address_is_added_to_ours(make_app: MakeApp) -> None:
    app = make_app()

    @app.url_defaults
    def add_language(endpoint: str, values: dict[str, object]) -> None:
        values.setdefault("lang", "ru")

    with app.test_request_context("/"):
        assert pfdo_url("sgo_pfdo_family.page", child="igor") == "/settings/certificate?child=igor&lang=ru"


def test_an_application_that_tells_pages_apart_by_host_keeps_its_hosts(make_app: MakeApp) -> None:
    app = make_app(SERVER_NAME="portal.example")
    with app.app_context():
        assert pfdo_url("sgo_pfdo_family.page") == "http://portal.example/settings/certificate"
