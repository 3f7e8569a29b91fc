"""Two applications with different settings in one process know nothing of each other."""

import json
from pathlib import Path

import pytest

from sgo_pfdo.municipalities.loading import load_file
from sgo_pfdo.register.port import AccountRequest
from sgo_pfdo.register.sync import sync
from tests.documents.reading import read
from tests.hosts import text_portal
from tests.hosts.conftest import MakePortal, RunningPortal
from tests.support.databases import new_sqlite_uri
from tests.support.pages import Page, open_page
from tests.support.registers import LedRegister

GET_IT = "Получить сертификат"
FIRST, SECOND = "/кабинет/сертификат", "/b/sertifikat"
OTHER_KEY = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDA="
MYSKI = {
    "code": "kiselevsk",
    "name": "г. Мыски",
    "district": "Мысковского городского округа",
    "region_code": "42",
    "municipality_code": "15",
    "number_format": "pfdo10",
    "organisations": [{"code": "cdt", "name": "Дом творчества", "address": "г. Мыски, ул. Мира, д. 1"}],
}
"""The same code as in the other application, and everything else different."""


@pytest.fixture
def portals(make_portal: MakePortal, tmp_path: Path) -> tuple[RunningPortal, RunningPortal]:
    """One as it is in the other tests, and one with everything different."""
    first = make_portal(text_portal, new_sqlite_uri(tmp_path))
    second = make_portal(
        text_portal,
        new_sqlite_uri(tmp_path),
        register=LedRegister(),
        SGO_PFDO_KEYS=[OTHER_KEY],
        SGO_PFDO_SETTINGS_URL_PREFIX=SECOND,
        SGO_PFDO_URL_PREFIX="/b/pfdo",
        SGO_PFDO_REGISTER_URL="https://b.example/",
        SGO_PFDO_VALIDITY_DAYS=10,
    )
    file = tmp_path / "myski.json"
    file.write_text(json.dumps({"municipalities": [MYSKI]}))
    with second.app.app_context():
        load_file(file)
    return first, second


def test_each_has_its_addresses_and_its_municipality(portals: tuple[RunningPortal, RunningPortal]) -> None:
    first, second = (portal.sign_in("ivanova") for portal in portals)
    assert first.get(SECOND).status_code == second.get(FIRST).status_code == 404
    one = open_page(first, open_page(first, FIRST).press(first, GET_IT).headers["Location"])
    two = open_page(second, open_page(second, SECOND).press(second, GET_IT).headers["Location"])
    assert "МАУ ДО «Центр детского творчества»" in one.text and "Дом творчества" not in one.text
    assert "Дом творчества" in two.text and "Центр детского творчества" not in two.text
    assert "4215000001" in two.text
    forms = [
        read(client.get(page.link("Скачать бланк заявления на сертификат")).data).text
        for client, page in ((first, one), (second, two))
    ]
    assert "Киселёвского" in forms[0] and "Мысковского" not in forms[0]
    assert "Мысковского" in forms[1] and "Киселёвского" not in forms[1]


def test_each_has_its_register(portals: tuple[RunningPortal, RunningPortal]) -> None:
    first, second = (portal.sign_in("ivanova") for portal in portals)
    one = open_page(first, open_page(first, FIRST).press(first, GET_IT).headers["Location"])
    two = open_page(second, open_page(second, SECOND).press(second, GET_IT).headers["Location"])
    sheet = "Файл с учётными данными для входа в АИС ПФДО"
    assert one.has_link(sheet)
    assert not two.has_link(sheet)
    assert "готовится" in two.text
    with portals[1].app.app_context():
        state = portals[1].app.extensions["sgo_pfdo"]
        sync(state.register, state.cipher, state.host.now)
    assert [request.number for request in state.register.told_of(AccountRequest)] == ["4215000001"]
    refreshed = open_page(second, SECOND)
    assert "https://b.example/" in read(second.get(refreshed.link(sheet)).data).text
    assert "/cabinet/sign-in" in read(first.get(one.link(sheet)).data).text


def test_a_token_or_a_sign_in_of_one_is_nothing_to_the_other(portals: tuple[RunningPortal, RunningPortal]) -> None:
    portals[1].app.config["SECRET_KEY"] = "another portal's"
    first, second = (portal.sign_in("ivanova") for portal in portals)
    token = open_page(first, FIRST).form(GET_IT).fields["csrf_token"]
    assert open_page(second, SECOND).press(second, GET_IT, csrf_token=token).status_code == 400
    cookie = first.get_cookie("session")
    assert cookie is not None
    visitor = portals[1].app.test_client()
    visitor.set_cookie("session", cookie.value)
    assert visitor.get(SECOND).status_code == 302


def test_ids_with_signs_of_addresses_and_markup_come_back_as_they_are(
    portals: tuple[RunningPortal, RunningPortal],
) -> None:
    parent = portals[0].sign_in("ivanova")
    sasha = text_portal.key_of("sasha")
    page = open_page(parent, open_page(parent, FIRST).link_to(sasha))
    assert "Иванова Александра Ивановна" in page.text
    assert page.form(GET_IT).fields["child"] == sasha
    done = open_page(parent, page.press(parent, GET_IT).headers["Location"])
    history = open_page(parent, done.link("История сертификата"))
    assert "Иванова Александра Ивановна" in history.text


def test_one_application_under_a_path_of_the_server_links_within_that_path(
    portals: tuple[RunningPortal, RunningPortal],
) -> None:
    client = portals[1].sign_in("ivanova")
    answer = client.get(SECOND, environ_overrides={"SCRIPT_NAME": "/sgo"})
    page = Page(answer)
    assert page.form(GET_IT).action == f"/sgo{SECOND}/issue"
    assert page.link("Скачать бланк заявления на сертификат").startswith(f"/sgo{SECOND}/")
