"""The family is told that the child may have a certificate: its number, the answer of a twin's mother, or the desk."""

from dataclasses import replace
from datetime import date

import pytest

from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, OTHER_PARENT, PARENT, SASHA
from tests.support.desk import register
from tests.support.pages import Page
from tests.support.web import PAGE, Web

TOLD = "У ребёнка, возможно, уже есть сертификат"
SHOW, OTHER = "Показать сертификат", "Это другой ребёнок, получить сертификат"
BORN = "14.05.2004"
TWIN = replace(IGOR, id="twin", first_name="Олег")
SAME = replace(IGOR, id="same", surname="ИВАНОВ", patronymic="-")


def at_desk(web: Web, **changes: object) -> str:
    """Have Igor registered in person, by a clerk who has not linked him: the number."""
    same = {"surname": IGOR.surname, "first_name": "Игорь", "patronymic": None, "birth_date": IGOR.birth_date}
    with web.app.app_context():
        return register(**(same | changes)).number


def claim(web: Web, page: Page, number: str, born: str = BORN) -> Page:
    answer = page.press(web.client, SHOW, number=number, born=born)
    return web.land(answer) if answer.status_code == 303 else Page(answer)


def test_a_press_for_a_child_with_a_certificate_of_the_desk_issues_nothing_and_tells_everything(web: Web) -> None:
    number = at_desk(web)
    page = web.press(child="igor")
    assert TOLD in page.text and number not in page.text
    assert page.has_button(SHOW) and not page.has_button(OTHER)
    assert "Центр детского творчества" in page.text, "the way to the desk"
    assert len(web.certificates()) == 1


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\u00a0"])
def test_who_says_number_and_birth_date_sees_the_certificate_and_both_sides_read_it(web: Web, typed: str) -> None:
    number = at_desk(web)
    page = claim(web, web.press(child="igor"), typed.format(number))
    assert "Это сертификат вашего ребёнка." in page.text
    assert number in page.text.replace(" ", "")
    told = "Сертификат показан и на портале: семья назвала номер и дату рождения"
    assert told in web.open(f"{PAGE}/history", child="igor").text
    web.portal.sign_in_clerk("cdt")
    card = web.certificates()[0].card_id
    assert told in web.open(f"/pfdo/desk/c/{card}/history").text
    assert len(web.certificates()) == 1


def test_every_wrong_try_has_one_answer_and_few_are_taken(web: Web) -> None:
    number, strangers = at_desk(web), at_desk(web, surname="Петров", document_number="III-АБ № 654321")
    page = web.press(child="igor")
    wrong = [
        (number, "15.05.2004"),
        (strangers, BORN),
        ("000000000000", BORN),
        (number, "16.05.2004"),
        (strangers, BORN),
    ]
    answers = [claim(web, page, *one) for one in wrong]
    assert {one.status for one in answers} == {422}
    assert len({one.text.split("Сертификат у вас есть")[0] for one in answers}) == 1
    refused = claim(web, page, number)
    assert refused.status == 429
    assert "Слишком много попыток" in refused.text


def test_what_was_right_is_not_counted(web: Web) -> None:
    number = at_desk(web)
    page = web.press(child="igor")
    for _ in range(4):
        claim(web, page, "000000000000")
    assert "Это сертификат вашего ребёнка." in claim(web, page, number).text


def test_two_records_of_one_child_show_one_certificate(web: Web) -> None:
    web.portal.add(SAME, PARENT, OTHER_PARENT)
    web.press(child="igor")
    number = web.certificates()[0].number
    page = web.press(child="same")
    assert TOLD in page.text
    assert "Это сертификат вашего ребёнка." in claim(web, page, number).text
    for child in ("igor", "same"):
        assert number in web.open(child=child).text.replace(" ", "")
        assert not web.open(child=child).has_button("Получить сертификат")
    assert web.client.get(f"{PAGE}/credentials.pdf?child=same").mimetype == "application/pdf"
    assert len(web.certificates()) == 1


def test_the_mother_of_twins_says_so_and_has_both_certificates(web: Web) -> None:
    web.portal.add(TWIN, PARENT)
    web.press(child="igor")
    page = web.press(child="twin")
    assert TOLD in page.text and page.has_button(OTHER)
    assert len(web.certificates()) == 1, "nothing is issued in silence"
    assert "Сертификат получен." in web.land(page.press(web.client, OTHER)).text
    assert len(web.certificates()) == 2
    assert "сертификат выдан и другому ребёнку" in web.open(f"{PAGE}/history", child="igor").text
    assert "это проверили" in web.open(f"{PAGE}/history", child="twin").text


def test_nobody_shows_a_twins_certificate_to_the_other_one(web: Web) -> None:
    web.portal.add(TWIN, PARENT)
    web.press(child="igor")
    page = claim(web, web.press(child="twin"), web.certificates()[0].number)
    assert page.status == 422
    assert "мы не нашли" in page.text


@pytest.mark.parametrize(("at_the_desk", "in_portal"), [("Софья", "София"), ("Наталия", "Наталья")])
def test_a_form_of_the_first_name_is_asked_and_cannot_be_denied(web: Web, at_the_desk: str, in_portal: str) -> None:
    number = at_desk(web, first_name=at_the_desk)
    web.portal.add(replace(IGOR, first_name=in_portal))
    page = web.press(child="igor")
    assert not page.has_button(OTHER)
    made_up = web.client.post(f"{PAGE}/issue", data={"child": "igor", "other": "1", "csrf_token": web.token()})
    assert made_up.headers["Location"].endswith("/existing?child=igor")
    assert len(web.certificates()) == 1
    assert "Это сертификат вашего ребёнка." in claim(web, web.press(child="igor"), number).text


def test_where_there_is_no_question_the_page_leads_back(web: Web, certified: Web) -> None:
    assert web.client.get(f"{PAGE}/existing?child=igor").headers["Location"].endswith("?child=igor")
    at_desk(certified, first_name="Егор", others=[certified.certificates()[0].card_id])
    assert certified.client.get(f"{PAGE}/existing?child=igor").status_code == 303, "the child has one"
    web.portal.sign_in_pupil(SASHA.id)
    assert web.client.get(f"{PAGE}/existing?child=sasha").status_code == 303, "a child under 14 gets none"


def test_an_old_form_says_so_and_keeps_what_was_typed(web: Web) -> None:
    number = at_desk(web)
    page = Page(web.press(child="igor").press(web.client, SHOW, number=number, born=BORN, csrf_token="old"))
    assert page.status == 400
    assert page.form(SHOW).fields["number"] == number
    empty = Page(web.press(child="igor").press(web.client, SHOW))
    assert empty.status == 422
    assert "Введите номер сертификата." in empty.text


def test_a_portal_that_learns_the_birth_date_later_is_no_way_round(web: Web) -> None:
    at_desk(web)
    portal: MemoryPortal = web.portal
    portal.add(replace(IGOR, birth_date=date(2004, 5, 15)))
    assert web.open(child="igor").has_button("Получить сертификат")
    portal.add(IGOR)
    assert TOLD in web.press(child="igor").text
