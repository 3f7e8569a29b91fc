"""The font files of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from sgo_pfdo.documents import font_problems, typeface
from sgo_pfdo.documents.elements import Face
from sgo_pfdo.documents.typeface import FILES, normalise, unprintable


def test_the_packaged_fonts_are_in_order() -> None:
    assert font_problems() == []


def test_the_fonts_are_small_and_come_with_their_licences() -> None:
    for path in FILES.values():
        assert path.stat().st_size < 80_000
        licence = path.with_name(path.name.split("-")[0] + "-OFL.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert "with Reserved Font Name" not in licence


@pytest.mark.parametrize("face", [Face.REGULAR, Face.BOLD])
def test_text_faces_have_the_letters_of_russia(face: Face) -> None:
    assert unprintable("АаЁёЪъЯя ӘәҒғҘҙҠҡҪҫӨөҮүҺһ Ӓӓ Ӧӧ Ӱӱ Ӏӏ Ää Öö Șș №«»„“–—…’ʼ₽→", face) == set()


@pytest.mark.parametrize("face", [Face.REGULAR, Face.BOLD])
@pytest.mark.parametrize(
    ("people", "letters"),
    [
        ("Tatar", "ӘәӨөҮүҖҗҢңҺһ"),
        ("Bashkir", "ҒғҘҙҠҡҢңӨөҪҫҮүҺһӘә"),
        ("Chuvash", "ӐӑӖӗҪҫӲӳ"),
        ("Yakut, Dolgan", "ҔҕҤҥӨөҺһҮү"),
        ("Komi, Udmurt", "ІіӦӧӜӝӞӟӤӥӴӵ"),
        ("Mari", "ҤҥӦӧӰӱӒӓӸӹ"),
        ("Altai, Khakas, Tuvan", "ЈјҤҥӦӧӰӱҒғІіҶҷҢңӨөҮүӋӌ"),
        ("Buryat, Kalmyk", "ӨөҮүҺһӘәҖҗҢң"),
        ("the Caucasus", "Ӏӏ"),
        ("Ossetian", "Ӕӕ"),
        ("Abkhaz", "ҔҕӶӷҘҙӠӡҞҟҚқԤԥҦҧҬҭҲҳҴҵҶҷҼҽҾҿҨҩҪҫӘә"),
        ("Chukchi, Koryak, Khanty, Nivkh, Nenets", "ԒԓӃӄӇӈӅӆӐӑҚқҢңӘәӚӛӨөӪӫӮӯҶҷӼӽӺӻҐґԚԛ"),
        ("Kildin Sámi", "ӒӓҺһҊҋӅӆӍӎӉӊҢңҎҏҌҍӬӭ"),
        ("Mansi, Evenki, Nanai", "А̄а̄Е̄О̄Ы̄Э̄Ю̄Я̄ӢӣӮӯӇӈ"),
        ("Ukrainian, Belarusian", "ҐґЄєІіЇїЎў"),
        ("Kazakh, Kyrgyz", "ӘәҒғҚқҢңӨөҰұҮүҺһІі"),
        ("Tajik, Uzbek", "ҒғӢӣҚқӮӯҲҳҶҷЎў"),
        ("Serbian, Macedonian, Bulgarian", "ЂђЃѓЉљЊњЋћЌќЏџЅѕЀѐЍѝ"),
        ("Azerbaijani, Turkish, Turkmen", "ƏəĞğIıİiÖöŞşÜüÇçŇňŽžÝýÄä"),
        ("Karelian, Finnish, Estonian, Sámi", "ČčŠšŽžÄäÖöÕõÜüÅåĐđŊŋŦŧǦǧǨǩƷʒǮǯ"),
        ("Latvian, Lithuanian, Polish", "ĀāĒēĪīŪūČčĢģĶķĻļŅņŠšŽžĄąĘęĖėĮįŲųŁłŃńÓóŚśŹźŻżĆć"),
        ("Vietnamese", "ĂăÂâĐđÊêÔôƠơƯưẠạẢảẤấỄễỆệỘộỹ"),
        ("Uzbek of today", "OʻoʻGʻgʻʼ"),
    ],
)
def test_text_faces_have_the_letters_of_every_people(face: Face, people: str, letters: str) -> None:
    assert unprintable(normalise(letters), face) == set(), people


@pytest.mark.parametrize("code", [0x9, 0xA, 0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x202F, 0x205F, 0x3000])
def test_any_blank_prints_as_a_space(code: int) -> None:
    printed = normalise(f"Анна{chr(code)}Мария")
    assert printed in {"Анна Мария", "Анна\u00a0Мария"}
    assert unprintable(printed, Face.BOLD) == set()


def test_a_missing_file_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typeface, "FILES", {**FILES, Face.BOLD: tmp_path / "gone.ttf"})
    assert font_problems() == [f"The font file {tmp_path / 'gone.ttf'} is missing: install the package again."]


def test_a_damaged_file_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.ttf"
    damaged.write_bytes(b"<html>not a font</html>")
    monkeypatch.setattr(typeface, "FILES", {Face.REGULAR: damaged})
    (problem,) = font_problems()
    assert problem.startswith(f"The font file {damaged} cannot be read")


def test_a_file_that_lacks_letters_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeface, "FILES", {Face.REGULAR: FILES[Face.MONO]})
    (problem,) = font_problems()
    assert "lacks" in problem
    assert "Ё" in problem


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  Анна\t Мария\r\n", "Анна Мария"),
        ("И\u0306од", "Йод"),
        ("Ива\u00adно\u200bв\ufeff", "Иванов"),
        ("28\u00a0мая", "28\u00a0мая"),
        ("", ""),
    ],
)
def test_normalise(given: str, expected: str) -> None:
    assert normalise(given) == expected
