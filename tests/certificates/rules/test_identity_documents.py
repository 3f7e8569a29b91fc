"""Series and number of a document as people type them: look-alikes are put right, nonsense is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.certificates.identity import DocumentError, DocumentKind, comparable, normalise

BIRTH, PASSPORT = DocumentKind.BIRTH_CERTIFICATE, DocumentKind.PASSPORT
TEMPORARY, FOREIGN = DocumentKind.TEMPORARY, DocumentKind.FOREIGN

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIV", "XX"]
TYPED_FOR = {"I": "I1Іil", "V": "VУvу", "X": "XХxх"}
SERIES_LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"
LATIN_FOR = dict(zip("АВСЕНКМОРТХУ", "ABCEHKMOPTXY", strict=True))


@st.composite
def typed_birth_certificates(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a birth certificate, and one way in which somebody types it."""
    numeral = draw(st.sampled_from(ROMAN))
    letters = draw(st.text(SERIES_LETTERS, min_size=2, max_size=2))
    digits = draw(st.text("0123456789", min_size=6, max_size=6))
    hand = "".join(draw(st.sampled_from(TYPED_FOR[sign])) for sign in numeral)
    series = "".join(draw(st.sampled_from([sign, sign.lower(), LATIN_FOR.get(sign, sign)])) for sign in letters)
    dash = draw(st.sampled_from(["-", "–", "—", " ", "", " - "]))
    sign = draw(st.sampled_from([" № ", "№", " ", "", " N ", "-", "–", " #"]))
    return f"{numeral}-{letters} № {digits}", f"{hand}{dash}{series}{sign}{digits}"


@given(typed_birth_certificates())
def test_a_birth_certificate_is_one_however_it_is_typed(case: tuple[str, str]) -> None:
    stored, typed = case
    assert normalise(BIRTH, typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("III-АБ № 123456", "III-АБ № 123456"),
        ("Ш-АБ 123456", "III-АБ № 123456"),
        ("П-АБ 123456", "II-АБ № 123456"),
        ("ХП-МЮ 123456", "XII-МЮ № 123456"),
        ("1-АБ 123456", "I-АБ № 123456"),
        ("1У-АБ 123456", "IV-АБ № 123456"),
        ("УШ-АБ 123456", "VIII-АБ № 123456"),
        ("lll-аб 123456", "III-АБ № 123456"),
        ("II–ЛО–123456", "II-ЛО № 123456"),
    ],
)
def test_letters_that_look_like_a_roman_numeral_are_read_as_one(typed: str, stored: str) -> None:
    assert normalise(BIRTH, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (BIRTH, ""),
        (BIRTH, "123456"),
        (BIRTH, "III-АБ 12345"),
        (BIRTH, "III-А 123456"),
        (BIRTH, "IIII-АБ 123456"),
        (BIRTH, "АБ 123456"),
        (BIRTH, "III-АБ 1234567"),
        (PASSPORT, "3210 12345"),
        (PASSPORT, "3210 12345а"),
        (FOREIGN, "()-/"),
        (FOREIGN, "A" * 31),
        (TEMPORARY, "1"),
        (FOREIGN, "AB"),
        (FOREIGN, "<script>"),
    ],
)
def test_what_cannot_be_such_a_document_is_refused_with_an_example(kind: DocumentKind, typed: str) -> None:
    with pytest.raises(DocumentError, match=r"например|как в самом документе"):
        normalise(kind, typed)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (BIRTH, "Ⅳ-МЮ № 123456", "IV-МЮ № 123456"),
        (BIRTH, "ⅲ-аб 123456", "III-АБ № 123456"),
        (BIRTH, "\u202aIII-АБ\u00a0№\u2009123456\u202c", "III-АБ № 123456"),
        (BIRTH, "III-АБ/123456.", "III-АБ № 123456"),
        (PASSPORT, "３２１０ 123456", "3210 123456"),
        (PASSPORT, "٣٢١٠ ١٢٣٤٥٦", "3210 123456"),
        (FOREIGN, "AB 123456", "AB 123456"),
        (FOREIGN, "kz № 12345/67", "KZ № 12345/67"),
        (FOREIGN, "ან 0123456", "ᲐᲜ 0123456"),
        (FOREIGN, "Ən 0123456", "ƏN 0123456"),
        (FOREIGN, "Ւ-001 (2)", "Ւ-001 (2)"),
        (FOREIGN, "іі-ФП 123456", "ІІ-ФП 123456"),
        (FOREIGN, "Ⅱ-ЖҚ [12] 345", "II-ЖҚ [12] 345"),
        (FOREIGN, "12\\34,5:6", "12\\34,5:6"),
        (FOREIGN, "護照 12345", "護照 12345"),
        (TEMPORARY, "42-ТП 012345", "42-ТП 012345"),
    ],
)
def test_documents_of_any_state_are_taken_as_they_are_written(kind: DocumentKind, typed: str, stored: str) -> None:
    assert normalise(kind, typed) == stored


@pytest.mark.parametrize("typed", ["AB (123) 456", "ab/123/456", "[АВ] 123.456", "A\u00adB 123–456"])
def test_brackets_and_slashes_do_not_tell_documents_apart(typed: str) -> None:
    assert comparable(normalise(FOREIGN, typed)) == comparable(normalise(FOREIGN, "AB 123456"))


@given(st.sampled_from(DocumentKind), st.text(max_size=40))
def test_what_was_stored_is_taken_again_unchanged(kind: DocumentKind, typed: str) -> None:
    try:
        stored = normalise(kind, typed)
    except DocumentError:
        return
    assert normalise(kind, stored) == stored


@pytest.mark.parametrize("typed", ["AB 123-456", "АВ123456", "ab № 123456", " ав.123456"])
def test_a_foreign_document_is_the_same_with_other_spaces_and_look_alike_letters(typed: str) -> None:
    assert comparable(normalise(FOREIGN, typed)) == comparable(normalise(FOREIGN, "AB 123456"))


def test_documents_that_differ_stay_apart() -> None:
    assert comparable(normalise(FOREIGN, "AB 123456")) != comparable(normalise(FOREIGN, "AB 123457"))
    assert comparable(normalise(BIRTH, "III-АБ 123456")) != comparable(normalise(BIRTH, "II-АБ 123456"))


@given(st.text("0123456789", min_size=10, max_size=10), st.sampled_from(["", " ", "-", " № "]))
def test_a_passport_is_four_and_six_digits(digits: str, between: str) -> None:
    assert normalise(PASSPORT, f"{digits[:4]}{between}{digits[4:]}") == f"{digits[:4]} {digits[4:]}"
    assert normalise(PASSPORT, f"{digits[:2]} {digits[2:4]} {digits[4:]}") == f"{digits[:4]} {digits[4:]}"
