"""The second name of a file, for what understands no Russian ones."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo_pfdo.plain.wording import latin_file_name


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Сертификат (Игорь).pdf", "Sertifikat_Igor.pdf"),
        ("Сертификат (Юлия-Щукарь).png", "Sertifikat_Yuliya-Shchukar.png"),
        ("Сертификаты, г. Киселёвск, 2019-10-28.xlsx", "Sertifikaty_g_Kiselevsk_2019-10-28.xlsx"),
        ("Учётные данные АИС ПФДО (Йозеф).pdf", "Uchetnye_dannye_AIS_PFDO_Yozef.pdf"),
        ("Сертификат (José).pdf", "Sertifikat_Jose.pdf"),
        ("Сертификат (სანდრო).pdf", "Sertifikat.pdf"),
        ("სანდრო.pdf", "file.pdf"),
    ],
)
def test_a_russian_name_reads_the_same_in_latin_letters(name: str, latin: str) -> None:
    assert latin_file_name(name) == latin


@given(st.text(max_size=300))
def test_whatever_stands_in_a_name_its_latin_one_is_plain(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.pdf", latin_file_name(f"{text}.pdf"))
