"""A municipality's own PDF in place of a blank form: looked at, checked, put, downloaded by families, taken back."""

import io
from datetime import UTC, datetime

import pytest
from fpdf import FPDF

from sgo_pfdo.municipalities.own_papers import LARGEST_OWN_PAPER, check_pdf
from tests.support.pages import Page
from tests.support.web import MakeWeb, Web

PAPER = "/pfdo/municipality/paper?kind=application_form_parent"
FILE = "/pfdo/municipality/paper.pdf?kind=application_form_parent"
REMOVE = "/pfdo/municipality/paper/remove?kind=application_form_parent"
SAVE = "Сохранить файл"


def pdf(text: str = "form", *, password: str | None = None) -> bytes:
    """Make a PDF of one page."""
    document = FPDF()
    document.set_creation_date(datetime(2019, 10, 28, tzinfo=UTC))
    document.add_page()
    document.set_font("helvetica")
    document.cell(text=text)
    if password:
        document.set_encryption(owner_password="owner", user_password=password)
    return bytes(document.output())


def upload(office: Web, content: bytes, name: str = "бланк.pdf") -> Page:
    """Choose a file on the page and press the button; follow the redirect where there is one."""
    answer = office.open(PAPER).press(office.client, SAVE, file=(io.BytesIO(content), name))
    answer.request.environ["wsgi.input"].close()  # a large body went through a temporary file
    return office.land(answer) if answer.status_code == 303 else Page(answer)


def test_before_there_is_one_the_operator_sees_the_form_that_families_get(office: Web) -> None:
    assert "бланк портала" in office.open(PAPER).text
    seen = office.client.get(FILE)
    assert seen.mimetype == "application/pdf"
    assert "filename*=UTF-8''" in seen.headers["Content-Disposition"]
    office.portal.sign_in_parent("ivanova")
    assert office.client.get("/settings/certificate/application-form.pdf").data == seen.data


def test_families_get_the_own_paper_from_then_on_and_the_portals_form_once_it_is_taken_back(office: Web) -> None:
    own = check_pdf(pdf())
    assert "Сохранено." in upload(office, pdf()).text
    assert "свой бланк, PDF, 1 КБ" in office.open("/pfdo/municipality").text
    assert office.client.get(FILE).data == own
    office.portal.sign_in_parent("ivanova")
    assert office.client.get("/settings/certificate/application-form.pdf").data == own
    office.portal.sign_in_operator("kiselevsk")
    question = office.open(REMOVE)
    assert "удалится с портала" in question.text
    assert "Сохранено." in office.land(question.press(office.client, "Вернуть бланк портала")).text
    assert office.client.get(FILE).data != own
    assert office.client.get(REMOVE).status_code == 404
    assert len(office.open("/pfdo/municipality/history").items) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Это не PDF."),
        (b"PK\x03\x04 a document of Word", "Это не PDF."),
        (b"%PDF-1.7 and nothing more", "Файл не открывается"),
        (pdf()[:300], "Файл не открывается"),
        (pdf(password="secret"), "защищён паролем"),
    ],
)
def test_what_families_could_not_open_is_refused(office: Web, content: bytes, message: str) -> None:
    page = upload(office, content)
    assert page.status == 422
    assert page.text.count(message) == 2
    assert office.open("/pfdo/municipality/history").items == []


@pytest.mark.parametrize("size", [LARGEST_OWN_PAPER + 1, LARGEST_OWN_PAPER + 1024 * 1024])
def test_a_file_that_is_too_large_is_refused_in_words(office: Web, size: int) -> None:
    page = upload(office, pdf().ljust(size, b"\n"))
    assert page.text.count("Можно не больше 2 МБ") == 2


def test_the_smaller_limit_of_the_portal_is_told(make_web: MakeWeb) -> None:
    office = make_web(MAX_CONTENT_LENGTH=1024 * 1024)
    office.portal.sign_in_operator("kiselevsk")
    page = upload(office, pdf().ljust(1024 * 1024, b"\n"))
    assert "Можно не больше 960 КБ" in page.text
    assert "Сохранено." in upload(office, pdf().ljust(960 * 1024, b"\n")).text


def test_the_largest_file_is_taken(office: Web) -> None:
    assert "Сохранено." in upload(office, pdf().ljust(LARGEST_OWN_PAPER, b"\n")).text


def test_no_file_is_told_at_the_field(office: Web) -> None:
    page = Page(office.open(PAPER).press(office.client, SAVE))
    assert (page.status, page.text.count("Выберите файл.")) == (422, 2)


def test_a_paper_put_by_somebody_else_meanwhile_is_not_overwritten(office: Web) -> None:
    stale = office.open(PAPER)
    upload(office, pdf("theirs"))
    told = Page(stale.press(office.client, SAVE, file=(io.BytesIO(pdf("mine")), "m.pdf")))
    assert told.status == 409
    assert "Сейчас записано: Заявление, когда обращается родитель: свой бланк" in told.text
    assert office.client.get(FILE).data == check_pdf(pdf("theirs"))


def test_papers_of_another_municipality_are_left_alone(office: Web) -> None:
    own = pdf()
    upload(office, own)
    office.portal.sign_in_operator("myski")
    assert office.client.get(FILE).data != own


def test_a_forged_upload_changes_nothing(office: Web) -> None:
    answer = office.open(PAPER).press(office.client, SAVE, csrf_token="", file=(io.BytesIO(pdf()), "m.pdf"))
    assert answer.status_code == 400
    assert office.client.get(REMOVE).status_code == 404
