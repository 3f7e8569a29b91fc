"""Before the register leaves as a file the portal may ask once more who the clerk is; the filters wait meanwhile."""

import flask
import pytest
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from werkzeug.test import TestResponse

from sgo_pfdo import database, drafts
from sgo_pfdo.testing import MemoryPortal
from tests.support.desk import entries
from tests.support.pages import Page, open_page

REGISTER = "/pfdo/desk/register"
CSV = "Файл для других программ (CSV)"
ASK = "/password-again"


@pytest.fixture
def asked(portal: MemoryPortal, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the portal ask, until :data:`ASK` is taken out of this list; it holds what the port was told."""
    told = [ASK]

    def step_up(return_to: str) -> ResponseReturnValue | None:
        told.append(return_to)
        return flask.redirect(ASK, 303) if ASK in told else None

    monkeypatch.setattr(portal, "step_up", step_up)
    return told


def filtered(client: FlaskClient) -> Page:
    return Page(open_page(client, REGISTER).press(client, "Показать", surname="елкин"))


def download(client: FlaskClient, page: Page, **changes: str) -> TestResponse:
    fields = page.form(CSV).fields | {"format": "csv"} | changes
    return client.post(f"{REGISTER}/export", data=fields)


def kinds() -> list[str]:
    return [event for event, _ in entries(None)]


def test_no_file_leaves_before_the_portal_is_sure(client: FlaskClient, asked: list[str]) -> None:
    answer = download(client, filtered(client))
    assert (answer.status_code, answer.location) == (303, ASK)
    assert asked[1:] == [REGISTER]
    assert "exported" not in kinds()


def test_the_filters_are_there_when_the_clerk_comes_back_and_nowhere_else(
    client: FlaskClient, asked: list[str]
) -> None:
    download(client, filtered(client))
    kept = database.current_session().query(drafts.Draft).one()
    assert "елкин" not in kept.content
    asked.remove(ASK)
    page = open_page(client, REGISTER)
    assert "Условия на месте" in page.text
    assert page.form(CSV).fields["surname"] == "елкин"
    answer = download(client, page)
    assert answer.mimetype == "text/csv" and "Ёлкина" in answer.text and "Иванова" not in answer.text
    assert "exported" in kinds()
    assert open_page(client, REGISTER).form(CSV).fields["surname"] == "", "they were kept for one look"


def test_a_press_without_a_good_token_is_not_asked_about(client: FlaskClient, asked: list[str]) -> None:
    answer = download(client, filtered(client), csrf_token="bad")
    assert answer.status_code == 400
    assert asked == [ASK]


def test_a_portal_that_knows_no_way_to_ask_lets_clerks_go_on(client: FlaskClient) -> None:
    assert download(client, filtered(client)).mimetype == "text/csv"
