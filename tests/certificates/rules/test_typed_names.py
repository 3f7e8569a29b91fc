"""Names typed at the desk: letters of ours, hyphen, apostrophe, space; and nothing a document could not hold."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgo_pfdo.certificates.rules.names import MAX_LENGTH, TypedNameError, normalise

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗ"
part = st.text(LETTERS, min_size=1, max_size=12)
names = st.builds("".join, st.tuples(part, st.sampled_from([" ", "-", "'"]), part))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Иванов", "Иванов"),
        ("  Ёлкина ", "Ёлкина"),
        ("Салтыков–Щедрин", "Салтыков-Щедрин"),
        ("Салтыков - Щедрин", "Салтыков-Щедрин"),
        ("Д’Артаньян", "Д'Артаньян"),
        ("Мамед  кызы", "Мамед кызы"),
        ("Андреи\u0306", "Андрей"),
        ("Анна Мария Луиза Ева Инна", "Анна Мария Луиза Ева Инна"),
        ("Мамед оглы", "Мамед оглы"),
        ("Мамед—оглы", "Мамед-оглы"),
        ("Абу-ль-Ала", "Абу-ль-Ала"),
        ("д' Артаньян", "д' Артаньян"),
        ("Мар`яна", "Мар'яна"),
        ("Әминә", "Әминә"),
        ("Ҙөлфиә", "Ҙөлфиә"),
        ("Ӗлентей", "Ӗлентей"),
        ("Айаал Ҕ", "Айаал Ҕ"),
        ("Ӧньӧ", "Ӧньӧ"),
        ("КӀура", "КӀура"),
        ("Ґанна", "Ґанна"),
        ("Їжакевич", "Їжакевич"),
        ("Ұлжан", "Ұлжан"),
        ("Ўктам", "Ўктам"),
        ("А̄ка", "А̄ка"),
        ("Cидоров", "Сидоров"),
        ("Гүзәлhә", "Гүзәлһә"),
        ("Ива́нов", "Иванов"),
        ("Ива­но​в⁩", "Иванов"),
        ("‪Иванов‬", "Иванов"),
        ("Анна　Мария", "Анна Мария"),
        ("–", ""),
        ("Ян", "Ян"),
        ("Ю", "Ю"),
    ],
)
def test_what_people_type_becomes_what_a_document_holds(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Ivanov", r"«I», «a», «n», «o», «v» \(латинские буквы\)"),
        ("ქეთი", "грузинские буквы"),
        ("李", "иероглиф"),
        ("Иванов2", "Только буквы"),
        ("Иванов.", "Только буквы"),
        ("-Иванов", "Только буквы"),
        ("Иванов-", "Только буквы"),
        ("Иванов--Петров", "Только буквы"),
        ("", "Только буквы"),
        ("   ", "Только буквы"),
        ("А" * (MAX_LENGTH + 1), "60 знаков"),
        ("Иванов'", "Только буквы"),
        ("Иванов_Петров", "Только буквы"),
        ("<b>", "«b»"),
        ("Иванов\x00", "Только буквы"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_a_word_why(typed: str, said: str) -> None:
    with pytest.raises(TypedNameError, match=said):
        normalise(typed)


@given(names)
@example("кызы ")
def test_what_was_stored_is_taken_again_unchanged(typed: str) -> None:
    stored = normalise(typed)
    assert normalise(stored) == stored
    assert len(stored) <= MAX_LENGTH


@given(st.text(max_size=80))
@example("²")
def test_any_text_is_either_refused_or_made_of_cyrillic_letters_alone(typed: str) -> None:
    with suppress(TypedNameError):
        stored = normalise(typed)
        assert stored.strip() == stored
        assert all(sign in " -'\u0304" or unicodedata.name(sign).startswith("CYRILLIC") for sign in stored)
