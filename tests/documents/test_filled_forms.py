"""The filled application and consent: the blank papers with what is known on their rules (S000)."""

from __future__ import annotations

import io
import re
from types import ModuleType

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sgo_pfdo.documents import (
    Applicant,
    BlankForm,
    Entries,
    Person,
    UnprintableText,
    application_form,
    consent,
    raster,
    unprintable_characters,
)
from sgo_pfdo.documents.elements import Field, Line, Paper, Shape
from sgo_pfdo.documents.layout import place
from tests.support.figures import SOAK

from .papers import PAPERS
from .placing import fixed, ink, lines_in_their_boxes, values
from .reading import Box, copied, overlapping, read
from .samples import CHILD, MUNICIPALITY, PARENT, entries
from .strategies import ENTRIES

FORMS = {applicant: BlankForm(applicant=applicant, **MUNICIPALITY) for applicant in Applicant}
EVERY_APPLICANT = pytest.mark.parametrize("applicant", list(Applicant))
BOTH = pytest.mark.parametrize("module", [application_form, consent], ids=["application", "consent"])


def _papers(data: Entries) -> list[Paper]:
    return [module.paper(form, data) for module in (application_form, consent) for form in FORMS.values()]


def _date_in_one(text: str) -> str:
    """A text copied from a paper, with the digits of the boxes put together."""
    return re.sub(r"ата рождения ((?:[\d.] ?)+)", lambda found: f"ата рождения {found[1].replace(' ', '')} ", text)


def test_application_of_a_parent_reads_label_then_value() -> None:
    text = _date_in_one(copied(PAPERS["filled application, parent"]))
    parts = [
        "ЗАЯВЛЕНИЕ № 458 о предоставлении сертификата дополнительного образования",
        "под реестровой записью № (номер сертификата) 4207000002 Сведения о ребёнке",
        "Фамилия Смирнова Имя Алёна Отчество (при наличии) Дмитриевна Дата рождения 15.03.2012",
        "Документ (вид) Свидетельство о рождении серия и номер III-ЛО № 123456 Адрес проживания 652700, Кемеровская "
        "область – Кузбасс, г. Киселёвск, ул. Школьная, д. 12, корп. 2, кв. 45 Прошу предоставлять",
        "категории детей: Дети в возрасте от 5 до 18 лет Сведения о заявителе",
        "Фамилия Смирнова Имя, отчество (при наличии) Ольга Викторовна Телефон +7 923 456-78-90 "
        "Электронная почта smirnova@example.ru С условиями",
        "получил(а) заявление о предоставлении сертификата № 458 от Смирнова Ольга Викторовна фамилия, имя, отчество",
    ]
    positions = [text.index(part) for part in parts]
    assert positions == sorted(positions)


def test_application_of_a_pupil_names_the_pupil_in_the_receipt() -> None:
    text = copied(PAPERS["filled application, pupil"])
    assert "Фамилия Ёлкин Имя Артём Отчество (при наличии) Дата рождения" in text
    assert "Телефон +7 923 456-78-90 Электронная почта smirnova@example.ru Прошу" in text
    assert "сертификата № 458 от Ёлкин Артём фамилия, имя, отчество (при наличии) заявителя" in text


def test_consent_of_a_parent_reads_label_then_value() -> None:
    text = copied(PAPERS["filled consent, parent"])
    parts = [
        "Я, Смирнова Ольга Викторовна фамилия, имя, отчество (при наличии) родителя (законного представителя) адрес "
        "652700, Кемеровская область – Кузбасс, г. Киселёвск, пр. Шахтёров, д. 3 документ: вид, серия, номер Паспорт "
        "гражданина РФ 3208 456789 дата выдачи 20.11.2008 кем выдан ОТДЕЛОМ УФМС РОССИИ ПО КЕМЕРОВСКОЙ ОБЛАСТИ В "
        "ГОРОДЕ КИСЕЛЁВСКЕ в соответствии",
        "персональных данных ребёнка Смирнова Алёна Дмитриевна фамилия, имя, отчество (при наличии) ребёнка адрес",
        "документ: вид, серия, номер Свидетельство о рождении III-ЛО № 123456 дата выдачи 03.04.2012 кем выдан Отдел "
        "ЗАГС города Киселёвска Кемеровской области законным представителем",
    ]
    positions = [text.index(part) for part in parts]
    assert positions == sorted(positions)


def test_consent_of_a_pupil_reads_label_then_value() -> None:
    text = _date_in_one(copied(PAPERS["filled consent, pupil"]))
    assert "Я, Ёлкин Артём фамилия, имя, отчество (при наличии) адрес 652700," in text
    assert "кем выдан ГУ МВД РОССИИ ПО КЕМЕРОВСКОЙ ОБЛАСТИ – КУЗБАССУ дата рождения 15.03.2012 в соответствии" in text


@EVERY_APPLICANT
@BOTH
def test_the_blank_paper_is_the_filled_one_without_its_values(module: ModuleType, applicant: Applicant) -> None:
    blank, filled = (module.paper(FORMS[applicant], data) for data in (Entries(), entries(applicant, is_replaced=True)))
    assert list(blank.elements) == fixed(blank) == fixed(filled)
    assert len(filled.elements) > len(blank.elements) + 10


@EVERY_APPLICANT
@BOTH
def test_every_value_is_in_a_field(module: ModuleType, applicant: Applicant) -> None:
    data = entries(applicant)
    printed = " ".join(str(element) for element in fixed(module.paper(FORMS[applicant], data)))
    persons = (data.child, data.parent)
    known = [getattr(person, name) for person in persons for name in Person.__dataclass_fields__ if name != "issued_on"]
    for value in (*known, data.record_number, data.telephone, data.email):
        assert not value or value not in printed


def test_what_is_left_empty_prints_as_a_rule() -> None:
    """One page of some values and many rules; nothing says «None»."""
    data = Entries(record_number="785044901646", child=Person(surname="Ли", first_name="Ян", address="  "))
    for name, module in (("application", application_form), ("consent", consent)):
        page = read(module.draw(FORMS[Applicant.PARENT], data))
        assert page.rules == read(PAPERS[f"{name}, parent, filled"]).rules
        assert "None" not in page.text
    text = copied(application_form.draw(FORMS[Applicant.PARENT], data))
    assert "Имя Ян Отчество (при наличии) Дата рождения . . Документ (вид) серия и номер Адрес проживания Прошу" in text
    assert "заявление о предоставлении сертификата № от фамилия" in text


@EVERY_APPLICANT
@BOTH
def test_date_signature_and_name_in_print_stay_for_the_pen(module: ModuleType, applicant: Applicant) -> None:
    paper = module.paper(FORMS[applicant], entries(applicant))
    signatures = [element for element in fixed(paper) if getattr(element, "text", "") in ("дата", "подпись")]
    assert len(signatures) >= 2
    for hint in signatures:
        room = Box(hint.x, hint.y - 8, hint.x + hint.width, hint.y)
        assert not [line for value in values(paper) for line in ink(value) if line.overlaps(room)]


def test_a_replaced_version_says_so_first_and_in_a_frame() -> None:
    for name in ("application", "consent"):
        for applicant in Applicant:
            text = copied(PAPERS[f"filled {name}, {applicant}, replaced"])
            assert text.startswith("Заменено новой версией ")
            assert "Заменено" not in copied(PAPERS[f"filled {name}, {applicant}"])


def test_the_mark_of_a_replaced_version_survives_a_fax() -> None:
    """In two colours, without a grey, the frame of the mark is closed."""
    paper = consent.paper(FORMS[Applicant.PARENT], Entries(is_replaced=True))
    (frame,) = (e.content for e in paper.elements if isinstance(e, Field) and isinstance(e.content, Shape))
    pdf = PAPERS["filled consent, parent, replaced"]
    image = Image.open(io.BytesIO(raster.to_png(pdf, width=1654))).convert("L").point(lambda grey: grey > 128 and 255)
    scale = 1654 / 210
    ((left, top), _, (right, bottom), _) = ((x * scale, y * scale) for x, y in frame.outlines[0])
    for x in range(int(left), int(right)):
        assert min(image.getpixel((x, int(top) + nudge)) for nudge in (-1, 0, 1)) == 0
        assert min(image.getpixel((x, int(bottom) + nudge)) for nudge in (-1, 0, 1)) == 0


def test_the_file_is_dated_by_its_version() -> None:
    assert (
        pypdfium2.PdfDocument(PAPERS["filled consent, pupil"]).get_metadata_dict()["CreationDate"][:10] == "D:20261120"
    )


@given(ENTRIES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_of_any_length_stay_on_their_rules(data: Entries) -> None:
    for paper in _papers(data):
        assert min(line.size for line in lines_in_their_boxes(paper)) >= 3
        reach = [line for value in values(paper) for line in ink(value)]
        lines = [element for element in paper.elements if isinstance(element, Line)]
        for box in reach:
            assert box.left >= 20
            assert box.right <= 200
            assert not [r for r in lines if box.overlaps(Box(r.x1, r.y1 - 0.1, r.x2, r.y1 + 0.1), slack=0.15)]


@given(ENTRIES, st.sampled_from(Applicant))
@settings(max_examples=100 if SOAK else 6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_page_holds_every_value_whole(data: Entries, applicant: Applicant) -> None:
    applies = data.parent if applicant is Applicant.PARENT else data.child
    shared = (*_given(data.child), applies.name)
    expected = {
        application_form: (*shared, data.record_number, data.telephone, data.email),
        consent: (*shared, data.child.name, data.child.issued_by, applies.issued_by, applies.address),
    }
    for module, whole in expected.items():
        page = read(module.draw(FORMS[applicant], data))
        printed = "".join("".join(box.text for box in page.characters).split())
        assert [value for value in whole if value and "".join(value.split()) not in printed] == []
        assert min(box.left for box in page.characters) >= 20
        assert max(box.right for box in page.characters) <= page.width - 10
        assert list(overlapping(page.characters)) == []


def _given(person: Person) -> tuple[str | None, ...]:
    return person.surname, person.first_name, person.patronymic, person.document_number, person.address


def test_ordinary_long_values_stay_legible() -> None:
    long = "Мамедова-Рождественская-Преображенская Александра-Вознесенская"[:60]
    address = "652700, Кемеровская область – Кузбасс, Киселёвский городской округ, г. Киселёвск, " + (
        "микрорайон Красный Камень, ул. Пятидесятилетия Города, д. 12, корп. 2, кв. 145"
    )
    issuer = "ОТДЕЛЕНИЕМ УФМС РОССИИ ПО КЕМЕРОВСКОЙ ОБЛАСТИ В ГОРОДЕ КИСЕЛЁВСКЕ И КИСЕЛЁВСКОМ ГОРОДСКОМ ОКРУГЕ"
    for kind in ("Временное удостоверение личности", "Документ иностранного государства"):
        person = Person(
            surname=long,
            first_name=long,
            patronymic=long,
            document_kind=kind,
            document_number="AB 1234567",
            issued_by=issuer,
            address=address,
        )
        for paper in _papers(Entries(child=person, parent=person, email="elizaveta.vasilieva-petrova@education.ru")):
            assert min(line.size for value in values(paper) for line in place(value)) >= 7


@pytest.mark.parametrize("width", range(1, 40, 3))
def test_no_line_of_an_address_ends_after_an_abbreviation(width: int) -> None:
    address = f"г. Киселёвск, {'Ж' * width} ул. Школьная, д. 12, корп. 2, кв. 45, дом № 7"
    data = Entries(child=Person(address=address))
    for paper in _papers(data):
        assert not [value.text for value in values(paper) if re.search(r"(г|ул|д|корп|кв)\.$|№$", value.text)]


@pytest.mark.parametrize("field", ["surname", "issued_by", "address"])
def test_a_character_that_the_font_lacks_is_named(field: str) -> None:
    with pytest.raises(UnprintableText) as caught:
        consent.draw(FORMS[Applicant.PARENT], Entries(parent=Person(**{field: "龍 Ли"})))
    assert caught.value.characters == ("龍",)


def test_a_form_can_tell_beforehand_what_cannot_be_printed() -> None:
    assert unprintable_characters("ул. Школьная, д. 5\u200b, 龍漢龍 и ☎") == ("☎", "漢", "龍")
    assert unprintable_characters(f"{CHILD} {PARENT}") == ()
