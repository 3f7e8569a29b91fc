"""A press without a good token changes nothing, and the person can simply press again."""

import time

import pytest
from itsdangerous import TimestampSigner

from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.web import PAGE, Web

GET_IT = "Получить сертификат"
RENEW = "Создать новый пароль"
HOUR = 3600


@pytest.fixture(params=["missing", "empty", "made up", "damaged", "expired", "of a session that is gone"])
def bad_token(request: pytest.FixtureRequest, web: Web, monkeypatch: pytest.MonkeyPatch) -> str | None:
    """A token that is no good, for each reason; None for none at all."""
    if request.param == "missing":
        return None
    if request.param == "expired":
        with monkeypatch.context() as patch:
            patch.setattr(TimestampSigner, "get_timestamp", lambda signer: int(time.time()) - HOUR - 1)
            return web.token()
    if request.param == "of a session that is gone":
        token = web.token()
        web.client.delete_cookie("session")
        return token
    return {"empty": "", "made up": "zzz", "damaged": web.token()[:-1]}[request.param]


def fields(child: str, token: str | None) -> dict[str, str]:
    """Fill the form the way the page would."""
    return {"child": child} | ({} if token is None else {"csrf_token": token})


def test_the_page_comes_again_with_the_same_child_and_a_good_token(web: Web, bad_token: str | None) -> None:
    page = Page(web.client.post(f"{PAGE}/issue", data=fields("sasha", bad_token)))
    assert page.status == 400
    assert "Ничего не изменилось." in page.text
    assert web.certificates() == []
    assert page.child == "sasha"
    done = web.land(page.press(web.client, GET_IT))
    assert "Иванова Александра Ивановна" in done.text
    assert [one.first_name for one in web.certificates()] == ["Александра"]


def test_the_question_about_a_new_password_comes_again_too(certified: Web) -> None:
    before = contents_of(certified.app)
    page = Page(certified.client.post(f"{PAGE}/password", data=fields("sasha", "bad")))
    assert page.status == 400
    assert "Ничего не изменилось." in page.text
    assert contents_of(certified.app) == before
    done = certified.land(page.press(certified.client, RENEW))
    assert "Новый пароль создан" in done.text
    assert done.child == "sasha"


def test_a_token_keeps_for_an_hour_and_in_every_tab(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda signer: int(time.time()) - HOUR + 60)
        first_tab = web.open(child="igor")
    second_tab = web.open(child="sasha")
    assert second_tab.press(web.client, GET_IT).status_code == 303
    assert first_tab.press(web.client, GET_IT).status_code == 303
    assert [one.first_name for one in web.certificates()] == ["Александра", "Игорь"]
