"""What people are called and where they live, as long and as odd as the forms accept it."""

from __future__ import annotations

from hypothesis import strategies as st

from sgo_pfdo.documents import Entries, Person

CYRILLIC = "".join(chr(code) for code in range(ord("А"), ord("я") + 1)) + "ЁёӘәҒғҚқҢңӨөҰұҮүҺһІіЇїЎў"
LETTERS = st.text(CYRILLIC, min_size=1, max_size=15)
LONG_WORD = st.text(CYRILLIC + "ЩЩЩЩШШЮЮ", min_size=40, max_size=60)
JOINED = st.builds("".join, st.lists(LETTERS | st.sampled_from([" ", "-", "’", "'"]), min_size=1, max_size=7))
NAME = (LONG_WORD | JOINED).map(lambda text: text[:60].strip(" ") or "Я")
PATRONYMIC = st.none() | NAME

_PIECE = (
    LETTERS | st.integers(1, 999_999).map(str) | st.sampled_from(["г.", "ул.", "д.", "кв.", "№", "«", "»", ",", "–"])
)
_PLAIN = st.lists(_PIECE, min_size=1, max_size=60).map(" ".join)
_CAPITALS = st.text(CYRILLIC.upper() + "  ", min_size=150, max_size=200)
LONG_TEXT = (_PLAIN | _CAPITALS | LONG_WORD.map(lambda word: word * 4)).map(lambda text: text[:200].strip(" ") or "Я")
"""An address or an issuer."""

_MAYBE_LONG = st.none() | LONG_TEXT
_EMAIL = st.from_regex(r"[a-z0-9._-]{1,60}@[a-z0-9-]{1,60}\.[a-z]{2,6}", fullmatch=True)

PERSON = st.builds(
    Person,
    surname=st.none() | NAME,
    first_name=st.none() | NAME,
    patronymic=PATRONYMIC,
    document_kind=st.none() | st.sampled_from(["Паспорт гражданина РФ", "Документ иностранного государства"]),
    document_number=st.none() | st.text("0123456789ABXIVАБЛ-", min_size=3, max_size=30),
    issued_on=st.none() | st.dates(),
    issued_by=_MAYBE_LONG,
    address=_MAYBE_LONG,
)
ENTRIES = st.builds(
    Entries,
    application_number=st.none() | st.integers(1, 99_999_999).map(str),
    record_number=st.none() | st.integers(10**9, 10**12 - 1).map(str),
    child=PERSON,
    birth_date=st.none() | st.dates(),
    parent=PERSON,
    telephone=st.none() | st.text("+0123456789 ()-", min_size=1, max_size=30).map(str.strip),
    email=st.none() | _EMAIL,
    is_replaced=st.booleans(),
)
