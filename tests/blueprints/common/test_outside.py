"""Addresses that leave the portal: the path it lives under stands in them once, wherever it comes from."""

import pytest

from sgo_pfdo.blueprints.common.letters.outside import outside_url, portal_address
from sgo_pfdo.blueprints.common.sign_in_place import sign_in_place
from tests.support.apps import MakeApp

PAGE = "/settings/certificate"


@pytest.mark.parametrize(
    ("option", "script_name", "portal"),
    [
        ("https://portal.example", "", "https://portal.example"),
        ("https://portal.example/", "", "https://portal.example"),
        ("https://portal.example", "/sgo", "https://portal.example/sgo"),
        ("https://portal.example/", "/sgo/", "https://portal.example/sgo"),
        ("https://portal.example/sgo", "/sgo", "https://portal.example/sgo"),
        ("https://portal.example/sgo/", "/sgo", "https://portal.example/sgo"),
        ("https://portal.example/sgo", "", "https://portal.example/sgo"),
        ("https://portal.example/city/sgo", "/sgo", "https://portal.example/city/sgo"),
        ("https://portal.example/city", "/sgo", "https://portal.example/city/sgo"),
        ("https://portal.example/my-sgo", "/sgo", "https://portal.example/my-sgo/sgo"),
        ("https://portal.example:8443", "/sgo", "https://portal.example:8443/sgo"),
    ],
)
def test_the_path_of_the_portal_stands_there_once(
    make_app: MakeApp, option: str, script_name: str, portal: str
) -> None:
    app = make_app(SGO_PFDO_BASE_URL=option)
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": script_name, "HTTP_HOST": "evil.example"}):
        assert portal_address() == portal
        assert outside_url("sgo_pfdo_family.page") == portal + PAGE
        assert sign_in_place().url == f"{portal}/pfdo/cabinet/sign-in"


def test_without_the_option_nothing_leaves_the_portal(make_app: MakeApp) -> None:
    app = make_app(SGO_PFDO_BASE_URL="")
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/sgo"}):
        assert portal_address() == ""
        assert outside_url("sgo_pfdo_family.page") is None
        assert sign_in_place() == (None, "/sgo/pfdo/cabinet/sign-in")
