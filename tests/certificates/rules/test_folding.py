"""The one folding of names: what is one name, however it is written, and what is another one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgo_pfdo.certificates.rules.name_forms import are_forms
from sgo_pfdo.certificates.rules.names import fold, is_same_name, own_patronymic, surname_key

SIGNS = (
    "абвеёийосхАВСЕЁИЙ"
    + "aBcEhHiIpxyY"
    + "ӘәҮһӀӏіїўґç"
    + "'’ʼ-–— .\u00ad\u200b\u00a0\u0301\u0304\u0306\u0308"
    + "013²ßΣς"
)
names = st.text(max_size=10) | st.text(SIGNS, max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ёлкина", "ЕЛКИНА"),
        ("Андрей", "Андреи\u0306"),
        ("Фёдор", "Фе\u0308дор"),
        ("Салтыков-Щедрин", "Салтыков–Щедрин"),
        ("Салтыков-Щедрин", "Салтыков — Щедрин"),
        ("Салтыков-Щедрин", "Салтыков\u2011Щедрин"),
        ("Салтыков-Щедрин", "Салтыков\u2212Щедрин"),
        ("Салтыков-Щедрин", "Салтыков Щедрин"),
        ("О'Коннор", "О’Коннор"),
        ("О'Коннор", "Оʼконнор"),
        ("О'Коннор", "О`Коннор"),
        ("О'Коннор", "О´Коннор"),
        ("Иванов", "Ива\u00adнов"),
        ("Иванов", "Ива\u200bнов\ufeff"),
        ("Иванов", "\u202bИванов\u202c"),
        ("Иванов", "Иванов\u00a0"),
        ("Анна Мария", "Анна\u2009\u3000Мария"),
        ("Иванов", "Ива\u0301нов"),
        ("Сидоров", "Cидоров"),
        ("ИВАНОВ", "ИBAHOB"),
        ("Сара", "Capa"),
        ("Семёнов", "Сeмëнов"),
        ("Котов", "Κοтов"),
        ("Іваненко", "Iваненко"),
        ("КӀури", "КIури"),
        ("КӀури", "К1ури"),
        ("Гүзәлһә", "Гүзәлhә"),
        ("Зарина", "3арина"),
        ("Əliyev", "ƏLIYEV"),
        ("ﬁлин", "fiлин"),
        ("Иванов (Петров)", "Иванов Петров"),
        ("-", None),
        ("–", ""),
        (" . ", ""),
    ],
)
def test_one_name_is_one_however_it_is_written(one: str, other: str | None) -> None:
    assert is_same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Софья", "София"),
        ("Иванов", "Иванова"),
        ("Анна", None),
        ("Йод", "Иод"),
        ("Ӱлкин", "Улкин"),
        ("Ўктам", "Уктам"),
        ("Әминә", "Амина"),
        ("Анна Мария", "Аннамария"),
        ("Ivanov", "Иванов"),
    ],
)
def test_another_name_stays_another_one(one: str, other: str | None) -> None:
    assert not is_same_name(one, other)


@given(names)
@example("Ё\u0308")
@example("е'\u0308")
@example("К1ӏl")
def test_folding_what_is_folded_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(names)
def test_blanks_around_a_name_and_its_case_do_not_count(name: str) -> None:
    assert fold(f"\u2003{name} \u200b") == fold(name) == fold(name.casefold())


@given(names)
def test_a_folded_name_is_words_with_single_spaces(name: str) -> None:
    assert fold(name) == " ".join(fold(name).split()) == fold(name).casefold()


@pytest.mark.parametrize("written", [None, "", "-", "–", "—", " - ", "нет", "Нет", "отсутствует", "."])
def test_what_says_that_there_is_none_is_no_patronymic(written: str | None) -> None:
    assert own_patronymic(written) is None


def test_a_patronymic_stays_as_it_was_given() -> None:
    assert own_patronymic("Семёнович") == "Семёнович"


def test_who_has_one_name_only_is_found_by_it_wherever_it_stands() -> None:
    assert surname_key("Сухарто", "") == surname_key("-", "Сухарто") == surname_key("", "сухарто") == "сухарто"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Софья", "София"),
        ("Наталья", "Наталия"),
        ("Данил", "Даниил"),
        ("Егор", "Георгий"),
        ("Магомед", "Мухаммад"),
        ("Эмиль", "Емиль"),
        ("Камилла", "Камила"),
        ("Фёдор", "Федор"),
        ("Дария", "Дарья"),
    ],
)
def test_forms_of_one_first_name_catch_the_eye(one: str, other: str) -> None:
    assert are_forms(one, other)
    assert are_forms(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Иван", "Пётр"), ("Мария", "Марина"), ("Дарья", "Мария"), ("Анастасия", "Андрей")]
)
def test_names_of_twins_are_no_forms_of_one_another(one: str, other: str) -> None:
    assert not are_forms(one, other)
