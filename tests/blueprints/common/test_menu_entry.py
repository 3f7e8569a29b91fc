"""``pfdo_menu_entry()``: the portal's menu shows to each what the module has for them."""

from dataclasses import replace

import flask
import pytest

from sgo_pfdo import Role, Viewer
from sgo_pfdo.blueprints.common.menu import menu_entry
from sgo_pfdo.municipalities.enabling import disable
from sgo_pfdo.testing import MemoryPortal
from tests.blueprints.common.viewers import VIEWERS, portal_of_everybody
from tests.support.apps import IGOR, NOW, SCHOOL, SCHOOL_OFF
from tests.support.web import MakeWeb, Web

MENU = "{% set entry = pfdo_menu_entry() %}{% if entry %}{{ entry.label }} {{ entry.url }}{% endif %}"
ENTRY = "Сертификат дополнительного образования /settings/certificate"
ENTRIES = {
    "/settings/certificate": ENTRY,
    "/pfdo/desk": "Активация сертификатов /pfdo/desk",
    "/pfdo/municipality": "Сертификаты в муниципалитете /pfdo/municipality",
    "/pfdo/school": "Сертификаты учащихся школы /pfdo/school",
}
"""Where each role begins, and what the menu says."""


def menu(web: Web) -> str:
    """Open a page of the portal that has nothing to do with the module and read its menu."""
    if "home" not in web.app.view_functions:
        web.app.add_url_rule("/", "home", lambda: flask.render_template_string(MENU))
    return web.client.get("/").text


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_entry_is_there_exactly_when_the_page_is(make_web: MakeWeb, viewer: str) -> None:
    web = make_web(portal_of_everybody(), certified=True)
    VIEWERS[viewer].sign_in(web.portal)
    said = menu(web)
    theirs = [entry for address, entry in ENTRIES.items() if web.client.get(address).status_code == 200]
    assert [said] == (theirs or [""])


@pytest.mark.parametrize("viewer", VIEWERS)
def test_it_has_a_short_label_and_the_endpoint_that_is_at_its_address(make_web: MakeWeb, viewer: str) -> None:
    web = make_web(portal_of_everybody(), certified=True)
    VIEWERS[viewer].sign_in(web.portal)
    with web.app.test_request_context():
        entry = menu_entry()
        if entry is None:
            return
        assert flask.url_for(entry.endpoint) == entry.url
        assert len(entry.short_label) <= 12 and entry.label.startswith(entry.short_label[:9])


def test_a_parent_without_children_has_it_and_a_teacher_has_not(make_web: MakeWeb) -> None:
    web = make_web(MemoryPortal(NOW))
    web.portal.sign_in_parent("childless")
    assert menu(web) == ENTRY
    web.portal.viewer = Viewer(id="teacher", role=Role.STAFF)
    assert menu(web) == ""


def test_it_goes_when_the_school_is_switched_off_unless_something_was_issued(make_web: MakeWeb) -> None:
    for certified in (False, True):
        web = make_web(certified=certified)
        menu(web)
        with web.app.app_context():
            disable([SCHOOL.id])
        assert bool(menu(web)) is certified


def test_it_leads_to_where_the_options_put_the_section(make_web: MakeWeb) -> None:
    web = make_web(SGO_PFDO_SETTINGS_URL_PREFIX="/я/сертификат")
    address = menu(web).split()[-1]
    assert web.open(address).has_button("Получить сертификат")


def test_it_looks_at_every_school_of_every_child(make_web: MakeWeb) -> None:
    portal = MemoryPortal(NOW)
    portal.add(IGOR, "parent")
    portal.sign_in_pupil(IGOR.id)
    web = make_web(portal)
    assert menu(web) == ENTRY
    portal.add(replace(IGOR, schools=(SCHOOL_OFF, SCHOOL)))
    assert menu(web) == ENTRY
    portal.add(replace(IGOR, schools=(SCHOOL_OFF,)))
    assert menu(web) == ""
