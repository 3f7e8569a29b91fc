"""A document that a family has only typed leads to nobody: no stranger's number, no password, no refusal that tells."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import flask
import pytest

from sgo_pfdo.database import current_session
from sgo_pfdo.testing import MemoryPortal
from tests.blueprints.desk.office import ANNA, SEEN_IN_PERSON, Desk
from tests.support.applying import BASE_URL, Applicant, choose_way
from tests.support.apps import IGOR, NOW, SCHOOL, MakeApp, another_child
from tests.support.desk import holder_of
from tests.support.web import Web

STRANGERS = {"document_kind": "birth_certificate", "document_number": "III-АБ 654321"}
"""The document of a child whom the family of Igor has nothing to do with."""
LIKE_IGOR = [
    pytest.param("lapsed", {"first_name": "Игорь", "born": "08.03.2011"}, id="lapsed, equal first name"),
    pytest.param("annulled", {"first_name": "Павел", "born": "14.05.2004"}, id="annulled, equal birth date"),
    pytest.param("lapsed", {"first_name": "Игорь", "born": "14.05.2004"}, id="lapsed, both equal"),
]
LAPSED = timedelta(days=100)


@pytest.fixture
def web(make_app: MakeApp) -> Web:
    """A portal on each database, in a municipality that wants an application by e-mail; Igor's mother is signed in."""
    app: flask.Flask = make_app(SGO_PFDO_BASE_URL=BASE_URL)
    with app.app_context():
        choose_way()
    portal = cast(MemoryPortal, app.extensions["sgo_pfdo"].host)
    portal.put_school(SCHOOL.id, "kiselevsk")
    return Web(app, portal, app.test_client())


@pytest.fixture
def desk(web: Web) -> Desk:
    """The desk of that municipality."""
    return Desk(web)


def type_stranger_s_document(web: Web, end: str) -> None:
    """Igor's mother types a stranger's document; then the certificate that she got lapses or is annulled."""
    assert "Сертификат получен" in Applicant(web).finish(**STRANGERS).text
    if end == "annulled":
        desk = Desk(web)
        web.portal.sign_in_clerk("cdt")
        page = desk.press(desk.step_page("annul"), "Аннулировать", reason="at_request")
        assert "Сертификат аннулирован" in page.text
    else:
        web.portal.moment = NOW + LAPSED


def register(desk: Desk, child: dict[str, str], **changes: Any) -> Any:
    """A clerk registers the stranger's child, with the document on the table."""
    desk.portal.sign_in_clerk("cdt")
    return desk.register(**ANNA | {"surname": "Чужой", "patronymic": "", "who": "parent"} | STRANGERS | child | changes)


@pytest.mark.parametrize(("end", "child"), LIKE_IGOR)
def test_a_typed_document_never_brings_a_stranger_s_certificate_into_a_family_s_hands(
    desk: Desk, end: str, child: dict[str, str]
) -> None:
    type_stranger_s_document(desk.web, end)
    page = register(desk, child)
    assert "Сертификат оформлен и активирован." in page.text
    igors, strangers = desk.web.certificates()
    desk.portal.sign_in_parent("ivanova")
    for address in ("/settings/certificate", "/settings/certificate/history"):
        page = desk.web.open(address, child=IGOR.id)
        assert strangers.number not in page.html.replace(" ", "").replace("</span><span>", "")
        assert "Сертификат оформлен лично" not in page.text
    sheet = desk.client.get("/settings/certificate/credentials.pdf", query_string={"child": IGOR.id})
    assert sheet.status_code != 200
    assert strangers.holder_id != igors.holder_id


def test_a_typed_document_keeps_no_real_child_of_the_portal_from_a_certificate(desk: Desk) -> None:
    real = replace(another_child(5), surname="Чужой", first_name="Павел", patronymic=None, birth_date=date(2011, 3, 8))
    desk.portal.add(real, "chuzhaya")
    type_stranger_s_document(desk.web, "lapsed")
    page = register(desk, {"first_name": "Павел", "born": "08.03.2011"})
    page = desk.press(page, "Оформить сертификат", pupil=f"same:{real.id}", papers=SEEN_IN_PERSON, attends="y")
    assert "Сертификат оформлен и активирован." in page.text
    desk.portal.sign_in_parent("chuzhaya")
    assert "Сертификат активен" in desk.web.open().text


def test_a_typed_document_reserves_no_number(desk: Desk) -> None:
    assert "Сертификат получен" in Applicant(desk.web).finish(**STRANGERS).text
    with desk.web.app.app_context():
        (igors,) = desk.web.certificates()
        assert holder_of(current_session().merge(igors)).document_key is None
    assert "Сертификат оформлен и активирован." in register(desk, {"first_name": "Павел"}).text


def test_a_typed_document_refuses_nobody_so_that_no_answer_tells_which_are_known(desk: Desk) -> None:
    register(desk, {"first_name": "Павел"})
    desk.portal.sign_in_parent("ivanova")
    applicant = Applicant(desk.web)
    known = applicant.finish(**STRANGERS)
    update = desk.web.land(applicant.open("update").press(desk.client, "Обновить заявление", **STRANGERS))
    desk.portal.add(another_child(7), "another")
    desk.portal.sign_in_parent("another")
    other = Applicant(desk.web, another_child(7), "drugaya@mail.ru")
    unknown = other.finish(document_number="III-АБ 111222")
    assert known.status == unknown.status == update.status == 200
    assert "Сертификат получен" in known.text and "Сертификат получен" in unknown.text
