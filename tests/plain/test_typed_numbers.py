"""What people and scanners put into the field of a number; each kind is one row."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain.typed_numbers import TypedNumberError, WordsTypedError, card_ids, check_scanned, read_number

NUMBER = "785044901646"
LATIN = "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNM/"
RUSSIAN = "йцукенгшщзфывапролдячсмитьЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ."
IN_RUSSIAN = str.maketrans(LATIN + ":", RUSSIAN + "Ж")
ids = st.text("ABCXYZabcxyz0123456789_-", min_size=22, max_size=22)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        "7850 4490 1646",
        " 7850-4490-1646 ",
        "7850–4490−1646",
        "7850\u00a04490\u20091646\n",
        "7850.4490.1646",
        "№ 7850 4490 1646",
        "№785044901646…",
        "N 785044901646",
        "Номер сертификата: 7850 4490 1646.",
        "785044901646.",
        "«785044901646»",
        '="785044901646"',
        "'785044901646",
        "785044901646,00",
        "785044901646.0",
        "785,044,901,646",
        "\u202a785044901646\u202c",
        "78\u00ad50\u200b44901646",
        "７８５０４４９０１６４６",
        "785О449О1646",
        "7850449o1646",
        "785044901646 Иванов Игорь",
        "Иванов, 7850 4490 1646, школа 3",
    ],
)
def test_a_number_is_understood_however_it_is_written(typed: str) -> None:
    assert read_number(typed) == NUMBER


@pytest.mark.parametrize(
    "typed",
    ['="0025 0119-90"', "0025011990", " 0025 0119 90 ", "№ 0025011990", "№0025-0119-90", "«0025\u00a0011990»"],
)
def test_a_number_of_ten_digits_keeps_its_zeros(typed: str) -> None:
    assert read_number(typed) == "0025011990"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Иванов", "букв нет"),
        ("Ivanov-Petrov", "букв нет"),
        ("7850 4490", "здесь их 8"),
        ("7850 4490 164", "здесь их 11"),
        ("112-233-445 95", "здесь их 11"),
        ("+7 905 000-12-34", "здесь их 11"),
        ("III-АБ № 123456", "здесь их 6"),
        ("14.05.2010", "Это дата"),
        ("14 мая 2010 г.", "Это дата"),
        ("7,85045E+11", "сокращённо"),
        ("785044901646 310542987716", "здесь их 24"),
        ("", "12 или 10 цифр"),
        ("…", "12 или 10 цифр"),
    ],
)
def test_what_is_no_number_is_answered_as_what_it_is(typed: str, said: str) -> None:
    with pytest.raises(TypedNumberError, match=said):
        read_number(typed)


def test_words_are_kept_for_the_search_by_surname() -> None:
    with pytest.raises(WordsTypedError) as caught:
        read_number(" Салтыков-\u00adЩедрин ")
    assert caught.value.words == "Салтыков-Щедрин"


@given(st.text(max_size=80))
def test_any_other_text_gives_a_number_or_a_sentence(typed: str) -> None:
    with contextlib.suppress(TypedNumberError):
        number = read_number(typed)
        assert number.isascii() and number.isdigit() and len(number) in {10, 12}


@given(ids)
def test_a_scanner_is_understood_in_either_keyboard_layout_with_and_without_caps_lock(card_id: str) -> None:
    address = f"https://portal.example/pfdo/desk/c/{card_id}"
    assert card_ids(address) == (card_id,)
    assert card_ids(f" {address}/\n") == (card_id,)
    assert card_ids(f"]Q1{address}?from=scanner") == (card_id,)
    assert card_ids(address.translate(IN_RUSSIAN)) == (card_id,)
    assert card_id in card_ids(address.swapcase())
    assert card_id in card_ids(address.translate(IN_RUSSIAN).swapcase())


@pytest.mark.parametrize(
    "typed",
    [
        "https://portal.example/pfdo/desk/c/short",
        "https://portal.example/pfdo/desk/c/" + "A" * 23,
        "https://portal.example/pfdo/cabinet/sign-in",
        "реезыЖ..зщкефд.учфьзду.завщ.вуыл.с.йцу",
        "РЕЕЗЫж..ЗЩКЕФД",
        "HTTPS://PORTAL.EXAMPLE/PFDO/DESK/C/",
        "/c/123456789012",
    ],
)
def test_an_address_that_was_read_badly_is_said_to_be_one(typed: str) -> None:
    assert card_ids(typed) == ()
    with pytest.raises(TypedNumberError, match="Считайте ещё раз"):
        check_scanned(typed)


@given(st.text(max_size=60))
def test_other_text_is_no_card(typed: str) -> None:
    assert card_ids(typed.replace("/", "").replace(".", "")) == ()
