"""The papers read aloud: two readers that are not ours find the same structure, with every text in its place."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from sgo_pfdo.documents import Applicant, slips
from sgo_pfdo.documents.drawing import render, render_pages
from sgo_pfdo.documents.elements import Role, Style, Text
from sgo_pfdo.documents.structure import Figure, structure

from .papers import PAPERS, PHONE_SHEETS, SHEETS
from .reading import PAPERS_KEPT, copied
from .samples import received
from .test_engine import MEETING

MEETING_PAPER = slips.draw(MEETING)
FILES = PAPERS | {name: render(sheet) for name, sheet in PHONE_SHEETS.items()} | {"slips": MEETING_PAPER}
EVERY_FILE = pytest.mark.parametrize("pdf", FILES.values(), ids=FILES.keys())
STANDARD = {"Document", "H1", "H2", "P", "L", "LI", "Lbl", "LBody", "Figure"}
"""ISO 32000-1, 14.8.4: those that we use."""

Node = tuple[str, str, "list[Node]"]
"""A tag, what is said in it, and what stands in it."""


@lru_cache(PAPERS_KEPT)
def said(pdf: bytes) -> list[Node]:
    """Read the structure with pdfplumber; what is said is put together from the characters that each tag names."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        words: dict[tuple[int, int], str] = {}
        for page in document.pages:
            for character in page.chars:
                assert character["mcid"] is not None, character
                key = (page.page_number, character["mcid"])
                words[key] = words.get(key, "") + character["text"]
        tree = [_node(element, words) for element in document.structure_tree]
    assert not words, "every text is read"
    return tree


def _node(element: dict[str, Any], words: dict[tuple[int, int], str], page: int = 0) -> Node:
    page = element.get("page_number", page)
    text = " ".join(words.pop((page, mcid), "") for mcid in element.get("mcids", ()))
    kids = [_node(kid, words, page) for kid in element.get("children", ())]
    return element["type"], " ".join(text.split()), kids


def everything(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from everything(node[2])


def told(pdf: bytes) -> list[tuple[str, str]]:
    """Give tag and words of everything that is said, in the order of reading."""
    return [(tag, text) for tag, text, _ in everything(said(pdf)) if text]


@EVERY_FILE
def test_every_paper_says_that_it_is_tagged_and_in_russian(pdf: bytes) -> None:
    catalog = PDFDocument(PDFParser(io.BytesIO(pdf))).catalog
    assert catalog["MarkInfo"] == {"Marked": True}
    assert catalog["Lang"] == b"ru-RU"
    assert catalog["ViewerPreferences"]["DisplayDocTitle"] is True
    metadata = resolve1(catalog["Metadata"]).get_data().decode()
    title = pypdfium2.PdfDocument(pdf).get_metadata_dict()["Title"]
    assert f">{title}<" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert pdfium.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(pdf))


@EVERY_FILE
def test_all_that_is_on_a_paper_is_read_in_the_order_of_the_page(pdf: bytes) -> None:
    (document,) = said(pdf)
    assert document[0] == "Document"
    tags = {tag for tag, _, _ in everything([document])}
    assert tags <= STANDARD
    assert "".join("".join(text for _, text in told(pdf)).split()) == "".join(copied(pdf).split())


@EVERY_FILE
def test_a_paper_begins_with_its_title_and_no_heading_is_skipped(pdf: bytes) -> None:
    spoken = told(pdf)
    headings = [tag for tag, _ in spoken if tag in {"H1", "H2"}]
    assert headings[0] == "H1"
    before = [text for _, text in spoken[: [tag for tag, _ in spoken].index("H1")]]
    assert before in ([], ["Заменено новой версией"])


def _by_pdfium(pdf: bytes) -> list[tuple[str, str]]:
    """Read tags and alternative texts with PDFium."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            found += _of_pdfium(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _of_pdfium(element: Any) -> list[tuple[str, str]]:
    found = [
        (_words(pdfium.FPDF_StructElement_GetType, element), _words(pdfium.FPDF_StructElement_GetAltText, element))
    ]
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        kid = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if kid:
            found += _of_pdfium(kid)
    return found


def _words(ask: Any, element: Any) -> str:
    buffer = ctypes.create_string_buffer(1024)
    length = ask(element, buffer, 1024)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le")


@pytest.mark.parametrize("name", ["certificate with code", "phone, frozen", "credentials", "slips", "receipt"])
def test_a_second_reader_finds_the_same_tags(name: str) -> None:
    tags = [tag for tag, _ in _by_pdfium(FILES[name]) if tag != "Document"]
    assert tags == [tag for tag, _, _ in everything(said(FILES[name])) if tag != "Document"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("certificate with code", "QR-код для сотрудника уполномоченной организации"),
        ("phone, frozen", "QR-код для сотрудника уполномоченной организации"),
        ("credentials", "QR-код: адрес страницы входа"),
        ("slips", "QR-код: адрес школьного портала"),
    ],
)
def test_a_code_has_words_in_its_place_and_ornament_has_none(name: str, words: str) -> None:
    figures = [alternative for tag, alternative in _by_pdfium(FILES[name]) if tag == "Figure"]
    assert len(figures) == (len(MEETING.names) if name == "slips" else 1)
    assert all(alternative.startswith(words) for alternative in figures)
    assert not [alternative for alternative in figures if "portal.example" in alternative]


def test_a_value_is_read_with_its_label() -> None:
    spoken = told(FILES["filled application, parent"])
    assert spoken[0] == (
        "H1",
        "ЗАЯВЛЕНИЕ № 458 о предоставлении сертификата дополнительного образования и регистрации в реестре "
        "сертификатов дополнительного образования",
    )
    for line in ("Фамилия Смирнова", "Дата рождения 1 5 . 0 3 . 2 0 1 2", "серия и номер III-ЛО № 123456"):
        assert ("P", line) in spoken
    assert ("H2", "Сведения о заявителе") in spoken
    assert ("P", "Пароль k7mw4prx2hqd") in told(FILES["credentials"])
    assert ("P", "Номер 7850 4490 1646") in told(FILES["phone"])


def test_lists_are_lists() -> None:
    receipt = [node for node in everything(said(FILES["receipt"])) if node[0] == "LI"]
    assert len(receipt) == len(received().papers)
    assert receipt[0][2] == [("Lbl", "–", []), ("LBody", "Заявление, подписанное", [])]
    lists = [node for node in everything(said(FILES["slips"])) if node[0] == "L"]
    assert [len(node[2]) for node in lists] == [3] * len(MEETING.names)


def test_a_paper_of_several_pages_is_one_document() -> None:
    pages = [SHEETS["credentials"], SHEETS["certificate with code"], SHEETS[f"consent, {Applicant.PUPIL}, empty"]]
    pdf = render_pages(pages)
    assert [text for tag, text in told(pdf) if tag == "H1"] == [
        "Учётные данные для входа в АИС ПФДО",
        "СЕРТИФИКАТ дополнительного образования",
        "СОГЛАСИЕ на обработку персональных данных",
    ]


def test_no_word_runs_into_the_next_where_a_line_ends() -> None:
    words = "Обязуюсь уведомить уполномоченный орган посредством личного обращения"
    text = Text(20, 20, 40, 60, words, Style(10), role=Role.TITLE)
    broken = Text(20, 120, 40, 60, "https://" + "portal" * 20, Style(10))
    hyphen = Text(20, 200, 40, 60, "Мамедова-Рождественская-Преображенская", Style(10))
    pdf = render(replace(SHEETS["credentials"], elements=(text, broken, hyphen)))
    assert told(pdf) == [("H1", words), ("P", broken.text), ("P", hyphen.text)]


def test_the_structure_of_a_form_is_made_once_for_all_children() -> None:
    tags, places = (Role.TITLE, Role.PARAGRAPH, None), ((1, Role.GOES_ON), (4, Figure("Код", (0, 0, 9, 9))))
    made = structure(tags, places, first=30, page=3, document=9)
    assert structure(tags, places, first=30, page=3, document=9) is made
    assert made.parents == b"30 0 R 31 0 R 30 0 R 32 0 R"
    assert made.top == b"30 0 R 31 0 R 32 0 R"
