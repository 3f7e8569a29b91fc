"""Which passwords may be chosen: long rather than odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.passwords import LONGEST, SHORTEST, password_problem

KNOWN = ["785044901646", "Иванова", "Анна-Мария", None, ""]


@pytest.mark.parametrize(
    "password", ["корова на крыше", "Вечером дождь 7", "tr0ub4dor&3", "        a b c", "🦊🐻🐰🐼🦁🐮🐷🐸"]
)
def test_what_is_long_and_rare_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert password_problem(password, known=KNOWN) is None


@pytest.mark.parametrize(("password", "word"), [("семь777", "короткий"), ("", "короткий"), ("а" * 129, "длинный")])
def test_the_length_is_told(password: str, word: str) -> None:
    assert word in (password_problem(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        "password1",
        "PASSWORD1",
        "qwertyuiop",
        "йцукенгшщз",
        "Пароль123",
        "gfhjkm123",
        "сертификат",
        "12345678",
        "аааааааааааа",
    ],
)
def test_what_is_tried_first_is_refused_in_either_layout(password: str) -> None:
    assert "слишком простой" in (password_problem(password) or "")


@pytest.mark.parametrize(
    "password", ["785044901646", "Иванова2010", "анна-мария1", "мария-анна!", "ивановаанна", "ИВАНОВА785044901646"]
)
def test_what_others_know_is_refused(password: str) -> None:
    assert "их знают другие" in (password_problem(password, known=[*KNOWN, "Анна"]) or "")


def test_the_school_is_known_however_its_number_is_written() -> None:
    for typed in ("Лицей № 4", "лицей №4№№", "Лицей 4 !"):
        assert password_problem(typed, known=["Лицей № 4"]) is not None, typed


def test_a_name_inside_of_something_longer_is_no_harm() -> None:
    assert password_problem("Иванова любит груши", known=KNOWN) is None


@given(st.text(max_size=LONGEST + 20))
def test_any_text_gets_an_answer_and_the_length_decides_first(password: str) -> None:
    problem = password_problem(password, known=KNOWN)
    if not SHORTEST <= len(password) <= LONGEST:
        assert problem is not None
