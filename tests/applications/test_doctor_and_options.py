"""What is wrong with an installation that sends letters is said by the doctor, at the start, or to the operator."""

from datetime import timedelta

import pytest

from sgo_pfdo import HostPortal
from sgo_pfdo.config import ConfigError
from sgo_pfdo.testing import MemoryPortal
from tests.applications.conftest import MakeWay
from tests.support.actions import run_command
from tests.support.applying import BASE_URL, begin, choose_way
from tests.support.apps import NOW, build_app
from tests.support.pages import Page
from tests.support.web import Web


class PostingPortal(MemoryPortal):
    """A portal that leaves its letters to the module."""

    send_mail = HostPortal.send_mail


def findings(web: Web) -> str:
    return run_command(web.app, "doctor").output


def test_a_whole_installation_is_well(web: Web) -> None:
    said = findings(web)
    assert f"ok   Links in letters begin with {BASE_URL}." in said
    assert "ok   No letter waits longer than it should." in said


def test_where_nobody_applies_by_e_mail_letters_are_not_looked_at(web: Web) -> None:
    with web.app.app_context():
        choose_way("direct")
    assert "etter" not in findings(web)


def test_links_without_a_beginning_are_found(make_way: MakeWay) -> None:
    assert "BAD  Nobody can apply by e-mail: links have no beginning." in findings(make_way(SGO_PFDO_BASE_URL=""))


def test_a_missing_mail_server_is_found_unless_the_portal_sends_itself(make_way: MakeWay) -> None:
    assert "BAD  No mail server is set." in findings(make_way(PostingPortal(NOW)))
    assert "mail server" not in findings(make_way())


def test_letters_that_nobody_sends_or_takes_are_found(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    with web.app.app_context():
        begin()
    web.portal.moment = NOW + timedelta(minutes=16)
    assert "BAD  Letters wait and nobody sends them." in findings(web)

    def refuse(message: object) -> None:
        raise OSError

    monkeypatch.setattr(web.portal, "send_mail", refuse)
    for _ in range(5):
        run_command(web.app, "mail", "send")
        web.portal.moment += timedelta(hours=1)
    assert "BAD  Letters cannot be sent: send_mail raised OSError." in findings(web)


def test_the_way_by_e_mail_as_an_option_needs_the_portals_address(sqlite_uri: str) -> None:
    with pytest.raises(ConfigError, match="SGO_PFDO_BASE_URL is missing"):
        build_app(sqlite_uri, SGO_PFDO_APPLICATION_WAY="email")


def test_a_template_of_the_open_pages_that_is_missing_is_told_at_the_start(sqlite_uri: str) -> None:
    with pytest.raises(ConfigError, match=r"SGO_PFDO_OPEN_TEMPLATE: the template 'gone\.html' was not found"):
        build_app(sqlite_uri, SGO_PFDO_OPEN_TEMPLATE="gone.html")


def test_an_operator_cannot_choose_letters_that_would_lead_nowhere(make_way: MakeWay) -> None:
    web = make_way(SGO_PFDO_BASE_URL="")
    with web.app.app_context():
        choose_way("direct")
    web.portal.sign_in_operator("kiselevsk")
    answer = web.open("/pfdo/municipality/way").press(web.client, "Сохранить", application_way="email")
    assert answer.status_code == 422
    assert "SGO_PFDO_BASE_URL" in Page(answer).text
