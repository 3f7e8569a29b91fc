"""The papers as they arrive at the family: kinds, names of the files, what cannot be printed."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from sqlalchemy import insert
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from sgo_pfdo import documents
from sgo_pfdo.documents import pictures, raster
from sgo_pfdo.municipalities.model import OwnPaper
from tests.documents.reading import read
from tests.support.apps import IGOR
from tests.support.pages import Page
from tests.support.web import PAGE, Web

FORM = "Скачать бланк заявления на сертификат"
CONSENT = "Скачать бланк согласия на обработку персональных данных"
IMAGE = "Файл с изображением сертификата"
PICTURE = "Картинка сертификата для телефона"
SHEET = "Файл с учётными данными для входа в АИС ПФДО"


def file_name(answer: TestResponse) -> str:
    """Read the name of a download the way a browser does (RFC 6266)."""
    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert kind == ("inline" if answer.mimetype == "application/pdf" else "attachment"), "prints open beside the page"
    return options["filename"]


@pytest.mark.parametrize(
    ("label", "kind", "name"),
    [
        (FORM, "application/pdf", "Заявление на сертификат.pdf"),
        (CONSENT, "application/pdf", "Согласие на обработку персональных данных.pdf"),
        (IMAGE, "application/pdf", "Сертификат (Игорь).pdf"),
        (PICTURE, "image/png", "Сертификат (Игорь).png"),
        (SHEET, "application/pdf", "Учётные данные АИС ПФДО (Игорь).pdf"),
    ],
)
def test_each_paper_has_its_kind_and_a_russian_name(certified: Web, label: str, kind: str, name: str) -> None:
    answer = certified.client.get(certified.open().link(label))
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert file_name(answer) == name
    header = answer.headers["Content-Disposition"]
    assert header.isascii()
    assert unquote(header.split("filename*=UTF-8''")[1]) == name
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_the_page_says_how_large_a_form_is(web: Web) -> None:
    page = web.open()
    size = round(len(web.client.get(page.link(FORM)).data) / 1024)
    assert f"{FORM} PDF, {size} КБ" in page.text


@pytest.mark.parametrize(
    ("first_name", "in_file"),
    [
        ('Игорь "Гарик"', "Игорь Гарик"),
        ("Игорь\r\nSet-Cookie: a=b", "ИгорьSet-Cookie a=b"),
        ("../Игорь\\/", "..Игорь"),
        ("Д’Артаньян-Ёж", "Д’Артаньян-Ёж"),
        ("%0d%0aИгорь;", "%0d%0aИгорь;"),
    ],
)
def test_whatever_the_name_holds_the_file_keeps_a_good_name(web: Web, first_name: str, in_file: str) -> None:
    web.portal.add(replace(IGOR, first_name=first_name))
    answer = web.client.get(web.press().link(IMAGE))
    assert not [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("a=")]
    assert answer.status_code == 200
    assert file_name(answer) == f"Сертификат ({in_file}).pdf"


@pytest.mark.parametrize(
    ("label", "name"), [(PICTURE, "Sertifikat_Igor.png"), (SHEET, "Uchetnye_dannye_AIS_PFDO_Igor.pdf")]
)
def test_what_understands_no_russian_names_gets_a_latin_one(certified: Web, label: str, name: str) -> None:
    header = certified.client.get(certified.open().link(label)).headers["Content-Disposition"]
    assert f"filename={name};" in header.replace('"', "")


def test_a_picture_is_drawn_once_while_the_certificate_stays_as_it_is(
    certified: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bytes] = []
    monkeypatch.setattr(raster, "to_png", lambda pdf, width: drawn.append(pdf) or b"picture")
    address = certified.open().link(PICTURE)
    answers = [certified.client.get(address) for _ in range(3)]
    assert {(answer.data, answer.headers["Cache-Control"]) for answer in answers} == {(b"picture", "no-store")}
    assert len(drawn) == 1
    with certified.app.app_context(), certified.app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sgo_pfdo_certificate SET first_name = 'Игнат'")
    certified.client.get(address)
    assert len(drawn) == 2
    assert certified.open(certified.open().link("История сертификата")).text.count("Скачан") == 4


def test_who_finds_others_drawing_is_told_to_try_again_and_everything_else_goes_on(
    certified: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "AT_ONCE", 0)
    certified.app.extensions["sgo_pfdo"] = replace(certified.app.extensions["sgo_pfdo"], pictures=pictures.Pictures())
    answer = certified.client.get(certified.open().link(PICTURE))
    page = Page(answer)
    assert (page.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "5", "no-store")
    assert "Картинка пока не готова" in page.text
    assert certified.client.get(page.link("Скачать PDF")).mimetype == "application/pdf"
    assert page.link("Попробовать ещё раз") == answer.request.full_path
    assert certified.open().status == 200


def test_a_name_that_the_font_lacks_is_told_and_never_printed_as_a_box(web: Web) -> None:
    web.portal.add(replace(IGOR, first_name="Игорь🦊", patronymic="李"))
    page = web.press()
    for label in (IMAGE, PICTURE, SHEET):
        told = web.open(page.link(label))
        assert told.status == 409, label
        assert "есть знаки, которые мы не можем напечатать" in told.text
        assert "«🦊» (особый знак)" in told.text and "«李» (иероглиф)" in told.text
        assert told.link("Вернуться к сертификату").startswith(PAGE)
    assert "Скачан файл" not in web.open(page.link("История сертификата")).text


def test_a_municipality_whose_own_name_cannot_be_printed_does_not_lose_the_page(web: Web) -> None:
    with web.app.app_context(), web.app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sgo_pfdo_municipality SET district = 'округа 🦊'")
    page = web.open()
    assert page.status == 200
    assert web.land(page.press(web.client, "Получить сертификат")).has_link(IMAGE)


def test_a_municipality_s_own_form_takes_the_place_of_ours_for_its_reader_only(certified: Web) -> None:
    own = documents.consent.draw(documents.BlankForm(applicant=documents.Applicant.PUPIL))
    values = {"municipality_code": "kiselevsk", "kind": "application_form_pupil", "content": own}
    with certified.app.app_context(), certified.app.extensions["sqlalchemy"].engine.begin() as connection:
        connection.execute(insert(OwnPaper).values(values))
    address = f"{PAGE}/application-form.pdf"
    assert certified.client.get(address).data != own
    certified.portal.sign_in_pupil("igor")
    assert certified.client.get(address).data == own
    certified.portal.sign_in_pupil("sasha")
    assert certified.client.get(address).data != own


def test_the_blank_forms_hold_nothing_of_the_child(certified: Web) -> None:
    number = certified.certificates()[0].number
    for label in (FORM, CONSENT):
        text = read(certified.client.get(certified.open().link(label)).data).text
        assert "Иванов" not in text and number not in text


def test_the_certificate_shows_the_name_as_it_was_issued(certified: Web) -> None:
    certified.portal.add(replace(IGOR, surname="Петренко"))
    page = certified.open()
    assert "Петренко Игорь Иванович" in page.text
    assert "Иванов" in read(certified.client.get(page.link(IMAGE)).data).text


def test_without_a_certificate_there_are_only_the_forms(web: Web) -> None:
    page = web.open()
    assert [page.has_link(label) for label in (FORM, CONSENT, IMAGE, PICTURE, SHEET)] == [
        True,
        True,
        False,
        False,
        False,
    ]
