"""A file of certificates is checked, taken in whole or not at all, and can be brought again."""

import json
from datetime import date, timedelta

import flask
import pytest
from sqlalchemy import func, select

from sgo_pfdo.certificates import finding, listing
from sgo_pfdo.certificates.counting import count_all
from sgo_pfdo.certificates.exporting import Format, export
from sgo_pfdo.certificates.listing import Filter, Order
from sgo_pfdo.certificates.model import Certificate, Holder, surname_key
from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.database import current_session
from sgo_pfdo.importing.carrying_out import ImportRefusedError
from sgo_pfdo.importing.files import UnreadableFileError
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.municipalities.model import Group, Municipality
from sgo_pfdo.register.model import Account
from tests.importing.bringing import FILES, LEV, SOFIA, faults, look_at, table, take_in
from tests.support.actions import press, row_counts
from tests.support.apps import IGOR, NOW, TODAY
from tests.support.desk import CLERK, entries, take
from tests.support.editing import told

EXPECTED = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))


def stored() -> list[list[str | None]]:
    """Read the certificates with their children, by number."""
    rows = current_session().execute(select(Certificate, Holder).join(Holder).order_by(Certificate.number))
    return [
        [
            one.number,
            one.surname,
            one.first_name,
            one.patronymic,
            holder.birth_date.isoformat(),
            one.stored_status,
            one.start_date.isoformat(),
            one.end_date.isoformat(),
        ]
        for one, holder in rows
    ]


def only() -> Certificate:
    return current_session().scalars(select(Certificate)).one()


def test_there_are_ten_files_of_different_make() -> None:
    assert {file.name for file in FILES.iterdir()} == {*EXPECTED, "expected.json"}
    assert len(EXPECTED) == 10


@pytest.mark.parametrize("name", EXPECTED)
def test_each_of_them_is_taken_in(app: flask.Flask, name: str) -> None:
    assert look_at(name).faults.lines() == []
    assert row_counts()["sgo_pfdo_certificate"] == 0
    done = take_in(name)
    assert (done.new, done.known) == (len(EXPECTED[name]), 0)
    assert stored() == EXPECTED[name]
    again = take_in(name)
    assert (again.new, again.known) == (0, len(EXPECTED[name]))
    assert stored() == EXPECTED[name]


def test_a_certificate_that_came_in_is_like_one_that_was_issued_here(any_app: flask.Flask) -> None:
    take_in(table(SOFIA))
    one = only()
    holder = current_session().get_one(Holder, one.holder_id)
    assert one.surname_key == surname_key("Абрамова", "Софья")
    assert (one.living_key, holder.pupil_id, one.school_id) == (holder.id, None, "school-1")
    assert one.group_id == current_session().scalars(select(Group.id)).one()
    assert (one.active_since, one.funding) == (one.start_date, "funded")
    assert one.issued_at.isoformat() == "2018-08-31T17:00:00+00:00"  # midnight in Kuzbass
    assert len(one.card_id) == 22
    assert entries(holder.id) == [("imported", None)]
    assert told() == ["Счётчик номеров сертификатов: 0 → 101", "Из файла перенесены сертификаты: 1"]
    assert current_session().scalars(select(Account)).all() == []


def test_it_is_found_counted_listed_exported_and_changed_at_the_desk(any_app: flask.Flask) -> None:
    take_in(table(SOFIA, LEV))
    session = current_session()
    assert [one.number for one in finding.find_by_number(session, "kiselevsk", "4207 000 101")] == ["4207000101"]
    one = finding.find_by_name(session, "kiselevsk", "АБРАМОВА", date(2010, 3, 14))[0]
    assert finding.find_by_number(session, "myski", "4207000101") == []
    counts = count_all(session, "kiselevsk", TODAY)
    assert (counts.of(Status.ACTIVE), counts.of(Status.FROZEN), counts.living) == (1, 1, 2)
    page = listing.read_page(session, "kiselevsk", Filter(surname="салт"), Order.SURNAME, TODAY)
    assert [row.number for row in page.rows] == ["4207000103"]
    ids = listing.ids_in_order(session, "kiselevsk", Filter(), Order.SURNAME, TODAY)
    file = b"".join(export(session, "kiselevsk", ids, TODAY, Format.CSV, actor=CLERK, now=NOW)).decode()
    assert '"=""4207000101""";"Абрамова";"Софья"' in file
    assert take(Step.ANNUL, one, reason_code="duplicate").stored_status == "annulled"


@pytest.mark.parametrize("code", ["kiselevsk", "myski"])
def test_what_this_portal_exports_can_be_brought_to_another_one(app: flask.Flask, code: str) -> None:
    press(IGOR)
    session = current_session()
    ids = listing.ids_in_order(session, "kiselevsk", Filter(), Order.SURNAME, TODAY)
    file = b"".join(export(session, "kiselevsk", ids, TODAY, Format.XLSX, actor=CLERK, now=NOW))
    assert look_at(file, code).known == 1


def test_one_fault_keeps_everything_out(any_app: flask.Flask) -> None:
    before = row_counts()
    with pytest.raises(ImportRefusedError):
        take_in(table(SOFIA, LEV, "1;;Б;;31.02.2010;странный;01.09.2018;;;"))
    assert row_counts() == before


def test_every_fault_is_told_by_row_and_column(app: flask.Flask) -> None:
    wrong = "1;;Б;;31.02.2010;странный;01.09.2018;;;"
    assert faults(table(SOFIA, wrong, wrong, LEV, wrong, "4207000104;А;Б;;01.01.2010;Активный;;;Дети гор;")) == [
        "Столбец A «Номер сертификата», строки 3–4, 6: в номере должно быть 10 или 12 цифр.",
        "Столбец B «Фамилия», строки 3–4, 6: нет фамилии.",
        "Столбец E «Дата рождения», строки 3–4, 6: такой даты нет. Пишите её как 14.05.2010.",
        "Столбец F «Статус», строки 3–4, 6: незнакомый статус. "
        "Подойдут: активный, не активирован, заморожен, аннулирован, истёк.",
        "Столбец G «Дата начала», строка 7: нет даты начала.",
    ]
    assert faults(table(SOFIA.replace(";;;", ";;Гор;"))) == [
        "Столбец I «Группа», строка 2: группы «Гор» на портале нет: добавьте её в настройках или исправьте название."
    ]


def test_no_fault_says_what_stands_in_a_cell_of_a_child(app: flask.Flask) -> None:
    said = " ".join(faults(table("Секретов;7850;12;31.31.3131;тайный;x;y;;;")))
    assert said
    assert not [word for word in ("Секретов", "7850", "31.31", "тайный") if word in said]


def test_a_number_twice_in_the_file_is_a_fault_of_the_later_row(any_app: flask.Flask) -> None:
    file = table(SOFIA, LEV, SOFIA.replace("Софья", "Соня"))
    assert faults(file) == ["Столбец A «Номер сертификата», строка 4: такой же номер – в строке 2."]
    with pytest.raises(ImportRefusedError):
        take_in(file)
    assert stored() == []


def test_a_number_of_another_child_is_a_fault_and_says_nothing_of_that_child(app: flask.Flask) -> None:
    take_in(table(SOFIA))
    said = faults(table(LEV.replace("4207000103", "4207000101")))
    assert said == ["Столбец A «Номер сертификата», строка 2: этот номер на портале у другого ребёнка."]
    assert look_at(table(SOFIA), "myski").known == 1  # the same child, who may have moved here since


def test_a_child_who_has_a_living_certificate_of_another_number_is_noted(any_app: flask.Flask) -> None:
    issued = press(IGOR)
    mine = "7850449016460;Иванов;Игорь;Иванович;14.05.2004;Активный;01.09.2018;;;"[1:]
    found = look_at(table(mine, mine.replace("850449016460", "850449016461").replace("Активный", "Аннулирован")))
    assert found.faults.lines() == []
    assert found.notes.lines() == [
        "Строка 2: у ребёнка с такими же именем и датой рождения уже есть действующий сертификат."
    ]
    take_in(table(mine))
    assert current_session().scalar(select(func.count()).select_from(Holder)) == 2
    current_session().refresh(issued)
    assert issued.living_key is not None
    twice = look_at(table(SOFIA, SOFIA.replace("0101", "0102")))
    assert twice.notes.lines() == ["Строка 3: имя и дата рождения как в строке 2: проверьте, не один ли это ребёнок."]


def test_data_that_was_erased_does_not_come_back(app: flask.Flask) -> None:
    take_in(table(SOFIA))
    one = only()
    one.surname = one.surname_key = one.first_name = ""
    current_session().commit()
    done = take_in(table(SOFIA))
    assert (done.new, done.known, done.erased) == (0, 0, 1)
    assert only().surname == ""


def test_new_numbers_go_on_behind_those_that_came_in(any_app: flask.Flask) -> None:
    take_in(table("4215000777;Сидоров;Пётр;;01.02.2010;Активный;01.09.2018;;;"), "myski")
    assert current_session().get_one(Municipality, "myski").numbers_used == 777
    take_in(table("4215000333;Седова;Ольга;;01.02.2010;Активный;01.09.2018;;;"), "myski")
    session = current_session()
    session.expire_all()
    assert session.get_one(Municipality, "myski").numbers_used == 777


def test_dates_that_the_file_does_not_tell_follow_the_rules(app: flask.Flask) -> None:
    row = "{};Сидоров;Пётр;;01.02.2010;{};01.09.2019;{};;"
    take_in(
        table(
            row.format("4207000201", "Не активирован", ""),
            row.format("4207000202", "Активен", "01.01.2035").replace("Пётр", "Иван"),
            row.format("4207000203", "Аннулирован", "").replace("Пётр", "Олег"),
        )
    )
    assert [(one[5], one[7]) for one in stored()] == [
        ("inactive", "2019-11-29"),
        ("active", "2028-01-31"),
        ("annulled", "2028-01-31"),
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("4207000101;А;Б;;01.02.2019;Активный;01.09.2018;;;", "дата начала раньше даты рождения"),
        ("4207000101;А;Б;;01.02.2000;Активный;01.09.2018;;;", "в день начала ребёнку уже 18 лет"),
        ("4207000101;А;Б;;01.02.2010;Активный;01.09.2018;31.08.2018;;", "дата окончания раньше даты начала"),
        ("4207000101;А;Б;;01.02.2010;Истёк;01.09.2018;;;", "срок истёк, а дата окончания не указана"),
        ("4207000101;А;Б;;01.02.2010;Истёк;01.09.2018;01.09.2026;;", "дата окончания ещё не прошла"),
        ("4207000101;А;Б;;01.02.2020;Активный;01.09.2018;;;", "дата рождения ещё не наступила"),
        ("4207000101;А;Б;;01.02.2010;Активный;01.09.2021;;;", "больше чем через год"),
        ("4207000101;А;Б;;01.02.1980;Активный;01.09.2018;;;", "проверьте год"),
        ("4207000101;А1;Б;;01.02.2010;Активный;01.09.2018;;;", "в имени цифра"),
        ("420700010;А;Б;;01.02.2010;Активный;01.09.2018;;;", "Excel отбросил ноль впереди"),
        ("4,207E+09;А;Б;;01.02.2010;Активный;01.09.2018;;;", "Excel испортил номер"),
        ("4207000000;А;Б;;01.02.2010;Активный;01.09.2018;;;", "такого номера не бывает"),
        ("=A1+1;А;Б;;01.02.2010;Активный;01.09.2018;;;", "в ячейке формула"),
    ],
)
def test_what_cannot_be_is_told(app: flask.Flask, row: str, fault: str) -> None:
    assert fault in " ".join(faults(table(row)))


def test_a_file_without_the_columns_says_which_are_missing(app: flask.Flask) -> None:
    assert faults(table("4207000101;А;Б", head="Номер сертификата;ФИО;Статус")) == [
        "Строка 1: Нет столбца «Дата рождения». Добавьте его или назовите так тот, что есть.",
        "Строка 1: Нет столбца «Дата начала». Добавьте его или назовите так тот, что есть.",
    ]
    with pytest.raises(UnreadableFileError, match="не нашлась таблица"):
        look_at("Привет\r\nмир".encode())


def test_rows_of_several_municipalities_are_told(app: flask.Flask) -> None:
    head = "Муниципалитет;Номер;ФИО;Дата рождения;Статус;Дата выдачи"
    rows = ["{};420700010{};А Б;01.02.2010;Активный;01.09.2018".format(*one) for one in (("X", 1), ("X", 2), ("Y", 3))]
    assert faults(table(*rows, head=head)) == [
        "Столбец A «Муниципалитет», строка 4: другой муниципалитет, в начале файла – «X»."
    ]


def test_what_was_brought_in_is_in_the_history_and_no_name_in_the_log(
    app: flask.Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        take_in("own-export.csv")
    said = [record.getMessage() for record in caplog.records if record.name.startswith("sgo_pfdo")]
    assert said == ["brought_in count=8 viewer=operator-kiselevsk role=operator municipality=kiselevsk"]
    events = current_session().scalars(select(JournalEntry.event)).all()
    assert sorted(events) == ["imported"] * 8 + ["setting_changed"] * 2


def test_a_certificate_that_begins_tomorrow_is_issued_by_the_clock_of_today(app: flask.Flask) -> None:
    tomorrow = TODAY + timedelta(days=1)
    take_in(table(SOFIA.replace("01.09.2018", f"{tomorrow:%d.%m.%Y}")))
    assert only().issued_at == NOW
