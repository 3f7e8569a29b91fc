"""A portal whose one CSRFProtect guards every POST: the module answers for its own forms, the portal for its own."""

import pytest

from tests.hosts import uuid_portal
from tests.hosts.conftest import MakePortal, RunningPortal
from tests.support.pages import Page, open_page

GET_IT = "Получить сертификат"
SECTION = "Сертификат дополнительного образования"


@pytest.fixture(params=[True, False], ids=["protected before the module", "protected after the module"])
def protected(request: pytest.FixtureRequest, make_portal: MakePortal, sqlite_uri: str) -> RunningPortal:
    """The portal, with its protection initialised before and after the module."""
    return make_portal(uuid_portal, sqlite_uri, csrf_first=request.param)


def test_a_bad_token_gets_the_module_s_page_and_not_a_bare_error(protected: RunningPortal) -> None:
    parent = protected.sign_in("ivanova")
    page = open_page(parent, open_page(parent, "/").link(SECTION))
    for token in ("", "bad", page.form(GET_IT).fields["csrf_token"] + "x"):
        again = Page(page.press(parent, GET_IT, csrf_token=token))
        assert again.status == 400
        assert again.has_button(GET_IT)
    assert page.press(parent, GET_IT).status_code == 303


def test_the_portal_s_own_views_stay_protected(protected: RunningPortal) -> None:
    parent = protected.sign_in("ivanova")
    page = open_page(parent, open_page(parent, "/").link(SECTION))
    token = page.form(GET_IT).fields["csrf_token"]
    assert parent.post("/note").status_code == 400
    assert parent.post("/note", data={"csrf_token": token}).data == b"written"


def test_a_foreign_session_s_token_is_bad(protected: RunningPortal) -> None:
    mother, other = protected.sign_in("ivanova"), protected.sign_in("petrova")
    address = open_page(mother, "/").link(SECTION)
    token = open_page(other, address).form(GET_IT).fields["csrf_token"]
    assert open_page(mother, address).press(mother, GET_IT, csrf_token=token).status_code == 400


def test_keys_of_a_portal_that_are_no_text_travel_as_text(protected: RunningPortal) -> None:
    parent = protected.sign_in("ivanova")
    page = open_page(parent, open_page(parent, "/").link(SECTION))
    address = page.form(GET_IT).action.removesuffix("/issue")
    for forged in ("", "1", str(uuid_portal.SCHOOL_ID), page.form(GET_IT).fields["child"].upper(), "x" * 5000):
        assert parent.get(address, query_string={"child": forged}).status_code == 404
