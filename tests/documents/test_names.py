"""Names of every shape come out whole, inside the page, and copy as they were given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sgo_pfdo.documents import UnprintableText, certificate_image, credentials_sheet
from sgo_pfdo.documents.layout import text_width
from tests.support.figures import SOAK

from .placing import boxes, lines_in_their_boxes
from .reading import copied, overlapping, read
from .samples import certificate, credentials
from .strategies import JOINED, NAME, PATRONYMIC


@given(surname=NAME, first_name=NAME, patronymic=PATRONYMIC, group=st.none() | JOINED)
@settings(max_examples=25, deadline=None)
def test_every_line_stays_in_its_box_at_a_legible_size(
    surname: str, first_name: str, patronymic: str | None, group: str | None
) -> None:
    name = {"surname": surname, "first_name": first_name, "patronymic": patronymic}
    for paper in (
        certificate_image.paper(certificate(**name, group=group)),
        credentials_sheet.paper(credentials(**name)),
    ):
        assert min(line.size for line in lines_in_their_boxes(paper)) >= 7


@given(surname=NAME, first_name=NAME, patronymic=PATRONYMIC)
@settings(max_examples=100 if SOAK else 6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_pdf_holds_the_whole_name_inside_the_margins(surname: str, first_name: str, patronymic: str | None) -> None:
    name = {"surname": surname, "first_name": first_name, "patronymic": patronymic}
    for pdf in (certificate_image.draw(certificate(**name)), credentials_sheet.draw(credentials(**name))):
        page = read(pdf)
        whole = "".join(part for part in name.values() if part)
        printed = "".join(box.text for box in page.characters)
        assert "".join(whole.split()) in "".join(printed.split())
        assert min(box.left for box in page.characters) >= 20
        assert max(box.right for box in page.characters) <= page.width - 10
        assert list(overlapping(page.characters)) == []


@pytest.mark.parametrize(
    ("surname", "first_name", "patronymic"),
    [
        ("Иванов", "Игорь", "Иванович"),
        ("Ёлкина", "Алёна", "Семёновна"),
        ("Ким", "Ая", None),
        ("Римский-Корсаков", "Анна-Мария", "Юрьевна"),
        ("О’Коннор", "Д'Артаньян", "Мухаммед оглы"),
        ("Ғабдуллин", "Өлкән", "Һиҙиәт улы"),
    ],
)
def test_names_copy_as_given(surname: str, first_name: str, patronymic: str | None) -> None:
    name = {"surname": surname, "first_name": first_name, "patronymic": patronymic}
    whole = " ".join(part for part in name.values() if part)
    assert f"Владелец {whole} Номер 7850 4490 1646 " in copied(certificate_image.draw(certificate(**name)))
    assert f"Владелец сертификата {whole} Номер" in copied(credentials_sheet.draw(credentials(**name)))


def test_a_decomposed_name_is_composed() -> None:
    given_name = unicodedata.normalize("NFD", "Андрей Ёлкин")
    assert "Андрей Ёлкин Иванович" in copied(
        certificate_image.draw(certificate(surname="Андрей", first_name=given_name.split()[1]))
    )


def test_invisible_characters_and_line_ends_leave_no_trace() -> None:
    assert "Владелец Иванов Игорь Номер" in copied(
        certificate_image.draw(certificate(surname="Ива\u00adнов\u200b", first_name="\tИгорь\n", patronymic=None))
    )


@pytest.mark.parametrize("field", ["surname", "first_name", "patronymic"])
def test_a_character_that_the_font_lacks_is_named(field: str) -> None:
    for draw, sample in ((certificate_image.draw, certificate), (credentials_sheet.draw, credentials)):
        with pytest.raises(UnprintableText) as caught:
            draw(sample(**{field: "Ли漢龍漢"}))
        assert caught.value.characters == ("漢", "龍")
        assert "漢 (U+6F22)" in str(caught.value)


def test_all_lacking_characters_are_reported_at_once() -> None:
    with pytest.raises(UnprintableText) as caught:
        credentials_sheet.draw(credentials(surname="漢", password="пароль"))
    assert set(caught.value.characters) == set("漢пароль")


def test_width_is_measured_as_the_pdf_draws_it() -> None:
    """A reader that adds up the widths in the file comes to the same end of the line."""
    box = next(box for box in boxes(certificate_image.paper(certificate())) if box.text.startswith("Иванов"))
    name = read(certificate_image.draw(certificate())).characters
    start = next(index for index in range(len(name)) if "".join(c.text for c in name[index : index + 6]) == "Иванов")
    drawn = name[start + len(box.text) - 1].right - name[start].left
    assert drawn == pytest.approx(text_width(box.text, box.style), abs=0.1)
