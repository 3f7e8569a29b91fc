"""Single fields of the catalogue, as people type them and as spreadsheets spoil them."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain.wording import roubles
from sgo_pfdo.programmes.rules import fields
from sgo_pfdo.programmes.rules.ages import age_in_words
from sgo_pfdo.programmes.rules.fields import WrongFieldError, bounded
from sgo_pfdo.programmes.rules.kinds import DIRECTIONS, FORMER_DIRECTIONS, HEALTHS, SHORT_HEALTHS
from sgo_pfdo.programmes.rules.records import ADDRESS, AGREEMENT, GROUP, LESSON, PART, PROGRAMME, PROVIDER, read_record

UPPER = bounded(fields.age, is_upper=True)
DIRECTION = bounded(fields.choice, words=DIRECTIONS, more=FORMER_DIRECTIONS)
HEALTH = bounded(fields.choices, words=HEALTHS, more=SHORT_HEALTHS)
HOURS = bounded(fields.tenths, least=1, most=20_000)
MONEY = bounded(fields.kopecks, most=100_000_000)

READ: list[tuple[Callable[[str], Any], str, Any]] = [
    (fields.age, "7", 84),
    (fields.age, "7 лет", 84),
    (fields.age, "7,5", 90),
    (fields.age, "7 лет 6 мес", 90),
    (fields.age, "7 лет 6 месяцев", 90),
    (fields.age, "3 г. 1 мес.", 37),
    (fields.age, "90 мес", 90),
    (UPPER, "12", 155),
    (UPPER, "12 лет", 155),
    (UPPER, "18", 216),
    (UPPER, "12 лет 0 мес", 144),
    (UPPER, "12,5", 150),
    (DIRECTION, "Техническая", "technical"),
    (DIRECTION, "technical", "technical"),
    (DIRECTION, " ТЕХНИЧЕСКАЯ\u200b", "technical"),
    (DIRECTION, "социально-педагогическая", "humanities"),
    (HEALTH, "РАС; ЗПР, рас", ("autism", "delayed")),
    (HOURS, "72", 720),
    (HOURS, "0,1", 1),
    (HOURS, "1 999.5", 19_995),
    (MONEY, "10 800", 1_080_000),
    (MONEY, "10\u00a0800,50 ₽", 1_080_050),
    (MONEY, "1234.5 руб.", 123_450),
    (MONEY, "0", 0),
    (fields.yes, "Да", True),
    (fields.yes, "нет", False),
    (fields.yes, "1", True),
    (fields.day, "01.09.2026", date(2026, 9, 1)),
    (fields.day, "2026-09-01", date(2026, 9, 1)),
    (fields.day, "46266", date(2026, 9, 1)),
    (fields.clock, "16:30", time(16, 30)),
    (fields.clock, "9.05", time(9, 5)),
    (fields.clock, "16:00:00", time(16)),
    (fields.clock, "0.6875", time(16, 30)),
    (fields.weekday, "Пн", 1),
    (fields.weekday, "среда", 3),
    (fields.weekday, "вс.", 7),
    (fields.weekday, "6", 6),
    (fields.inn, "760307073214", "760307073214"),
    (fields.inn, "7707083893", "7707083893"),
    (fields.ogrn, "1027700132195", "1027700132195"),
    (fields.kpp, "773601001", "773601001"),
    (fields.telephone, "8 (38464) 2-12-34", "+7 (38464) 2-12-34"),
    (fields.link, "https://example.ru/программа", "https://example.ru/программа"),
    (bounded(fields.degrees, most=90), "53,9906", 53.9906),
    (bounded(fields.lines, most=3, longest=40), "лего; Лего, роботы", ("лего", "роботы")),
    (bounded(fields.text, most=20), "Раз\r\n\r\n\r\n\r\nдва ", "Раз\n\nдва"),
]
WRONG: list[tuple[Callable[[str], Any], str, str]] = [
    (fields.age, "2", "от 3 до 18 лет"),
    (UPPER, "19", "от 3 до 18 лет"),
    (fields.age, "семь", "нужен возраст"),
    (fields.age, "-7", "нужен возраст"),
    (DIRECTION, "робототехника", "Подойдут: Техническая"),
    (HEALTH, "близорукость", "такого варианта нет"),
    (HOURS, "0", "от 0,1 до 2000"),
    (HOURS, "1,25", "одного знака"),
    (MONEY, "-5", "сумма в рублях"),
    (MONEY, "1000000,01", "от 0\u00a0₽ до 1\u00a0000\u00a0000\u00a0₽"),
    (MONEY, "12.345", "сумма в рублях"),
    (fields.yes, "может быть", "«да» или «нет»"),
    (fields.day, "31.02.2026", "такой даты нет"),
    (fields.day, "01.09.1026", "проверьте год"),
    (fields.clock, "25:00", "16:30"),
    (fields.weekday, "8", "день недели"),
    (fields.inn, "860307073214", "контрольная цифра"),
    (fields.inn, "0000000000", "10 цифр"),
    (fields.ogrn, "1027700132196", "контрольная цифра"),
    (fields.link, "javascript:alert(1)", "https://"),
    (fields.link, "https://example.ru/<script>", "https://"),
    (fields.telephone, "нет", "цифрами"),
    (fields.code, "два слова", "без пробелов"),
    (bounded(fields.degrees, most=90), "90.1", "не больше 90"),
    (bounded(fields.line, most=5), "шесть знаков", "длиннее 5 знаков: их 12"),
    (bounded(fields.lines, most=1, longest=9), "а, б", "больше 1"),
    (bounded(fields.whole, least=1, most=12), "13", "от 1 до 12"),
    (bounded(fields.whole, least=1, most=12), "1e3", "целое число"),
]


@pytest.mark.parametrize(("read", "typed", "value"), READ)
def test_what_people_type_is_read(read: Callable[[str], Any], typed: str, value: Any) -> None:
    assert read(typed) == value


@pytest.mark.parametrize(("read", "typed", "said"), WRONG)
def test_what_cannot_be_read_is_told_in_words(read: Callable[[str], Any], typed: str, said: str) -> None:
    with pytest.raises(WrongFieldError) as caught:
        read(typed)
    assert said in str(caught.value)


@given(st.integers(0, 100_000_000))
def test_any_amount_is_read_back_as_it_is_said(kopecks: int) -> None:
    assert MONEY(roubles(kopecks)) == kopecks


@given(st.integers(36, 216))
def test_any_age_is_read_back_as_it_is_said(months: int) -> None:
    assert fields.age(age_in_words(months)) == months


@given(st.dates(fields.EARLIEST, fields.LATEST))
def test_any_day_is_read_back_also_as_the_number_of_a_spreadsheet(day: date) -> None:
    assert fields.day(f"{day:%d.%m.%Y}") == day
    assert fields.day(str((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_value_or_a_sentence(typed: str) -> None:
    for known in (PROVIDER, ADDRESS, AGREEMENT, PROGRAMME, PART, GROUP, LESSON):
        values, faults = read_record(known, dict.fromkeys(known, typed))
        assert set(values) | set(faults) == set(known)
        assert all(words.strip() for words in faults.values())


FINE = {
    "short_name": "Робототехника",
    "full_name": "Робототехника для начинающих",
    "direction": "Техническая",
    "kind": "Общеразвивающая",
    "form": "Очная",
    "age_min": "7",
    "age_max": "12",
    "registers": "Сертифицированные",
}


def test_a_programme_with_what_is_needed_has_no_faults_and_the_defaults() -> None:
    values, faults = read_record(PROGRAMME, FINE)
    assert faults == {}
    assert (values["age_min"], values["age_max"], values["level"], values["registers"]) == (
        84,
        155,
        "none",
        ("certified",),
    )
    assert (values["keywords"], values["annotation"], values["needs_medical"]) == ((), None, False)


def test_every_field_that_is_missing_or_wrong_is_told_at_once() -> None:
    _, faults = read_record(PROGRAMME, {"age_min": "9", "age_max": "7", "short_name": "ё" * 65, "kind": "хорошая"})
    assert set(faults) == {"short_name", "full_name", "direction", "kind", "form", "age_max", "registers"}
    assert faults["age_max"] == "меньше, чем возраст «от»"


@pytest.mark.parametrize(
    ("known", "typed", "where"),
    [
        (PROGRAMME, {**FINE, "registers": "Платные", "equipment": "Наборы"}, "equipment"),
        (PART, {"min_children": "9", "max_children": "8"}, "max_children"),
        (PART, {"hours": "10", "individual_hours": "11"}, "hours"),
        (GROUP, {"starts_on": "01.09.2026", "ends_on": "01.09.2026"}, "ends_on"),
        (GROUP, {"order_from": "02.09.2026", "order_to": "01.09.2026"}, "order_to"),
        (LESSON, {"begins_at": "16:00", "ends_at": "16:00"}, "ends_at"),
        (ADDRESS, {"text": "ул. Мира, 1", "latitude": "53"}, "longitude"),
        (AGREEMENT, {"period_starts_on": "01.09.2026", "state": "Действует"}, "number"),
    ],
)
def test_fields_that_do_not_go_together_are_told(known: Any, typed: dict[str, str], where: str) -> None:
    assert where in read_record(known, typed)[1]
