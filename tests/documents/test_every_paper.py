"""What holds for every paper: one page, nothing beyond the margins, readable, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from sgo_pfdo.documents import certificate_image, credentials_sheet, receipt
from sgo_pfdo.documents.elements import Text
from sgo_pfdo.documents.wording import WARNING

from .papers import PAPERS
from .placing import fixed
from .reading import copied, overlapping, read
from .samples import certificate, credentials, received

EVERY_PAPER = pytest.mark.parametrize("pdf", PAPERS.values(), ids=PAPERS.keys())


@EVERY_PAPER
def test_is_one_a4_page(pdf: bytes) -> None:
    page = read(pdf)
    assert sorted((round(page.width), round(page.height))) == [210, 297]


@EVERY_PAPER
def test_keeps_within_the_margins_and_prints_nothing_twice(pdf: bytes) -> None:
    page = read(pdf)
    assert min(box.left for box in page.characters) >= 20
    assert max(box.right for box in page.characters) <= page.width - 10
    assert min(box.top for box in page.characters) >= 10
    assert max(box.bottom for box in page.characters) <= page.height - 7
    assert list(overlapping(page.characters)) == []


@EVERY_PAPER
def test_carries_the_warning(pdf: bytes) -> None:
    assert WARNING in copied(pdf)


@EVERY_PAPER
def test_is_small_and_embeds_its_fonts(pdf: bytes) -> None:
    assert len(pdf) < 30_000
    page = next(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(pdf)))))
    for reference in page.resources["Font"].values():
        descendant = reference.resolve()["DescendantFonts"][0].resolve()
        assert "FontFile2" in descendant["FontDescriptor"].resolve()


@EVERY_PAPER
def test_says_in_its_metadata_what_it_is(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    metadata = document.get_metadata_dict()
    assert metadata["Title"]
    assert metadata["Author"]
    catalog = PDFDocument(PDFParser(io.BytesIO(pdf))).catalog
    assert catalog["Lang"] == b"ru-RU"
    assert catalog["ViewerPreferences"]["DisplayDocTitle"] is True


@EVERY_PAPER
def test_copies_only_characters_that_were_put_in(pdf: bytes) -> None:
    assert not set(copied(pdf)) & {"\ufffd", "\u0000", "\u00ad", "\u00a0"}


@pytest.mark.parametrize("name", [name for name in PAPERS if not name.startswith("filled")])
def test_reads_the_same_in_two_readers(name: str) -> None:
    """The order of the page from top to bottom is the order in which it was written.

    Not where a value of two lines stands beside its label: there a reader by lines takes the first line of it first.
    """
    pdf = PAPERS[name]
    assert " ".join(read(pdf).text.split()) == copied(pdf)


def test_creation_date_comes_from_the_data() -> None:
    for pdf in (PAPERS["certificate"], PAPERS["credentials"], PAPERS["receipt"]):
        assert pypdfium2.PdfDocument(pdf).get_metadata_dict()["CreationDate"].startswith("D:20191028")


def test_same_input_gives_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, json; from tests.documents.papers import PAPERS;"
        "print(json.dumps({name: hashlib.sha256(pdf).hexdigest() for name, pdf in PAPERS.items()}))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Novokuznetsk"}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=root)
    assert json.loads(done.stdout) == {name: hashlib.sha256(pdf).hexdigest() for name, pdf in PAPERS.items()}


def test_what_is_fixed_is_the_same_for_every_child() -> None:
    other = {"number": "100200300400", "surname": "Ёлкина-Северская", "first_name": "Ая", "patronymic": "Юрьевна"}
    papers = ((certificate_image, certificate), (credentials_sheet, credentials), (receipt, received))
    for module, sample in papers:
        one, two = module.paper(sample()), module.paper(sample(**other))
        assert fixed(one) == fixed(two)
        assert one.elements != two.elements
        assert hash(tuple(fixed(one))) == hash(tuple(fixed(two)))


def test_every_value_of_the_child_is_in_a_field() -> None:
    values = ("Иванов", "7850 4490 1646", "785044901646", "k7mw4prx2hqd", "28\u00a0октября 2019\u00a0года")
    papers = (certificate_image.paper(certificate()), credentials_sheet.paper(credentials()), receipt.paper(received()))
    for paper in papers:
        texts = [element.text for element in fixed(paper) if isinstance(element, Text)]
        assert not [text for text in texts for value in values if value in text]
