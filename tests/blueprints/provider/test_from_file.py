"""«Загрузить из файла»: an organisation brings its programmes and groups as a table, and nothing of anybody else."""

import io
import json
from typing import Any

import pytest
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.programmes.model import Programme
from sgo_pfdo.programmes.search.model import SearchProgramme
from tests.blueprints.provider.conftest import ROOM
from tests.programmes.brought import ALL, PROGRAMME, PROVIDER
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.web import Web

PAGE, CHECK, TAKE_IN = f"{ROOM}/catalogue", "Проверить файл", "Загрузить всё"
OWN = {kind: rows for kind, rows in ALL.items() if kind not in ("providers", "agreements")}


def bring(teaching: Web, tables: Any) -> Page:
    content = json.dumps(tables, ensure_ascii=False).encode()
    return Page(teaching.open(PAGE).press(teaching.client, CHECK, file=(io.BytesIO(content), "программы.json")))


def test_programmes_come_as_drafts_and_are_found_once_they_are_published(teaching: Web) -> None:
    assert teaching.open(ROOM).link("Загрузить из файла") == PAGE
    asked = teaching.open(PAGE).text
    assert "«Краткое название»" in asked and "Соглашения" not in asked and "«Код»" not in asked
    page = bring(teaching, OWN)
    assert "Файл проверен, ошибок нет" in page.text and "Программы будут черновиками" in page.text
    done = teaching.land(page.press(teaching.client, TAKE_IN))
    assert "Новые программы стоят среди черновиков" in done.text
    assert "Робототехника" in teaching.open(ROOM, state="draft").text
    with teaching.app.app_context():
        session = database.current_session()
        brought = session.scalars(select(Programme).where(Programme.external_id == PROGRAMME["external_id"])).one()
        assert (brought.provider_code, brought.state) == ("ddt", "draft")
        assert session.get(SearchProgramme, brought.id) is None
    assert "Нового в файле нет" in bring(teaching, OWN).text


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"providers": [PROVIDER]}, "это вносит уполномоченный орган"),
        ({"programmes": [PROGRAMME | {"provider": "other"}]}, "такой организации в муниципалитете нет"),
        ({"programmes": [PROGRAMME | {"registers": ["Значимые"]}]}, "этот реестр назначает уполномоченный орган"),
    ],
)
def test_what_is_not_its_own_is_a_fault(teaching: Web, tables: Any, said: str) -> None:
    before = contents_of(teaching.app)
    page = bring(teaching, tables)
    assert page.status == 422 and said in page.text and not page.has_button(TAKE_IN)
    after = contents_of(teaching.app)
    assert {name for name in after if after[name] != before.get(name)} <= {"sgo_pfdo_attempt"}


def test_another_organisation_does_not_take_in_what_the_first_has_brought(teaching: Web) -> None:
    page = bring(teaching, OWN)
    teaching.portal.sign_in_provider("other")
    assert not teaching.open(PAGE).has_button(TAKE_IN)
    answer = page.press(teaching.client, TAKE_IN)
    with teaching.app.app_context():
        query = select(Programme.provider_code).where(Programme.external_id == PROGRAMME["external_id"])
        assert list(database.current_session().scalars(query)) == []
    assert answer.status_code == 409
