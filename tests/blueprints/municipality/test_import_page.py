"""«Перенести сертификаты»: the operator brings a file, sees what was understood, and presses."""

import io
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sgo_pfdo.blueprints.common.files import brought as brought_files
from sgo_pfdo.blueprints.municipality import importing
from sgo_pfdo.database import current_session
from sgo_pfdo.doctor import findings
from sgo_pfdo.importing import staging
from sgo_pfdo.importing.model import BroughtIn
from sgo_pfdo.limits import ACCOUNT, IMPORT
from tests.importing.bringing import FILES, SOFIA, table
from tests.support.actions import run_command
from tests.support.apps import IGOR, NOW
from tests.support.pages import Page
from tests.support.web import MakeWeb, Web

PAGE = "/pfdo/municipality/import"
CHECK, TAKE_IN, DROP = "Проверить файл", "Перенести все", "Не переносить, удалить файл"
IGORS = "4207000901;Иванов;Игорь;Иванович;14.05.2004;Активный;01.09.2018;;;МБОУ «СОШ № 1»"


def bring(office: Web, content: bytes | str, page: Page | None = None) -> Page:
    """Choose a file, or one of the fixtures by its name, and press; by default on a page that was just opened."""
    content = (FILES / content).read_bytes() if isinstance(content, str) else content
    answer = (page or office.open(PAGE)).press(office.client, CHECK, file=(io.BytesIO(content), "сертификаты.csv"))
    answer.request.environ["wsgi.input"].close()  # a large body went through a temporary file
    return office.land(answer) if answer.status_code == 303 else Page(answer)


def press(office: Web, page: Page, button: str) -> Page:
    answer = page.press(office.client, button)
    return office.land(answer) if answer.status_code == 303 else Page(answer)


def kept(office: Web) -> list[bytes | None]:
    with office.app.app_context():
        return list(current_session().scalars(select(BroughtIn.content)))


def test_a_file_is_checked_shown_and_taken_in(office: Web) -> None:
    assert "Перенести сертификаты" in office.open("/pfdo/municipality").text
    page = bring(office, "ais-pfdo.xlsx")
    assert page.status == 200
    for said in (
        "Номер сертификата столбец B «Номер сертификата»",
        "Дата начала столбец I «Дата выдачи»",
        "Не нужны: A «№ п/п», L «ФИО родителя», M «Телефон родителя».",
        "Без сертификатов: строка 13.",
        "Будут перенесены сертификаты: 8.",
    ):
        assert said in page.text
    assert office.certificates() == []
    done = press(office, page, TAKE_IN)
    assert "Перенесены сертификаты: 8." in done.text
    assert len(office.certificates()) == 8
    assert kept(office) == [None]
    history = office.open("/pfdo/municipality/history")
    assert "Из файла перенесены сертификаты: 8" in history.text


def test_the_pupil_of_the_portal_has_the_certificate_at_once_and_no_second_one(office: Web) -> None:
    done = press(office, bring(office, table(IGORS, SOFIA)), TAKE_IN)
    assert "Перенесены сертификаты: 2." in done.text and "Связаны с учащимися портала: 1." in done.text
    office.portal.sign_in_parent("ivanova")
    page = office.open(child=IGOR.id)
    assert "Сертификат активен до 13 мая 2022" in page.text
    assert not page.has_button("Получить сертификат")
    assert "перенесён на портал из прежней системы" in page.text
    assert "Файл с учётными данными" not in page.text


def test_faults_are_told_and_nothing_is_kept(office: Web) -> None:
    page = bring(office, table(IGORS, SOFIA.replace("14.03.2010", "31.02.2010")))
    assert page.status == 422
    assert "Столбец E «Дата рождения», строка 3: такой даты нет." in page.text
    assert not page.has_button(TAKE_IN)
    assert kept(office) == []


def test_a_file_that_is_no_table_is_told_at_the_field(office: Web) -> None:
    page = bring(office, b"%PDF-1.7")
    assert (page.status, page.text.count("Это не таблица. Подойдут XLSX и CSV.")) == (422, 2)
    page = Page(office.open(PAGE).press(office.client, CHECK))
    assert (page.status, page.text.count("Выберите файл.")) == (422, 2)


def test_a_file_without_anything_new_has_no_button(office: Web) -> None:
    press(office, bring(office, table(SOFIA)), TAKE_IN)
    page = bring(office, table(SOFIA))
    assert "Новых сертификатов в файле нет. Уже есть на портале: 1." in page.text
    assert not page.has_button(TAKE_IN)


def test_what_is_doubtful_is_shown_and_taken_in_all_the_same(office: Web) -> None:
    page = bring(office, table(SOFIA, SOFIA.replace("0101", "0102")))
    assert "Строка 3: имя и дата рождения как в строке 2: проверьте, не один ли это ребёнок." in page.text
    assert "Перенесены сертификаты: 2." in press(office, page, TAKE_IN).text


def test_a_second_press_and_a_press_on_an_old_page_take_nothing_in(office: Web) -> None:
    tabs = office.open(PAGE), office.open(PAGE)
    old, page = bring(office, table(SOFIA), tabs[0]), bring(office, table(IGORS), tabs[1])
    stale = Page(old.press(office.client, TAKE_IN))
    assert (stale.status, office.certificates()) == (409, [])
    assert "проверенного файла уже нет" in stale.text
    press(office, page, TAKE_IN)
    assert "Перенесены сертификаты: 1." in press(office, page, TAKE_IN).text
    assert len(office.certificates()) == 1


def test_the_file_waits_for_an_hour_encrypted_and_can_be_dropped(office: Web) -> None:
    bring(office, table(SOFIA))
    (content,) = kept(office)
    assert content is not None and "Абрамова".encode() not in content
    page = office.open(PAGE)
    assert "Файл проверен, ошибок нет" in page.text
    assert not press(office, page, DROP).has_button(TAKE_IN)
    assert kept(office) == []
    waiting = bring(office, table(SOFIA))
    office.portal.moment = NOW + staging.LIFETIME
    assert not office.open(PAGE).has_button(TAKE_IN)
    assert Page(waiting.press(office.client, TAKE_IN)).status == 409


def test_cleaning_and_new_keys_drop_what_was_left(office: Web) -> None:
    bring(office, table(SOFIA))
    assert run_command(office.app, "clean", "--sure").exit_code == 0
    assert len(kept(office)) == 1
    office.portal.moment = NOW + timedelta(hours=2)
    with office.app.app_context():
        assert [one.remedy for one in findings() if "brought" in one.what] == ["Start `flask pfdo clean` once a day."]
    assert run_command(office.app, "clean", "--sure").exit_code == 0
    assert kept(office) == []
    office.portal.moment = NOW
    bring(office, table(SOFIA))
    assert run_command(office.app, "keys", "rotate").exit_code == 0
    assert kept(office) == []


def test_a_file_of_another_operator_or_municipality_is_not_seen(office: Web) -> None:
    page = bring(office, table(SOFIA))
    office.portal.sign_in_operator("myski")
    assert not office.open(PAGE).has_button(TAKE_IN)
    assert Page(page.press(office.client, TAKE_IN)).status == 409
    assert office.certificates() == []


def test_too_much_is_refused_in_words(office: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    large = bring(office, b"x" * (staging.LARGEST_FILE + 1))
    assert large.text.count("здесь можно не больше 10 МБ") == 2
    monkeypatch.setattr(staging, "MOST_ROWS", 3)
    assert "В файле больше 3 строк." in bring(office, table(SOFIA, IGORS, *[";;;;;;;;;"] * 3)).text


def test_the_smaller_limit_of_the_portal_is_told(make_web: MakeWeb) -> None:
    office = make_web(MAX_CONTENT_LENGTH=1024 * 1024)
    office.portal.sign_in_operator("kiselevsk")
    assert "Не больше 960 КБ" in office.open(PAGE).text


def test_files_are_counted(office: Web) -> None:
    for _ in range(IMPORT.limits[ACCOUNT]):
        assert bring(office, b"nothing").status == 422
    assert bring(office, table(SOFIA)).status == 429


def test_a_forged_press_changes_nothing(office: Web) -> None:
    page = bring(office, table(SOFIA))
    assert page.press(office.client, TAKE_IN, csrf_token="").status_code == 400
    assert page.press(office.client, DROP, csrf_token="").status_code == 400
    assert office.certificates() == [] and len(kept(office)) == 1


def test_a_portal_whose_lists_fail_keeps_what_was_taken_in(office: Web, caplog: pytest.LogCaptureFixture) -> None:
    page = bring(office, table(IGORS))
    office.portal.school_pupils = None  # type: ignore[method-assign,assignment]
    done = press(office, page, TAKE_IN)
    assert "Перенесены сертификаты: 1." in done.text
    assert "С учащимися портала они не связаны: портал не дал списков." in done.text
    assert "Иванов" not in caplog.text


def test_what_fails_once_a_large_file_was_taken_in_does_not_unsay_it(
    office: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bring(office, table(IGORS))
    monkeypatch.setattr(brought_files, "SOON", 0)
    monkeypatch.setattr(staging, "find", _failing_the_third_time())
    answer = page.press(office.client, TAKE_IN).get_data(as_text=True)
    assert "problem=failed" in answer
    monkeypatch.undo()
    assert "Перенесены сертификаты: 1." in office.open(PAGE, problem="failed").text


def _failing_the_third_time() -> Callable[..., BroughtIn | None]:
    """Find a file for the look and for the press; when it is noted how many were linked, the portal fails."""
    find, calls = staging.find, count(1)

    def finding(*given: Any, **names: Any) -> BroughtIn | None:
        if next(calls) == 3:
            raise RuntimeError
        return find(*given, **names)

    return finding


def test_nothing_of_a_child_stands_on_the_page(office: Web) -> None:
    page = bring(office, table(SOFIA, SOFIA.replace("Активный", "?").replace("0101", "0102")))
    assert not [word for word in ("Абрамова", "Софья", "4207000101", "14.03.2010") if word in page.text]


def test_without_openpyxl_the_page_asks_for_csv(office: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "can_read_xlsx", lambda: False)
    assert "Только CSV" in office.open(PAGE).text


def test_no_file_is_left_on_the_disk(office: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    page = bring(office, table(SOFIA, *[";" * 500] * 2000))
    assert "Перенесены сертификаты: 1." in press(office, page, TAKE_IN).text
    assert {file for file in tmp_path.iterdir() if file.suffix != ".sqlite-journal"} == before
