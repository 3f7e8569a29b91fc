"""«Загрузить каталог»: the operator brings a file, sees every fault or what is new, and presses."""

import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select, text

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files import brought as brought_files
from sgo_pfdo.blueprints.common.files import catalogue as catalogue_files
from sgo_pfdo.importing import staging
from sgo_pfdo.importing.model import BroughtIn
from sgo_pfdo.programmes.bringing import taking_in as bringing
from sgo_pfdo.programmes.bringing.rows import Writer
from sgo_pfdo.programmes.model import Lesson, Programme
from sgo_pfdo.programmes.provider_model import Provider
from tests.programmes.brought import ALL, PART, PROGRAMME, PROVIDER
from tests.support.apps import NOW
from tests.support.pages import Page
from tests.support.web import MakeWeb, Web

PAGE = "/pfdo/municipality/catalogue"
CHECK, TAKE_IN, DROP = "Проверить файл", "Загрузить всё", "Не загружать, удалить файл"


def bring(office: Web, what: Any, page: Page | None = None) -> Page:
    """Choose a file, and press."""
    content = what if isinstance(what, bytes) else json.dumps(what, ensure_ascii=False).encode()
    answer = (page or office.open(PAGE)).press(office.client, CHECK, file=(io.BytesIO(content), "каталог.json"))
    answer.request.environ["wsgi.input"].close()  # a large body went through a temporary file
    return office.land(answer) if answer.status_code == 303 else Page(answer)


def press(office: Web, page: Page, button: str) -> Page:
    answer = page.press(office.client, button)
    return office.land(answer) if answer.status_code == 303 else Page(answer)


def counts(office: Web) -> Mapping[str, int]:
    with office.app.app_context():
        session = database.current_session()
        found = {
            one: session.scalar(select(func.count()).select_from(one)) or 0 for one in (Provider, Programme, Lesson)
        }
        return {model.__name__: count for model, count in found.items()}


def test_a_file_is_checked_shown_and_taken_in_once(office: Web) -> None:
    page = bring(office, ALL, office.open(office.open("/pfdo/municipality").link("Загрузить каталог из файла")))
    assert page.status == 200
    for said in ("Файл проверен, ошибок нет", "Программы новых 1", "Занятия новых 2", "Новых записей: 7."):
        assert said in page.text
    assert set(counts(office).values()) == {0}
    done = press(office, page, TAKE_IN)
    assert "Каталог загружен, новых записей: 7." in done.text
    assert counts(office) == {"Provider": 1, "Programme": 1, "Lesson": 2}
    assert "Каталог загружен" in press(office, page, TAKE_IN).text, "a second press does nothing more"
    assert counts(office) == {"Provider": 1, "Programme": 1, "Lesson": 2}
    assert "Робототехника" in office.open("/pfdo/programmes").text
    assert "Из файла внесены" in office.open("/pfdo/municipality/history").text
    assert "Нового в файле нет" in bring(office, ALL).text


def test_every_fault_is_told_by_row_and_column_and_nothing_is_kept(office: Web) -> None:
    wrong = {**ALL, "parts": [PART, PART | {"position": 2, "months": 13, "price": "=1+1"}], "lessons": [{"weekday": 9}]}
    page = bring(office, wrong)
    assert page.status == 422 and not page.has_button(TAKE_IN)
    for said in (
        "Лист «parts», поле «months», строка 2",
        "поле «price», строка 2: в ячейке формула",
        "«weekday», строка 1",
    ):
        assert said in page.text
    assert set(counts(office).values()) == {0}
    with office.app.app_context():
        assert list(database.current_session().scalars(select(BroughtIn))) == []


def test_what_somebody_else_brought_meanwhile_stays_and_the_rest_comes(office: Web) -> None:
    page = bring(office, ALL)
    bring_first = bring(office, {"providers": [PROVIDER]}, office.open(PAGE))
    assert press(office, page, TAKE_IN).status == 409, "another file took its place"
    press(office, bring_first, TAKE_IN)
    assert "Организации новых 0, уже есть 1" in bring(office, ALL).text


def test_a_file_that_is_none_is_told_at_the_field(office: Web) -> None:
    assert "Это не таблица" in bring(office, b"%PDF-1.7").text
    assert "JSON повреждён" in bring(office, b"{").text
    large = bring(office, b"x" * (staging.LARGEST_FILE + 1))
    assert large.text.count("10 МБ") >= 2
    nothing = Page(office.open(PAGE).press(office.client, CHECK))
    assert (nothing.status, nothing.text.count("Выберите файл.")) == (422, 2)


def test_it_waits_for_an_hour_and_beside_a_file_with_certificates(office: Web) -> None:
    bring(office, ALL)
    assert not office.open("/pfdo/municipality/import").has_button("Перенести все")
    assert press(office, office.open(PAGE), DROP).has_button(CHECK)
    assert not office.open(PAGE).has_button(TAKE_IN)
    page = bring(office, ALL)
    office.portal.moment = NOW + staging.LIFETIME
    assert press(office, page, TAKE_IN).status == 409
    assert set(counts(office).values()) == {0}


def test_another_operator_does_not_see_it_and_brings_nothing_into_the_first_town(office: Web) -> None:
    page = bring(office, {"providers": [PROVIDER]})
    office.portal.sign_in_operator("myski")
    assert not office.open(PAGE).has_button(TAKE_IN)
    assert press(office, page, TAKE_IN).status == 409
    assert "такой организации в муниципалитете нет" in bring(office, {"programmes": [PROGRAMME]}).text
    assert set(counts(office).values()) == {0}


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files of a few rows taken in as one of thousands is; each row is told of."""
    monkeypatch.setattr(brought_files, "SOON", 3)
    monkeypatch.setattr(bringing, "BATCH", 1)


@pytest.mark.usefixtures("small_is_large")
def test_of_a_large_file_the_page_tells_how_far_it_is(office: Web) -> None:
    page = bring(office, ALL)
    answer = page.press(office.client, TAKE_IN)
    pieces = answer.get_data(as_text=True)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    told = [int(percent) for percent in re.findall(r"Готово (\d+) %", pieces)]
    assert told == sorted(told) and told[0] == 0 and len(told) > 5 and "портал заканчивает" in pieces
    assert 'content="0; url=/pfdo/municipality/catalogue?done=imported#pfdo-done"' in pieces
    assert pieces.rstrip().endswith("</html>")
    assert "Каталог загружен, новых записей: 7." in office.open(PAGE, done="imported").text
    assert "Каталог загружен" in press(office, page, TAKE_IN).text, "a second press does nothing more"
    assert counts(office) == {"Provider": 1, "Programme": 1, "Lesson": 2}


@pytest.mark.usefixtures("small_is_large")
def test_one_connection_is_enough(make_web: MakeWeb) -> None:
    office = make_web(SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 1, "max_overflow": 0, "pool_timeout": 1})
    office.portal.sign_in_operator("kiselevsk")

    @office.app.context_processor
    def ask_the_database() -> dict[str, object]:
        return {"somebody": database.current_session().scalar(select(1))}

    assert "done=imported" in bring(office, ALL).press(office.client, TAKE_IN).get_data(as_text=True)


@pytest.mark.usefixtures("small_is_large")
def test_who_closes_the_page_does_not_stop_the_work(office: Web) -> None:
    answer = bring(office, ALL).press(office.client, TAKE_IN)
    pieces = answer.iter_encoded()
    assert "Подождите" in next(pieces).decode()
    answer.close()
    assert counts(office) == {"Provider": 1, "Programme": 1, "Lesson": 2}


@pytest.mark.usefixtures("small_is_large")
def test_what_is_wrong_by_now_is_told_where_the_page_leads(office: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    page = bring(office, ALL | {"groups": [], "lessons": [], "parts": [PART, PART | {"position": 2}]})
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "make_found", lambda writer: writer._session.execute(text("no SQL")))
        assert "problem=failed" in page.press(office.client, TAKE_IN).get_data(as_text=True)
    failed = office.open(PAGE, problem="failed")
    assert "Файл пока не обработан." in failed.text and failed.has_button(TAKE_IN)
    office.portal.sign_in_operator("myski")
    press(office, bring(office, {"providers": [PROVIDER]}), TAKE_IN)
    office.portal.sign_in_operator("kiselevsk")
    assert "problem=faults" in page.press(office.client, TAKE_IN).get_data(as_text=True)
    assert "такой код у организации другого муниципалитета" in office.open(PAGE, problem="faults").text
    assert counts(office) == {"Provider": 1, "Programme": 0, "Lesson": 0}


def test_a_forged_press_changes_nothing(office: Web) -> None:
    page = bring(office, ALL)
    for button in (TAKE_IN, DROP):
        assert page.press(office.client, button, csrf_token="").status_code == 400
    assert set(counts(office).values()) == {0} and office.open(PAGE).has_button(TAKE_IN)


def test_without_openpyxl_the_page_says_what_it_takes(make_web: MakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_web(MAX_CONTENT_LENGTH=1024 * 1024)
    office.portal.sign_in_operator("kiselevsk")
    monkeypatch.setattr(catalogue_files, "can_read_xlsx", lambda: False)
    text = office.open(PAGE).text
    assert "CSV или JSON: Excel сохраняет CSV" in text and "Не больше 960 КБ" in text
