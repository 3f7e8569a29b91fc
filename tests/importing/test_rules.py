"""How heads and cells are read: one table for each kind of thing that people write."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.importing.rules import cells
from sgo_pfdo.importing.rules.heads import WORDS, Field, field_of
from sgo_pfdo.importing.rules.report import Repeats, Told
from sgo_pfdo.importing.rules.tables import find_table, letter_of

TODAY = date(2019, 10, 28)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        *((word, field) for field, word in WORDS.items() if field is not Field.FULL_NAME),
        ("№ сертификата", Field.NUMBER),
        ("НОМЕР\nСЕРТИФИКАТА ПФДО", Field.NUMBER),
        ("Номер реестровой записи", Field.NUMBER),
        ("Ф.И.О. ребенка", Field.FULL_NAME),
        ("Фамилия, имя, отчество (при наличии)", Field.FULL_NAME),
        ("Фамилия ребёнка", Field.SURNAME),
        ("Дата рожд.", Field.BIRTH_DATE),
        ("Состояние сертификата", Field.STATUS),
        ("Дата выдачи", Field.START),
        ("Действует с", Field.START),
        ("Действителен до", Field.END),
        ("Срок действия сертификата", Field.END),
        ("Активен с", Field.ACTIVATED),
        ("Категория детей", Field.GROUP),
        ("Общеобразовательная организация", Field.SCHOOL),
        ("Муниципальное образование", Field.MUNICIPALITY),
        ("№", None),
        ("№ п/п", None),
        ("Фамилия родителя", None),
        ("ФИО законного представителя", None),
        ("Дата рождения матери", None),
        ("Номер телефона", None),
        ("Номер свидетельства о рождении", None),
        ("Дата изменения статуса", None),
        ("СНИЛС", None),
        ("Группа здоровья", None),
        ("Номинал", None),
        ("Примечание", None),
    ],
)
def test_a_head_is_recognised(head: str, field: Field | None) -> None:
    found = field_of(head)
    assert (found[0] if found else None) is field


def test_merged_heads_are_read_together_and_a_parent_s_are_not() -> None:
    upper = ["Номер сертификата", "Ребёнок", "", "Родитель", "", "Срок действия", ""]
    lower = ["", "Фамилия", "Имя", "Фамилия", "Имя", "с", "по"]
    table = find_table([["Список", "", "", "", "", "", ""], upper, lower])
    assert table is not None
    assert table.places == {Field.NUMBER: 0, Field.SURNAME: 1, Field.FIRST_NAME: 2, Field.START: 5, Field.END: 6}
    assert table.heads == 3


def test_two_columns_that_seem_the_same_are_told_and_the_better_name_wins() -> None:
    table = find_table([["Номер", "Номер сертификата", "Статус", "Статус", "Дата создания", "Дата выдачи"]])
    assert table is not None
    assert table.places == {Field.NUMBER: 1, Field.START: 5}
    assert table.clashes == {Field.STATUS: ["C", "D"]}
    assert "Столбцы C и D похожи на «Статус»: оставьте один из них." in table.problems


def test_columns_are_named_as_in_excel() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("4207000101", "4207000101"),
        ("785044901646", "785044901646"),
        (" 4207 000 101 ", "4207000101"),
        ('="0025000101"', "0025000101"),
        ("'0025000101", "0025000101"),
        ("\ufeff4207\u200b000101", "4207000101"),
        ("№ 4207-000-101", "4207000101"),
        (4207000101, "4207000101"),
        (785044901646.0, "785044901646"),
    ],
)
def test_a_number_is_read(cell: cells.Cell, number: str) -> None:
    assert cells.read_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("14.05.2010", date(2010, 5, 14)),
        ("14.05.2010 г.", date(2010, 5, 14)),
        ("14.05.2010 0:00:00", date(2010, 5, 14)),
        ("14/5/2010", date(2010, 5, 14)),
        ("14.05.10", date(2010, 5, 14)),
        ("14.05.98", date(1998, 5, 14)),
        ("14.05.28", date(2028, 5, 14)),
        ("2010-05-14", date(2010, 5, 14)),
        ("2010-05-14T00:00:00Z", date(2010, 5, 14)),
        ("2010-05-14 00:00:00.000", date(2010, 5, 14)),
        ("14052010", date(2010, 5, 14)),
        ("14 мая 2010 года", date(2010, 5, 14)),
        ("14 сентября 2010", date(2010, 9, 14)),
        ("40312", date(2010, 5, 14)),
        (40312, date(2010, 5, 14)),
        (40312.0, date(2010, 5, 14)),
        (date(2010, 5, 14), date(2010, 5, 14)),
        ("", None),
        ("–", None),
        (None, None),
    ],
)
def test_a_day_is_read(cell: cells.Cell, day: date | None) -> None:
    assert cells.read_day(cell, TODAY) == day


@pytest.mark.parametrize("cell", ["31.02.2010", "14.13.2010", "14.05", "вчера", "14.05.1010", "14.05.2510", 7.5, "99"])
def test_what_is_no_day_is_told(cell: cells.Cell) -> None:
    with pytest.raises(ValueError, match=r"такой даты нет|проверьте год"):
        cells.read_day(cell, TODAY)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Иванов Игорь Иванович", ("Иванов", "Игорь", "Иванович")),
        ("Ким Анна", ("Ким", "Анна", None)),
        ("Мамедов Али Гасан оглы", ("Мамедов", "Али", "Гасан оглы")),
        ("Салтыков - Щедрин  Лев -", ("Салтыков-Щедрин", "Лев", None)),
        ("Ким Анна нет", ("Ким", "Анна", None)),
    ],
)
def test_a_full_name_is_divided(cell: str, name: tuple[str, str, str | None]) -> None:
    assert cells.split_name(cell) == name


@pytest.mark.parametrize("cell", ["", "Иванов", "Иванов1 Игорь", "- -", "Я" * 101 + " Я"])
def test_what_is_no_full_name_is_told(cell: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        cells.split_name(cell)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Активный", Status.ACTIVE),
        ("АКТИВЕН", Status.ACTIVE),
        ("Действующий", Status.ACTIVE),
        ("Сертификат активирован", Status.ACTIVE),
        ("Не активирован", Status.INACTIVE),
        ("Неактивирован", Status.INACTIVE),
        ("Заморожен", Status.FROZEN),
        ("Приостановлен", Status.FROZEN),
        ("Анулирован", Status.ANNULLED),
        ("Закрыт", Status.ANNULLED),
        ("Срок действия истёк", Status.EXPIRED),
        ("просрочен", Status.EXPIRED),
    ],
)
def test_a_status_is_read(cell: str, status: Status) -> None:
    assert cells.read_status(cell) is status


@pytest.mark.parametrize("cell", ["", "на проверке", "1"])
def test_an_unknown_status_is_told(cell: str) -> None:
    with pytest.raises(ValueError, match="статус"):
        cells.read_status(cell)


def test_the_type_is_read() -> None:
    assert cells.read_funding("Сертификат ПФ") is Funding.FUNDED
    assert cells.read_funding("персонифицированного финансирования") is Funding.FUNDED
    assert cells.read_funding("Сертификат учёта") is Funding.ACCOUNTING
    assert cells.read_funding("") is None


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (field_of, "Действительный номер действующий"),
        (field_of, "Муниципальный район"),
        (field_of, "Фамилия ребёнка"),
        (cells.read_status, "Действующий"),
        (cells.read_status, "Истёкший"),
        (cells.read_funding, "Сертификат учёта"),
        (cells.split_name, "Соловьёв Андрей Алексеевич"),
        (cells.read_name, "Йовович"),
        (lambda cell: cells.read_day(cell, TODAY), "14 май 2010"),
        (cells.text_of, "МБОУ «Лицей № 1»"),
    ],
)
def test_letters_that_came_as_two_signs_are_read_like_others(read: Callable[[str], Any], cell: str) -> None:
    apart = unicodedata.normalize("NFD", cell)
    assert apart != cell
    assert read(apart) == read(cell)


@pytest.mark.parametrize("read", [cells.text_of, cells.read_name])
def test_a_cell_is_cleaned_like_whatever_is_typed(read: Callable[[str], Any]) -> None:
    assert read(" Ива\u034fнов\u3164\u2800 \nПётр\ufe0f\t") == "Иванов Пётр"


def test_what_stands_twice_is_found_in_the_order_of_the_file() -> None:
    seen = Repeats()
    for row, key in enumerate("abcabdae", 1):
        seen.add(key, row)
    assert [list(rows) for rows in seen.found()] == [[1, 4, 7], [2, 5]]


def test_a_hundred_thousand_faults_fit_on_a_page() -> None:
    told = Told()
    for row in range(1, 100_001):
        told.add("", row, "столбец A", "нет номера")
        told.add("", row, "столбец B", f"группы «{row}» на портале нет")
    lines = told.lines()
    assert lines[0] == "Столбец A, строки 1–100000: нет номера."
    assert len(lines) == 501
    assert lines[-1] == "И ещё ошибок: 99501. Исправьте эти и проверьте файл ещё раз."
