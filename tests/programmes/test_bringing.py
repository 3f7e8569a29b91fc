"""Files of the catalogue: what they may look like, every fault told, all of it or nothing, never twice."""

import io
import json
import tracemalloc
from datetime import date, time
from typing import Any

import flask
import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.importing.files import UnreadableFileError
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.programmes.bringing import files
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.bringing.taking_in import examine
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeAddress, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.files import Brought
from sgo_pfdo.programmes.search.model import SearchProgramme, SearchWord
from sgo_pfdo.programmes.traits import traits_of
from tests.programmes import making
from tests.programmes.brought import (
    ALL,
    DDT,
    GROUP,
    LESSON,
    OPERATOR,
    PART,
    PROGRAMME,
    PROVIDER,
    counts,
    csv_file,
    json_file,
    refused,
    take_in,
    xlsx_file,
)


def test_a_json_with_everything_is_taken_in_published_and_a_second_time_changes_nothing(session: Session) -> None:
    checked = examine(session, json_file(ALL), OPERATOR)
    session.rollback()
    assert counts()[:6] == [0] * 6
    findings = take_in(json_file(ALL))
    assert findings.new[Brought.LESSONS] == 2 and findings.new[Brought.PROGRAMMES] == 1
    assert checked.new == findings.new
    programme = session.scalars(select(Programme)).one()
    assert (programme.external_id, programme.state, programme.age_min, programme.age_max) == (
        "0025",
        "published",
        84,
        155,
    )
    assert {kind.value: found for kind, found in traits_of(session, programme.id).items()} == {
        "register": {"certified"},
        "keyword": {"лего", "роботы"},
        "activity": set(),
        "health": set(),
    }
    part = session.scalars(select(ProgrammePart)).one()
    assert (part.price, part.hours, part.is_open, part.state) == (1_080_050, 720, True, "published")
    group = session.scalars(select(ProgrammeGroup)).one()
    assert (group.places, group.starts_on, group.part_id) == (12, date(2026, 9, 1), part.id)
    assert [(one.weekday, one.begins_at) for one in session.scalars(select(Lesson).order_by(Lesson.weekday))] == [
        (2, time(16)),
        (4, time(16)),
    ]
    where = session.scalars(
        select(ProviderAddress.text).join(ProgrammeAddress, ProgrammeAddress.address_id == ProviderAddress.id)
    ).one()
    assert where == "ул. Унжакова, 6"
    before = counts()
    again = take_in(json_file(ALL))
    assert again.in_words == "" and again.known[Brought.LESSONS] == 2
    assert counts() == before
    details = session.scalars(select(JournalEntry.details).where(JournalEntry.event == "catalogue_changed")).one()
    assert details.startswith("Из файла внесены: организации – 1, адреса – 1, программы – 1, модули – 1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_table_for_each_kind_in_every_encoding(session: Session, encoding: str) -> None:
    take_in(csv_file([PROVIDER], encoding))
    for rows in ([PROGRAMME], [PART], [GROUP], [LESSON]):
        take_in(csv_file(rows, encoding))
    assert counts()[:6] == [1, 1, 1, 1, 1, 1]
    assert session.scalars(select(Programme.short_name)).one() == "Робототехника"


def test_columns_may_have_russian_heads_and_numbers_keep_their_zeros(session: Session) -> None:
    take_in(csv_file([PROVIDER]))
    rows = [{**PROGRAMME, "external_id": '="0025"'}]
    heads = ["Организация", "Номер в файлах", "Краткое название *", "ПОЛНОЕ НАЗВАНИЕ", "Направленность"]
    heads += ["Вид программы", "Форма обучения", "Возраст от", "Возраст до", "Реестры", "Ключевые слова", "Адрес"]
    take_in(csv_file(rows, heads=heads))
    assert session.scalars(select(Programme.external_id)).one() == "0025"


def test_a_workbook_has_a_sheet_for_each_kind_in_any_order_and_dates_as_numbers(session: Session) -> None:
    groups = {**GROUP, "starts_on": date(2026, 9, 1), "ends_on": 46538}
    lessons = {**LESSON, "begins_at": time(16), "ends_at": 0.72916667}
    programme = {**PROGRAMME, "registers": "Сертифицированные"}
    sheets = {
        "Занятия": [list(lessons), list(lessons.values())],
        "Группы": [["Группы нашего дома творчества"], [], list(groups), list(groups.values())],
        "Модули": [list(PART), list(PART.values())],
        "Программы": [list(programme), list(programme.values())],
        "Организации": [list(PROVIDER), list(PROVIDER.values())],
        "Заметки": [["не забыть"]],
    }
    take_in(xlsx_file(**sheets))
    assert counts()[:6] == [1, 1, 1, 1, 1, 1]
    group = session.scalars(select(ProgrammeGroup)).one()
    assert (group.starts_on, group.ends_on) == (date(2026, 9, 1), date(2027, 5, 31))
    lesson = session.scalars(select(Lesson)).one()
    assert (lesson.begins_at, lesson.ends_at) == (time(16), time(17, 30))


def test_every_fault_is_told_by_row_and_column_and_nothing_is_taken_in(app: flask.Flask) -> None:
    take_in(csv_file([PROVIDER]))
    rows = [
        PROGRAMME | {"external_id": "1"},
        PROGRAMME | {"external_id": "2", "age_min": "сто", "direction": "магия"},
        PROGRAMME | {"external_id": "3", "age_max": "=СУММ(A1:A9)"},
        PROGRAMME | {"external_id": "1"},
        PROGRAMME | {"external_id": "5", "provider": "nobody"},
        PROGRAMME | {"external_id": "6", "short_name": "ё" * 65},
    ]
    lines = refused(csv_file(rows))
    assert len(lines) == 6
    said = "\n".join(lines)
    for words in (
        "Столбец H «age_min», строка 3: нужен возраст",
        "Столбец E «direction», строка 3: такого варианта нет",
        "Столбец I «age_max», строка 4: в ячейке формула",
        "Строка 5: то же самое уже есть в строке 2",
        "Столбец A «provider», строка 6: такой организации в муниципалитете нет",
        "Столбец C «short_name», строка 7: длиннее 64 знаков: их 65",
    ):
        assert words in said


def test_what_belongs_to_nothing_is_told(app: flask.Flask) -> None:
    take_in(json_file({"providers": [PROVIDER]}))
    lines = refused(json_file({"parts": [PART], "groups": [GROUP], "lessons": [LESSON]}))
    assert [line.split(":")[-1].strip() for line in lines] == [
        "программы с таким номером нет ни на портале, ни в файле.",
        "такого модуля нет ни на портале, ни в файле.",
        "группы с таким номером нет ни на портале, ни в файле.",
    ]


def test_a_missing_column_is_named_with_what_it_is_for(app: flask.Flask) -> None:
    short = {name: value for name, value in PROGRAMME.items() if name not in ("kind", "registers")}
    assert refused(csv_file([short])) == [
        "Строка 1: Нет столбца «Вид программы» (kind): он нужен, чтобы внести программы.",
        "Строка 1: Нет столбца «Реестры» (registers): он нужен, чтобы внести программы.",
    ]


def test_a_provider_brings_drafts_of_its_own_and_nothing_else(session: Session) -> None:
    take_in(json_file({"providers": [PROVIDER, PROVIDER | {"code": "shkola"}]}))
    own = {name: value for name, value in PROGRAMME.items() if name != "provider"}
    assert refused(json_file({"providers": [PROVIDER | {"code": "new"}]}), DDT) == [
        "Строка 1: это вносит уполномоченный орган."
    ]
    assert "такой организации" in refused(json_file([PROGRAMME | {"provider": "shkola"}]), DDT)[0]
    assert "назначает уполномоченный орган" in refused(json_file([own | {"registers": "Значимые"}]), DDT)[0]
    take_in(json_file({"programmes": [own], "parts": [PART]}), DDT)
    assert session.scalars(select(Programme.state)).one() == "draft"
    part = session.scalars(select(ProgrammePart)).one()
    assert (part.state, part.is_open) == ("draft", False)


def test_an_organisation_of_another_municipality_is_not_taken_over(session: Session) -> None:
    making.provider(session, "far", municipality_code="myski")
    session.commit()
    lines = refused(
        json_file({"providers": [PROVIDER | {"code": "far"}], "programmes": [PROGRAMME | {"provider": "far"}]})
    )
    assert "другого муниципалитета" in lines[0] and "такой организации" in lines[1]


NO_FILES = (
    (b"", "пуст"),
    (b"%PDF-1.7", "не таблица"),
    (b"\x89PNG\r\n\x1a\n\0\0", "не таблица"),
    (b"{not json", "JSON повреждён"),
    (b'{"programmes": 5}', "должны быть списки"),
    (b'{"children": []}', "должны быть списки"),
    (b"[1, 2]", "ни одной записи"),
    (b"[" * 100_000, "JSON повреждён"),
    (b"a;b;c\n1;2;3", "не нашлось ни одной строки"),
    (b'{"programmes": []}', "не нашлось ни одной строки"),
    (b"x" * (files.LARGEST + 1), "больше 10 МБ"),
)


def test_a_file_that_is_none_is_refused_in_one_sentence(app: flask.Flask) -> None:
    for content, said in NO_FILES:
        with pytest.raises(UnreadableFileError, match=said):
            take_in(CatalogueFile(io.BytesIO(content)))


NO_RECORDS = (
    5,
    None,
    "текст",
    {"short_name": {"a": 1}},
    {"unknown": "x"},
    {"short_name": ["а" * 99]},
    {"age_min": "\ud800"},
)


def test_a_record_that_is_none_is_a_fault_and_no_crash(app: flask.Flask) -> None:
    for record in NO_RECORDS:
        what = json.dumps({"programmes": [record]}).encode()
        assert refused(CatalogueFile(io.BytesIO(what))), record


def test_more_rows_than_allowed_are_refused(app: flask.Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 1)
    with pytest.raises(UnreadableFileError, match="больше 20"):
        take_in(json_file(ALL))


def test_the_command_checks_takes_in_and_says_what_came(app: flask.Flask, tmp_path: Any) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(ALL), encoding="utf-8")
    command = ["pfdo", "programmes", "import", str(file), "--municipality", making.TOWN]
    run = app.test_cli_runner().invoke
    dry = run(args=[*command, "--dry-run"])
    assert dry.exit_code == 0 and "Nothing was changed." in dry.output and counts()[2] == 0
    done = run(args=command)
    assert done.exit_code == 0 and "занятия: new 2, already there 0." in done.output
    assert "программы: new 0, already there 1." in run(args=command).output
    file.write_text(json.dumps({"programmes": [{}]}), encoding="utf-8")
    wrong = run(args=command)
    assert wrong.exit_code == 1 and "nothing was imported:" in wrong.output and "нужно заполнить" in wrong.output
    assert "there is no municipality" in run(args=[*command[:-1], "gone"]).output


def test_the_command_that_indexes_anew_finds_what_was_written_by_sql(app: flask.Flask) -> None:
    take_in(json_file(ALL))
    session = database.current_session()
    session.execute(delete(SearchProgramme))
    session.execute(delete(SearchWord))
    session.commit()
    done = app.test_cli_runner().invoke(args=["pfdo", "programmes", "index"])
    assert done.exit_code == 0 and "Programmes looked at: 1." in done.output
    assert session.scalar(select(func.count()).select_from(SearchProgramme)) == 1
    assert session.scalar(select(func.count()).select_from(SearchWord)) > 3  # type: ignore[operator]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # to watch each allocation is slow
def test_memory_stays_flat_however_many_rows_there_are(app: flask.Flask) -> None:
    take_in(csv_file([PROVIDER]))

    def peak(first: int, count: int) -> int:
        file = csv_file([PROGRAMME | {"external_id": str(number)} for number in range(first, first + count)])
        tracemalloc.start()
        take_in(file)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(0, 10)  # whatever is made once
    assert peak(10, 1000) < peak(10_000, 500) + 1_000_000
