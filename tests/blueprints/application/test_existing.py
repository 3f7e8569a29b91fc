"""Who applies by e-mail is told, too, that the child may have a certificate: before the letter, and at the end."""

from dataclasses import replace

from tests.support.applying import DOCUMENT, GET, Applicant
from tests.support.apps import IGOR, PARENT
from tests.support.desk import register
from tests.support.pages import Page
from tests.support.web import Web

TOLD = "У ребёнка, возможно, уже есть сертификат"
OTHER = "Это другой ребёнок, продолжить заявление"
AT_DESK = {"surname": "Иванов", "first_name": "Игорь", "patronymic": None, "birth_date": IGOR.birth_date}


def at_desk(web: Web, **changes: object) -> str:
    with web.app.app_context():
        return register(**(AT_DESK | changes)).number


def test_before_the_letter_a_family_learns_that_nothing_would_come_of_it(web: Web, mother: Applicant) -> None:
    number = at_desk(web)
    page = mother.open()
    assert TOLD in page.text and not page.has_link(OTHER)
    answer = page.press(web.client, "Показать сертификат", number=number, born="14.05.2004")
    assert "Это сертификат вашего ребёнка." in web.land(answer).text
    assert mother.letters() == []


def test_at_the_end_nothing_is_issued_and_everything_typed_stays(web: Web, mother: Applicant) -> None:
    page = mother.confirmed()
    at_desk(web)
    told = web.land(page.press(web.client, GET, **(DOCUMENT | {"telephone": "8 905 000-12-34"})))
    assert TOLD in told.text
    assert len(web.certificates()) == 1
    assert mother.open("papers").form(GET).fields["telephone"] == "+7 905 000-12-34"


def test_the_mother_of_twins_goes_on_and_has_both(web: Web) -> None:
    web.portal.add(replace(IGOR, id="twin", first_name="Олег"), PARENT)
    Applicant(web).finish()
    twins = Applicant(web, replace(IGOR, id="twin"))
    told = twins.finish()
    assert TOLD in told.text and len(web.certificates()) == 1
    page = web.open(told.link(OTHER))
    assert "Сертификат получен." in web.land(page.press(web.client, GET)).text
    assert len(web.certificates()) == 2


def test_no_link_lets_a_family_deny_the_same_name(web: Web, mother: Applicant) -> None:
    mother.confirmed()
    at_desk(web)
    page = Page(web.client.get("/settings/certificate/application/papers?child=igor&other=1"))
    assert TOLD in web.land(page.press(web.client, GET, **DOCUMENT)).text
    assert len(web.certificates()) == 1
