"""The picture and the full text of a programme: what an organisation brings, and what families get."""

import io
from typing import Any

import pytest
from PIL import Image

from sgo_pfdo import database
from sgo_pfdo.documents import Applicant, BlankForm, consent, foreign_picture
from sgo_pfdo.programmes.model import Programme, ProgrammeFile
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.search.indexing import index_programmes
from tests.blueprints.provider.conftest import ROOM
from tests.documents.test_foreign_picture import made, png_of
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.uploads import post
from tests.support.web import Web

PICTURE, TEXT = f"{ROOM}/p/own/picture", f"{ROOM}/p/own/text"
FOR_ALL = "/pfdo/programmes/own/picture.jpg"
PDF = consent.draw(BlankForm(applicant=Applicant.PARENT))


def send(web: Web, address: str, content: bytes, **more: str) -> Any:
    """Bring a file by the form that the page shows."""
    fields = Page(web.client.get(address)).form("Сохранить").fields | {"file": content} | more
    return post(web.client, address, fields)


def change(web: Web, **values: Any) -> None:
    """Change the programme behind the pages, and find it by what it is now."""
    with web.app.app_context():

        def action(session: Any) -> None:
            row = session.query(Programme).filter_by(card_id="own").one()
            for name, value in values.items():
                setattr(row, name, value)
            session.flush()
            index_programmes(session, [row.id])

        database.perform(action)


def publish(web: Web) -> None:
    change(web, state=State.PUBLISHED.value)


def test_a_picture_is_redrawn_and_seen_by_families_once_the_programme_is_published(teaching: Web) -> None:
    content = made((1600, 900), comment=b"secret")
    answer = send(teaching, PICTURE, content, alt="Дети собирают робота")
    assert answer.status_code == 303 and "done=saved" in answer.location
    own = teaching.client.get(f"{PICTURE}.jpg")
    assert (own.mimetype, own.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert teaching.client.get(FOR_ALL).status_code == 404
    publish(teaching)
    teaching.portal.sign_out()
    shown = teaching.client.get(FOR_ALL)
    assert shown.mimetype == "image/jpeg" and shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "public, max-age=3600" and "Set-Cookie" not in shown.headers
    assert Image.open(io.BytesIO(shown.data)).size == (800, 450) and b"secret" not in shown.data
    again = teaching.client.get(FOR_ALL, headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    page = Page(teaching.client.get("/pfdo/programmes/own"))
    assert [given["alt"] for tag, given in page.elements if tag == "img"] == ["Дети собирают робота"]
    listed = Page(teaching.client.get("/pfdo/programmes?sent=1"))
    assert next(given["src"] for tag, given in listed.elements if tag == "img").startswith(f"{FOR_ALL}?v=")
    change(teaching, state=State.ARCHIVED.value)
    assert teaching.client.get(FOR_ALL).status_code == 404


@pytest.mark.parametrize("direction", ["technical", "science", "sports", "arts", "tourism", "humanities"])
def test_without_a_picture_there_is_a_drawing_of_the_direction(teaching: Web, direction: str) -> None:
    change(teaching, state=State.PUBLISHED.value, direction=direction)
    page = Page(teaching.client.get("/pfdo/programmes/own"))
    [drawn] = [given["src"] for tag, given in page.elements if tag == "img"]
    with teaching.client.get(drawn) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert "<script" not in answer.text and "style" not in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "не картинка"),
        (PDF, "не картинка"),
        (b"", "не картинка"),
        (made()[:500], "повреждён"),
        (png_of(30_000, 30_000), "точек по стороне"),
        (b"\xff\xd8\xff" + b"a" * foreign_picture.LARGEST, "не больше 5 МБ"),
    ],
    ids=["svg", "pdf", "empty", "damaged", "30000", "large"],
)
def test_what_is_no_good_picture_is_told_at_its_field_and_changes_nothing(
    teaching: Web, content: bytes, said: str
) -> None:
    before = contents_of(teaching.app)
    answer = send(teaching, PICTURE, content, alt="Дети")
    assert answer.status_code == 422
    page = Page(answer)
    assert said in page.text and page.form("Сохранить").fields["alt"] == "Дети"
    assert contents_of(teaching.app) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [(made(), "не PDF"), (b"%PDF-1.4 nothing", "не открывается"), (b"%PDF" * 3_000_000, "10 МБ")],
    ids=["picture", "damaged", "large"],
)
def test_what_is_no_good_pdf_is_told_at_its_field_and_changes_nothing(teaching: Web, content: bytes, said: str) -> None:
    before = contents_of(teaching.app)
    answer = send(teaching, TEXT, content)
    assert answer.status_code == 422 and said in Page(answer).text
    assert contents_of(teaching.app) == before


def test_a_request_that_no_picture_needs_is_refused_before_it_is_read(teaching: Web) -> None:
    environ = {"CONTENT_LENGTH": str(10**9)}
    answer = teaching.client.post(PICTURE, content_type="multipart/form-data; boundary=x", environ_overrides=environ)
    assert answer.status_code == 413


def test_the_full_text_is_written_anew_and_given_as_a_file(teaching: Web) -> None:
    publish(teaching)
    assert send(teaching, TEXT, PDF).status_code == 303
    link = Page(teaching.client.get("/pfdo/programmes/own")).link("Полный текст программы")
    answer = teaching.client.get(link)
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    own = teaching.client.get(f"{ROOM}/p/own/programme.pdf")
    assert own.headers["Content-Disposition"].startswith("attachment;")


def test_a_new_picture_sends_no_programme_to_review_and_the_second_one_is_told(teaching: Web) -> None:
    publish(teaching)
    stale = Page(teaching.client.get(PICTURE)).form("Сохранить").fields
    assert send(teaching, PICTURE, made()).status_code == 303
    answer = post(teaching.client, PICTURE, stale | {"file": made((9, 9))})
    assert answer.status_code == 409 and "программу изменили" in Page(answer).text
    assert [row.state for row in contents_of(teaching.app)["sgo_pfdo_programme"] if row.card_id == "own"] == [
        "published"
    ]


def test_a_description_changes_alone_and_the_same_picture_changes_nothing(teaching: Web) -> None:
    content = made()
    send(teaching, PICTURE, content, alt="Робот")
    assert "done=same" in send(teaching, PICTURE, content, alt="Робот").location
    fields = Page(teaching.client.get(PICTURE)).form("Сохранить").fields
    assert fields["alt"] == "Робот"
    assert "done=saved" in teaching.client.post(PICTURE, data=fields | {"alt": "Два робота"}).location
    assert [row.alt for row in contents_of(teaching.app)["sgo_pfdo_programme_file"]] == ["Два робота"]


def test_it_is_taken_away(teaching: Web) -> None:
    send(teaching, PICTURE, made())
    page = Page(teaching.client.get(PICTURE))
    assert page.press(teaching.client, "Убрать").status_code == 303
    assert contents_of(teaching.app)["sgo_pfdo_programme_file"] == []
    assert teaching.client.get(f"{PICTURE}.jpg").status_code == 404


def test_what_the_operator_looks_at_keeps_its_files(teaching: Web) -> None:
    fields = Page(teaching.client.get(PICTURE)).form("Сохранить").fields
    change(teaching, state=State.REVIEW.value)
    assert "у оператора" in Page(teaching.client.get(PICTURE)).text
    answer = post(teaching.client, PICTURE, fields | {"file": made()})
    assert answer.status_code == 409
    assert contents_of(teaching.app)["sgo_pfdo_programme_file"] == []


def test_a_copy_has_the_same_picture(teaching: Web) -> None:
    send(teaching, PICTURE, made(), alt="Робот")
    teaching.client.post(f"{ROOM}/p/own/copy", data={"csrf_token": teaching.token()})
    kept: list[Any] = contents_of(teaching.app)["sgo_pfdo_programme_file"]
    assert len(kept) == 2 and kept[0].content == kept[1].content and kept[1].alt == "Робот"
    assert ProgrammeFile.__tablename__ == "sgo_pfdo_programme_file"
