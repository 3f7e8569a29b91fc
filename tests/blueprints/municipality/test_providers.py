"""The operator and the organisations that teach."""

import pytest

from sgo_pfdo import database
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.rules.kinds import ProviderState
from sgo_pfdo.programmes.rules.lifecycle import State
from tests.programmes import making
from tests.support.pages import Page
from tests.support.web import Web

TOWN = "/pfdo/municipality"
CARD = f"{TOWN}/provider?code=ddt"


@pytest.fixture
def taught(office: Web) -> Web:
    """A municipality in which one organisation teaches, and another one asks to."""
    with office.app.app_context():
        session = database.current_session()
        making.provider(session, inn="4205000001", about="Учим\nс 1951 года")
        making.provider(session, "new", name="Студия «Алые паруса»", state=ProviderState.NEW.value)
        where = making.address(session)
        making.programme(session, where)
        making.programme(session, where, short_name="Черновик", state=State.DRAFT.value)
        session.commit()
    return office


def state(web: Web, code: str = "ddt") -> str:
    with web.app.app_context():
        return database.current_session().get_one(Provider, code).state


def test_an_organisation_is_suspended_and_let_in_again(taught: Web) -> None:
    page = taught.open(taught.open(TOWN).link("Организации, которые учат"))
    page = taught.open(page.link("Открыть: Дом детского творчества"))
    for said in ("4205000001", "с 1951 года", "ул. Унжакова, 6", "опубликована"):
        assert said in page.text
    assert "Черновик" not in page.text.replace("Черновики", "")
    assert taught.open(page.link("Открыть: Робототехника")).has_button("Сохранить реестры")
    page = taught.land(page.press(taught.client, "Приостановить"))
    assert "Теперь: приостановлена" in page.text and state(taught) == ProviderState.SUSPENDED
    page = taught.land(page.press(taught.client, "Возобновить"))
    assert "Теперь: действует" in page.text and state(taught) == ProviderState.ACTIVE
    assert "«Дом детского творчества»: приостановлена" in taught.open(f"{TOWN}/history").text


@pytest.mark.parametrize(("button", "after"), [("Принять в каталог", "active"), ("Отказать", "refused")])
def test_a_new_organisation_is_let_in_or_refused(taught: Web, button: str, after: str) -> None:
    taught.land(taught.open(f"{TOWN}/provider?code=new").press(taught.client, button))
    assert state(taught, "new") == after


def test_the_second_operator_is_told(taught: Web) -> None:
    pages = [taught.open(CARD) for _ in range(2)]
    assert pages[0].press(taught.client, "Приостановить").status_code == 303
    answer = pages[1].press(taught.client, "Приостановить")
    assert answer.status_code == 409 and "сведения об организации изменились" in Page(answer).text


@pytest.mark.parametrize(("wanted", "status"), [("new", 409), ("refused", 409), ("x", 422), ("", 422)])
def test_a_state_that_no_button_offers_is_refused(taught: Web, wanted: str, status: int) -> None:
    data = {"csrf_token": taught.token(), "version": "1", "state": wanted}
    assert taught.client.post(CARD, data=data).status_code == status
    assert state(taught) == ProviderState.ACTIVE


def test_another_municipality_finds_nothing(taught: Web) -> None:
    token = {"csrf_token": taught.token(), "version": "1", "state": "suspended"}
    taught.portal.sign_in_operator("myski")
    assert "Организаций пока нет" in taught.open(f"{TOWN}/providers").text
    for address in (CARD, f"{TOWN}/provider", f"{TOWN}/provider?code=x"):
        assert taught.client.get(address).status_code == 404
        assert taught.client.post(address, data=token).status_code == 404
    assert state(taught) == ProviderState.ACTIVE
